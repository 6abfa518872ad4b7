"""The server processes: middleware, workers, limits, metrics."""
