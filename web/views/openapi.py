"""The OpenAPI 3.1 description of the API; tests compare it with the routes of the site."""

import importlib.metadata

from index.api import DateUnit, Order
from index.fields import CHOOSABLE_FIELDS, DETAIL_FIELDS
from index.json_types import JsonObject
from search.page import PieceKind, SuggestionKind
from search.query.expansion import ADDITION_KINDS
from search.request import MAX_RESULT_OFFSET, Layer, Match
from search.views.concordance import Sort
from web.exports import EXPORTS
from web.params import MAX_PAGE_NUMBER, MAX_QUERY_CHARS

Json = JsonObject

_TEXT: Json = {"type": "string"}
_COUNT: Json = {"type": "integer", "minimum": 0}
_FLAG: Json = {"type": "boolean"}
_DATE: Json = {"type": ["string", "null"], "format": "date"}
_MARKS: Json = {
    "description": "Half-open ranges [start, end] in code points of the text they belong to.",
    "type": "array",
    "items": {"type": "array", "items": _COUNT, "minItems": 2, "maxItems": 2},
}


def description() -> Json:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Baogao",
            "version": importlib.metadata.version("baogao"),
            "description": "Search an archive of Chinese and English reports. Every page of the "
            "site has the same parameters as its JSON here.",
        },
        "paths": _paths(),
        "components": {"schemas": _schemas()},
    }


def _paths() -> Json:
    search = _search()
    ids = [_parameter("id", _TEXT, "The id of a report.", required=True)]
    find = _parameter("find", _TEXT, "Only values that hold this.")
    name = _parameter("name", {"enum": list(CHOOSABLE_FIELDS)}, "Which facet.", required=True)
    return {
        "/api/search": _get("A page of results", "Page", search),
        "/api/report": _get("One report whole", "Report", [*ids, *search], gone=True),
        "/api/similar": _get("Reports like one", "Alike", ids, gone=True),
        "/api/compare": _get("Two reports by sentence", "Comparison", _pair(), gone=True),
        "/api/suggest": _get("How a query may go on", "Completions", search),
        "/api/facet": _get("All values of a facet", "Values", [name, find, *search]),
        "/api/trend": _get("Counts over time", "Trend", [*search, *_trend()]),
        "/api/concordance": _get("Matches in context", "Concordance", [*search, _order()]),
        "/api/words": _get("Distinctive words", "Words", search),
        "/api/batch": _batch(search),
        "/api/about": _get("What is indexed", "About", []),
        "/api/openapi.json": {"get": _operation("This description", _json({"type": "object"}), [])},
        "/healthz": _get("Whether the index answers", "Health", []),
        **{
            f"/export.{ending}": _file(one.summary, one.mimetype.partition(";")[0], search)
            for ending, one in EXPORTS.items()
        },
        "/feed.atom": _file("The newest results as Atom", "application/atom+xml", search),
        "/feed.json": _file("The newest results as a JSON Feed", "application/feed+json", search),
    }


def _search() -> list[Json]:
    """The parameters of a search, the same everywhere."""
    chosen = {"type": "array", "items": _TEXT}
    page = {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_NUMBER}
    place = {"type": "integer", "minimum": 0, "maximum": MAX_RESULT_OFFSET}
    day = "A day, month or year (2023-02-09, 2023-02, 2023), or words such as 去年."
    found = [
        _parameter("q", _TEXT | {"maxLength": MAX_QUERY_CHARS}, "The query line."),
        _parameter("from", _TEXT | {"examples": ["2023-02"]}, f"First day. {day}"),
        _parameter("to", _TEXT | {"examples": ["2023"]}, f"Last day. {day}"),
        _parameter("undated", {"enum": ["1"]}, "Only reports without a date."),
        _parameter("sort", {"enum": [one.value for one in Order]}, "The order of hits."),
        _parameter(
            "match",
            {"enum": [one.value for one in Match]},
            "best: all plain words, and layers behind; all: without layers; any: any word.",
        ),
        _parameter(
            "layer",
            {"enum": [one.value for one in Layer]},
            "A layer behind what was asked for, by the name that `layers` gives it.",
        ),
        _parameter("size", page, "Hits on a page."),
        _parameter(
            "start",
            place,
            f"The first hit wanted, from 0; beyond {MAX_RESULT_OFFSET:,} go on with `after`.",
        ),
        _parameter(
            "after",
            _TEXT,
            "The `next` of the page before: so all results are walked, however many, in any order.",
        ),
        _parameter("fold", {"enum": ["0", "1"]}, "1: copies in one place; start counts stories."),
        _parameter(
            "also", {"type": "array", "items": {"enum": list(ADDITION_KINDS)}}, "What to add."
        ),
        _parameter("strict", {"enum": ["1"]}, "Refuse a query that cannot be read to the letter."),
        _parameter("lang", {"enum": ["zh", "zh-Hant", "en"]}, "The language of messages."),
    ]
    for name in CHOOSABLE_FIELDS:
        found.append(_parameter(name, chosen, f'Only this {name}; several mean any. "-": none.'))
        found.append(_parameter(f"not-{name}", chosen, f"Not this {name}."))
    return found


