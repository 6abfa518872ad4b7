"""The commands that build, watch and keep an index."""
