"""Files as people have them, each kind of which was once read wrongly: reading_cases.toml."""

import re
import tomllib
from pathlib import Path

import pytest

from index.ingest import extract
from index.ingest.source_file import SourceFile
from index.report import Report

DATA = Path(__file__).parent / "data"
KINDS = tomllib.loads((DATA / "reading_cases.toml").read_text("utf-8"))
CASES = {f"{kind}: {name}": case for kind, cases in KINDS.items() for name, case in cases.items()}
ZH = (
    "澜溪市港务局周四决定，在冬季风暴到来之前重建东码头，工程将分两期进行。",
    "工程师在会上说，旧木桩自一九六一年打下以来，已经磨去了三分之一的厚度，必须更换。",
    "工程造价一千四百万元，其中三分之二由沿海城镇区域基金承担，其余由市财政安排。",
    "从五月起，渔船将移到北港池停靠，鱼市在施工期间照常营业，摊位不作调整。",
    "第二期将增加渡船滑道，是否实施取决于秋季提交的勘测报告，届时再行公布。",
    "居民要求在船闸上修一座人行桥，港务局答应在六月底之前给出答复，并公开方案。",
)
EN = (
    "The harbour board of Larkford agreed on Thursday to rebuild the eastern quay this year.",
    "Engineers told the meeting that the old timber piles had lost a third of their thickness.",
    "The work will cost 14 million crowns, two thirds of which comes from the regional fund.",
    "Fishing crews will be moved to the northern basin from May, and the market stays open.",
    "A second phase, which would add a slipway for ferries, depends on a survey due in autumn.",
    "Residents asked for a footbridge across the lock, and the board promised an answer in June.",
)
FIELDS = ("title", "date", "source", "author", "editor", "url", "number", "issuer", "description")


def filled(text):
    """The text with its paragraphs put in."""
    for name, sentences in (("zh", ZH), ("en", EN)):
        text = text.replace(
            "{" + name.upper() + "}", "\n".join(f"<p>{sentence}</p>" for sentence in sentences)
        )
        for number, sentence in enumerate(sentences, start=1):
            text = text.replace("{" + f"{name}{number}" + "}", sentence)
    return text


def read(case):
    if "file" in case:
        path = DATA / "cases" / case["file"]
        entry = SourceFile(path=path.name, file=str(path), kind=case.get("kind", path.suffix[1:]))
    else:
        data = filled(case["text"]).encode(case.get("encoding", "utf-8"))
        kind = case.get("kind", "html")
        entry = SourceFile(path=case.get("path", f"a.{kind}"), file="", kind=kind, data=data)
    return list(extract.read(entry))


def shown(value):
    return "" if value is None else str(value)


def marked(name):
    """A case; one that is known to be read wrongly is marked `open` in the file."""
    wrong = pytest.mark.xfail(reason="still open", strict=True)
    return pytest.param(CASES[name], id=name, marks=[wrong] if CASES[name].get("open") else [])


@pytest.mark.parametrize("case", list(map(marked, CASES)))
def test_a_file_is_read_as_a_person_reads_it(case):
    reports = read(case)
    assert all(isinstance(report, Report) for report in reports), reports
    assert len(reports) == case.get("reports", 1)
    for place, report in enumerate(reports):
        expected = {
            key: value[place] if isinstance(value, list) and key not in {"has", "lacks"} else value
            for key, value in case.items()
        }
        read_fields = {key: shown(getattr(report, key)) for key in FIELDS if key in expected}
        assert read_fields == {key: expected[key] for key in read_fields}, report.origins
        if "paragraphs" in expected:
            assert len(report.paragraphs) == expected["paragraphs"], report.body
        for piece in expected.get("has", ()):
            assert filled(piece) in report.body
        for piece in expected.get("lacks", ()):
            assert filled(piece) not in report.body
        if "note" in expected:
            assert re.search(expected["note"], dict(report.origins).get("paragraphs", ""))
