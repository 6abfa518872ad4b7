"""Finds the title of a page, and the lead below it."""
