"""Readers of file formats, and what they share: a module with a FORMAT reads files of its own."""
