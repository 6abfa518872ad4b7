"""Exact texts: the terms at each position of a passage, in all its spellings."""
