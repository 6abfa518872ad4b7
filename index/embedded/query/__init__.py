"""Answers questions: plans queries, evaluates them, and filters and counts by columns."""
