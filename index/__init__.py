"""From files to something that answers."""
