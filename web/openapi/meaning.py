"""The description of passages found by meaning for programs."""

from search.page import Nearness
from search.views.meaning import MAX_LIKE_CHARS, PASSAGE_LANGUAGES
from web.openapi.parts import (
    BRIEF,
    COUNT,
    STRING,
    Json,
    get_operation,
    list_of,
    object_of,
    parameter,
    schema_named,
)


def paths() -> Json:
    """The operation on passages."""
    position: Json = {"type": "integer", "minimum": 0, "maximum": 10**9}
    return {
        "/api/like": get_operation(
            "Passages that say the same, in both languages",
            "Like",
            [
                parameter("text", STRING, f"The text; {MAX_LIKE_CHARS:,} characters are read."),
                parameter("id", STRING, "Or a report, of which this passage is meant:"),
                parameter("start", position, "its first character in the report's text,"),
                parameter("end", position, "and the one behind its last; else the whole report."),
            ],
            gone=True,
        )
    }


def schemas() -> Json:
    """The schemas of the parts of groups of passages."""
    hit = object_of(
        **BRIEF,
        text=STRING,
        start=COUNT | {"description": "Where the passage begins in the report's text."},
        page={"type": ["integer", "null"]},
        of_title={
            "type": "boolean",
            "description": "The title is what is near; the text is the beginning of the report.",
        },
        similarity={"type": "number", "maximum": 1.001},
        answers=STRING | {"description": "The part of what was asked that it is nearest to."},
    )
    group = object_of(
        kind={"enum": [nearness.value for nearness in Nearness]},
        language={"enum": list(PASSAGE_LANGUAGES)},
        hits=list_of(hit),
    )
    fields = {"groups": list_of(group), "notes": list_of(schema_named("Note"))}
    return {
        "Meaning": object_of(**fields)
        | {"description": "Found by a machine; in no total, no facet, no order of hits."},
        "Like": object_of(text=STRING, **fields),
    }
