"""The description of phrases over time for programs."""

from index.fields import CHOOSABLE_FIELDS
from search.phrases.curve import State
from search.phrases.forms import Relation
from search.phrases.heat import Grade
from search.phrases.history import MAX_COMPARED
from search.phrases.phrase_search import MAX_PHRASE_CHARS
from web.openapi.parts import (
    BRIEF,
    COUNT,
    FLAG,
    STRING,
    Json,
    get_operation,
    list_of,
    object_of,
    parameter,
    schema_named,
)

_MONTH: Json = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"}
_MAYBE_MONTH: Json = {"type": ["string", "null"], "pattern": "^[0-9]{4}-[0-9]{2}$"}
_SHARE: Json = {"type": "number", "minimum": 0}
_GRADE: Json = {"enum": [*(grade.value for grade in Grade), None]}
_MAYBE_BRIEF: Json = {"oneOf": [schema_named("Brief"), {"type": "null"}]}
_PHRASE: Json = STRING | {"maxLength": MAX_PHRASE_CHARS}


def paths() -> Json:
    """The operations on phrases."""
    period = STRING | {"examples": ["2023-02", "2023"]}
    return {
        "/api/phrase": get_operation(
            "Phrases over time",
            "PhraseHistories",
            [
                parameter("q", _PHRASE, "The phrase.", required=True),
                parameter(
                    "with",
                    {"type": "array", "items": _PHRASE},
                    f"Further phrases; {MAX_COMPARED} in all.",
                ),
                *_chosen(),
            ],
        ),
        "/api/phrases": get_operation(
            "Phrases that are new or have risen",
            "NewPhrases",
            [parameter("period", period, "A month or a year; else the latest month."), *_chosen()],
        ),
    }


def _chosen() -> list[Json]:
    """The parameters that limit a phrase to some reports."""
    values = {"type": "array", "items": STRING}
    parameters = [parameter("lang", {"enum": ["zh", "zh-Hant", "en"]}, "The language of messages.")]
    for name in CHOOSABLE_FIELDS:
        only = f'Only this {name}; several mean any. "-": none.'
        parameters.append(parameter(name, values, only))
        parameters.append(parameter(f"not-{name}", values, f"Not this {name}."))
    return parameters


def schemas() -> Json:
    """The schemas of answers about phrases."""
    new = object_of(
        phrase=STRING,
        query=STRING,
        total=COUNT,
        reports=COUNT,
        per_1000=_SHARE,
        before_per_1000=_SHARE,
        grade=_GRADE,
        first=schema_named("Brief"),
    )
    return {
        "PhraseMonth": object_of(
            month=_MONTH,
            reports=COUNT,
            stories={"type": ["integer", "null"], "minimum": 0},
            all_reports=COUNT,
            per_1000=_SHARE,
            grade=_GRADE,
            few=FLAG,
        ),
        "PhraseHistory": _history(),
        "PhraseHistories": object_of(phrases=list_of(schema_named("PhraseHistory"))),
        "NewPhrases": object_of(
            period=STRING,
            read=COUNT,
            all_reports=COUNT,
            earlier_reports=COUNT,
            exact=FLAG,
            new=list_of(new),
            risen=list_of(new),
        ),
    }


def _history() -> Json:
    month = {"oneOf": [schema_named("PhraseMonth"), {"type": "null"}]}
    adopter = object_of(source=STRING, reports=COUNT, copy=FLAG, first=object_of(**BRIEF))
    neighbour = object_of(
        phrase=STRING,
        query=STRING,
        reports=COUNT,
        rise=_MONTH,
        alike=_SHARE,
        together=COUNT,
    )
    form = object_of(
        phrase=STRING,
        query=STRING,
        reports=COUNT,
        first=_MONTH,
        last=_MONTH,
        relation={"enum": [relation.value for relation in Relation]},
    )
    return object_of(
        phrase=STRING,
        query=STRING,
        total=COUNT,
        stories={"type": ["integer", "null"], "minimum": 0},
        undated=COUNT,
        imprecise=COUNT,
        first=_MAYBE_BRIEF,
        last=_MAYBE_BRIEF,
        peak=month,
        rise=_MAYBE_MONTH,
        halved=_MAYBE_MONTH,
        half_life={"type": ["integer", "null"], "minimum": 0},
        state={"enum": [state.value for state in State]},
        grades={"type": "object", "additionalProperties": _SHARE},
        months=list_of(schema_named("PhraseMonth")),
        sources=COUNT,
        adopters=list_of(adopter),
        notes=list_of(schema_named("Note")),
        neighbours=list_of(neighbour),
        forms=list_of(form) | {"type": ["array", "null"]},
    )
