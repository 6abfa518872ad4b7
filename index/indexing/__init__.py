"""One indexing run: what it keeps, counts, loses and says."""
