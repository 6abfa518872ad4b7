"""Quotations as people get them wrong: each has the right verdict and the right differences."""

import contextlib
import datetime
import tomllib
from pathlib import Path

import pytest

from index.report import Report
from search.trace.verification import verify_document
from search.trace.verify import verify
from tests.archive_files import indexed

CASES = tomllib.loads((Path(__file__).parent / "data/quotation_cases.toml").read_text("utf-8"))


def quotations(match):
    """The quotations of all sets with a verdict, with what is said of each."""
    rows = []
    for name, case in CASES.items():
        said = case[match] if match == "altered" else dict.fromkeys(case[match]["quotes"])
        rows += [pytest.param(name, quote, said[quote], id=quote) for quote in said]
    return rows


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    opened = {name: archive(tmp_path_factory.mktemp(name), case) for name, case in CASES.items()}
    yield opened
    for index in opened.values():
        index.close()


def archive(folder, case):
    reports = [
        Report(
            id=name,
            title=f"第{name}号",
            paragraphs=tuple(text.split("\n")),
            date=datetime.date(2023, 5, 1),
        )
        for name, text in case["reports"].items()
    ]
    return indexed(folder, reports)


@pytest.mark.parametrize(("archive", "quote", "_"), quotations("verbatim"))
def test_a_right_quotation_is_verbatim(archives, archive, quote, _):
    verdict = verify(archives[archive], quote)

    assert verdict.match.value == "verbatim"
    assert not verdict.best.differences


@pytest.mark.parametrize(("archive", "quote", "said"), quotations("altered"))
def test_a_wrong_quotation_is_altered_and_what_differs_is_named(archives, archive, quote, said):
    kind, *differences = said
    verdict = verify(archives[archive], quote)
    text = CASES[archive]["reports"][verdict.best.report.id]

    assert verdict.match.value == "altered"
    assert verdict.best.kind.value == kind
    assert differences == [
        [
            verdict.quote[difference.start : difference.end],
            text[difference.other_start : difference.other_end],
        ]
        for difference in verdict.best.differences
    ]


@pytest.mark.parametrize(("archive", "quote", "_"), quotations("absent"))
def test_a_quotation_with_little_left_of_it_is_never_verbatim(archives, archive, quote, _):
    assert verify(archives[archive], quote).match.value == "absent"


DOCUMENTS = tomllib.loads(
    (Path(__file__).parent / "data/quotation_documents.toml").read_text("utf-8")
)


@pytest.fixture(scope="module")
def pasted(tmp_path_factory):
    with contextlib.closing(archive(tmp_path_factory.mktemp("pasted"), DOCUMENTS)) as index:
        yield index


@pytest.mark.parametrize(("document", "said"), DOCUMENTS["documents"].items())
def test_each_quotation_of_a_pasted_document_has_its_verdict(pasted, document, said):
    checked = verify_document(pasted, document, datetime.date(2026, 1, 1)).checked

    assert [gravest(quotation.verdict) for quotation in checked] == said


def gravest(verdict):
    """The kind of the gravest difference of an altered quotation, else the verdict."""
    return verdict.best.kind.value if verdict.best and verdict.best.kind else verdict.match.value


def test_a_quotation_of_a_document_with_markup_is_at_its_place(pasted):
    document = (
        "报告：<blockquote><p>我们<b>没有</b>搞大水漫灌式的强刺激</p></blockquote>"
        "&ldquo;民之所盼，政之所向&rdquo;"
    )
    checked = verify_document(pasted, document, datetime.date(2026, 1, 1)).checked

    assert [
        document[quotation.quotation.start : quotation.quotation.end] for quotation in checked
    ] == [
        "我们<b>没有</b>搞大水漫灌式的强刺激",
        "民之所盼，政之所向",
    ]