def _trend() -> list[Json]:
    queries = {"type": "array", "items": _TEXT | {"maxLength": MAX_QUERY_CHARS}}
    return [
        _parameter("with", queries, "Up to three further queries to compare."),
        _parameter("by", {"enum": list(DateUnit)}, "The unit of time."),
        _parameter("split", {"enum": ["source"]}, "The first query by source instead."),
    ]


def _order() -> Json:
    return _parameter("order", {"enum": [one.value for one in Sort]}, "The order of lines.")


def _pair() -> list[Json]:
    return [
        _parameter(name, _TEXT, f"The id of the {name} report.", required=True)
        for name in ("first", "second")
    ]


def _parameter(name: str, schema: Json, text: str, *, required: bool = False) -> Json:
    return {
        "name": name,
        "in": "query",
        "required": required,
        "description": text,
        "schema": schema,
    }


def _get(summary: str, schema: str, parameters: list[Json], *, gone: bool = False) -> Json:
    answer = _json({"$ref": f"#/components/schemas/{schema}"})
    operation = _operation(summary, answer, parameters)
    if gone:
        operation["responses"]["404"] = _failure("There is no such report.")
    return {"get": operation}


def _file(summary: str, kind: str, parameters: list[Json]) -> Json:
    return {"get": _operation(summary, {kind: {"schema": {}}}, parameters)}


def _batch(parameters: list[Json]) -> Json:
    queries = {
        "type": "object",
        "required": ["queries"],
        "properties": {"queries": {"type": "array", "maxItems": 500, "items": _TEXT}},
    }
    answer = _json({"$ref": "#/components/schemas/Batch"})
    operation = _operation("Many queries at once", answer, parameters)
    operation["requestBody"] = {"required": True, "content": _json(queries)}
    operation["responses"]["413"] = _failure("More queries than are answered at once.")
    return {"post": operation}


def _operation(summary: str, content: Json, parameters: list[Json]) -> Json:
    return {
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": {"description": summary, "content": content},
            "400": _failure("A parameter cannot be read; the message names it."),
            "429": _failure(
                "Too many requests, or costly ones at once; Retry-After says when to come back."
            ),
            "503": _failure("There is no index that can be read; the message says what to do."),
        },
    }


def _failure(text: str) -> Json:
    return {"description": text, "content": _json({"$ref": "#/components/schemas/Error"})}


def _json(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}


def _object(**properties: Json) -> Json:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


