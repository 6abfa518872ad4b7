"""The tool `search`: ranked reports with the passages that match."""

import itertools
from dataclasses import replace

from index.api import After, Order
from index.day_number import day_number
from index.json_types import JsonObject
from search import json_output
from search.cursor import Cursor
from search.page import Hit, LayerHits, Page, Suggestion
from search.request import Layer, Match
from search.views.engine import search
from web.mcp.cursors import cursor_place, cursor_text
from web.mcp.tokens import TokenBudget
from web.mcp.tool import (
    CURSOR,
    FILTERS,
    QUERY,
    Tool,
    ToolAnswer,
    ToolCall,
    cut_text,
    marks_of,
    notes_json,
    one_of,
)

MAX_HITS = 20
_MAX_SNIPPET_CHARS = 500
_MAX_LAYER_CHARS = 200
_MAX_SUGGESTION_CHARS = 100
_MAX_SUGGESTIONS = 5


def _run(call: ToolCall) -> ToolAnswer:
    after = cursor_place(call.tool, call.arguments, "")
    page = search(call.index, replace(call.request(), after=after, facets=()))
    data: JsonObject = {
        "total": page.total,
        "exact": page.exact,
        "start": page.start,
        "notes": notes_json(page.notes),
        "suggestions": [
            _suggestion(suggestion) for suggestion in page.suggestions[:_MAX_SUGGESTIONS]
        ],
        "generation": page.generation,
    }
    budget = TokenBudget()
    budget.take(data, always=True)
    hits: list[JsonObject] = []
    for hit in page.hits:
        entry = _hit(call, hit)
        if not budget.take(entry, always=not hits):
            break
        hits.append(entry)
    layers = [_layer(call, layer, budget) for layer in page.layers]
    return ToolAnswer(
        data=data | {"hits": hits, "layers": layers},
        following=_following(call, page, len(hits)),
    )


def _hit(call: ToolCall, hit: Hit) -> JsonObject:
    """A hit as JSON: what names it, and its passages with their positions."""
    passages = [
        {
            "text": cut_text(piece.text, _MAX_SNIPPET_CHARS),
            "start": piece.start,
            **({"page": piece.page} if piece.page else {}),
            "marks": marks_of(mark for mark in piece.marks if mark.end < _MAX_SNIPPET_CHARS),
        }
        for piece in hit.snippets
    ]
    copy = {"copy_of": hit.copy_of} if hit.copy_of else {}
    return call.named(json_output.hit_json(hit, Layer.ASKED)) | copy | {"passages": passages}


def _layer(call: ToolCall, near: LayerHits, budget: TokenBudget) -> JsonObject:
    """A layer of near matches: its count, and the names of those first reports that fit."""
    known = json_output.layer_json(near)
    head: JsonObject = {name: known[name] for name in ("layer", "total", "exact")}
    head["text"] = cut_text(known["text"], _MAX_LAYER_CHARS)
    budget.take(head, always=True)
    named = (call.named(hit) for hit in known["hits"])
    return head | {"hits": list(itertools.takewhile(budget.take, named))}


def _suggestion(suggestion: Suggestion) -> JsonObject:
    known = json_output.suggestion_json(suggestion)
    return known | {"text": cut_text(suggestion.text, _MAX_SUGGESTION_CHARS)}


def _following(call: ToolCall, page: Page, shown: int) -> str:
    """The cursor of the hits after those shown; empty if there are none."""
    already_shown = page.start + shown
    if not shown or already_shown >= page.total:
        return ""
    last = page.hits[shown - 1]
    inner = Cursor(
        order=page.request.order,
        generation=page.generation,
        seen=already_shown,
        after=After(last.score, day_number(last.date), last.id),
    )
    return cursor_text(call.tool, call.arguments, page.generation, inner.text())


SEARCH_TOOL = Tool(
    name="search",
    rank=2,
    title="Search reports",
    description="Reports that match a query, best first, with passages, and counts of near "
    "matches (`layers`), which are never part of `total`. Quote a text to find it word for word.",
    path="/api/search",
    run=_run,
    properties={
        "query": QUERY | {"description": "Words, or the query language that `about` shows."},
        **FILTERS,
        "sort": one_of(order.value for order in Order),
        "match": one_of(match.value for match in Match)
        | {"description": "all: no layers; any: any of the words."},
        "layer": one_of(layer.value for layer in Layer) | {"description": "List a layer instead."},
        "limit": {"type": "integer", "minimum": 1, "maximum": MAX_HITS},
        "cursor": CURSOR,
    },
    required=("query",),
)
