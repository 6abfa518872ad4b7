"""The tools, one module each; `registry` finds them."""
