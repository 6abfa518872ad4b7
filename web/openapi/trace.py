"""The description of traces and verdicts for programs."""

from search.trace.carriers import TextMatch
from search.trace.differences import DifferenceKind
from search.trace.trace import MAX_TRACED_CHARS
from web.openapi.parts import (
    BRIEF,
    COUNT,
    DATE,
    FLAG,
    RECOGNISED,
    STRING,
    Json,
    failure,
    get_operation,
    json_content,
    list_of,
    object_of,
    operation_of,
    parameter,
    schema_named,
)

_SHARE: Json = {"type": "number", "minimum": 0, "maximum": 1}
_MATCH: Json = {"enum": [text_match.value for text_match in TextMatch]}
_KIND: Json = {"enum": [difference_kind.value for difference_kind in DifferenceKind]}
_MAYBE_CARRIER: Json = {"oneOf": [schema_named("Carrier"), {"type": "null"}]}


def paths(search: list[Json]) -> Json:
    """The operations on texts; `search` are the parameters of a search, which filter reports."""
    ids = [parameter("id", STRING, "The id of a report.", required=True)]
    return {
        "/api/trace": _posted("Where a text comes from", "Trace", search),
        "/api/verify": _posted("Whether quotations are right", "Verification", search),
        "/api/earlier": get_operation(
            "What of a report stood elsewhere before", "Trace", ids, gone=True
        ),
    }


def _posted(summary: str, schema: str, parameters: list[Json]) -> Json:
    text = STRING | {"maxLength": MAX_TRACED_CHARS}
    body = {"type": "object", "required": ["text"], "properties": {"text": text}}
    operation = operation_of(summary, json_content(schema_named(schema)), parameters)
    operation["requestBody"] = {"required": True, "content": json_content(body)}
    operation["responses"]["413"] = failure("The text is too long.")
    return {"post": operation}


def schemas() -> Json:
    """The schemas of traces and verdicts; positions are code points."""
    return {
        "Difference": object_of(
            kind=_KIND, start=COUNT, end=COUNT, other_start=COUNT, other_end=COUNT
        ),
        "Carrier": object_of(
            **BRIEF,
            recognised=RECOGNISED,
            match=_MATCH,
            in_title=FLAG,
            text=STRING,
            start=COUNT,
            end=COUNT,
            similarity=_SHARE,
            differences=list_of(schema_named("Difference")),
        ),
        "Searched": object_of(
            reports=COUNT, undated=COUNT, first=DATE, last=DATE, generation=STRING, exact=FLAG
        ),
        "TextCarrier": object_of(**BRIEF, share=_SHARE, verbatim=COUNT, sentences=list_of(COUNT)),
        "Trace": _trace(),
        "Verification": object_of(
            date=DATE,
            generation=STRING,
            checksum=STRING,
            searched=schema_named("Searched"),
            quotations=list_of(_verdict()),
            more=FLAG,
            cut=FLAG,
        ),
    }


def _trace() -> Json:
    sentence = object_of(
        start=COUNT,
        end=COUNT,
        text=STRING,
        match=_MATCH,
        boilerplate=FLAG,
        total=COUNT,
        more=FLAG,
        carriers=list_of(schema_named("Carrier")),
    )
    other = object_of(
        **BRIEF,
        sentence=COUNT,
        text=STRING,
        start=COUNT,
        end=COUNT,
        similarity={"type": "number", "minimum": -1, "maximum": 1},
    )
    return object_of(
        share=_SHARE,
        boilerplate=_SHARE,
        earliest={"oneOf": [schema_named("TextCarrier"), {"type": "null"}]},
        earliest_sure=FLAG,
        carriers=list_of(schema_named("TextCarrier")),
        undated=list_of(schema_named("TextCarrier")),
        sentences=list_of(sentence),
        other_words=list_of(other),
        more=FLAG,
        cut=FLAG,
        searched=schema_named("Searched"),
    )


def _verdict() -> Json:
    return object_of(
        start=COUNT,
        end=COUNT,
        quote=STRING,
        verdict=_MATCH,
        kind={"enum": [*(difference_kind.value for difference_kind in DifferenceKind), None]},
        best=_MAYBE_CARRIER,
        earliest=_MAYBE_CARRIER,
        earliest_sure=FLAG,
        carriers=list_of(schema_named("Carrier")),
        total=COUNT,
        more=FLAG,
        cut=FLAG,
        searched=schema_named("Searched"),
    )
