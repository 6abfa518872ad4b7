"""The tool `count`: how many reports match, and how many have each value of a field."""

from dataclasses import replace

from index.api import COUNTABLE_FIELDS
from search.query.run_query import run_query
from web.mcp.cursors import cursor_number, cursor_text
from web.mcp.tokens import TokenBudget
from web.mcp.tool import (
    CURSOR,
    FILTERS,
    QUERY,
    Tool,
    ToolAnswer,
    ToolCall,
    cut_text,
    notes_json,
    one_of,
)

_MAX_VALUE_CHARS = 200


def _run(call: ToolCall) -> ToolAnswer:
    wanted = call.arguments.get("by", "")
    request = replace(call.request(), facets=(wanted,) if wanted else (), size=1)
    run = run_query(call.index, request)
    generation = call.index.about().generation
    position = cursor_number(call.tool, call.arguments, generation)
    counts = run.answer.count(wanted) if wanted else ()
    budget = TokenBudget()
    values: list[object] = []
    for count in counts[position:]:
        row: list[object] = [cut_text(count.value, _MAX_VALUE_CHARS), count.count]
        if not budget.take(row):
            break
        values.append(row)
    following = position + len(values)
    return ToolAnswer(
        data={
            "total": run.answer.total,
            "exact": run.answer.exact,
            **({"by": wanted, "values": values, "different": len(counts)} if wanted else {}),
            "notes": notes_json(run.notes),
            "generation": generation,
        },
        following=cursor_text(call.tool, call.arguments, generation, following)
        if following < len(counts)
        else "",
    )


COUNT_TOOL = Tool(
    name="count",
    rank=3,
    title="Count reports",
    description="How many reports match a query, and with `by` how many have each value, as "
    'pairs; "" are reports without one. An empty query counts all.',
    path="/api/facet",
    run=_run,
    properties={
        "query": QUERY,
        **FILTERS,
        "by": one_of(COUNTABLE_FIELDS),
        "cursor": CURSOR,
    },
)
