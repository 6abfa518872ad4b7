"""Makes pairs of reports from one form, with other numbers, dates, places, people or products.

By hand, to see which pairs are taken for one story: python -m tests.tools.formulaic_reports 200 7
"""

# ruff: noqa: T201 - a tool prints; Chinese reports have Chinese punctuation

import argparse
import datetime
import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from index.report import Report

FORMS_FILE: Final = Path(__file__).parent.parent / "data" / "formulaic_reports.toml"
SLOT: Final = re.compile(r"\{([a-z]+)(\d?)\}")
DATES: Final = frozenset({"day", "month", "year", "weekday", "monthname"})
NUMBERS: Final = frozenset({"count", "small", "decimal", "percent", "money", "rate", "degree"})
PEOPLE: Final = frozenset({"person", "name", "woman"})
PLACES: Final = frozenset({"city", "country", "town", "land"})
PRODUCTS: Final = frozenset({"product", "goods", "company", "firm", "project", "work"})
GROUPS: Final = {
    "numbers": NUMBERS,
    "dates": DATES,
    "people": PEOPLE,
    "places": PLACES,
    "products": PRODUCTS,
}
FIRST_DAY: Final = datetime.date(2026, 3, 2)


@dataclass(frozen=True, slots=True)
class FormulaicPair:
    """Two reports of one form, and what differs: a name of GROUPS."""

    form: str
    differs: str
    reports: tuple[Report, Report]


def formulaic_pairs(count: int, seed: int) -> Iterator[FormulaicPair]:
    """Pairs of all forms in turn; in each pair one group of slots has other values."""
    rng = random.Random(seed)
    table = tomllib.loads(FORMS_FILE.read_text("utf-8"))
    words, forms = table["words"], table["form"]
    for number in range(count):
        form = forms[number % len(forms)]
        slots = sorted({slot[0] for slot in SLOT.finditer(form["title"] + form["text"])})
        groups = [name for name, kinds in GROUPS.items() if any(_kind(s) in kinds for s in slots)]
        differs = groups[number // len(forms) % len(groups)]
        filled = {slot: _value(rng, _kind(slot), words) for slot in slots}
        _make_distinct(filled, rng, words)
        other = dict(filled)
        for slot in slots:
            while _kind(slot) in GROUPS[differs] and other[slot] == filled[slot]:
                other[slot] = _value(rng, _kind(slot), words)
        apart = rng.randrange(3)
        yield FormulaicPair(
            form["name"],
            differs,
            (_report("a", form, filled, FIRST_DAY),
             _report("b", form, other, FIRST_DAY + datetime.timedelta(apart))),
        )  # fmt: skip


def _make_distinct(values: dict[str, str], rng: random.Random, words: dict[str, list[str]]) -> None:
    """Gives two slots of a kind different values, as one person does not meet himself."""
    taken: set[str] = set()
    for slot, value in values.items():
        distinct = value
        while distinct in taken and _kind(slot) in words:
            distinct = _value(rng, _kind(slot), words)
        values[slot] = distinct
        taken.add(distinct)


def _kind(slot: str) -> str:
    return slot.strip("{}0123456789")


def _value(rng: random.Random, kind: str, words: dict[str, list[str]]) -> str:
    """One value of a kind of slot."""
    if kind in words:
        return rng.choice(words[kind])
    return {
        "count": lambda: f"{rng.randrange(100, 9_999)}",
        "small": lambda: f"{rng.randrange(2, 60)}",
        "decimal": lambda: f"{rng.randrange(2, 90)}.{rng.randrange(10, 99)}",
        "percent": lambda: f"{rng.randrange(1, 20)}.{rng.randrange(1, 9)}",
        "money": lambda: f"{rng.randrange(2, 90)},{rng.randrange(100, 999)}",
        "rate": lambda: f"{rng.randrange(1, 9)}.{rng.randrange(1_000, 9_999)}",
        "degree": lambda: f"{rng.randrange(-9, 38)}",
        "day": lambda: f"{rng.randrange(1, 29)}",
        "month": lambda: f"{rng.randrange(1, 13)}",
        "year": lambda: f"{rng.randrange(2019, 2026)}",
    }[kind]()


def _report(name: str, form: dict[str, str], values: dict[str, str], day: datetime.date) -> Report:
    """A form that is filled in."""
    title, text = (
        SLOT.sub(lambda slot: values[slot[0]], form[part]).strip() for part in ("title", "text")
    )
    return Report(id=name, title=title, paragraphs=tuple(text.split("\n")), date=day)


def main() -> None:
    """Prints the pairs that are taken for one story."""
    from search.more_like_this import first_reports_of_stories  # noqa: PLC0415 - only by hand

    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("count", type=int)
    parser.add_argument("seed", type=int)
    options = parser.parse_args()
    folded = 0
    for pair in formulaic_pairs(options.count, options.seed):
        if len({report.id for report in first_reports_of_stories(pair.reports)}) == 1:
            folded += 1
            print(pair.form, "differs in", pair.differs)
    print(folded, "of", options.count, "are folded")


if __name__ == "__main__":
    main()
