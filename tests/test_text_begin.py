"""Where the text of a file with a layout begins, and what its covers and large letters say."""

import pytest

from index.ingest.formats.plain_text.edges import title_line
from index.ingest.formats.printed import pdf_rows, text_begin, titled_page
from index.ingest.formats.printed.line_shapes import LineShape
from tests.test_line_shapes import pdf_of
from tests.test_pdf import read

TEXT = "The salt barns of Harrow held no salt when the roof was lifted in the spring of that year."
DECK = "Relief for the treasurer as the trust ends its long search of the old salt works at Harrow"


@pytest.mark.parametrize(
    ("pages", "begins"),
    [
        ([["Village bus", "Mary Oakes"], ["Where people wait", "A wall"]], "Where people wait"),
        ([["Village bus"], [], [TEXT]], TEXT),
        ([["Village bus"]], ""),
        ([[TEXT, *["A line of a list"] * 12], [TEXT]], ""),
        ([[TEXT] * 4, [TEXT]], ""),
        ([], ""),
    ],
)
def test_a_text_begins_below_its_cover(pages, begins):
    assert text_begin.below_cover(pages) == begins


@pytest.mark.parametrize(
    ("deck", "begins"), [(13.0, TEXT), (10.0, DECK)], ids=["larger", "as large as the text"]
)
def test_a_standfirst_in_larger_letters_is_above_the_text(deck, begins):
    shapes = {
        "Second barn": [LineShape(0, 300, 26.0)],
        DECK[:60]: [LineShape(0, 400, deck)],
        "Nell Harker": [LineShape(0, 90, 10.0)],
        TEXT: [LineShape(0, 400, 10.0)] * 4,
    }

    assert text_begin.below_larger(["Second barn", DECK, "Nell Harker", TEXT], shapes) == begins


@pytest.mark.parametrize(("height", "headline"), [(20.0, "Second barn"), (10.0, "")])
def test_a_headline_is_larger_than_the_text(height, headline):
    shapes = {"Second barn": [LineShape(0, 99, height)], TEXT: [LineShape(0, 400, 10.0)]}

    assert text_begin.headline(["Second barn", TEXT], shapes) == headline
    assert text_begin.headline([], shapes) == ""


def test_the_headline_of_a_page_is_its_title_though_a_line_below_says_more_of_the_text():
    words = "The county council of Harrow has heard an open letter, and will leave the wall."
    head = [("Leave it standing", 20), ("An open letter to the county council of Harrow", 12)]

    report = read(pdf_of(*head, *[(words, 10), (TEXT, 10)] * 3))

    assert report.title == "Leave it standing"


@pytest.mark.parametrize(
    ("rows", "marked"),
    [
        (["TO: Harrow Board", "FROM: Mary Oakes 2", "Applicant: Mary Oakes"], []),
        (["Salt 120 14", "Tin 96 9"], ["Salt 120 14", "Tin 96 9"]),
        (["08:15 Harrow", "09:40 Shipley"], ["08:15 Harrow", "09:40 Shipley"]),
    ],
)
def test_lines_with_labels_beside_each_other_are_no_table(rows, marked):
    shapes = {row: [LineShape(0, 300, 10.0, cell=120.0)] for row in rows}

    found = pdf_rows.marked(["Salt works", *rows], ["Salt works", *rows], shapes)

    assert [row for table in found.tables for row in table] == marked


def test_the_title_that_a_browser_writes_into_a_file_names_the_outlet():
    named = "A clerk who filed by smell | The Harrow Packet"

    assert title_line.without_outlet(named) == ("A clerk who filed by smell", "The Harrow Packet")


@pytest.mark.parametrize(
    ("kind", "title"),
    [("FACT SHEET", "Marsh fever"), ("Doctoral studies of salt", "Doctoral studies of salt")],
)
def test_the_kind_of_a_text_is_no_title_however_large_its_letters_are(kind, title):
    report = read(pdf_of((kind, 30), ("Marsh fever", 24), *[(TEXT, 10)] * 8))

    assert report.title == title


def test_the_title_of_a_thesis_is_below_its_school_and_its_kind():
    head = [("青岚师范大学", 22), ("硕士学位论文", 26), ("青岚河鱼类变化研究", 20)]
    shapes = {line: [LineShape(0, 300, size)] for line, size in (*head, (TEXT, 10.0))}

    page = titled_page.titled([*(line for line, _ in head), *[TEXT] * 4], [shapes])

    assert page.lines[0] == "青岚河鱼类变化研究"
    assert page.above == ["青岚师范大学", "硕士学位论文"]
