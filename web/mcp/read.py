"""The tool `read`: the text of one report from any position on."""

from collections.abc import Iterator
from dataclasses import replace

from index.json_types import JsonObject
from search import json_output
from search.page import Mark, Snippet
from search.views.report_view import ReportView, report_view
from web.mcp.cursors import cursor_number, cursor_text
from web.mcp.errors import unknown_report
from web.mcp.tokens import TokenBudget
from web.mcp.tool import CURSOR, QUERY, REPORT_ID, Tool, ToolAnswer, ToolCall, cut_text, marks_of

_PIECE_CHARS = 1_000
"""Code points of one passage; a longer paragraph is several."""
_MAX_DETAIL_CHARS = 200
_MAX_KEYWORD_CHARS = 40
_MAX_KEYWORDS = 10
_LISTED = 50
"""Positions of matches that are listed."""
_NOT_SHOWN = frozenset(("text", "pages", "path"))


def _run(call: ToolCall) -> ToolAnswer:
    request = replace(call.request(), text=call.arguments.get("query", ""))
    report_id = call.report("id").id
    reading = report_view(call.index, request, report_id)
    if reading is None:
        raise unknown_report(report_id)
    state = reading.report.fingerprint()
    start = cursor_number(call.tool, call.arguments, state) or call.arguments.get("start", 0)
    length = len(reading.report.body)
    data = call.brief(reading.report) | _details(reading) | {"length": length}
    if request.text:
        starts = [
            mark.start + paragraph.start
            for paragraph in reading.paragraphs
            for mark in paragraph.marks
        ]
        data |= {"matches": len(starts), "match_starts": starts[:_LISTED]}
    budget = TokenBudget()
    budget.take(data, always=True)
    passages: list[JsonObject] = []
    end = start
    for piece in _pieces(reading.paragraphs, start):
        passage = _passage(reading, piece)
        if not budget.take(passage, always=not passages):
            break
        passages.append(passage)
        end = piece.start + len(piece.text)
    following = cursor_text(call.tool, call.arguments, state, end) if end < length else ""
    return ToolAnswer(data=data | {"passages": passages}, following=following)


def _details(reading: ReportView) -> JsonObject:
    """The other fields of the report that are known, long ones cut."""
    known = json_output.report_json(reading.report)
    named = json_output.brief_json(reading.report)
    return {
        name: _short(value)
        for name, value in known.items()
        if value and name not in _NOT_SHOWN and name not in named
    }


def _short(value: object) -> object:
    """A value of a field, cut if it is a text or a list of texts."""
    if isinstance(value, list | tuple):
        return [cut_text(keyword, _MAX_KEYWORD_CHARS) for keyword in value[:_MAX_KEYWORDS]]
    return cut_text(value, _MAX_DETAIL_CHARS) if isinstance(value, str) else value


def _pieces(paragraphs: tuple[Snippet, ...], start: int) -> Iterator[Snippet]:
    """The paragraphs from a position of the body on, in pieces of at most _PIECE_CHARS."""
    for paragraph in paragraphs:
        end = paragraph.start + len(paragraph.text)
        at = max(start, paragraph.start)
        while at < end:
            stop = min(at + _PIECE_CHARS, end)
            begin = at - paragraph.start
            text = paragraph.text[begin : stop - paragraph.start]
            marks = tuple(
                Mark(max(mark.start - begin, 0), min(mark.end - begin, len(text)), mark.term)
                for mark in paragraph.marks
                if mark.end > begin and mark.start < begin + len(text)
            )
            yield Snippet(text, marks, at)
            at = stop


def _passage(reading: ReportView, piece: Snippet) -> JsonObject:
    page = reading.report.page_at(piece.start)
    return {
        "text": piece.text,
        "start": piece.start,
        **({"page": page} if page else {}),
        **({"marks": marks_of(piece.marks)} if piece.marks else {}),
    }


READ_TOOL = Tool(
    name="read",
    rank=4,
    title="Read a report",
    description="The text of one report from `start` on, passage by passage, with its date, "
    "source and other fields. With a query its matches are marked and their positions listed.",
    path="/api/report",
    run=_run,
    properties={
        "id": REPORT_ID,
        "query": QUERY,
        "start": {"type": "integer", "minimum": 0, "maximum": 1 << 30},
        "cursor": CURSOR,
    },
    required=("id",),
)
