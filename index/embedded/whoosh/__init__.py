"""Lets Whoosh read our segments. You may ignore this room unless Whoosh changes."""
