"""The OpenAPI 3.1 description of the API; tests compare it with the site.

It is written by hand and not derived from dataclasses: the API is a promise of its own, which a
renamed field of a dataclass must not change.
"""

import importlib.metadata

from index.api import DateUnit, Order
from index.fields import CHOOSABLE_FIELDS, COUNT_FIELDS, DETAIL_FIELDS
from search.page import PieceKind, SuggestionKind
from search.query.other_language.expansion import ADDITION_KINDS
from search.request import MAX_RESULT_OFFSET, Layer, Match
from search.views.concordance import Sort
from web.exports import EXPORTS
from web.openapi import collections, meaning, phrases, trace
from web.openapi.parts import (
    BRIEF,
    COUNT,
    DATE,
    FLAG,
    RECOGNISED,
    STRING,
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
from web.request_codec import MAX_PAGE_SIZE, MAX_QUERY_CHARS

_MARKS: Json = {
    "description": "Half-open ranges [start, end] in code points of the text they belong to.",
    "type": "array",
    "items": {"type": "array", "items": COUNT, "minItems": 2, "maxItems": 2},
}


def description() -> Json:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Baogao",
            "version": importlib.metadata.version("baogao"),
            "description": "Search an archive of Chinese and English reports. A page of the "
            "site takes the parameters of its JSON here, and some a few more.",
        },
        "paths": _paths(),
        "components": {"schemas": _schemas()},
    }


def _paths() -> Json:
    search = _search()
    ids = [parameter("id", STRING, "The id of a report.", required=True)]
    find = parameter("find", STRING, "Only values that hold this.")
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
        **phrases.paths(),
        **trace.paths(search),
        **meaning.paths(),
        **collections.paths(),
        "/api/batch": _batch(search),
        "/api/about": get_operation("What is indexed", "About", []),
        "/api/openapi.json": {
            "get": operation_of("This description", json_content({"type": "object"}), [])
        },
        "/healthz": get_operation("Whether the index answers", "Health", []),
        **{
            f"/export.{ending}": file_operation(
                export.summary, export.mimetype.partition(";")[0], search
            )
            for ending, export in EXPORTS.items()
        },
        "/feed.atom": file_operation(
            "The last arrived results as Atom", "application/atom+xml", search
        ),
        "/feed.json": file_operation(
            "The last arrived results as a JSON Feed", "application/feed+json", search
        ),
    }


def _search() -> list[Json]:
    """The parameters of a search, the same everywhere."""
    chosen = {"type": "array", "items": STRING}
    page = {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE}
    position = {"type": "integer", "minimum": 0, "maximum": MAX_RESULT_OFFSET}
    day = "A day, month or year (2023-02-09, 2023-02, 2023), or words such as 去年."
    parameters = [
        parameter("q", STRING | {"maxLength": MAX_QUERY_CHARS}, "The query line."),
        parameter("from", STRING | {"examples": ["2023-02"]}, f"First day. {day}"),
        parameter("to", STRING | {"examples": ["2023"]}, f"Last day. {day}"),
        parameter("undated", {"enum": ["1"]}, "Only reports without a date."),
        parameter(
            "arrived-after",
            {"type": "integer", "minimum": 0},
            "Only reports that entered the archive after the arrival of this number, which "
            "`/api/about` lists; not on a cluster.",
        ),
        parameter("sort", {"enum": [order.value for order in Order]}, "The order of hits."),
        parameter(
            "match",
            {"enum": [match.value for match in Match]},
            "best: all plain words, and layers behind; all: without layers; any: any word.",
        ),
        parameter(
            "layer",
            {"enum": [layer.value for layer in Layer]},
            "A layer behind what was asked for, by the name that `layers` gives it.",
        ),
        parameter("size", page, "Hits on a page."),
        parameter(
            "start",
            position,
            f"The first hit wanted, from 0; beyond {MAX_RESULT_OFFSET:,} go on with `after`.",
        ),
        parameter(
            "after",
            STRING,
            "The `next` of the page before: so all results are walked, however many, in any order.",
        ),
        parameter(
            "meaning", {"enum": ["0", "1"]}, "1: also passages that say it without the words."
        ),
        parameter("fold", {"enum": ["0", "1"]}, "1: copies in one place; start counts stories."),
        parameter(
            "also", {"type": "array", "items": {"enum": list(ADDITION_KINDS)}}, "What to add."
        ),
        parameter("strict", {"enum": ["1"]}, "Refuse a query that cannot be read to the letter."),
        parameter("lang", {"enum": ["zh", "zh-Hant", "en"]}, "The language of messages."),
    ]
    for name in CHOOSABLE_FIELDS:
        only = f'Only this {name}; several mean any. "-": none.'
        parameters.append(parameter(name, chosen, only))
        parameters.append(parameter(f"not-{name}", chosen, f"Not this {name}."))
    return parameters


