"""The OpenAPI 3.1 description of the API; tests compare it with the routes of the site."""

import importlib.metadata

from index.api import DateUnit, Order
from index.fields import CHOOSABLE_FIELDS, DETAIL_FIELDS
from search.page import PieceKind, SuggestionKind
from search.query.expansion import ADDITION_KINDS
from search.request import MAX_RESULT_OFFSET, Layer, Match
from search.views.concordance import Sort
from web.exports import EXPORTS
from web.params import MAX_PAGE_NUMBER, MAX_QUERY_CHARS
from web.views import openapi_phrases
from web.views.openapi_parts import (
    BRIEF_SCHEMA,
    COUNT_SCHEMA,
    DATE_SCHEMA,
    FLAG_SCHEMA,
    TEXT_SCHEMA,
    Json,
    failure,
    file_operation,
    get_operation,
    json_content,
    list_of,
    object_of,
    operation_of,
    parameter,
    schema_named,
)

_MARKS: Json = {
    "description": "Half-open ranges [start, end] in code points of the text they belong to.",
    "type": "array",
    "items": {"type": "array", "items": COUNT_SCHEMA, "minItems": 2, "maxItems": 2},
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
    ids = [parameter("id", TEXT_SCHEMA, "The id of a report.", required=True)]
    find = parameter("find", TEXT_SCHEMA, "Only values that hold this.")
    name = parameter("name", {"enum": list(CHOOSABLE_FIELDS)}, "Which facet.", required=True)
    return {
        "/api/search": get_operation("A page of results", "Page", search),
        "/api/report": get_operation("One report whole", "Report", [*ids, *search], gone=True),
        "/api/similar": get_operation("Reports like one", "Alike", ids, gone=True),
        "/api/compare": get_operation("Two reports by sentence", "Comparison", _pair(), gone=True),
        "/api/suggest": get_operation("How a query may go on", "Completions", search),
        "/api/facet": get_operation("All values of a facet", "Values", [name, find, *search]),
        "/api/trend": get_operation("Counts over time", "Trend", [*search, *_trend()]),
        "/api/concordance": get_operation("Matches in context", "Concordance", [*search, _order()]),
        "/api/words": get_operation("Distinctive words", "Words", search),
        **openapi_phrases.paths(),
        "/api/batch": _batch(search),
        "/api/about": get_operation("What is indexed", "About", []),
        "/api/openapi.json": {
            "get": operation_of("This description", json_content({"type": "object"}), [])
        },
        "/healthz": get_operation("Whether the index answers", "Health", []),
        **{
            f"/export.{ending}": file_operation(one.summary, one.mimetype.partition(";")[0], search)
            for ending, one in EXPORTS.items()
        },
        "/feed.atom": file_operation("The newest results as Atom", "application/atom+xml", search),
        "/feed.json": file_operation(
            "The newest results as a JSON Feed", "application/feed+json", search
        ),
    }


def _search() -> list[Json]:
    """The parameters of a search, the same everywhere."""
    chosen = {"type": "array", "items": TEXT_SCHEMA}
    page = {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_NUMBER}
    place = {"type": "integer", "minimum": 0, "maximum": MAX_RESULT_OFFSET}
    day = "A day, month or year (2023-02-09, 2023-02, 2023), or words such as 去年."
    found = [
        parameter("q", TEXT_SCHEMA | {"maxLength": MAX_QUERY_CHARS}, "The query line."),
        parameter("from", TEXT_SCHEMA | {"examples": ["2023-02"]}, f"First day. {day}"),
        parameter("to", TEXT_SCHEMA | {"examples": ["2023"]}, f"Last day. {day}"),
        parameter("undated", {"enum": ["1"]}, "Only reports without a date."),
        parameter("sort", {"enum": [one.value for one in Order]}, "The order of hits."),
        parameter(
            "match",
            {"enum": [one.value for one in Match]},
            "best: all plain words, and layers behind; all: without layers; any: any word.",
        ),
        parameter(
            "layer",
            {"enum": [one.value for one in Layer]},
            "A layer behind what was asked for, by the name that `layers` gives it.",
        ),
        parameter("size", page, "Hits on a page."),
        parameter(
            "start",
            place,
            f"The first hit wanted, from 0; beyond {MAX_RESULT_OFFSET:,} go on with `after`.",
        ),
        parameter(
            "after",
            TEXT_SCHEMA,
            "The `next` of the page before: so all results are walked, however many, in any order.",
        ),
        parameter("fold", {"enum": ["0", "1"]}, "1: copies in one place; start counts stories."),
        parameter(
            "also", {"type": "array", "items": {"enum": list(ADDITION_KINDS)}}, "What to add."
        ),
        parameter("strict", {"enum": ["1"]}, "Refuse a query that cannot be read to the letter."),
        parameter("lang", {"enum": ["zh", "zh-Hant", "en"]}, "The language of messages."),
    ]
    for name in CHOOSABLE_FIELDS:
        found.append(parameter(name, chosen, f'Only this {name}; several mean any. "-": none.'))
        found.append(parameter(f"not-{name}", chosen, f"Not this {name}."))
    return found


def _trend() -> list[Json]:
    queries = {"type": "array", "items": TEXT_SCHEMA | {"maxLength": MAX_QUERY_CHARS}}
    return [
        parameter("with", queries, "Up to three further queries to compare."),
        parameter("by", {"enum": list(DateUnit)}, "The unit of time."),
        parameter("split", {"enum": ["source"]}, "The first query by source instead."),
    ]


def _order() -> Json:
    return parameter("order", {"enum": [one.value for one in Sort]}, "The order of lines.")


def _pair() -> list[Json]:
    return [
        parameter(name, TEXT_SCHEMA, f"The id of the {name} report.", required=True)
        for name in ("first", "second")
    ]


def _batch(parameters: list[Json]) -> Json:
    queries = {
        "type": "object",
        "required": ["queries"],
        "properties": {"queries": {"type": "array", "maxItems": 500, "items": TEXT_SCHEMA}},
    }
    answer = json_content({"$ref": "#/components/schemas/Batch"})
    operation = operation_of("Many queries at once", answer, parameters)
    operation["requestBody"] = {"required": True, "content": json_content(queries)}
    operation["responses"]["413"] = failure("More queries than are answered at once.")
    return {"post": operation}


def _schemas() -> Json:
    marked = {"text": TEXT_SCHEMA, "marks": _MARKS, "start": COUNT_SCHEMA}
    return {
        "Error": object_of(
            error=object_of(status=COUNT_SCHEMA, title=TEXT_SCHEMA, message=TEXT_SCHEMA)
        ),
        "Note": object_of(code=TEXT_SCHEMA, values=list_of(TEXT_SCHEMA), text=TEXT_SCHEMA),
        "Marked": object_of(**marked),
        "Snippet": object_of(
            **marked,
            page={"type": ["integer", "null"], "description": "The page of the file, from 1."},
        ),
        "Value": object_of(value=TEXT_SCHEMA, count=COUNT_SCHEMA),
        "Brief": object_of(**BRIEF_SCHEMA),
        **_search_schemas(),
        **_reading_schemas(),
        **_seeing_schemas(),
        **openapi_phrases.schemas(),
        "Health": object_of(status={"const": "ok"}, reports=COUNT_SCHEMA, generation=TEXT_SCHEMA),
        "About": object_of(
            reports=COUNT_SCHEMA,
            undated=COUNT_SCHEMA,
            sources=COUNT_SCHEMA,
            first=DATE_SCHEMA,
            last=DATE_SCHEMA,
            built={"type": "string", "format": "date-time"},
            generation=TEXT_SCHEMA,
        ),
    }


_LAYER: Json = {"enum": [one.value for one in Layer]}


def _hit() -> Json:
    hit = BRIEF_SCHEMA | {
        "layer": _LAYER,
        "score": {"type": "number"},
        "snippets": list_of(schema_named("Snippet")),
        "title_marks": _MARKS,
        "editor": TEXT_SCHEMA,
        "language": TEXT_SCHEMA,
        "copy_of": {
            "description": "The id of an earlier hit with the same story.",
            "type": ["string", "null"],
        },
        "place": COUNT_SCHEMA | {"description": "Where it stands before folding, from 0."},
    }
    return object_of(**hit)


def _search_schemas() -> Json:
    piece = object_of(
        start=COUNT_SCHEMA,
        end=COUNT_SCHEMA,
        kind={"enum": list(PieceKind)},
        field=TEXT_SCHEMA,
        text=TEXT_SCHEMA,
        operator=TEXT_SCHEMA,
        opens=COUNT_SCHEMA,
        closes=COUNT_SCHEMA,
    )
    suggestion = object_of(
        kind={"enum": list(SuggestionKind)}, text=TEXT_SCHEMA, count=COUNT_SCHEMA
    )
    behind = object_of(
        layer=_LAYER,
        total=COUNT_SCHEMA,
        exact=FLAG_SCHEMA,
        text=TEXT_SCHEMA,
        values=list_of(TEXT_SCHEMA),
        notes=list_of(schema_named("Note")),
        hits=list_of(schema_named("Hit")),
    )
    facets = {"type": "object", "additionalProperties": list_of(schema_named("Value"))}
    answered = {
        "query": TEXT_SCHEMA,
        "total": COUNT_SCHEMA,
        "exact": FLAG_SCHEMA,
        "notes": list_of(schema_named("Note")),
    }
    return {
        "Hit": _hit(),
        "Page": object_of(
            **answered,
            hits={
                "description": "Where nothing was found those of the first layer, named in each.",
                **list_of(schema_named("Hit")),
            },
            layer=_LAYER,
            layers=list_of(behind),
            facets=facets,
            start=COUNT_SCHEMA,
            next={
                "description": "The cursor of the hits behind these, for `after`; null at the end.",
                "type": ["string", "null"],
            },
            stories={
                "description": "How many stories the results are; null where not all were read.",
                "type": ["integer", "null"],
            },
            size=COUNT_SCHEMA,
            sort=TEXT_SCHEMA,
            pieces=list_of(piece),
            suggestions=list_of(suggestion),
            generation=TEXT_SCHEMA,
        ),
        "Completions": object_of(query=TEXT_SCHEMA, completions=list_of(suggestion)),
        "Values": object_of(name=TEXT_SCHEMA, values=list_of(schema_named("Value"))),
        "Batch": object_of(
            answers=list_of(object_of(**answered, hits=list_of(schema_named("Brief"))))
        ),
    }


#: The fields that are no text.
_DETAILS: Json = {"views": {"type": ["integer", "null"]}, "keywords": list_of(TEXT_SCHEMA)}


def _reading_schemas() -> Json:
    like = object_of(**BRIEF_SCHEMA, share={"type": "number", "minimum": 0, "maximum": 1})
    row = object_of(
        change={"enum": ["same", "changed", "first", "second"]},
        first=TEXT_SCHEMA,
        second=TEXT_SCHEMA,
        first_marks=_MARKS,
        second_marks=_MARKS,
    )
    return {
        "Report": object_of(
            **BRIEF_SCHEMA,
            **{name: _DETAILS.get(name, TEXT_SCHEMA) for name in DETAIL_FIELDS},
            pages=list_of(COUNT_SCHEMA)
            | {"description": "For each page of the file the number of its first paragraph."},
            recognised={
                "type": ["number", "null"],
                "description": "How sure text is that a machine recognised on scanned pages.",
            },
            text=TEXT_SCHEMA,
            title_marks=_MARKS,
            paragraphs=list_of(schema_named("Marked")),
            marks_cut=FLAG_SCHEMA,
            origins={"type": "object", "additionalProperties": TEXT_SCHEMA},
        ),
        "Alike": object_of(carriers=list_of(like), related=list_of(like)),
        "Comparison": object_of(rows=list_of(row), cut=FLAG_SCHEMA),
    }


def _seeing_schemas() -> Json:
    series = object_of(
        label=TEXT_SCHEMA,
        total=COUNT_SCHEMA,
        counts=list_of(COUNT_SCHEMA),
        undated=COUNT_SCHEMA,
        everything=list_of(COUNT_SCHEMA),
        per_1000=list_of({"type": "number"}),
        notes=list_of(schema_named("Note")),
    )
    line = object_of(
        before=TEXT_SCHEMA, match=TEXT_SCHEMA, after=TEXT_SCHEMA, start=COUNT_SCHEMA, **BRIEF_SCHEMA
    )
    return {
        "Trend": object_of(
            unit={"enum": list(DateUnit)},
            periods=list_of(TEXT_SCHEMA),
            everything=list_of(COUNT_SCHEMA),
            series=list_of(series),
            notes=list_of(schema_named("Note")),
        ),
        "Concordance": object_of(
            order=TEXT_SCHEMA,
            total=COUNT_SCHEMA | {"description": "How many reports the search finds."},
            reports=COUNT_SCHEMA | {"description": "How many of them were read."},
            without_lines=COUNT_SCHEMA
            | {"description": "Those read that hold it in their title only."},
            whole=FLAG_SCHEMA,
            lines=list_of(line),
        ),
        "Words": object_of(
            total=COUNT_SCHEMA,
            read=COUNT_SCHEMA,
            words=list_of(object_of(word=TEXT_SCHEMA, results=COUNT_SCHEMA, reports=COUNT_SCHEMA)),
        ),
    }
