"""Reads source files into reports; `formats` and `webpage` read one file format each."""
