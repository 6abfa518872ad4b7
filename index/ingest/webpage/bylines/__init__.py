"""Finds source, author and day of a page in its bylines, labels and declarations."""
