"""The top of the site: the app, its server processes and limits, and the MCP server."""
