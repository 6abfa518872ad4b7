"""Reads the lines above and below a text: title, outlet, day, people, and what is none of these."""