def _trend() -> list[Json]:
    queries = {"type": "array", "items": STRING | {"maxLength": MAX_QUERY_CHARS}}
    return [
        parameter("with", queries, "Up to three further queries to compare."),
        parameter("by", {"enum": list(DateUnit)}, "The unit of time."),
        parameter("split", {"enum": ["source"]}, "The first query by source instead."),
        parameter(
            "span",
            {"enum": ["found", "whole"]},
            "Whether the time begins with the first report found, if most of the archive is "
            "older, or with the archive (the default of JSON, but not of files).",
        ),
    ]


def _order() -> Json:
    return parameter("order", {"enum": [sort.value for sort in Sort]}, "The order of lines.")


def _pair() -> list[Json]:
    return [
        parameter(name, STRING, f"The id of the {name} report.", required=True)
        for name in ("first", "second")
    ]


def _batch(parameters: list[Json]) -> Json:
    queries = {
        "type": "object",
        "required": ["queries"],
        "properties": {"queries": {"type": "array", "maxItems": 500, "items": STRING}},
    }
    answer = json_content({"$ref": "#/components/schemas/Batch"})
    operation = operation_of("Many queries at once", answer, parameters)
    operation["requestBody"] = {"required": True, "content": json_content(queries)}
    operation["responses"]["413"] = failure("More queries than are answered at once.")
    return {"post": operation}


def _schemas() -> Json:
    marked = {"text": STRING, "marks": _MARKS, "start": COUNT}
    return {
        "Error": object_of(error=object_of(status=COUNT, title=STRING, message=STRING)),
        "Note": object_of(code=STRING, values=list_of(STRING), text=STRING),
        "Marked": object_of(**marked),
        "Snippet": object_of(
            **marked,
            page={"type": ["integer", "null"], "description": "The page of the file, from 1."},
        ),
        "Value": object_of(value=STRING, count=COUNT),
        "Brief": object_of(**BRIEF),
        **_search_schemas(),
        **_reading_schemas(),
        **_seeing_schemas(),
        **phrases.schemas(),
        **trace.schemas(),
        **meaning.schemas(),
        **collections.schemas(),
        "Health": object_of(status={"const": "ok"}, reports=COUNT, generation=STRING),
        "About": object_of(
            reports=COUNT,
            undated=COUNT,
            sources=COUNT,
            first=DATE,
            last=DATE,
            built={"type": "string", "format": "date-time"},
            generation=STRING,
            meaning=STRING | {"description": "What made the vectors of passages; empty: none."},
            passages=COUNT | {"description": "How many passages have vectors."},
            arrivals=list_of(
                object_of(
                    number=COUNT,
                    built={"type": "string", "format": "date-time"},
                    reports=COUNT,
                )
            ),
        ),
    }


_LAYER: Json = {"enum": [layer.value for layer in Layer]}


def _hit() -> Json:
    hit = BRIEF | {
        "layer": _LAYER,
        "score": {"type": "number"},
        "snippets": list_of(schema_named("Snippet")),
        "title_marks": _MARKS,
        "editor": STRING,
        "language": STRING,
        "recognised": RECOGNISED,
        "copy_of": {
            "description": "The id of an earlier hit with the same story.",
            "type": ["string", "null"],
        },
        "place": COUNT | {"description": "Where it stands before copies are collapsed, from 0."},
    }
    return object_of(**hit)


