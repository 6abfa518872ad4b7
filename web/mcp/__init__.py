"""The eight read-only tools of the MCP server, for programs that read; `registry` finds them."""
