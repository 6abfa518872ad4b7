"""What one does with an index: open, build, watch, check and back it up. The commands are here."""
