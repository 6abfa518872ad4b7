"""The syntax tree to Whoosh queries: fields, analysis, expansion under a budget.

What must be there and what ranks are two things. A Chinese word must be there as grams, so that
it is found inside longer words; the words of the other view only rank. English words are matched
by their stems, which do both.
"""

import dataclasses
import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from whoosh import query

from index.analysis import PARAGRAPH, SENTENCE, Analyzer, grams, stem
from index.fold import HAN, fold
from index.queries import MOST_UNORDERED, Near, Together
from index.store import Index, Part
from search import needles
from search.needles import Needle
from search.page import Note, Piece
from search.passage import Slot, passage_query, slots
from search.periods import Period, period
from search.syntax import All, AnyOf, Beside, Field, Node, Not, Quoted, Word
from search.units import Unit, units

MOST_UNITS = 64
"""Units of one query that are used; more are left out and said."""
MOST_TERMS = 400
"""Indexed words that a part of a word may stand for; the most frequent are taken."""
MOST_VALUES = 5000
"""Sources, editors … that are looked through for a name."""
TITLE = 2.0
"""How much a word in a title weighs, where one in a body weighs 1."""
GRAMS = 0.1
"""How much the grams of a word weigh, where the word itself weighs 1."""

_WILD = re.compile(rf"[^\W{HAN}]*(?:[*＊]|[?？](?=[^\W{HAN}]))[\w*?＊？]*")
_FUZZY = re.compile(rf"([^\W_{HAN}]{{3,}})[~～]([12]?)")
_LATIN = re.compile(rf"[^\W_{HAN}]")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a node means: queries that `must` match, queries that only rank, and what must not be.

    `loose` says that the parts are words of which most may do.
    """

    must: tuple[Any, ...] = ()
    ranks: tuple[Any, ...] = ()
    never: tuple[Any, ...] = ()

    @property
    def loose(self) -> bool:
        """Whether there is more than one part that could be missing."""
        return len(self.must) > 1

    def asked(self, *, anything: bool = False) -> Any:
        """The query: all of `must` (any, with `anything`), ranked; None where there is nothing."""
        if not self.must and not self.never:
            return None
        found = (_any if anything else _all)(self.must) if self.must else query.Every()
        if self.ranks:
            found = query.AndMaybe(found, _any(self.ranks))
        if not self.never:
            return found
        return query.And([found, query.Not(_any(self.never))])  # Whoosh's AndNot lets some pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where in the line and in the report a node stands.

    `start` and `end` are the range of the line that goes when the piece goes, where it is wider
    than the node; `fields` are where to look; `excluded` parts are not marked.
    """

    fields: tuple[str, ...] = ("title", "body")
    field: str = ""
    excluded: bool = False
    start: int | None = None
    end: int | None = None


