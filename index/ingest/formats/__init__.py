"""Readers of file formats: a module with a FORMAT reads files of its own.

Here are archives, books, and what all readers share; the others have a room by what they read.
"""
