"""Other views of results and reports: trend, concordance, diff, citation."""
