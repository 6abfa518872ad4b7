"""Meaning: vectors of passages, made by a sentence encoder that needs no server."""
