"""A line in the other language: its renderings by the dictionary, and what speaks for each."""
