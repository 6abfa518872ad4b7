"""The tool `compare`: what differs between two reports, sentence by sentence."""

from collections import Counter

from index.json_types import JsonObject
from search.views.diff import DiffRow, TextChange, diff_reports
from web.mcp.cursors import cursor_number, cursor_text
from web.mcp.tokens import TokenBudget
from web.mcp.tool import CURSOR, REPORT_ID, Tool, ToolAnswer, ToolCall, marks_of


def _run(call: ToolCall) -> ToolAnswer:
    first, second = call.report("first"), call.report("second")
    state = first.fingerprint()[:16] + second.fingerprint()[:16]
    position = cursor_number(call.tool, call.arguments, state)
    compared = diff_reports(first, second)
    counts = Counter(row.change for row in compared.rows)
    with_same = call.arguments.get("include_same", False)
    rows = [row for row in compared.rows if with_same or row.change is not TextChange.SAME]
    data: JsonObject = {
        "first": call.brief(first),
        "second": call.brief(second),
        "sentences": {change.value: counts[change] for change in TextChange},
        "cut": compared.cut,
    }
    budget = TokenBudget()
    budget.take(data, always=True)
    shown: list[JsonObject] = []
    for row in rows[position:]:
        entry = _row(row)
        if not budget.take(entry, always=not shown):
            break
        shown.append(entry)
    following = position + len(shown)
    return ToolAnswer(
        data=data | {"rows": shown},
        following=cursor_text(call.tool, call.arguments, state, following)
        if following < len(rows)
        else "",
    )


def _row(row: DiffRow) -> JsonObject:
    """A sentence of each report, or of one; marks are what the other lacks."""
    return {
        "change": row.change.value,
        **({"first": row.first} if row.first else {}),
        **({"second": row.second} if row.second else {}),
        **({"first_marks": marks_of(row.first_marks)} if row.first_marks else {}),
        **({"second_marks": marks_of(row.second_marks)} if row.second_marks else {}),
    }


COMPARE_TOOL = Tool(
    name="compare",
    rank=8,
    title="Compare two reports",
    description="What differs between two reports, sentence by sentence, marked; `sentences` "
    "counts those that are the same, changed, or in one report only.",
    path="/api/compare",
    run=_run,
    properties={
        "first": REPORT_ID,
        "second": REPORT_ID,
        "include_same": {"type": "boolean"},
        "cursor": CURSOR,
    },
    required=("first", "second"),
)
