"""A web page to a report: its blocks, body, title, date and attribution."""
