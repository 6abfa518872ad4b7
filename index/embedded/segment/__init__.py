"""A segment on the disk: its arrays, term dictionaries, postings and stored reports."""
