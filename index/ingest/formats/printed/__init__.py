"""Readers of files of pages: PDF, OFD, XPS, pictures; and what puts their lines in order."""
