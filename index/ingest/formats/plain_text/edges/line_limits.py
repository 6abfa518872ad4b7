"""Limits of lines that several readers of plain text share."""

MIN_BODY_WIDTH = 80
"""A line that is wider, in columns, is of the body; header lines and titles are narrower."""
CLOSING_LINES = 6
"""The number of last lines that may be credits, sources and signatures."""