def _piece() -> Json:
    return object_of(
        start=COUNT,
        end=COUNT,
        kind={"enum": list(PieceKind)},
        field=STRING,
        text=STRING,
        operator=STRING,
        opens=COUNT,
        closes=COUNT,
    )


def _search_schemas() -> Json:
    suggestion = object_of(kind={"enum": list(SuggestionKind)}, text=STRING, count=COUNT)
    layer = object_of(
        layer=_LAYER,
        total=COUNT,
        exact=FLAG,
        text=STRING,
        values=list_of(STRING),
        notes=list_of(schema_named("Note")),
        hits=list_of(schema_named("Hit")),
    )
    facets = {"type": "object", "additionalProperties": list_of(schema_named("Value"))}
    answered = {
        "query": STRING,
        "total": COUNT,
        "exact": FLAG,
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
            layers=list_of(layer),
            facets=facets,
            start=COUNT,
            next={
                "description": "The cursor of the hits behind these, for `after`; null at the end.",
                "type": ["string", "null"],
            },
            stories={
                "description": "How many stories the results are; null where not all were read.",
                "type": ["integer", "null"],
            },
            size=COUNT,
            sort=STRING,
            pieces=list_of(_piece()),
            suggestions=list_of(suggestion),
            generation=STRING,
            meaning=schema_named("Meaning"),
        ),
        "Completions": object_of(
            query=STRING,
            completions=list_of(suggestion),
            notes=list_of(schema_named("Note")),
        ),
        "Values": object_of(
            name=STRING,
            values=list_of(schema_named("Value")),
            notes=list_of(schema_named("Note")),
        ),
        "Batch": object_of(
            answers=list_of(object_of(**answered, hits=list_of(schema_named("Brief"))))
        ),
    }


_DETAILS: Json = {name: {"type": ["integer", "null"]} for name in COUNT_FIELDS} | {
    "keywords": list_of(STRING)
}
"""The fields that are no text."""


def _reading_schemas() -> Json:
    like = object_of(**BRIEF, share={"type": "number", "minimum": 0, "maximum": 1})
    row = object_of(
        change={"enum": ["same", "changed", "first", "second"]},
        first=STRING,
        second=STRING,
        first_marks=_MARKS,
        second_marks=_MARKS,
    )
    return {
        "Report": object_of(
            **BRIEF,
            **{name: _DETAILS.get(name, STRING) for name in DETAIL_FIELDS},
            pages=list_of(COUNT)
            | {"description": "For each page of the file the number of its first paragraph."},
            recognised=RECOGNISED,
            text=STRING,
            title_marks=_MARKS,
            paragraphs=list_of(schema_named("Marked")),
            marks_cut=FLAG,
            paragraphs_left_out=COUNT,
            origins={"type": "object", "additionalProperties": STRING},
        ),
        "Alike": object_of(carriers=list_of(like), related=list_of(like)),
        "Comparison": object_of(rows=list_of(row), cut=FLAG),
    }


def _seeing_schemas() -> Json:
    series = object_of(
        label=STRING,
        total=COUNT,
        counts=list_of(COUNT),
        undated=COUNT,
        imprecise=COUNT,
        everything=list_of(COUNT),
        per_1000=list_of({"type": "number"}),
        notes=list_of(schema_named("Note")),
    )
    line = object_of(before=STRING, match=STRING, after=STRING, start=COUNT, **BRIEF)
    return {
        "Trend": object_of(
            unit={"enum": list(DateUnit)},
            periods=list_of(STRING),
            everything=list_of(COUNT),
            series=list_of(series),
            notes=list_of(schema_named("Note")),
        ),
        "Concordance": object_of(
            order=STRING,
            total=COUNT | {"description": "How many reports the search finds."},
            reports=COUNT | {"description": "How many of them were read."},
            without_lines=COUNT | {"description": "Those read that hold it in their title only."},
            whole=FLAG,
            lines=list_of(line),
            notes=list_of(schema_named("Note")),
        ),
        "Words": object_of(
            total=COUNT,
            read=COUNT,
            words=list_of(object_of(word=STRING, results=COUNT, reports=COUNT)),
            notes=list_of(schema_named("Note")),
        ),
    }
