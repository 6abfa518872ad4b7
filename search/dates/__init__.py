"""Dates as people write them to a first and a last day."""
