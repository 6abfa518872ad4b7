"""Suggestions ("did you mean") and completion, both from the vocabulary of the index."""
