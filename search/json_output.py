"""A Page as JSON: the same for the command line, the API and every export.

Keys are only ever added, never changed. Marks are half-open ranges of code points.
"""

import json
import re
from collections.abc import Iterable

from index.api import Arrival, IndexInfo
from index.fields import DETAIL_FIELDS
from index.json_types import JsonObject
from index.report import Report
from index.text.lazy_pattern import lazy_pattern
from search.messages import note_message
from search.page import (
    Facet,
    Hit,
    LayerHits,
    Mark,
    Meaning,
    MeaningHit,
    Note,
    Page,
    Piece,
    Suggestion,
)
from search.request import Layer

_STEERING = lazy_pattern(
    "[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Characters that control a terminal, reorder or hide text, or are half of one."""


def page_json(page: Page) -> JsonObject:
    """The whole answer as JSON values."""
    return {
        "query": page.request.text,
        "total": page.total,
        "exact": page.exact,
        "notes": [note_json(note) for note in page.notes],
        "hits": _hits(page),
        "layer": page.request.layer.value,
        "layers": [layer_json(layer) for layer in page.layers],
        "facets": {facet.name: facet_json(facet) for facet in page.facets},
        "start": page.start,
        "next": page.following or None,
        "stories": page.stories,
        "size": page.request.size,
        "sort": page.request.order.value,
        "pieces": [piece_json(piece) for piece in page.pieces],
        "suggestions": [suggestion_json(suggestion) for suggestion in page.suggestions],
        "generation": page.generation,
        "meaning": meaning_json(page.meaning),
    }


def meaning_json(meaning: Meaning) -> JsonObject:
    """Passages near in meaning, found by a machine; they count nowhere else."""
    return {
        "groups": [
            {
                "kind": group.nearness.value,
                "language": group.language,
                "hits": [_meaning_hit_json(hit) for hit in group.hits],
            }
            for group in meaning.groups
        ],
        "notes": [note_json(note) for note in meaning.notes],
    }


def _meaning_hit_json(hit: MeaningHit) -> JsonObject:
    return brief_json(hit.report) | {
        "text": hit.passage.text,
        "start": hit.passage.start,
        "page": hit.passage.page,
        "of_title": hit.of_title,
        "similarity": round(hit.similarity, 4),
        "answers": hit.answers,
    }


def _hits(page: Page) -> list[JsonObject]:
    """The hits; where nothing was found those of the first layer, which each of them names."""
    if page.total or not page.layers:
        return [hit_json(hit, page.request.layer) for hit in page.hits]
    first = page.layers[0]
    return [hit_json(hit, first.layer) for hit in first.hits]


def layer_json(near: LayerHits) -> JsonObject:
    """A layer behind what was asked for; asking for it by its name gives `total` reports."""
    return {
        "layer": near.layer.value,
        "total": near.total,
        "exact": near.exact,
        "text": note_message(near.note),
        "values": list(near.note.values),
        "notes": [note_json(note) for note in near.notes],
        "hits": [hit_json(hit, near.layer) for hit in near.hits],
    }


def hit_json(hit: Hit, layer: Layer) -> JsonObject:
    """One hit; `date` is yyyy-mm-dd or null, text fields that are unknown are empty."""
    return {
        "layer": layer.value,
        "id": hit.id,
        "title": hit.title,
        "date": hit.date.isoformat() if hit.date else None,
        "source": hit.source,
        "url": hit.url,
        "score": round(hit.score, 6),
        "snippets": [
            {
                "text": piece.text,
                "marks": marks_json(piece.marks),
                "start": piece.start,
                "page": piece.page,
            }
            for piece in hit.snippets
        ],
        "title_marks": marks_json(hit.title_marks),
        "editor": hit.editor,
        "language": hit.language,
        "recognised": hit.recognised,
        "copy_of": hit.copy_of or None,
        "place": hit.rank,
    }


def report_json(report: Report) -> JsonObject:
    """A report whole; `text` is its body.

    `pages` are for each page the number of its first paragraph, from 1; `recognised` is the mean
    confidence of text that a machine recognised, null where none was.
    """
    details = {name: getattr(report, name) for name in DETAIL_FIELDS}
    pages = {"pages": list(report.pages), "recognised": report.recognised}
    return brief_json(report) | details | pages | {"text": report.body}


def brief_json(report: Report) -> JsonObject:
    """The fields that name a report: id, title, date, source, url."""
    return {
        "id": report.id,
        "title": report.title,
        "date": report.date.isoformat() if report.date else None,
        "source": report.source,
        "url": report.url,
    }


def about_json(about: IndexInfo, arrivals: Iterable[Arrival] = ()) -> JsonObject:
    """The description of the index; dates are yyyy-mm-dd or null, `built` is a time in UTC.

    `arrivals` are those since the first build.
    """
    return {
        "reports": about.reports,
        "undated": about.undated,
        "sources": about.sources,
        "first": about.first.isoformat() if about.first else None,
        "last": about.last.isoformat() if about.last else None,
        "built": about.built.isoformat(timespec="seconds"),
        "generation": about.generation,
        "meaning": about.meaning,
        "passages": about.passages,
        "arrivals": [
            {
                "number": arrival.number,
                "built": arrival.built.isoformat(timespec="seconds"),
                "reports": arrival.reports,
            }
            for arrival in arrivals
        ],
    }


def marks_json(marks: Iterable[Mark]) -> list[list[int]]:
    """Marks as pairs [start, end]."""
    return [[mark.start, mark.end] for mark in marks]


def facet_json(facet: Facet) -> list[JsonObject]:
    """The counts of one facet; the value "" counts reports that have none."""
    return [{"value": count.value, "count": count.count} for count in facet.counts]


def note_json(note: Note) -> JsonObject:
    """A note with its stable code, its numbers and its English sentence."""
    return {"code": note.code, "values": list(note.values), "text": note_message(note)}


def piece_json(piece: Piece) -> JsonObject:
    """A piece of the query line; removing `start` to `end` from the query removes it."""
    return {
        "start": piece.start,
        "end": piece.end,
        "kind": piece.kind,
        "field": piece.field,
        "text": piece.text,
        "operator": piece.operator,
        "opens": piece.opens,
        "closes": piece.closes,
    }


def suggestion_json(suggestion: Suggestion) -> JsonObject:
    """Another search worth offering."""
    return {"kind": suggestion.kind, "text": suggestion.text, "count": suggestion.count}


def dumps(value: object, *, indent: int | None = None) -> str:
    """JSON text that encodes as UTF-8 and steers no terminal; Chinese stays as it is."""
    return _STEERING.sub(_escape, json.dumps(value, ensure_ascii=False, indent=indent))


def _escape(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]
