"""What is shown of an archive: a page of results (`engine`), trend, concordance, diff, citation."""
