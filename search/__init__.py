"""From human words to a page of results."""
