"""The door for programs that read: an MCP server with eight read-only tools over one index."""
