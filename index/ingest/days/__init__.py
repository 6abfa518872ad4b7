"""Reads dates in all forms in which Chinese and English reports write them."""
