"""Answering a question: query plan, evaluation, columns."""
