"""Every paragraph of a report is cited with the page on which it stands in the file."""

import pytest

from index.indexing import extract
from index.ingest.draft import Draft
from index.ingest.formats.printed.page_text import put_pages
from index.ingest.origins import OriginKind
from index.ingest.source_file import SourceFile
from tests import made_files
from tests.test_formats import pdf_file

SUMMARY = "东码头重建工程的进展与下一步安排"
LABEL = OriginKind.LABEL.of("摘要")
PAGES = {
    "one paragraph each": [["甲一"], ["乙一"], ["丙一"]],
    "several": [["甲一", "甲二", "甲三"], ["乙一", "乙二"], ["丙一", "丙二"]],
    "an empty page between": [["甲一", "甲二"], [], ["丙一", "丙二"]],
    "an empty page at the end": [["甲一"], ["乙一", "乙二"], []],
    "two empty pages at the end": [["甲一"], ["乙一"], [], []],
    "a page of white space": [["甲一"], [" ", "\u200b"], ["丙一"]],
    "paragraphs of white space": [["甲一", " ", "甲二"], ["\u200b", "乙一"], ["丙一"]],
    "wide spaces": [["甲  一", "甲 二"], ["乙  一"], ["丙一"]],
}


def finished(pages, summary="", origin=LABEL):
    draft = Draft(SourceFile(path="a.pdf", file="", kind="pdf"))
    draft.put("title", "码头", "heading")
    draft.put("description", summary, origin)
    draft.paragraphs = [paragraph for page in pages for paragraph in page]
    put_pages(draft, [*pages], {})
    return draft.report()


def cited(report):
    """The paragraphs of a report, each with the page that is cited for it."""
    starts = [sum(len(text) + 1 for text in report.paragraphs[:n]) for n in range(99)]
    return [(text, report.page_at(at)) for text, at in zip(report.paragraphs, starts, strict=False)]


def printed(pages):
    lines = [
        (" ".join(line.split()), number) for number, page in enumerate(pages, 1) for line in page
    ]
    return [(line, number) for line, number in lines if line.strip("\u200b")]


@pytest.mark.parametrize("name", PAGES)
def test_paragraphs_have_the_page_they_stand_on(name):
    assert cited(finished(PAGES[name])) == printed(PAGES[name])


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("origin", [LABEL, OriginKind.FIELD.of("abstract"), "some new origin"])
def test_a_summary_before_the_text_moves_no_paragraph_to_another_page(name, origin):
    report = finished(PAGES[name], SUMMARY, origin)

    assert cited(report) == [(SUMMARY, 1), *printed(PAGES[name])]


def test_a_summary_on_a_later_page_stands_and_is_cited_there():
    draft = Draft(SourceFile(path="a.pdf", file="", kind="pdf"))
    draft.put("description", SUMMARY, LABEL)
    draft.paragraphs = ["封面", "乙一", "乙二", "丙一"]
    put_pages(draft, [["封面"], [f"摘 要：{SUMMARY}", "乙一", "乙二"], ["丙一"]], {})

    cover, summary, *rest = cited(draft.report())

    assert (cover, summary) == (("封面", 1), (SUMMARY, 2))
    assert rest == [("乙一", 2), ("乙二", 2), ("丙一", 3)]


def test_what_leaves_the_text_after_its_pages_are_known_moves_nothing():
    draft = Draft(SourceFile(path="a.docx", file="", kind="docx"))
    draft.paragraphs = ["标题", "甲一", "甲二", "乙一"]
    put_pages(draft, [["标题", "甲一", "甲二"], ["乙一"]], {})
    del draft.paragraphs[0]  # as a property of the file is the title

    assert cited(draft.report()) == [("甲一", 1), ("甲二", 1), ("乙一", 2)]


@pytest.mark.parametrize(
    "summary", [SUMMARY[:3], "甲一甲二", ""], ids=["short", "said by the text", "none"]
)
def test_a_summary_that_is_not_put_moves_nothing(summary):
    pages = [["甲一甲二", "甲三"], ["乙一"]]

    assert cited(finished(pages, summary)) == printed(pages)


HAN = [
    ["东码头重建", f"摘要：{SUMMARY}", "东码头的重建工程已于三月开工。", "北侧的桥墩在六月完成。"],
    ["第二页写到渡船在秋天停航。", "乘客改乘公共汽车。"],
    ["第三页写到费用由三个村分担。"],
]
LATIN = [
    ["Larkford rebuilds its quay", "Abstract: How the eastern quay is rebuilt and who pays",
     "The harbour board met on Thursday in Larkford.", "The northern pier was ready in June."],
    ["The second page tells of the ferry that stops in autumn.", "Its riders take the bus."],
    ["The third page tells of the costs."],
]  # fmt: skip
FILES = {
    "ofd": (HAN, made_files.ofd_file(HAN)),
    "pdf": (LATIN, pdf_file(LATIN)),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_with_pages_and_a_summary_is_cited_by_its_pages(kind):
    pages, data = FILES[kind]
    [report] = extract.read(SourceFile(path=f"a.{kind}", file="", kind=kind, data=data))

    assert report.description in report.body
    for text, page in cited(report):
        assert any(text[:12] in line for line in pages[page - 1]), (text, page)