def _of(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


_BRIEF: Json = {"id": _TEXT, "title": _TEXT, "date": _DATE, "source": _TEXT, "url": _TEXT}


def _schemas() -> Json:
    marked = {"text": _TEXT, "marks": _MARKS, "start": _COUNT}
    return {
        "Error": _object(error=_object(status=_COUNT, title=_TEXT, message=_TEXT)),
        "Note": _object(code=_TEXT, values=_list(_TEXT), text=_TEXT),
        "Marked": _object(**marked),
        "Snippet": _object(
            **marked,
            page={"type": ["integer", "null"], "description": "The page of the file, from 1."},
        ),
        "Value": _object(value=_TEXT, count=_COUNT),
        "Brief": _object(**_BRIEF),
        **_search_schemas(),
        **_reading_schemas(),
        **_seeing_schemas(),
        "Health": _object(status={"const": "ok"}, reports=_COUNT, generation=_TEXT),
        "About": _object(
            reports=_COUNT,
            undated=_COUNT,
            sources=_COUNT,
            first=_DATE,
            last=_DATE,
            built={"type": "string", "format": "date-time"},
            generation=_TEXT,
        ),
    }


_LAYER: Json = {"enum": [one.value for one in Layer]}


def _hit() -> Json:
    hit = _BRIEF | {
        "layer": _LAYER,
        "score": {"type": "number"},
        "snippets": _list(_of("Snippet")),
        "title_marks": _MARKS,
        "editor": _TEXT,
        "language": _TEXT,
        "copy_of": {
            "description": "The id of an earlier hit with the same story.",
            "type": ["string", "null"],
        },
        "place": _COUNT | {"description": "Where it stands before folding, from 0."},
    }
    return _object(**hit)


def _search_schemas() -> Json:
    piece = _object(
        start=_COUNT,
        end=_COUNT,
        kind={"enum": list(PieceKind)},
        field=_TEXT,
        text=_TEXT,
        operator=_TEXT,
        opens=_COUNT,
        closes=_COUNT,
    )
    suggestion = _object(kind={"enum": list(SuggestionKind)}, text=_TEXT, count=_COUNT)
    behind = _object(
        layer=_LAYER,
        total=_COUNT,
        exact=_FLAG,
        text=_TEXT,
        values=_list(_TEXT),
        notes=_list(_of("Note")),
        hits=_list(_of("Hit")),
    )
    facets = {"type": "object", "additionalProperties": _list(_of("Value"))}
    answered = {
        "query": _TEXT,
        "total": _COUNT,
        "exact": _FLAG,
        "notes": _list(_of("Note")),
    }
    return {
        "Hit": _hit(),
        "Page": _object(
            **answered,
            hits={
                "description": "Where nothing was found those of the first layer, named in each.",
                **_list(_of("Hit")),
            },
            layer=_LAYER,
            layers=_list(behind),
            facets=facets,
            start=_COUNT,
            next={
                "description": "The cursor of the hits behind these, for `after`; null at the end.",
                "type": ["string", "null"],
            },
            stories={
                "description": "How many stories the results are; null where not all were read.",
                "type": ["integer", "null"],
            },
            size=_COUNT,
            sort=_TEXT,
            pieces=_list(piece),
            suggestions=_list(suggestion),
            generation=_TEXT,
        ),
        "Completions": _object(query=_TEXT, completions=_list(suggestion)),
        "Values": _object(name=_TEXT, values=_list(_of("Value"))),
        "Batch": _object(answers=_list(_object(**answered, hits=_list(_of("Brief"))))),
    }


#: The fields that are no text.
_DETAILS: Json = {"views": {"type": ["integer", "null"]}, "keywords": _list(_TEXT)}


def _reading_schemas() -> Json:
    like = _object(**_BRIEF, share={"type": "number", "minimum": 0, "maximum": 1})
    row = _object(
        change={"enum": ["same", "changed", "first", "second"]},
        first=_TEXT,
        second=_TEXT,
        first_marks=_MARKS,
        second_marks=_MARKS,
    )
    return {
        "Report": _object(
            **_BRIEF,
            **{name: _DETAILS.get(name, _TEXT) for name in DETAIL_FIELDS},
            pages=_list(_COUNT)
            | {"description": "For each page of the file the number of its first paragraph."},
            recognised={
                "type": ["number", "null"],
                "description": "How sure text is that a machine recognised on scanned pages.",
            },
            text=_TEXT,
            title_marks=_MARKS,
            paragraphs=_list(_of("Marked")),
            marks_cut=_FLAG,
            origins={"type": "object", "additionalProperties": _TEXT},
        ),
        "Alike": _object(carriers=_list(like), related=_list(like)),
        "Comparison": _object(rows=_list(row), cut=_FLAG),
    }


def _seeing_schemas() -> Json:
    series = _object(
        label=_TEXT,
        total=_COUNT,
        counts=_list(_COUNT),
        undated=_COUNT,
        everything=_list(_COUNT),
        per_1000=_list({"type": "number"}),
        notes=_list(_of("Note")),
    )
    line = _object(before=_TEXT, match=_TEXT, after=_TEXT, start=_COUNT, **_BRIEF)
    return {
        "Trend": _object(
            unit={"enum": list(DateUnit)},
            periods=_list(_TEXT),
            everything=_list(_COUNT),
            series=_list(series),
            notes=_list(_of("Note")),
        ),
        "Concordance": _object(
            order=_TEXT,
            total=_COUNT | {"description": "How many reports the search finds."},
            reports=_COUNT | {"description": "How many of them were read."},
            without_lines=_COUNT | {"description": "Those read that hold it in their title only."},
            whole=_FLAG,
            lines=_list(line),
        ),
        "Words": _object(
            total=_COUNT,
            read=_COUNT,
            words=_list(_object(word=_TEXT, results=_COUNT, reports=_COUNT)),
        ),
    }
