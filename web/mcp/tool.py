"""A tool: its description for programs, and the function that answers a call of it."""

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from types import MappingProxyType
from urllib.parse import unquote

from werkzeug.datastructures import MultiDict

from index.api import Index
from index.json_types import JsonObject
from index.report import Report, ReportId
from index.settings import cached_settings
from search import json_output
from search.messages import note_message
from search.page import Mark, Note
from search.request import Request
from web.links import Links
from web.mcp.cursors import MAX_CURSOR_CHARS
from web.mcp.errors import unknown_report
from web.request_codec import (
    MAX_CHOSEN_VALUES,
    MAX_DATE_CHARS,
    MAX_QUERY_CHARS,
    NO_VALUE,
    Pairs,
    request_of,
)

QUERY: JsonObject = {"type": "string", "maxLength": MAX_QUERY_CHARS}
_DATE: JsonObject = {"type": "string", "maxLength": MAX_DATE_CHARS}
FILTERS: JsonObject = {
    "from": _DATE | {"description": "First day: 2023, 2023-02 or 2023-02-09."},
    "to": _DATE | {"description": "Last day, included."},
    "source": {
        "type": "array",
        "items": {"type": "string", "maxLength": 200},
        "maxItems": MAX_CHOSEN_VALUES,
        "description": 'Exact names, any of them; "": without one.',
    },
}
"""The filters of every tool that looks at more than one report."""


def one_of(values: Iterable[str]) -> JsonObject:
    """The schema of a text that is one of several."""
    return {"type": "string", "enum": list(values)}


CURSOR: JsonObject = {
    "type": "string",
    "maxLength": MAX_CURSOR_CHARS,
    "description": "`next` of the answer before.",
}
REPORT_ID: JsonObject = {
    "type": "string",
    "maxLength": 3_000,
    "description": "Its id, or its permalink.",
}
_ADDRESS = MappingProxyType(
    {
        **{name: name for name in ("from", "to", "source", "sort", "match", "layer")},
        "query": "q",
        "limit": "size",
    }
)
"""The parameter of an address for each argument that has one."""
_PERMALINK = re.compile(r"/report/([^?#]+)")
_MAX_TITLE_CHARS = 200
_MAX_SOURCE_CHARS = 100
_MAX_URL_CHARS = 400
_MAX_NOTE_CHARS = 160
_MAX_NOTES = 5
_MAX_MARKS = 30
"""Marks of one passage: a hostile one has a mark for each of its characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolAnswer:
    """The data of an answer, and the cursor of what follows, empty at the end."""

    data: JsonObject
    following: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """A call with checked arguments on one generation of the index.

    `site` is what permalinks begin with, empty if they are paths. `seconds` is the time limit of
    one query of the index.
    """

    tool: str
    arguments: JsonObject
    index: Index
    today: datetime.date
    site: str = ""
    seconds: float | None = None

    def request(self) -> Request:
        """The search that the arguments state; BadParameterError if one cannot be read."""
        request = request_of(
            MultiDict(address_pairs(self.arguments)), self.today, cached_settings()
        )
        return replace(request, seconds=self.seconds)

    def permalink(self, report_id: ReportId) -> str:
        """The address of a report's page."""
        return self.site + Links(Request(text="", today=self.today)).alone(report_id)

    def report(self, name: str) -> Report:
        """The report whose id or permalink is the argument `name`; ToolError if there is none."""
        given = self.arguments[name]
        address = _PERMALINK.search(given)
        ids = [given, *([unquote(address[1], errors="surrogatepass")] if address else [])]
        for report in self.index.reports(ids):
            if report is not None:
                return report
        raise unknown_report(given)

    def brief(self, report: Report) -> JsonObject:
        """Names a report: id, title, date, source, url, permalink; how its text was read."""
        known = json_output.brief_json(report)
        return self.named(known | {"recognised": report.recognised})

    def named(self, known: JsonObject) -> JsonObject:
        """The naming fields of a report's or a hit's JSON, long ones cut, with its permalink.

        `recognised` is how sure a text is that a machine recognised, and not there for others.
        """
        recognised = known.get("recognised")
        return {
            "id": known["id"],
            "permalink": self.permalink(known["id"]),
            "title": cut_text(known["title"], _MAX_TITLE_CHARS),
            "date": known["date"],
            "source": cut_text(known["source"], _MAX_SOURCE_CHARS),
            **({"url": cut_text(known["url"], _MAX_URL_CHARS)} if known["url"] else {}),
            **({"recognised": round(recognised, 2)} if recognised is not None else {}),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool by its name. `path` is the address of the site that does the same: its limits apply.

    `rank` is its position in the list that a program is given, from 1. `properties` are the JSON
    Schemas of its arguments, `required` the names of those it needs.
    """

    name: str
    rank: int
    title: str
    description: str
    path: str
    run: Callable[[ToolCall], ToolAnswer]
    properties: JsonObject
    required: tuple[str, ...] = ()

    @property
    def schema(self) -> JsonObject:
        """The JSON Schema of all arguments."""
        required = {"required": list(self.required)} if self.required else {}
        schema = {"type": "object", "properties": self.properties, "additionalProperties": False}
        return schema | required


def address_pairs(arguments: JsonObject) -> Pairs:
    """The arguments as the parameters of an address of the site."""
    pairs: Pairs = []
    for name, value in arguments.items():
        listed = isinstance(value, list)
        values = [single or NO_VALUE for single in value] if listed else [value]
        pairs += [(_ADDRESS[name], str(single)) for single in values if name in _ADDRESS]
    return pairs


def cut_text(text: str, most: int) -> str:
    """A text of at most `most` characters; a longer one ends with an ellipsis."""
    return text if len(text) <= most else text[: most - 1] + "…"


def notes_json(notes: tuple[Note, ...]) -> list[JsonObject]:
    """The notes of a search as codes and sentences."""
    return [
        {"code": str(note.code), "text": cut_text(note_message(note), _MAX_NOTE_CHARS)}
        for note in notes[:_MAX_NOTES]
    ]


def marks_of(marks: Iterable[Mark]) -> list[list[int]]:
    """The first marks of a passage as pairs [start, end]."""
    return json_output.marks_json(marks)[:_MAX_MARKS]
