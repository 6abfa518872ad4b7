"""The Whoosh schema of a report.

`title` and `body` contain words for ranking, `title_grams` and `body_grams` the same text for exact
matching. The other fields are metadata: they are filtered, counted and sorted by, and matched by
exact value.
"""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from whoosh import analysis as whoosh_analysis
from whoosh import fields

from index.day_number import UNDATED, day_number
from index.fields import COUNT_FIELDS, KEYWORD_FIELDS
from index.json_types import JsonObject
from index.report import Report, to_json
from index.text.analysis import Analyzer, Token, alternatives, indexed_grams, scope_marks

WORDS = ("title", "body")
GRAMS = ("title_grams", "body_grams")
_KEYS: Final = MappingProxyType({"heading": "title_key", "address": "address_key"})
"""The attributes of a report that are fields of the index under other names."""
VALUES = (*KEYWORD_FIELDS, *_KEYS)
PHRASES = "phrases"
"""Not a field of reports: the phrases mined from texts, listed and counted like terms."""


def value_of(report: Report, name: str) -> str:
    """The value of a report in one of VALUES."""
    value: str = getattr(report, _KEYS.get(name, name))
    return value


class Words(whoosh_analysis.Analyzer):
    """`Analyzer.words` as a Whoosh analyzer; pickled with the schema as its user dictionary."""

    def __init__(self, dictionary: tuple[str, ...] = ()) -> None:
        self.dictionary = dictionary
        self._analyzer: Analyzer | None = None

    def __getstate__(self) -> JsonObject:
        return {"dictionary": self.dictionary, "_analyzer": None}

    def __call__(self, value: str, **_: object) -> Iterator[whoosh_analysis.Token]:
        """Whoosh tokens, numbered in order."""
        if self._analyzer is None:
            self._analyzer = Analyzer(self.dictionary)
        numbered = list(enumerate(self._analyzer.words(value)))
        return _whoosh_tokens([(position, token) for position, token in numbered])


class Grams(whoosh_analysis.Analyzer):
    """`analysis.indexed_grams`, with the terms at the same positions, as a Whoosh analyzer."""

    def __call__(self, value: str, **_: object) -> Iterator[whoosh_analysis.Token]:
        """Whoosh tokens; marks and alternatives have the positions of their grams."""
        tokens = indexed_grams(value)
        numbered = list(enumerate(tokens))
        beside = [*scope_marks(value, tokens), *alternatives(value)]
        numbered += [(at, Token(text, 0, 0)) for at, text in beside]
        return _whoosh_tokens(numbered)


def _whoosh_tokens(numbered: list[tuple[int, Token]]) -> Iterator[whoosh_analysis.Token]:
    token = whoosh_analysis.Token(positions=True, chars=True)
    for position, (text, start, end) in numbered:
        token.text, token.pos, token.startchar, token.endchar = text, position, start, end
        token.boost, token.stopped = 1.0, False
        yield token


def schema(dictionary: tuple[str, ...] = ()) -> fields.Schema:
    """The fields of a report as a `whoosh.fields.Schema`."""
    words = fields.TEXT(analyzer=Words(dictionary), phrase=False)
    exact = fields.TEXT(analyzer=Grams(), phrase=True)
    count = fields.NUMERIC(bits=32, signed=False, sortable=True, default=0)
    return fields.Schema(
        id=fields.ID(unique=True, stored=True),
        fingerprint=fields.STORED,
        report=fields.STORED,
        title=words,
        body=words,
        title_grams=exact,
        body_grams=exact,
        date=fields.NUMERIC(bits=32, signed=False, sortable=True, default=UNDATED),
        **dict.fromkeys(COUNT_FIELDS, count),
        **{name: fields.ID(sortable=True) for name in VALUES},
    )


def document(report: Report) -> JsonObject:
    """A report in the form that Whoosh's `add_document` accepts."""
    body = report.body
    return {
        "id": report.id,
        "fingerprint": report.fingerprint(),
        "report": to_json(report),
        "title": report.title,
        "body": body,
        "title_grams": report.title,
        "body_grams": body,
        "date": day_number(report.date),
        **{name: getattr(report, name) or 0 for name in COUNT_FIELDS},
        **{name: value_of(report, name) for name in VALUES},
    }
