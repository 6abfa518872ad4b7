"""A PDF is read whole and in order, the same on any machine; what is no text is said."""

import pytest
from pypdfium2 import PdfDocument

from index.indexing import extract
from index.ingest.formats.plain_text.layout import page_edges
from index.ingest.formats.printed import (
    divided_lines,
    drawing_order,
    macintosh_letters,
    page_text,
    pdf_pages,
    two_page_heads,
)
from index.ingest.formats.printed import pdf as extract_pdf
from index.ingest.formats.printed.drawing_order import DrawnLine
from index.ingest.formats.printed.line_shapes import LineShape
from index.ingest.scans import recogniser
from index.ingest.source_file import SourceFile
from index.report import Skipped
from tests.test_formats import pdf_file

WORDS = "The harbour board of Larkford agreed on Thursday to rebuild the eastern quay before"


@pytest.fixture(autouse=True)
def no_reader_of_scans(monkeypatch):
    """What is right does not depend on what else is installed."""
    monkeypatch.setattr(recogniser, "installed", lambda: False)


def read(data):
    [item] = extract.read(SourceFile(path="a.pdf", file="", kind="pdf", data=data))
    return item


def drawn(lines):
    """A page that draws each text where it is told, in that order."""
    moves = [f"1 0 0 1 {x} {y} Tm ({text}) Tj" for x, y, text in lines]
    return pdf_file([[f") Tj {' '.join(moves)} ("]])


def test_all_of_900_pages_are_read():
    pages = [[f"Record {number} of the ferry was written on this day."] for number in range(900)]

    first, second = (read(pdf_file(pages)) for _ in range(2))

    assert first == second
    assert first.paragraphs[-1].startswith("Record 899 of the ferry")
    assert not first.cut
    assert all(f"Record {number} of" in first.body for number in range(1, 900))


def test_pages_above_the_limit_are_said(monkeypatch):
    monkeypatch.setattr(pdf_pages, "MAX_PAGES", 2)

    report = read(pdf_file([[f"Page {name} says a word."] for name in ("one", "two", "three")]))

    assert "three" not in report.body
    assert report.cut
    assert "pages 3 to 3 were cut" in dict(report.origins)["paragraphs"]


def test_characters_above_the_limit_are_said(monkeypatch):
    monkeypatch.setattr(pdf_pages, "MAX_PDF_CHARS", 30)

    report = read(pdf_file([["Page one says a word or two."], ["Two too."], ["Three too."]]))

    assert report.cut
    assert "Three" not in report.body


def named_again(lines, times):
    """A file of one page that its table of pages names again and again."""
    kids = f"/Kids [{'4 0 R ' * times}] /Count {times}".encode()
    return pdf_file([lines]).replace(b"/Kids [4 0 R] /Count 1", kids)


@pytest.mark.parametrize(
    ("lines", "most"),
    [
        ([f"{WORDS} {number}" for number in range(3)], pdf_pages._MAX_REPEATED + 2),
        (["SCANNED COPY"], 1_000),
    ],
    ids=["a page of text", "a stamp, as scans may all have"],
)
def test_a_page_that_is_named_again_and_again_is_read_some_times(lines, most):
    with extract_pdf.opened(named_again(lines, 1_000)) as document:
        assert len(document) == 1_000
        assert len(pdf_pages.read(document)) == most


def test_what_is_left_of_a_page_named_again_is_said():
    report = read(named_again([f"{WORDS} {number}" for number in range(3)], 1_000))

    assert "pages 303 to 1000 were cut" in dict(report.origins)["paragraphs"]


def test_drawn_objects_above_the_limit_are_said(monkeypatch):
    monkeypatch.setattr(pdf_pages, "MAX_PDF_CHARS", 5_000)
    lines = [f"0 0 m 9 9 l S {number} " for number in range(4)]
    pages = [[f"Page {line}) Tj ET {'0 0 m 9 9 l S ' * 2_000} BT ("] for line in lines]

    report = read(pdf_file(pages))

    assert "pages 4 to 4 were cut" in dict(report.origins)["paragraphs"]


