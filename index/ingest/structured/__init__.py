"""Reads what has names for its values, as JSON and columns: reports, their fields and texts."""
