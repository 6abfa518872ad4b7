"""Scans: pages that are pictures, read by RapidOCR where the extra `scans` is installed."""
