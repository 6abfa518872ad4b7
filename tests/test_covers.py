"""Names on covers, with the marks of their notes, and the lines of issues above a title."""

import pytest

from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.formats.plain_text import lost_lines
from index.ingest.formats.printed import cover_names, divided_names, page_margins
from index.ingest.formats.printed.line_shapes import LineShape
from index.ingest.heads import note_marks
from index.ingest.source_file import SourceFile

TEXT = (
    "The ferry returns to the Harrow on Monday after nine months in dry dock.",
    "The town pays for a second boat, which is built in Shipley this winter.",
)


def draft():
    return Draft(SourceFile(path="a.pptx", file="", kind="pptx", data=b""))


@pytest.mark.parametrize(
    ("cover", "author"),
    [
        (("A village bus", "Mary Oakes and Daniel Pike", "Ashford"), "Mary Oakes, Daniel Pike"),
        (("A bus", "Mary Oakes, Daniel Pike, and Ida Moor"), "Mary Oakes, Daniel Pike, Ida Moor"),
        (("Library plan", "Rosa Penn", "4 March 2024"), "Rosa Penn"),
        (("Library plan", "Rosa Penn¹, Hugo Bell²*", "March 2024"), "Rosa Penn, Hugo Bell"),
        (("Library plan", "Rosa Penn · Harbour Trust", "Hall, 4 March 2024"), "Rosa Penn"),
        (("Library plan", "Rosa Penn, Larkford Harbour Board", "4 March 2024"), "Rosa Penn"),
        (("Library plan", "Larkford Harbour Board", "4 March 2024"), ""),
        (("Library plan", "Harbour Trust · Larkford Harbour Board", "4 March 2024"), ""),
        (("Mary Oakes", "A life in letters"), ""),
        (("Library plan", "Opening Hours", "Two porters each night"), ""),
        (("Library plan", "Staff Writer", "4 March 2024"), ""),
        (("Library plan", "Mary Oakes", *["A line of text"] * 8), ""),
    ],
)  # fmt: skip
def test_names_below_the_title_on_a_cover_are_the_authors(cover, author):
    slides = draft()
    cover_names.put_authors(slides, [cover, TEXT])

    assert slides.text("author") == author


def test_a_reporter_in_brackets_at_the_beginning_of_a_short_story_is_its_author():
    story = draft()
    lines = ["石橋公路通車", "〔記者林秋／石橋報導〕公路昨天通車。", "縣府表示將派人巡查。"]
    lost_lines.read(story, lines, ExtractionRules())

    assert story.text("author") == "林秋"
    assert story.paragraphs[0] == lines[1]


@pytest.mark.parametrize(
    ("line", "bare"),
    [
        ("Mary Oakes¹, Daniel Pike²", "Mary Oakes, Daniel Pike"),
        ("Mary Oakes1,2, Daniel Pike2* and Ida Moor†", "Mary Oakes, Daniel Pike, Ida Moor"),
        ("石岩¹，何渡²", "石岩, 何渡"),
        ("Mary Oakes, Daniel Pike", "Mary Oakes, Daniel Pike"),
        ("Line 12, Platform 3", "Line 12, Platform 3"),
        ("Windows 11", "Windows 11"),
        ("The ferry returned in 2024", "The ferry returned in 2024"),
    ],
)
def test_marks_of_notes_are_taken_from_names_only(line, bare):
    assert note_marks.removed(line) == bare


@pytest.mark.parametrize(
    "issue",
    ["No. 214 · October 2024 · Free", "Issue 214, October 2024", "Vol. 3 No. 2 | October 2024"],
)  # fmt: skip
def test_an_issue_with_its_month_and_price_is_no_title(issue):
    paper = draft()
    lines = ["THE HARROW CRIER", issue, "Second boat is built", *TEXT]
    lost_lines.read(paper, lines, ExtractionRules())

    assert paper.text("title") == "Second boat is built"
    assert paper.text("source") == "THE HARROW CRIER"
    assert paper.partial is not None
    assert paper.partial[0].isoformat() == "2024-10"