def test_running_heads_are_kept_once_and_paragraphs_go_on_over_pages():
    head = "Annual report of the board"
    pages = [
        [head, "The first page begins with a sentence.", f"{WORDS} and", "- 1 -"],
        [head, "the storms arrive in winter. It will cost much.", f"{WORDS} again", "- 2 -"],
        [head, "in spring, as the survey of the divers said.", "- 3 -"],
    ]

    report = read(pdf_file(pages))

    assert report.body.count(head) + (report.title == head) == 1
    assert f"{WORDS} and the storms arrive in winter. It will cost much." in report.paragraphs
    assert f"{WORDS} again in spring, as the survey of the divers said." in report.paragraphs
    assert "running heads" in dict(report.origins)["paragraphs"]


def test_paragraphs_go_on_over_the_foot_of_a_page_and_the_first_head_of_the_next():
    foot, head = "Larkford Harbour Board", "Annual report of the board"
    pages = [
        ["A page without a head.", f"{WORDS} and", f"{foot} 1/4"],
        [head, "the storms arrive in winter. It will cost much.", f"{WORDS} again", f"{foot} 2/4"],
        [head, "in spring, as the survey of the divers said.", f"{foot} 3/4"],
        [head, "A page with little.", f"{foot} 4/4"],
    ]

    report = read(pdf_file(pages))

    assert f"{WORDS} and the storms arrive in winter. It will cost much." in report.paragraphs
    assert f"{WORDS} again in spring, as the survey of the divers said." in report.paragraphs
    assert (report.paragraphs.count(foot), report.paragraphs.count(head)) == (1, 1)


@pytest.mark.parametrize(
    ("foot", "heights", "kept"),
    [
        ("Harbour Board, 8 March 2023", (8.0, 8.0), 1),
        ("Harbour Board {}/2", (10.0, 10.0), 1),
        ("A word of the song", (10.0, 10.0), 2),
        ("遍", (8.0, 8.0), 2),
    ],
    ids=["in small letters", "numbered", "in the letters of the text", "the rest of a cell"],
)
def test_a_head_of_two_pages_is_small_or_numbered(foot, heights, kept):
    texts = (["The first page.", WORDS, "More."], ["The next.", WORDS, "It ends."])
    pages = [[*text, foot.format(number)] for number, text in enumerate(texts, start=1)]
    shapes = [
        {line: [LineShape(60, 200, height if line is page[-1] else 10.0, 40.0)] for line in page}
        for page, height in zip(pages, heights, strict=True)
    ]

    bare, _ = page_edges.apart(pages, two_page_heads.found(pages, shapes))

    assert sum(len(page.foot) + (page.lines[-1] == foot) for page in bare) == kept


def test_a_heading_at_the_top_of_a_page_is_a_paragraph():
    pages = [[WORDS, f"{WORDS} and then"], ["2. Costs of the work", "They are high."]]

    assert "2. Costs of the work" in read(pdf_file(pages)).paragraphs


LEFT = [f"left line {number} of the column with words" for number in range(10)]
RIGHT = [f"right line {number} of the column in words" for number in range(10)]


@pytest.mark.parametrize("across", [True, False])
def test_columns_are_read_one_after_the_other(across):
    rows = [
        [(50, 700 - 14 * number, LEFT[number]), (320, 700 - 14 * number, RIGHT[number])]
        for number in range(10)
    ]
    lines = [cell for row in rows for cell in row]
    lines = lines if across else [row[0] for row in rows] + [row[1] for row in rows]

    body = read(drawn([(150, 750, "A heading over both of the columns of text"), *lines])).body

    assert body.index("left line 9") < body.index("right line 0")
    assert all(line in body for line in (*LEFT, *RIGHT))


def test_rows_of_a_table_stay_rows():
    rows = [[(50, 700 - 14 * n, f"town {n}"), (320, 700 - 14 * n, f"{n} tons")] for n in range(12)]

    body = read(drawn([cell for row in rows for cell in row])).body

    assert body.index("3 tons") < body.index("town 4")


