"""One indexing run: lists and reads the files, counts what is kept and lost, and writes reports."""
