"""Files as people have them, each kind of which was once read wrongly: *_cases.toml."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from index.indexing import corpus, extract
from index.ingest.source_file import SourceFile
from index.report import Report

DATA = Path(__file__).parent / "data"
FILES = (
    "reading_cases",
    "markup_cases",
    "export_cases",
    "english_cases",
    "chinese_page_cases",
    "first_sight_cases",
    "text_head_cases",
    "header_line_cases",
)
NAMED = [
    (f"{kind}: {name}", case)
    for file in FILES
    for kind, cases in tomllib.loads((DATA / f"{file}.toml").read_text("utf-8")).items()
    for name, case in cases.items()
]
CASES = dict(NAMED)
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
FIELDS = (
    *("id", "language", "title", "date", "source", "author", "editor", "url", "number", "issuer"),
    "description",
)


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
    items = read(case)
    reports = [item for item in items if isinstance(item, Report)]
    reasons = " ".join(item.reason for item in items if not isinstance(item, Report))
    assert bool(reasons) == ("said" in case), reasons
    assert re.search(case.get("said", ""), reasons)
    assert len(reports) == case.get("reports", 1)
    for number, report in enumerate(reports):
        expected = {
            key: value[number] if isinstance(value, list) and key not in {"has", "lacks"} else value
            for key, value in case.items()
        }
        read_fields = {key: shown(getattr(report, key)) for key in FIELDS if key in expected}
        assert read_fields == {key: expected[key] for key in read_fields}, report.origins
        if "paragraphs" in expected:
            assert len(report.paragraphs) == expected["paragraphs"], report.body
        if "views" in expected:
            assert report.views == expected["views"]
        if "note" in expected:
            assert re.search(expected["note"], dict(report.origins).get("paragraphs", ""))
    body = "\n".join(report.body for report in reports)
    for piece in case.get("has", ()):
        assert filled(piece) in body
    for piece in case.get("lacks", ()):
        assert filled(piece) not in body


def test_no_case_hides_another_of_the_same_name():
    assert len(CASES) == len(NAMED)


def read_folder(folder):
    """The reports of a folder, as they are read when it is indexed."""
    entries = list(corpus.entries(str(folder)))
    assert all(isinstance(entry, SourceFile) for entry in entries), entries
    return [report for entry in entries for report in extract.read(entry)]


def test_a_snapshot_of_an_archive_is_one_report():
    [report] = read_folder(DATA / "cases" / "160-snapshot")

    assert report.url == "https://www.lanxi.example/1"
    assert (str(report.date), report.source) == ("2023-02-09", "澜溪日报")
    assert len(report.paragraphs) == 6


@pytest.mark.parametrize(
    ("forms", "read_as"),
    [
        (("output.html", "htmltotext.txt"), "output.html"),
        (("singlefile.html", "output.html", "readability/content.html"), "singlefile.html"),
        (("readability/content.html", "htmltotext.txt"), "readability/content.html"),
        (("htmltotext.txt",), "htmltotext.txt"),
        (("mercury/content.html", "output.html"), "output.html"),
    ],
)
def test_of_the_forms_of_a_snapshot_the_fullest_is_read(tmp_path, forms, read_as):
    for form in (*forms, "index.html"):
        path = tmp_path / "archive" / "1675901400.1" / form
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(filled("<title>码头</title><h1>码头重建</h1>{ZH}"), "utf-8")
    index = {"url": "https://a.example/1", "timestamp": "1675901400.1", "history": {}}
    (tmp_path / "archive" / "1675901400.1" / "index.json").write_text(json.dumps(index))

    [report] = read_folder(tmp_path)

    assert (report.path, report.url) == (f"archive/1675901400.1/{read_as}", "https://a.example/1")


def test_a_folder_with_an_index_of_something_else_is_read_whole(tmp_path):
    (tmp_path / "index.json").write_text(json.dumps({"title": "x", "body": ZH[0]}))
    (tmp_path / "output.html").write_text(filled("<h1>码头重建</h1>{ZH}"), "utf-8")

    assert len(read_folder(tmp_path)) == 2


def test_what_a_saved_page_shows_in_frames_is_part_of_it():
    [report] = read_folder(DATA / "cases" / "165-complete")

    assert report.url == "https://www.lanxi.example/2023/doc_12.html"
    assert str(report.date) == "2023-02-09"
    assert all(sentence in report.body for sentence in ZH)


FRAMES = {
    "an iframe": ("<iframe src='a_files/s.html'></iframe>", "a_files/s.html"),
    "a name in escapes": ("<iframe src='a%20b_files/s.html'></iframe>", "a b_files/s.html"),
    "a query behind the name": ("<iframe src='a_files/s.html?x=1#y'></iframe>", "a_files/s.html"),
    "a frameset": ("<frameset><frame src='a_files/s.html'></frameset>", "a_files/s.html"),
    "a name without ending": ("<iframe src=./a_files/saved></iframe>", "a_files/saved"),
}


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_is_found_however_its_file_is_named(tmp_path, name):
    markup, path = FRAMES[name]
    (tmp_path / "a.html").write_text(f"<title>澜溪码头</title>{markup}", "utf-8")
    (tmp_path / path).parent.mkdir()
    (tmp_path / path).write_text(filled("<h1>澜溪码头</h1>{ZH}"), "utf-8")

    entry = SourceFile(path="a.html", file=str(tmp_path / "a.html"), kind="html")
    [report] = extract.read(entry)

    assert ZH[0] in report.body
    assert ZH[5] in report.body


@pytest.mark.parametrize(
    "source",
    [
        "../secret.html",
        "/etc/passwd",
        "https://a.example/s.html",
        "//a/s.html",
        "file:///etc/passwd",
    ],
)
def test_no_frame_leads_out_of_the_folder_of_its_page(tmp_path, source):
    (tmp_path / "secret.html").write_text(filled("<h1>Secret</h1>{ZH}"), "utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.html").write_text(f"<h1>Page</h1>{EN[0]}<iframe src='{source}'></iframe>")

    entry = SourceFile(path="in/a.html", file=str(tmp_path / "in" / "a.html"), kind="html")
    [report] = extract.read(entry)

    assert ZH[0] not in report.body


EMBEDDED = {
    "a font in a style": "<style>@font-face{src:url(data:font/woff2;base64,%s)}</style>",
    "a picture": "<img src='data:image/png;base64,%s'>",
    "a picture without quotes": "<img src=data:image/png;base64,%s>",
    "a picture in a style": "<div style='background:url(data:image/png;base64,%s)'></div>",
    "a drawing": "<svg><path d='%s'/></svg>",
    "a script": "<script>var x = '%s';</script>",
    "a style of many rules": "<style>/* %s */</style>",
    "a drawing in escapes": '<img src="data:image/svg+xml,%%3Csvg%s">',
}


@pytest.mark.parametrize("name", EMBEDDED)
def test_what_is_written_into_a_page_does_not_count_for_its_length(name):
    bulk = EMBEDDED[name] % ("aB3/" * 1_200_000)
    page = filled(f"<title>澜溪码头</title>{bulk}<h1>澜溪码头</h1><p>2023-02-09</p>{{ZH}}{bulk}")

    [report] = extract.read(SourceFile(path="a.html", file="", kind="html", data=page.encode()))

    assert len(report.paragraphs) == 6
    assert str(report.date) == "2023-02-09"
    assert not report.cut


def test_a_report_says_how_much_of_its_page_it_keeps():
    page = filled(
        "<title>澜溪码头</title><h1>澜溪码头</h1>{ZH}<nav><p>导航文字导航文字导航</p></nav>"
    )
    [report] = extract.read(SourceFile(path="a.html", file="", kind="html", data=page.encode()))

    assert report.completeness == 1.0


BROKEN = {
    "nested too deep": "<div>" * 5_000 + "{ZH}",
    "an element without end": "<h1>码头</h1><svg>{ZH}",
    "no body": "<p>短</p><p>语</p><table><tr><td>甲</td></tr></table>",
    "a quote without end": '<h1>码头</h1><p title="x>{zh1}</p><p>{zh2}</p>',
    "a page in a page": "<html><body>{ZH}</body></html><html><body>{EN}</body></html>",
    "zero bytes": "<h1>码头</h1><p>{zh1}\0</p>\0{ZH}",
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_markup_loses_no_text_without_a_word(name):
    page = filled(f"<title>澜溪码头重建</title>{BROKEN[name]}").encode()
    [report] = extract.read(SourceFile(path="a.html", file="", kind="html", data=page))

    assert report.completeness is not None
    assert report.completeness > 0.9 or report.check or dict(report.origins).get("paragraphs")