class Builder:
    """Builds the queries of one line; collects pieces, needles and notes on the way."""

    def __init__(self, index: Index, analyzer: Analyzer, today: datetime.date) -> None:
        self.index = index
        self.analyzer = analyzer
        self.today = today
        self.pieces: list[Piece] = []
        self.needles: list[Needle] = []
        self.notes: list[Note] = []
        self.units = 0

    def read(self, node: Node, scope: Scope | None = None) -> Reading:  # noqa: PLR0911 - one return per kind of node
        """What a node means."""
        scope = scope or Scope()
        match node:
            case Word():
                return self._word(node, scope)
            case Quoted():
                return self._quoted(node, scope)
            case Field():
                return self._field(node, scope)
            case Not():
                inner = self.read(node.child, _inside(scope, node, excluded=not scope.excluded))
                asked = inner.asked()
                return Reading(never=(asked,)) if asked is not None else Reading()
            case All():
                return self._all(node, scope)
            case AnyOf():
                return self._any_of(node, scope)
            case Beside():
                return self._beside(node, scope)
            case _:
                assert_never(node)

    def passage(self, text: str, boost: float, least: int) -> Any:
        """A text as an exact passage anywhere, None where it has fewer than `least` grams.

        A single word counts only where nobody wrote it: then it may be a part of words.
        """
        tokens = grams(text)
        if len(tokens) < least and not (len(tokens) == 1 and self._unheard(tokens[0].text)):
            return None
        return _any([self._exact(name, slots(text), boost) for name in ("title", "body")])

    def _unheard(self, word: str) -> bool:
        """Whether no report holds a word of letters or digits, said where only parts will do."""
        if not _LATIN.match(word):
            return False
        seen = [self.index.frequencies(field, [stem(word)]) for field in ("title", "body")]
        if any(count for counts in seen for count in counts):
            return False
        self._note("inside-words", word)
        return True

    def _all(self, node: All, scope: Scope) -> Reading:
        """Parts one after another; a part alone in brackets takes its brackets along."""
        if len(node.children) == 1:
            return self.read(node.children[0], _inside(scope, node))
        parts = [self.read(child, _apart(scope)) for child in node.children]
        return Reading(
            tuple(one for part in parts for one in part.must),
            tuple(one for part in parts for one in part.ranks),
            tuple(one for part in parts for one in part.never),
        )

    def _any_of(self, node: AnyOf, scope: Scope) -> Reading:
        """Each part's piece takes the operator beside it along."""
        parts = []
        for at, child in enumerate(node.children):
            start = node.children[at - 1].end if at else child.start
            end = child.end if at else node.children[1].start
            wide = dataclasses.replace(_apart(scope), start=start, end=end)
            parts.append(self.read(child, wide).asked())
        return Reading((_any([part for part in parts if part is not None]),))

    def _beside(self, node: Beside, scope: Scope) -> Reading:
        texts = []
        for child in node.children:
            reading = self.read(child, _apart(scope))
            if not isinstance(child, Word | Quoted):
                self.notes.append(Note(code="guessed"))
                return reading
            texts.append(child.text)
        return Reading((self._together(texts, node.mark, scope),))

    def _together(self, texts: Sequence[str], mark: str, scope: Scope) -> Any:
        return _any(
            Together(f"{name}_grams", [self._slot(name, text) for text in texts], mark)
            for name in scope.fields
        )

    def _slot(self, name: str, text: str) -> Any:
        return passage_query(f"{name}_grams", slots(text, whole=True), self._expand)

    def _quoted(self, node: Quoted, scope: Scope) -> Reading:
        if not grams(node.text):
            self.notes.append(Note(code="ignored", values=(node.text.strip(),)))
            return Reading()
        kind = "near" if node.near else "phrase"
        self._piece(node, scope, kind, node.text.strip())
        if not node.near:
            self._needle(scope, needles.passage(node.text, self._term()))
            found = slots(node.text)
            return Reading((_any(self._exact(name, found, 1.0) for name in scope.fields),))
        texts = [unit.text for unit in units(node.text, 0, self.analyzer) if not unit.optional]
        self._mark(texts, scope)
        if node.near in (SENTENCE, PARAGRAPH):
            return Reading((self._together(texts, node.near, scope),))
        return Reading((_any(self._near(name, texts, int(node.near)) for name in scope.fields),))

    def _near(self, name: str, texts: Sequence[str], distance: int) -> Any:
        """At most `distance` words between; after a Han word the next place is one further."""
        found = [self._slot(name, text) for text in texts]
        if len(found) == 1:
            return found[0]
        ordered = len(found) > MOST_UNORDERED
        return Near(f"{name}_grams", found, slop=distance + 2, ordered=ordered)

    def _exact(self, name: str, found: Sequence[Slot], boost: float) -> Any:
        return passage_query(f"{name}_grams", found, self._expand, boost)

    def _expand(self, field: str, text: str, part: Part) -> tuple[str, ...]:
        terms = self.index.terms(field, text, part, MOST_TERMS + 1)
        if len(terms) > MOST_TERMS:
            self._note("expanded", text, str(MOST_TERMS))
        return tuple(dict.fromkeys([text, *(term.text for term in terms[:MOST_TERMS])]))

    def _field(self, node: Field, scope: Scope) -> Reading:
        if node.name in ("title", "body"):
            inside = _inside(scope, node, field=node.name, fields=(node.name,))
            return self.read(node.child, inside)
        inside = _inside(scope, node, field=node.name)
        text = _plain(node.child)
        if node.name == "date":
            found = period(text, self.today)
            if found is not None:
                self._piece(node, inside, "date", text)
                return Reading((_days(found),))
        elif text:
            self._piece(node, inside, "field", text)
            return Reading((self._value(node.name, text),))
        self._note("guessed")
        return self.read(node.child, scope)

    def _value(self, name: str, text: str) -> Any:
        """Values that hold the text, folded; the values themselves are stored as they are."""
        wanted = fold(text).strip()
        held = self.index.terms(name, "", Part.PREFIX, MOST_VALUES)
        values = [term.text for term in held if wanted in fold(term.text)]
        return _any([query.Term(name, value) for value in values or [text]])

    def _word(self, node: Word, scope: Scope) -> Reading:
        if fuzzy := _FUZZY.fullmatch(node.text):
            return self._fuzzy(node, fuzzy, scope)
        if _WILD.fullmatch(node.text) and _LATIN.search(node.text):
            return self._wild(node, scope)
        found = units(node.text, node.start, self.analyzer)
        room = max(0, MOST_UNITS - self.units)
        self.units += len(found)
        if len(found) > room:
            self._note("too-many-words", str(MOST_UNITS))
        if not found:
            return Reading()
        readings = [self._unit(unit, scope, alone=len(found) == 1) for unit in found[:room]]
        return Reading(
            tuple(one for reading in readings for one in reading.must),
            tuple(one for reading in readings for one in reading.ranks),
        )

    def _unit(self, unit: Unit, scope: Scope, *, alone: bool) -> Reading:
        where = scope if alone else dataclasses.replace(scope, start=None, end=None)
        self._piece(unit, where, "word", unit.text)
        self._mark_unit(unit, scope)
        if unit.stemmed:
            return Reading((_any(_weighed(scope.fields, unit.words)),))
        found = slots(unit.text, whole=True)
        must = () if unit.optional else (_any(self._exact(f, found, GRAMS) for f in scope.fields),)
        return Reading(must, tuple(_weighed(scope.fields, unit.words)))

    def _wild(self, node: Word, scope: Scope) -> Reading:
        text = fold(node.text).replace("＊", "*").replace("？", "?")
        self._piece(node, scope, "prefix", text)
        bare = text.strip("*")
        self._needle(scope, Needle(self._term(), needles.wild(text)))
        parts = []
        for name in scope.fields:
            field = f"{name}_grams"
            if "*" in bare or "?" in bare:
                parts.append(query.Wildcard(field, text))
                continue
            part = Part.PREFIX if text[0] != "*" else Part.SUFFIX
            part = Part.ANYWHERE if text[0] == text[-1] == "*" else part
            terms = self._expand(field, bare, part)
            parts.append(_any([query.Term(field, term) for term in terms]))
        return Reading((_any(parts),))

    def _fuzzy(self, node: Word, fuzzy: re.Match[str], scope: Scope) -> Reading:
        word = fold(fuzzy[1])
        distance = int(fuzzy[2] or 1)
        self._piece(node, scope, "fuzzy", word)
        terms = [
            term.text
            for term in self.index.terms("body_grams", word[0], Part.PREFIX, MOST_VALUES)
            if within(word, term.text, distance)
        ]
        terms = list(dict.fromkeys([word, *terms]))[:MOST_TERMS]
        self._needle(scope, needles.stems([stem(term) for term in terms], self._term()))
        parts = [query.Term(f"{name}_grams", term) for name in scope.fields for term in terms]
        return Reading((_any(parts),))

    def _mark_unit(self, unit: Unit, scope: Scope) -> None:
        if unit.optional:
            return
        if unit.stemmed:
            self._needle(scope, needles.stems(unit.words, self._term()))
        else:
            self._needle(scope, needles.passage(unit.text, self._term(), whole=True))

    def _mark(self, texts: Iterable[str], scope: Scope) -> None:
        for text in texts:
            self._needle(scope, needles.passage(text, self._term(), whole=True))

    def _term(self) -> int:
        return max((needle.term for needle in self.needles), default=-1) + 1

    def _needle(self, scope: Scope, needle: Needle) -> None:
        if not scope.excluded:
            self.needles.append(needle)

    def _note(self, code: str, *values: str) -> None:
        note = Note(code=code, values=values)
        if note not in self.notes:
            self.notes.append(note)

    def _piece(self, node: Node | Unit, scope: Scope, kind: str, text: str) -> None:
        self.pieces.append(
            Piece(
                start=node.start if scope.start is None else scope.start,
                end=node.end if scope.end is None else scope.end,
                kind="excluded" if scope.excluded else kind,
                text=text,
                field=scope.field,
            )
        )


