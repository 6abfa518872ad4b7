"""The commands that search."""
