"""Our segments as Whoosh reads them. You may ignore this room unless Whoosh changes."""
