"""The tool `trend`: reports over time, of up to four queries or of one by source."""

from dataclasses import replace

from index.api import DateUnit
from index.json_types import JsonObject
from search.views.trend import MAX_SERIES, Trend, by_source, trend
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

_MAX_LABEL_CHARS = 200


def _run(call: ToolCall) -> ToolAnswer:
    queries = tuple(dict.fromkeys(call.arguments["queries"]))
    request = replace(call.request(), text=queries[0])
    unit = DateUnit(call.arguments["by"]) if "by" in call.arguments else None
    if call.arguments.get("split_by_source"):
        seen = by_source(call.index, request, unit)
    else:
        seen = trend(call.index, request, queries, unit)
    generation = call.index.about().generation
    position = cursor_number(call.tool, call.arguments, generation)
    series: list[JsonObject] = [
        {
            "label": cut_text(line.label, _MAX_LABEL_CHARS),
            "total": line.total,
            "undated": line.undated,
            "imprecise": line.imprecise,
            "notes": notes_json(line.notes),
        }
        for line in seen.series
    ]
    budget = TokenBudget()
    budget.take({"series": series}, always=True)
    rows = _rows(seen, position, budget)
    following = position + len(rows)
    more = following < len(seen.periods)
    return ToolAnswer(
        data={
            "unit": seen.unit.value,
            "series": series,
            "columns": ["period", "all reports", *(line["label"] for line in series)],
            "rows": rows,
            "periods": len(seen.periods),
            "notes": notes_json(seen.notes),
            "generation": generation,
        },
        following=cursor_text(call.tool, call.arguments, generation, following) if more else "",
    )


def _rows(seen: Trend, position: int, budget: TokenBudget) -> list[list[object]]:
    """The rows from a place on that fit the budget: the period and its counts."""
    rows: list[list[object]] = []
    for at in range(position, len(seen.periods)):
        counts = [line.counts[at] for line in seen.series]
        row: list[object] = [seen.periods[at], seen.everything[at], *counts]
        if not budget.take(row, always=not rows):
            break
        rows.append(row)
    return rows


TREND_TOOL = Tool(
    name="trend",
    rank=7,
    title="Reports over time",
    description=f"Reports by year, month or day for up to {MAX_SERIES} queries, beside all "
    "reports of each period; or of the first query in its most frequent sources.",
    path="/api/trend",
    run=_run,
    properties={
        "queries": {"type": "array", "items": QUERY, "minItems": 1, "maxItems": MAX_SERIES},
        **FILTERS,
        "by": one_of(date_unit.value for date_unit in DateUnit),
        "split_by_source": {"type": "boolean"},
        "cursor": CURSOR,
    },
    required=("queries",),
)
