"""The tool `about`: what the archive holds, how it is asked, and what its limits are."""

from index.api import FacetCount, Question
from index.fields import QUERY_FIELDS
from index.json_types import JsonObject
from index.query_nodes import EVERYTHING
from search import json_output
from web.mcp.tokens import ANSWER_TOKENS
from web.mcp.tool import Tool, ToolAnswer, ToolCall, cut_text
from web.request_codec import MAX_QUERY_CHARS

_LISTED = 20
"""Sources and years that are listed; `count` gives all of them."""
_COUNTED = ("source", "year", "language")
_QUERY_LANGUAGE = (
    'All words are required. "exact text" · a AND b · a OR b · NOT a or -a · (a OR b) c · '
    '"a b"~5 near · a SENTENCE b · a PARAGRAPH b · word* · word~ similar · field:value · '
    "date:2023-02..2023-05. Simplified and traditional Chinese are the same."
)


def _run(call: ToolCall) -> ToolAnswer:
    question = Question(query=EVERYTHING, size=1, counts=_COUNTED, seconds=call.seconds)
    counted = call.index.ask(question)
    return ToolAnswer(
        data=json_output.about_json(call.index.about())
        | {name: _values(counted.count(name)) for name in _COUNTED}
        | {
            "query_language": _QUERY_LANGUAGE,
            "fields": list(QUERY_FIELDS),
            "limits": {"query_chars": MAX_QUERY_CHARS, "answer_tokens": ANSWER_TOKENS},
            "positions": "`start` counts Unicode code points of the report's text, from 0.",
            "permalinks": call.site or "paths on the pages that `baogao web` serves",
        }
    )


def _values(counts: tuple[FacetCount, ...]) -> list[JsonObject]:
    frequent = sorted(counts, key=lambda count: -count.count)[:_LISTED]
    return [
        {"value": cut_text(facet_count.value, 100), "count": facet_count.count}
        for facet_count in frequent
    ]


ABOUT_TOOL = Tool(
    name="about",
    rank=1,
    title="What is in this archive",
    description="What the archive holds: reports, dates, sources, languages; the query language, "
    "its fields, and the limits of answers. Call it first.",
    path="/api/about",
    run=_run,
    properties={},
)
