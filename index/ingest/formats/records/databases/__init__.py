"""Tables of databases, in files and in dumps, and how they refer to each other."""
