"""A report that carries a passage, as JSON: its name, the place, and what differs there."""

from index.json_types import JsonObject
from search.trace.carriers import Carrier
from search.trace.differences import Difference
from web.mcp.tool import ToolCall, cut_text

_MAX_PASSAGE_CHARS = 500
_MAX_DIFFERENCE_CHARS = 60
_MAX_DIFFERENCES = 8


def carrier_json(call: ToolCall, carrier: Carrier) -> JsonObject:
    """The report by its name, and where it has the passage."""
    return call.brief(carrier.report) | {
        "match": carrier.match.value,
        "start": carrier.start,
        "end": carrier.end,
        **({"in_title": True} if carrier.in_title else {}),
    }


def compared_json(call: ToolCall, carrier: Carrier, passage: str) -> JsonObject:
    """The same with the report's text and what differs from the passage."""
    differences = [_difference(difference, carrier, passage) for difference in carrier.differences]
    more = {"more_differences": True} if len(differences) > _MAX_DIFFERENCES else {}
    return (
        carrier_json(call, carrier)
        | {
            "text": cut_text(carrier.text, _MAX_PASSAGE_CHARS),
            "similarity": round(carrier.similarity, 3),
            "differences": differences[:_MAX_DIFFERENCES],
        }
        | more
    )


def _difference(difference: Difference, carrier: Carrier, passage: str) -> JsonObject:
    """The words of the passage and those of the report in their place; one may be empty."""
    carrier_text = carrier.text[
        difference.other_start - carrier.start : difference.other_end - carrier.start
    ]
    return {
        "kind": difference.kind.value,
        "passage": cut_text(passage[difference.start : difference.end], _MAX_DIFFERENCE_CHARS),
        "report": cut_text(carrier_text, _MAX_DIFFERENCE_CHARS),
        "passage_start": difference.start,
        "report_start": difference.other_start,
    }
