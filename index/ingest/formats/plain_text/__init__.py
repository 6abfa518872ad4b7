"""Readers of text without markup or with light markup, and what finds fields in its lines."""
