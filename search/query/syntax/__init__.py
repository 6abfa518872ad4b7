"""From a query line to a syntax tree: tokens, operators, and lines of other systems."""
