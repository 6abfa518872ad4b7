"""Index on a Whoosh directory."""