@pytest.mark.parametrize(
    ("head", "month"),
    [
        ("第31卷第1期 青岚农业学刊 2023年2月", "2023-02"),
        ("Larkford Papers | February 2023", "2023-02"),
        ("Larkford Papers 7 (2023)", "2023"),
        ("Standard contract of (2023)", None),
        ("January 2023 | February 2023", None),
    ],
)
def test_a_running_head_dates_its_paper_by_its_only_month_or_the_year_of_its_issue(head, month):
    paper = draft()
    page_margins.put_fields(paper, [head], ExtractionRules())

    assert (paper.partial and paper.partial[0].isoformat()) == month


def test_a_running_head_names_the_newspaper_between_day_and_page():
    paper = draft()
    page_margins.put_fields(paper, ["2023年2月9日 星期四 青岚日报 03版 乡镇"], ExtractionRules())

    assert paper.text("source") == "青岚日报"


@pytest.mark.parametrize(
    ("head", "source"),
    [
        ("NEWS The Harrow Packet Saturday, November 9, 2024", "The Harrow Packet"),
        ("Page 12 Harrow Packet 9 November 2024", "Harrow Packet"),
        ("A6 The Packet of Harrow 9 November 2024", "The Packet of Harrow"),
        ("Council Chamber, Thursday 7 November 2024", ""),
        ("MINUTES of the meeting on 7 November 2024", ""),
        ("NEWS The Harrow Packet from 7 to 9 November 2024", ""),
        ("Saturday, November 9, 2024 | The Harrow Packet | B3", "The Harrow Packet"),
        ("Harrow & Mill March 2024", "Harrow & Mill"),
        ("Mary Oakes, March 2024", ""),
        ("Harrow Health Authority", "Harrow Health Authority"),
        ("青岚周刊2023.12", "青岚周刊"),
        ("第18卷 第3期 青岚学刊 2024年6月", "青岚学刊"),
    ],
)
def test_a_running_head_names_the_outlet_beside_section_page_day_or_month_or_a_body(head, source):
    paper = draft()
    page_margins.put_fields(paper, [head], ExtractionRules())

    assert paper.text("source") == source


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (("Mary Oakes and Daniel", "Pike", "Ashford"), ("Mary Oakes and Daniel Pike", "Ashford")),
        (("Ida Moor, Ashford Parish", "Council"), ("Ida Moor, Ashford Parish Council",)),
        (("Mary Oakes and Daniel Pike", "Ashford"), ("Mary Oakes and Daniel Pike", "Ashford")),
        (("Mary Oakes", "Chair"), ("Mary Oakes", "Chair")),
        (("Ferries, buses and Trams", "in winter"), ("Ferries, buses and Trams", "in winter")),
    ],
)
def test_a_name_that_the_width_of_a_slide_divides_is_on_one_line(lines, whole):
    shapes = {line: [LineShape(0, 100, 20)] for line in lines}

    assert divided_names.joined(lines, shapes) == list(whole)


def test_a_word_in_other_letters_ends_no_name():
    lines = ("Mary Oakes and Daniel", "Pike")
    shapes = {lines[0]: [LineShape(0, 100, 20)], lines[1]: [LineShape(0, 100, 12)]}

    assert divided_names.joined(lines, shapes) == list(lines)


@pytest.mark.parametrize(
    ("line", "source", "date"),
    [
        ("22 Northern Field · Winter 2022", "Northern Field", "2022"),
        ("Quay & Mole | March 2022 14", "Quay & Mole", "2022-03"),
        ("澜溪周刊2022.12", "澜溪周刊", "2022-12"),
    ],
)
def test_the_foot_of_a_page_names_a_periodical_and_its_issue(line, source, date):
    page = draft()
    page_margins.put_fields(page, [line], ExtractionRules())

    assert page_margins.is_foot(line)
    assert (page.text("source"), str(page.report().date)) == (source, date)


@pytest.mark.parametrize("line", ["The boats left in winter 2022", "1 March 2022", "苇荡2022.12"])
def test_another_last_line_is_no_foot(line):
    assert not page_margins.is_foot(line)


def test_the_month_of_an_issue_counts_more_than_the_day_on_which_a_journal_received_the_text():
    paper = draft()
    lines = ["港口水位的测量", "收稿日期：2022-11-02", *TEXT]
    lost_lines.read(paper, lines, ExtractionRules())
    page_margins.put_fields(paper, ["2023年4月 港口学报 Apr. 2023"], ExtractionRules())

    assert str(paper.report().date) == "2023-04"
