"""The commands that build, watch and maintain an index."""
