"""Reads source files into reports; each module of `formats` and `webpage` reads one format."""
