"""Text copies: header lines in any order, form and place, with or without a title."""

import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.indexing import extract
from index.ingest.draft import Draft, first_sentence, tidy_line
from index.ingest.language import language
from index.ingest.source_file import SourceFile

CASES = json.loads((Path(__file__).parent / "data" / "texts.json").read_text("utf-8"))
KIN = CASES["kin"]


def half(line):
    return line.replace("：", ":").replace(": ", ":")


def parts(line):
    return half(line).split(":", 1)


def each(headers, form):
    """The header lines, written in a form for label and value."""
    return [form.format(*parts(line), upper=parts(line)[0].upper()) for line in headers]


def below(headers):
    return [part for label, value in map(parts, headers) for part in (f"{label}：", value)]


UNTITLED = {
    "headers only": lambda kin, h: [*h, kin["size"], *kin["body"]],
    "all on one line": lambda kin, h: ["  ".join(h), kin["size"], *kin["body"]],
    "one line, single spaces": lambda kin, h: [" ".join([*h, kin["size"]]), *kin["body"]],
    "with bars": lambda kin, h: [" | ".join(h), *kin["body"]],
    "half-width colons": lambda kin, h: each(h, "{}:{}") + kin["body"],
    "full-width colons": lambda kin, h: each(h, "{}：{}") + kin["body"],
    "spaces around colons": lambda kin, h: each(h, "{}  ： {}") + kin["body"],
    "capitals": lambda kin, h: each(h, "{upper}: {1}") + kin["body"],
    "values below": lambda kin, h: below(h) + kin["body"],
    "no colons": lambda kin, h: each(h, "{} {}") + kin["body"],
    "equal signs": lambda kin, h: each(h, "{} = {}") + kin["body"],
    "dashes": lambda kin, h: each(h, "{}－{}") + kin["body"],
    "emphasis": lambda kin, h: each(h, "**{}:** {}") + kin["body"],
}
"""Each takes a language's case and its headers in some order, and gives the lines of a copy."""
TITLED = {
    "title above": lambda kin, h: [kin["title"], *h, kin["size"], *kin["body"]],
    "title below": lambda kin, h: [*h, kin["size"], kin["title"], *kin["body"]],
    "title before the switch": lambda kin, h: [*h, kin["title"], kin["size"], *kin["body"]],
    "with tabs": lambda kin, h: ["\t".join(h), kin["title"], *kin["body"]],
    "at the end": lambda kin, h: [kin["title"], *kin["body"], *h],
    "around the body": lambda kin, h: [kin["title"], *h[:2], *kin["body"], *h[2:]],
    "among junk": lambda kin, h: [*kin["junk"], kin["title"], *h, kin["size"], *kin["body"]],
    "junk between": lambda kin, h: [kin["title"], *h[:2], *kin["junk"][1:], *h[2:], *kin["body"]],
    "with a tail": lambda kin, h: [kin["title"], *h, *kin["body"], *kin["tail"]],
    "in brackets": lambda kin, h: [kin["title"], f"（{' '.join(h)}）", *kin["body"]],
    "between rules": lambda kin, h: [kin["title"], "=" * 30, *h, "-" * 40, *kin["body"]],
    "with bullets": lambda kin, h: [kin["title"], *each(h, "* {}: {}"), *kin["body"]],
    "labels in brackets": lambda kin, h: [kin["title"], *each(h, "【{}】{}"), *kin["body"]],
}
LAYOUTS = UNTITLED | TITLED


def read(text):
    [report] = extract.read(SourceFile(path="a.txt", file="", kind="txt", data=text.encode()))
    return report


