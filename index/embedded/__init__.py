"""The embedded engine: an index in a Whoosh folder."""
