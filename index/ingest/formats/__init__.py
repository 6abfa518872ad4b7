"""Readers of file formats: each takes the bytes of one file and fills a draft."""
