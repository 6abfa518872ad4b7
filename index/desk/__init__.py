"""The desk: what readers collected and noted, kept in one file."""
