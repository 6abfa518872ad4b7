"""Writes a generation: batches, merges, worker processes."""
