"""Collections: what readers gather and note, kept on the server."""
