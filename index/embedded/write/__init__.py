"""Writing a generation: batches, merges, worker processes."""
