"""All tools: every Tool that a module of this folder defines; a new one needs no list."""

from web.discovery import members_of
from web.mcp.tool import Tool

TOOLS = tuple(sorted(members_of("web.mcp", Tool), key=lambda tool: tool.rank))
"""All tools, in the order in which a program is told of them."""
