"""All tools; to add one, import it and add it to TOOLS."""

from web.mcp.tools.about import ABOUT_TOOL
from web.mcp.tools.compare import COMPARE_TOOL
from web.mcp.tools.count import COUNT_TOOL
from web.mcp.tools.read import READ_TOOL
from web.mcp.tools.search import SEARCH_TOOL
from web.mcp.tools.trace import TRACE_TOOL
from web.mcp.tools.trend import TREND_TOOL
from web.mcp.tools.verify import VERIFY_TOOL

TOOLS = (
    ABOUT_TOOL,
    SEARCH_TOOL,
    COUNT_TOOL,
    READ_TOOL,
    VERIFY_TOOL,
    TRACE_TOOL,
    TREND_TOOL,
    COMPARE_TOOL,
)
"""All tools, in the order in which a program is told of them."""