PICTURE = ") Tj ET q 500 0 0 700 50 50 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q BT ("


def test_pages_without_text_among_others_are_said_and_empty_ones_are_not():
    pages = [["One page has a sentence on it."], [PICTURE], [PICTURE], ["CamScanner"], []]

    report = read(pdf_file(pages))

    assert report.cut
    origin = dict(report.origins)["paragraphs"]
    assert "pages 2-4: scans" in origin


@pytest.mark.parametrize(
    "mark",
    [
        "CamScanner",
        "Scanned with ACE Scanner",
        "Scanned by TapScanner",
        f"7{PICTURE}",
        f"Read in with Harbour Eye{PICTURE}",
    ],
)
def test_the_mark_of_a_scanner_is_no_text(mark):
    item = read(pdf_file([[mark]] * 3))

    assert isinstance(item, Skipped)
    assert "no text" in item.reason


@pytest.mark.parametrize("count", [1, 2, 3, 12])
@pytest.mark.parametrize("line", ["The ferry is late again.", "Ferry Passes", "7"])
def test_the_same_line_on_each_page_without_a_picture_is_text(line, count):
    report = read(pdf_file([[line]] * count))

    assert line in report.paragraphs
    assert not report.cut


def test_a_text_is_usable_where_it_has_letters():
    assert pdf_pages.usable("Three words here")
    assert pdf_pages.usable("扫描全能王 创建\n会议强调，要推进建设。")
    assert not pdf_pages.usable("扫描全能王 创建")
    assert not pdf_pages.usable("\ue001\ue002\ue003 abcd")
    assert not pdf_pages.usable("")


def test_lines_of_pages_are_paragraphs_with_their_pages():
    assert page_text.flowed([["One."], [], ["Two."]]) == [["One."], [], ["Two."]]


ROWS = [
    (72, 640 - 16 * row, f"Ward {row} reported {row + 3} new ferry passes.") for row in range(8)
]
ORDERS = {
    "a title that is drawn last": ([*ROWS, (72, 700, "Ferry Passes")], ["Ferry Passes", *range(8)]),
    "a title and a line below it, both drawn last": (
        [*ROWS, (72, 700, "Ferry Passes"), (72, 672, "by ward")],
        ["Ferry Passes", "by ward", *range(8)],
    ),
    "a line between two others": (
        [*ROWS[:3], *ROWS[4:], ROWS[3]],
        [*range(8)],
    ),
    "a cell at the end of a line": (
        [*ROWS, (400, 640, "in all 20")],
        [0, "in all 20", *range(1, 8)],
    ),
    "notes in a margin stay behind the text": (
        [*ROWS, *((400, 640 - 16 * row, f"Note {row}") for row in range(3))],
        [*range(8), "Note 0", "Note 1", "Note 2"],
    ),
    "a note beside two lines stays behind the text": (
        [*ROWS, (400, 632, "Seen")],
        [*range(8), "Seen"],
    ),
    "words that are drawn over a line stay behind the text": (
        [*ROWS, (80, 624, "Copy")],
        [*range(8), "Copy"],
    ),
    "a foot that is drawn first": (
        [(72, 40, "Harbour log, page 1"), *ROWS],
        [*range(8), "Harbour log, page 1"],
    ),
    "a head and a foot that are drawn first": (
        [(72, 760, "Harbour log"), (72, 40, "page 1"), *ROWS],
        ["Harbour log", *range(8), "page 1"],
    ),
    "a short column beside another one stays behind it": (
        [
            *ROWS,
            *(
                (400, 640 - 16 * row, f"Berth {row} was given to the mail boat.")
                for row in range(2)
            ),
        ],
        [*range(8), "Berth 0 was given to the mail boat.", "Berth 1 was given to the mail boat."],
    ),
    "a second part that is as long as the first": (
        [*ROWS[4:], *ROWS[:4]],
        [4, 5, 6, 7, 0, 1, 2, 3],
    ),
}


