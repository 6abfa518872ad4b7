"""Suggestions and completion, from the vocabulary of the index."""