def _inside(scope: Scope, node: Node, **changes: Any) -> Scope:  # **: dataclasses.replace's own
    """The scope of a node's child: the piece takes the node's mark along."""
    start = node.start if scope.start is None else scope.start
    end = node.end if scope.end is None else scope.end
    return dataclasses.replace(scope, start=start, end=end, **changes)


def _apart(scope: Scope) -> Scope:
    return dataclasses.replace(scope, start=None, end=None)


def _weighed(fields: Sequence[str], words: Iterable[str]) -> list[Any]:
    return [
        query.Term(name, word, boost=TITLE if name == "title" else 1.0)
        for word in words
        for name in fields
    ]


def _any(parts: Iterable[Any]) -> Any:
    found = [part for part in parts if part != query.NullQuery]
    if not found:
        return query.NullQuery
    return found[0] if len(found) == 1 else query.Or(found)


def _all(parts: Sequence[Any]) -> Any:
    return parts[0] if len(parts) == 1 else query.And(list(parts))


def _days(found: Period) -> Any:
    first = _number(found.first) if found.first else 1
    last = _number(found.last) if found.last else 99991231
    return query.NumericRange("date", first, last)


def _number(day: datetime.date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


def _plain(node: Node) -> str:
    """The text of a word or of quoted text, whatever brackets are around it."""
    while isinstance(node, All) and len(node.children) == 1:
        node = node.children[0]
    return node.text if isinstance(node, Word | Quoted) else ""


def within(word: str, other: str, distance: int) -> bool:
    """Whether `other` is at most `distance` edits away: letters put in, left out, changed."""
    if abs(len(word) - len(other)) > distance:
        return False
    row = list(range(len(other) + 1))
    for at, letter in enumerate(word, 1):
        before, row[0] = row[0], at
        for place, own in enumerate(other, 1):
            change = before + (letter != own)
            before, row[place] = row[place], min(change, row[place] + 1, row[place - 1] + 1)
        if min(row) > distance:
            return False
    return row[-1] <= distance