@pytest.mark.parametrize(("lines", "order"), ORDERS.values(), ids=ORDERS)
def test_lines_that_a_page_draws_late_are_read_where_they_stand(lines, order):
    [page] = pdf_pages.read(PdfDocument(drawn(lines)))

    wanted = [line if isinstance(line, str) else ROWS[line][2] for line in order]
    assert [line.strip() for line in page.text.split("\r\n") if line.strip()] == wanted


SMALL, LARGE = LineShape(60, 200, 8, 100), LineShape(60, 200, 10, 120)
DIVIDED = {
    "the rest of the word": (["a bi\ufffe", LARGE], ["cycle travels free", LARGE], True),
    "a name of two parts": (["an Anglo\ufffe", LARGE], ["Saxon boat", LARGE], True),
    "a note below it": (["a bi\ufffe", LARGE], ["see the minutes", SMALL], False),
    "a page number below it": (["a bi\ufffe", LARGE], ["- 7 -", LARGE], False),
    "a line behind a whole word": (["a bi-", LARGE], ["cycle travels free", LARGE], False),
}


@pytest.mark.parametrize(("before", "line", "joined"), DIVIDED.values(), ids=DIVIDED)
def test_a_word_that_is_divided_at_the_end_of_a_line_goes_on_in_its_rest_only(before, line, joined):
    lines = [DrawnLine(*before), DrawnLine(*line)]

    assert len(divided_lines.joined(lines)) == (1 if joined else 2)


def test_a_vertical_line_that_begins_lower_is_no_foot():
    texts = ["冬日山貨俏銷四鄉", *["縣供銷社在收購點配備了烘乾機"] * 6]
    lines = [
        DrawnLine(text, LineShape(500 - 20 * n, 512 - 20 * n, 12, 700 - 40 * (n == 0)))
        for n, text in enumerate(texts)
    ]

    assert drawing_order.from_top(lines) == lines


def test_an_outlet_with_its_day_continues_no_line_above_it():
    lines = [
        "The skipper of the winter ferry talks to Ada Quill",
        "Larkford Tide, 3 February 2024",
        "The ferry was built in Shipley and has crossed since",
        "the year in which the harbour was opened, on a day in",
        "spring, and since then the crew has counted gulls and",
        "ropes.",
    ]
    edges = (310, 200, 310, 311, 310, 90)
    shapes = {
        line: [LineShape(60, right, 10, 700 - 14 * number)]
        for number, (line, right) in enumerate(zip(lines, edges, strict=True))
    }

    assert page_text.flowed([lines], [shapes])[0][:2] == lines[:2]


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("Allg‰u, K‰ferhofen f¸r schˆne Gesch‰fte", "Allgäu, Käferhofen für schöne Geschäfte"),
        ("la rÈunion trËs dÈcidÈe, l’‡-propos", "la réunion très décidée, l’‡-propos"),
        ("fac¸ade and rˆole", "fac¸ade and rˆole"),
        ("5‰ of it, UNITÉ, École", "5‰ of it, UNITÉ, École"),
    ],
)
def test_letters_that_a_font_calls_by_their_names_on_a_macintosh_are_those_that_are_drawn(
    written, drawn
):
    wrong = macintosh_letters.are_in(written)

    assert (macintosh_letters.repaired(written) if wrong else written) == drawn


def test_a_letter_that_its_font_does_not_tell_is_counted_as_missing():
    font = "/Encoding << /Type /Encoding /Differences [30 /Unheard /Unheard] >>"
    lines = "BT /F1 12 Tf 50 700 Td (The stu\\037 of boats is kept in the loft of the mill.) Tj ET"

    report = read(simple_pdf(lines, font))

    assert report.visible - report.kept == 1
    assert "letters whose fonts do not say which they are: 1" in dict(report.origins)["paragraphs"]


def simple_pdf(content, font):
    """A page with a content in one font, which has these entries besides."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
            " /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica {font} >>",
    ]
    body = "".join(f"{number} 0 obj\n{text}\nendobj\n" for number, text in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}trailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF\n".encode()
