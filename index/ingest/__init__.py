"""Reads source files into reports; `formats` and `webpage` have the readers and what they share."""
