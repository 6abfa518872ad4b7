"""Search: from a query line to a page of results."""
