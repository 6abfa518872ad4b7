"""The tool `verify`: is a quotation in the archive word for word, altered, or not at all."""

from index.json_types import JsonObject
from index.report import NO_REPORT
from search.query.filters import filters_of
from search.trace.trace_json import searched_json
from search.trace.verify import MAX_QUOTE_CHARS, Verdict, verify
from web.mcp.carrier_json import carrier_json, compared_json
from web.mcp.cursors import cursor_number, cursor_text
from web.mcp.tokens import TokenBudget
from web.mcp.tool import CURSOR, FILTERS, REPORT_ID, Tool, ToolAnswer, ToolCall


def _run(call: ToolCall) -> ToolAnswer:
    report = call.report("report").id if "report" in call.arguments else NO_REPORT
    filters = filters_of(call.request())
    verdict = verify(call.index, call.arguments["quote"], filters, report=report)
    generation = verdict.extent.generation
    position = cursor_number(call.tool, call.arguments, generation)
    data = _verdict(call, verdict)
    budget = TokenBudget()
    budget.take(data, always=True)
    carriers: list[JsonObject] = []
    for carrier in verdict.carriers[position:]:
        entry = carrier_json(call, carrier)
        if not budget.take(entry):
            break
        carriers.append(entry)
    following = position + len(carriers)
    return ToolAnswer(
        data=data | {"carriers": carriers},
        following=cursor_text(call.tool, call.arguments, generation, following)
        if following < len(verdict.carriers)
        else "",
    )


def _verdict(call: ToolCall, verdict: Verdict) -> JsonObject:
    """The verdict and its proof: the carrier with the least differences, and what was searched."""
    best = verdict.best
    return {
        "verdict": verdict.match.value,
        "best": compared_json(call, best, verdict.quote) if best else None,
        "earliest": carrier_json(call, verdict.earliest) if verdict.earliest else None,
        "carrier_count": len(verdict.carriers),
        "more_carriers": verdict.more,
        "cut": verdict.cut,
        "searched": searched_json(verdict.extent),
    }


VERIFY_TOOL = Tool(
    name="verify",
    rank=5,
    title="Verify a quotation",
    description="Whether a quotation is in the archive: verbatim, altered (with every "
    "difference), or absent (with what was searched); who has it, oldest first. Check each "
    "quotation before you give it.",
    path="/api/verify",
    run=_run,
    properties={
        "quote": {"type": "string", "maxLength": MAX_QUOTE_CHARS},
        "report": REPORT_ID,
        **FILTERS,
        "cursor": CURSOR,
    },
    required=("quote",),
)
