"""Reads scanned pages with RapidOCR, if the extra `scans` is installed."""
