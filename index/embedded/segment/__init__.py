"""A segment on disk: its arrays, term dictionaries, postings and stored reports."""
