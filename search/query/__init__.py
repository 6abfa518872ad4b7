"""The query line: lexer, parser, compiler, interpretation, and the run of what they compiled."""
