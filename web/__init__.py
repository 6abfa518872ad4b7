"""From pages of results to people."""