@pytest.mark.parametrize("language", KIN)
@pytest.mark.parametrize("name", LAYOUTS)
def test_every_header_value_is_found_and_the_body_is_what_is_left(name, language):
    kin = KIN[language]
    for seed, separator in enumerate(("\n", "\n\n", "\r\n", "\r", "\n\n\n\n")):
        headers = random.Random(seed).sample(kin["headers"], 4)

        report = read(separator.join(LAYOUTS[name](kin, headers)))

        assert report.date.isoformat() == "2023-02-09"
        assert (report.views, report.source, report.editor) == (8, kin["source"], kin["editor"])
        assert list(report.paragraphs) == kin["body"]
        assert report.language == language
        assert (report.title == kin["title"]) is (name in TITLED)


@pytest.mark.parametrize("name", CASES["headers"])
def test_header_lines_of_many_kinds_are_read(name):
    line, expected = CASES["headers"][name].values()
    body = KIN["zh"]["body"]
    report = read("\n".join([line, *body]))

    values = {field: getattr(report, field) for field in expected}
    assert {
        key: value.isoformat() if key == "date" else value for key, value in values.items()
    } == expected
    assert list(report.paragraphs) == body


@pytest.mark.parametrize("name", CASES["texts"])
def test_what_only_looks_like_headers_stays_text(name):
    title, *body = CASES["texts"][name].split("\n")
    report = read(CASES["texts"][name])

    assert (report.title, list(report.paragraphs)) == (title, body)
    assert (report.date, report.source, report.author, report.editor) == (None, "", "", "")


SALUTATIONS = {"in Chinese": "尊敬的县交通局领导：", "in English": "Dear members of the council,"}


@pytest.mark.parametrize("salutation", SALUTATIONS.values(), ids=SALUTATIONS)
def test_a_salutation_is_not_taken_for_the_title_of_a_letter(salutation):
    draft = Draft(SourceFile(path="a.txt", file="", kind="txt", data=b""))
    draft.paragraphs += [
        salutation,
        "The road to the town has sunk in many places. It needs repair.",
    ]

    assert draft.report().title == "The road to the town has sunk in many places"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("会议强调，要推进物流。第二句。", "会议强调，要推进物流"),
        ("The U.S. team won. It was late.", "The U.S. team won"),
        ("Short text", "Short text"),
        ("The meeting " + "discussed roads and " * 9 + "ended.", None),
        ("会议研究了" + "有关事项，" * 20, None),
    ],
)
def test_a_title_is_made_from_the_first_sentence(text, title):
    made = first_sentence(text)

    if title is None:
        assert made.endswith("…")
        assert len(made) <= 101
        assert text.startswith(made[:-1])
    else:
        assert made == title


@given(st.text(st.sampled_from("ab中\t \n\u3000\xa0\x00\xad\ufeff\ud800𠮷"), max_size=12))
def test_white_space_is_tidied_in_every_text_as_in_the_slow_way(text):
    controls = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")

    # without width: within a word it would part what a reader sees as one
    unseen = re.compile("\ufeff|\xad(?![ \t]{0,3}(?:[\r\n]|$))")
    assert tidy_line(text) == " ".join(controls.sub(" ", unseen.sub("", text)).split())


@given(st.text(st.sampled_from("ab中カ. "), max_size=30))
def test_words_of_two_letters_and_han_characters_decide_on_the_language(text):
    han, kana, words = text.count("中"), text.count("カ"), len(re.findall("[ab]{2,}", text))
    known = han + words >= 3 and kana <= 0.2 * (han + words)

    assert language(text) == ("" if not known else "zh" if han >= words else "en")


def test_a_text_of_nothing_but_headers_is_a_report_without_a_body():
    report = read("Title: Flood\nDate: 2023-02-09\nSource: Qiyuan News Network")

    assert (report.title, report.paragraphs) == ("Flood", ())


def test_a_text_that_is_too_long_is_cut_between_characters(monkeypatch):
    monkeypatch.setattr(extract, "MAX_TEXT_BYTES", 40)

    for before in ("", "1"):
        report = read(before + "码头\n" * 30)

        assert report.cut
        assert "could not be read" not in dict(report.origins)["paragraphs"]
