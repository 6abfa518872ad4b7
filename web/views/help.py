"""The help page: every kind of operator with a sentence and example queries as links.

The examples are in the reader's language; the one for a source names a source of the archive.
"""

from dataclasses import dataclass

import flask

from index.fields import QUERY_FIELDS
from search.query.field_values import in_marks
from web.context import census, links
from web.exports import EXPORTS
from web.language import gettext, language
from web.rendering import render
from web.script_variant import traditional
from web.view import View

help_pages = View("help", __name__, menu={"/help": "Help"})

CHINESE_EXAMPLES = {
    "words": ("农村 物流", "桥"),
    "phrase": ("“农村物流”", "「農村物流」", "《行动方案》"),
    "operators": ("物流 或 快递", "物流 非 港口", "（学校 或 医院）且 农村", "物流 -港口"),
    "field": ("标题:物流", "文号:1号"),
    "date": ("日期:2023年", "日期:2023年5月至7月", "物流 日期:近三年", "日期:2021-02..2021-05"),
    "near": ("“农村 物流”~5", "农村 NEAR/5 物流", "农村 同句 物流", "农村 同段 物流"),
    "parts": ("logist*", "201?", "logistcs~"),
}
ENGLISH_EXAMPLES = {
    "words": ("rural logistics", "schools"),
    "phrase": ('"rural logistics"', '"action plan"'),
    "operators": ("school OR hospital", "logistics NOT port", "(school OR hospital) AND rural"),
    "field": ("title:logistics", "number:1"),
    "date": ("date:2023", "logistics date:2023-05..2023-07", 'date:"since March 2022"'),
    "near": (
        '"rural logistics"~5',
        "rural NEAR/5 logistics",
        "rural SENTENCE logistics",
        "rural PARAGRAPH logistics",
    ),
    "parts": ("logist*", "201?", '"rural logist*"', "logistcs~"),
}


@dataclass(frozen=True, slots=True)
class Lesson:
    """One operator: its name, its description, and example queries."""

    name: str
    sentence: str
    examples: tuple[str, ...]


@help_pages.get("/help")
def page() -> str:
    """The operators, the fields and the API addresses."""
    programs = (
        flask.url_for("api.api_search"),
        *(flask.url_for(f"export.{ending.replace('.', '_')}_file") for ending in EXPORTS),
        flask.url_for("export.atom"),
        flask.url_for("export.json_feed"),
    )
    return render("help.html", links(), lessons=lessons(), fields=fields(), programs=programs)


def fields() -> dict[str, tuple[str, ...]]:
    """The names of every field as a query may write them, in the reader's characters."""
    return {field: _in_script(names) for field, names in QUERY_FIELDS.items()}


def lessons() -> tuple[Lesson, ...]:
    """Every operator, the everyday ones first."""
    examples = ENGLISH_EXAMPLES if language() == "en" else CHINESE_EXAMPLES
    sources = [count.value for count in census().count("source") if count.value][:1]
    mark = "source" if language() == "en" else _in_script(("来源",))[0]
    named = tuple(f"{mark}:{in_marks(name)}" for name in sources)
    return tuple(
        Lesson(name, sentence, _in_script(examples[key]) + (named if key == "field" else ()))
        for key, name, sentence in _sentences()
    )


def _in_script(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Texts in traditional characters for a reader of these: a query matches either script."""
    return tuple(map(traditional, texts)) if language() == "zh-Hant" else texts


def _sentences() -> tuple[tuple[str, str, str], ...]:
    return (
        (
            "words",
            gettext("Words"),
            gettext(
                "A report must contain all words. Simplified and traditional, full-width and "
                "half-width, upper and lower case are treated alike; a single Chinese character "
                "works too. Reports with most of the words follow in a separate list."
            ),
        ),
        (
            "phrase",
            gettext("A phrase"),
            gettext(
                "Text in quotes is matched exactly; reports that contain it only inside longer "
                "words follow in a separate list."
            ),
        ),
        (
            "operators",
            gettext("Either, both, without"),
            gettext("OR matches either one, NOT or a minus excludes; brackets group."),
        ),
        (
            "field",
            gettext("One field"),
            gettext("A field name and a colon limit the search to that field."),
        ),
        (
            "date",
            gettext("Dates"),
            gettext(
                "A year, a month, a day, a range, or words such as “last quarter”. A report that "
                "is dated by a month or a year alone is found if all of it is in the range."
            ),
        ),
        (
            "near",
            gettext("Close together"),
            gettext(
                "~5 means at most 5 words apart; words can also be required in one sentence or "
                "one paragraph."
            ),
        ),
        (
            "parts",
            gettext("Wildcards and misspellings"),
            gettext(
                "* matches any letters, ? one letter; ~ after a word matches similar spellings."
            ),
        ),
    )
