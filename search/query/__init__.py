"""The query line to a compiled query: lexer, parser, compiler, interpretation."""
