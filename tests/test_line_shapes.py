"""Sizes of letters and edges of lines tell titles, paragraphs and columns of PDF pages apart."""

import ctypes
import io

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from index.indexing import extract
from index.ingest.formats.printed import (
    line_blocks,
    line_shapes,
    page_text,
    titled_page,
    vertical_lines,
)
from index.ingest.formats.printed.drawing_order import DrawnLine
from index.ingest.formats.printed.line_shapes import LineShape
from index.ingest.scans import row_text
from index.ingest.source_file import SourceFile

HEAD = "Larkford Harbour Review"
TITLE = "The northern breakwater must be replaced"
BYLINE = "Ada Quill, 9 February 2023"
COLUMN = (
    "The commissioners of the harbour published their review",
    "of the breakwater and recommend that the whole of it",
    "is replaced within six years. Inspections that were",
    "recommended in 2009: none of them was ever carried out",
    "as planned.",
)
WHOLE = " ".join(COLUMN)


def pdf_of(*lines, right=0):
    """A page of lines: text and size; those of size 10 are spread to the edge `right`."""
    document = pypdfium2.PdfDocument.new()
    page = document.new_page(595, 842)
    for number, (text, size) in enumerate(lines):
        shown = pdfium.FPDFPageObj_NewTextObj(document.raw, b"Helvetica", size)
        wide = (text + "\0").encode("utf-16-le")
        pdfium.FPDFText_SetText(shown, ctypes.cast(wide, pdfium.FPDF_WIDESTRING))
        stretched = 1.0
        if right and size == 10 and not text.endswith("."):
            edges = [ctypes.c_float() for _ in range(4)]
            pdfium.FPDFPageObj_GetBounds(shown, *map(ctypes.byref, edges))
            stretched = (right - 60) / edges[2].value
        pdfium.FPDFPageObj_Transform(shown, stretched, 0, 0, 1, 60, 780 - 20 * number)
        pdfium.FPDFPage_InsertObject(page.raw, shown)
    page.gen_content()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def read(data):
    [report] = extract.read(SourceFile(path="a.pdf", file="", kind="pdf", data=data))
    return report


def test_the_title_is_in_the_largest_letters_below_a_running_head():
    report = read(pdf_of((HEAD, 10), (TITLE, 20), (BYLINE, 10), *((line, 10) for line in COLUMN)))

    assert (report.title, str(report.date)) == (TITLE, "2023-02-09")
    assert report.author == "Ada Quill"
    assert HEAD in report.paragraphs


def test_full_lines_of_a_justified_column_are_one_paragraph():
    report = read(
        pdf_of(
            (TITLE + " and not repaired again, says a review", 14),
            *((line, 10) for line in COLUMN),
            right=300,
        )
    )

    assert WHOLE in report.paragraphs


def shape(width=240.0, height=10.0, left=60.0):
    return LineShape(left, left + width, height)


@pytest.mark.parametrize(
    ("lines", "titled", "above"),
    [
        ({HEAD: 10, TITLE: 20, BYLINE: 10, WHOLE: 10}, [TITLE, BYLINE, WHOLE], [HEAD]),
        ({TITLE: 20, "in six years": 20, WHOLE: 10}, [TITLE + " in six years", WHOLE], []),
        ({"LARKFORD TIDE": 30, TITLE: 20, WHOLE: 10}, ["LARKFORD TIDE", TITLE, WHOLE], []),
        ({"THE TIDE": 14, TITLE: 20, WHOLE: 10}, ["THE TIDE", TITLE, WHOLE], []),
        ({HEAD: 10, "214": 60, TITLE: 10, WHOLE: 10}, [HEAD, "214", TITLE, WHOLE], []),
        ({WHOLE: 10, TITLE: 20, BYLINE: 10, WHOLE[1:]: 10}, [TITLE, BYLINE, WHOLE[1:]], [WHOLE]),
        ({WHOLE * 2: 10, TITLE: 20, WHOLE: 10}, [WHOLE * 2, TITLE, WHOLE], []),
        ({HEAD: 10, TITLE: 11, WHOLE: 10}, [HEAD, TITLE, WHOLE], []),
    ],
    ids=[
        "below a running head", "in two lines", "a masthead is larger", "a kicker is large",
        "a number", "below a summary", "below a text", "hardly larger",
    ],
)  # fmt: skip
def test_a_title_comes_before_small_lines_above_it_and_nothing_else_moves(lines, titled, above):
    shapes = {line: [shape(height=height)] for line, height in lines.items()}

    page = titled_page.titled(list(lines), [shapes])

    assert (page.lines, page.above) == (titled, above)


def test_two_offices_of_a_letterhead_stay_two():
    plate = {"青岚县农业农村局": [shape(height=26)], "青岚县气象局": [shape(height=26)]}
    text = {f"{line}。": [shape()] for line in ("码头的灯今年换成了节能灯" * 2, "县里批复" * 8)}

    page = titled_page.titled([*plate, *text], [{**plate, **text}])

    assert page.lines[0] == "青岚县农业农村局 青岚县气象局"


def test_a_title_on_a_cover_is_larger_than_the_text_of_other_pages():
    cover = {
        TITLE: [shape(height=30)],
        "in six years": [shape(height=30)],
        HEAD: [shape(height=18)],
    }

    page = titled_page.titled(list(cover), [cover, {WHOLE: [shape()]}])

    assert page.lines == [f"{TITLE} in six years", HEAD]


def test_a_title_goes_on_in_no_line_of_smaller_letters():
    addressee = "To the commissioners of the harbour of Larkford and to the town council"
    report = read(pdf_of((TITLE, 20), (addressee, 10), *((line, 10) for line in COLUMN)))

    assert report.title == TITLE


def test_an_office_that_stands_in_the_title_and_below_the_text_has_a_size_of_its_own():
    shapes = {HEAD: [shape(height=20), shape()], TITLE: [shape(height=20)], WHOLE: [shape()]}

    page = titled_page.titled([HEAD, TITLE, WHOLE, HEAD], [shapes])

    assert page.lines == [f"{HEAD} {TITLE}", WHOLE, HEAD]


ROWS = ("North arm of the breakwater 412", "Elbow of the breakwater 96", "South arm of it all 288")
DAYS = (
    "（一九三七年八月一日，星期日）",
    "（一九三七年八月四日，星期三）",
    "（一九三七年八月十日，星期二）",
)

CONTENTS = {f"{number} {'.' * 90} {number}": shape() for number in range(3)}


@pytest.mark.parametrize(
    ("lines", "paragraphs"),
    [
        ({**dict.fromkeys(COLUMN[:4], shape()), COLUMN[4]: shape(60)}, [WHOLE]),
        (
            {**dict.fromkeys(COLUMN[:4], shape()), COLUMN[4]: shape(60, 12)},
            [WHOLE[: -len(COLUMN[4]) - 1], COLUMN[4]],
        ),
        (dict.fromkeys(ROWS, shape()), list(ROWS)),
        ({**{day: shape(60, left=240) for day in DAYS}, **CONTENTS}, [*DAYS, *CONTENTS]),
    ],
    ids=["a column", "letters of another size", "figures of a table", "days against the edge"],
)
def test_lines_are_joined_that_fill_a_column_of_letters_of_one_size(lines, paragraphs):
    widest = "W" * 120
    page = [*lines, widest]

    shapes = {line: [measured] for line, measured in lines.items()}

    assert page_text.flowed([page], [shapes])[0] == [*paragraphs, widest]


RAGGED = {
    "The ferry was built in Shipley": 150.0,
    "where the big old wheel was": 135.0,
    "carved by a joiner who left no": 152.0,
    "name. Captain Ida Moor sells": 140.0,
    "her tickets on Sundays, says": 140.0,
    "Hugo Bell.": 50.0,
}
LIST = {"repair of the northern arm": 130.0, "new lamps for the old pier": 133.0, "dredging": 40.0}
NAMES = {"Ada Quill, Larkford": 99.0, "Ida Moor": 40.0, "Hugo Bell, printer": 90.0, "Jo": 12.0}


def below(widths, leading=13.0, left=60.0):
    """The shapes of lines that stand below each other, by their texts."""
    return {
        line: [LineShape(left, left + width, 10.0, 700 - leading * number)]
        for number, (line, width) in enumerate(widths.items())
    }


def flowed(shapes):
    return page_text.flowed([list(shapes)], [shapes])[0]


def test_lines_of_a_ragged_column_are_one_paragraph_and_those_of_a_list_are_not():
    wide = {"A line that is much wider than the narrow column below it": 300.0}

    assert flowed(below(RAGGED)) == [" ".join(RAGGED)]
    assert flowed(below(wide | RAGGED)) == [*wide, " ".join(RAGGED)]
    assert flowed(below(NAMES)) == list(NAMES)
    assert flowed(below({**LIST, "a wide line that ends the list.": 300.0})) == [
        *LIST, "a wide line that ends the list.",
    ]  # fmt: skip


def test_a_ragged_column_ends_where_the_distance_of_lines_or_the_letters_change():
    first, second = list(RAGGED)[:2], list(RAGGED)[2:5]
    apart = below({line: RAGGED[line] for line in (*first, *second)})
    for line in second:
        apart[line] = [apart[line][0]._replace(bottom=apart[line][0].bottom - 12)]

    assert flowed(apart) == [" ".join(first), " ".join(second)]


def test_the_last_line_of_a_column_goes_on_in_the_next_column_and_on_the_next_page():
    lines = list(RAGGED)[:5]
    columns = below({line: RAGGED[line] for line in lines[:3]})
    columns |= below({line: RAGGED[line] for line in lines[3:]}, left=300)
    pages = [below({line: RAGGED[line] for line in part}) for part in (lines[:3], lines[3:])]

    assert flowed(columns) == [" ".join(lines)]
    assert page_text.flowed([lines[:3], lines[3:]], pages) == [[" ".join(lines)], []]


def test_a_centred_line_does_not_go_on_in_the_text_below_it():
    byline = "By Rosa Penn, The Larkford Herald, 2 February 2024"
    shapes = {byline: [LineShape(180, 420, 10, 713)]} | below({WHOLE[:60]: 300.0})

    assert flowed(shapes) == [byline, WHOLE[:60]]


def test_the_last_cell_of_a_row_is_one_paragraph_in_any_letters():
    lines = ["Reason The old mooring dries out", "at low water since", "Christmas last", "year."]
    row = LineShape(60, 300, 10, 700, cell=180)
    cell = [LineShape(180, right, 10, 688 - 12 * n) for n, right in enumerate((296, 290, 200))]

    assert line_blocks.going_on(lines, [row, *cell])[:3] == [True, True, True]


BOXES = {
    "two boxes beside each other": (
        [
            "到村委会填一张表，三天之内水利",
            "站派人上门丈量。",
            "按方收费，在手机上就可以查到余",
            "额。",
        ],
        [True, None, True, None],
    ),
    "cells of a table": (
        ["北干渠量水堰槽和闸门的改造", "南干渠清淤", "赵明川和灌区管理委员会办公室", "孙启田"],
        [None, None, None, None],
    ),
}


@pytest.mark.parametrize(("lines", "goes_on"), BOXES.values(), ids=BOXES)
def test_han_lines_that_fill_a_box_go_on_if_a_sentence_ends_there(lines, goes_on):
    lefts = (60, 60, 230, 230)
    shapes = [
        LineShape(left, left + 10 * len(line), 10, 700 - 14 * (number % 2))
        for number, (line, left) in enumerate(zip(lines, lefts, strict=True))
    ]

    assert line_blocks.going_on(lines, shapes) == goes_on


def test_a_row_of_a_table_does_not_go_on_in_the_next_row():
    rows = {"Northern arm of the breakwater checked 412": 300.0, "Elbow not seen 96": 300.0}
    shapes = {row: [shape[0]._replace(cell=200.0)] for row, shape in below(rows).items()}

    assert flowed(shapes) == list(rows)


def test_a_paragraph_goes_on_behind_the_small_number_of_a_note():
    first, second = (
        "The ferry was built in Shipley by order of",
        "the town in the year of the flood.",
    )
    mark = {"12": [LineShape(260, 266, 6.5, 705)]}
    shapes = below({first: 200.0}) | mark | below({second: 180.0})

    assert flowed(shapes) == [f"{first} 12 {second}"]


def test_the_characters_of_a_vertical_heading_are_one_line():
    def drawn(text, bottom, left=60.0):
        return DrawnLine(text, LineShape(left, left + 20, 20.0, bottom))

    heading = [drawn(char, 700 - 24 * number) for number, char in enumerate("石桥新貌")]
    cells = [drawn(char, 700 - 60 * number) for number, char in enumerate("男女男女")]
    beside = [drawn("甲", 700, 60), drawn("乙", 680, 200), drawn("丙", 660, 340)]

    text = "渡船今年冬天仍然每天開兩班"
    pieces = [
        DrawnLine(piece, LineShape(left, left + 20, 20.0, bottom))
        for piece, left, bottom in (
            ("池小", 100, 700),
            ("春", 70, 660),
            ("魚", 100, 660),
            (text, 70, 640),
            (text, 40, 660),
        )
    ]
    comma = [*heading[:2], drawn("，", 645, 77), drawn("新", 628), drawn("貌", 604)]

    assert [line.text for line in vertical_lines.joined(heading)] == ["石桥新貌"]
    assert [line.text for line in vertical_lines.joined(comma)] == ["石桥，新貌"]
    assert [line.text for line in vertical_lines.joined(pieces)] == ["池小魚", f"春{text}", text]
    assert vertical_lines.joined(cells) == cells
    assert vertical_lines.joined(beside) == beside


@pytest.mark.parametrize(
    ("before", "line", "whole"),
    [
        ("the official sur\u2010", "veyor of", "the official surveyor of"),
        ("the official sur-", "veyor of", "the official surveyor of"),
        ("she is well-", "known in", "she is well-known in"),
        ("on l\u2019a d\u00e9-", "j\u00e0 dit", "on l\u2019a d\u00e9j\u00e0 dit"),
        ("Larkford-", "Shipley line", "Larkford- Shipley line"),
    ],
)
def test_a_word_divided_with_any_hyphen_is_whole_again(before, line, whole):
    assert row_text.joined(before, line) == whole


CHINESE = """%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R
/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length {}>>stream
{}
endstream endobj
5 0 obj<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H
/DescendantFonts[6 0 R]>>endobj
6 0 obj<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light
/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>
/FontDescriptor 7 0 R>>endobj
7 0 obj<</Type/FontDescriptor/FontName/STSong-Light/Flags 6
/FontBBox[-25 -254 1000 880]/Ascent 880/Descent -120>>endobj
trailer<</Root 1 0 R>>
"""


def test_gaps_between_figures_and_han_characters_are_no_spaces_and_spaces_stay():
    text = "2023|年|2|月|9|日，北码头|A 3|座沉箱检测完毕，其余部分将于三月检测。"
    parts = " -500 ".join(f"<{part.encode('utf-16-be').hex()}>" for part in text.split("|"))
    stream = f"BT /F 12 Tf 60 700 Td [{parts}] TJ ET"
    report = read(CHINESE.format(len(stream), stream).encode())

    assert (
        "2023年2月9日，北码头A 3座沉箱检测完毕，其余部分将于三月检测。"
        in f"{report.title}\n{report.body}"
    )


def test_figures_in_the_next_cell_of_a_table_stay_apart_from_the_han_characters_before_them():
    parts = " -4000 ".join(f"<{part.encode('utf-16-be').hex()}>" for part in ("石桥", "310", "620"))
    stream = f"BT /F 12 Tf 60 700 Td [{parts}] TJ ET"
    report = read(CHINESE.format(len(stream), stream).encode())

    assert "石桥 310 620" in f"{report.title}\n{report.body}"


def test_lines_behind_a_sign_that_no_text_has_are_measured():
    shown = [f"<{text.encode('utf-16-be').hex()}> Tj 0 -20 Td" for text in ("石\x02桥", "雾桥镇")]
    stream = f"BT /F 12 Tf 60 700 Td {' '.join(shown)} ET"
    document = pypdfium2.PdfDocument(CHINESE.format(len(stream), stream).encode())
    text_page = document[0].get_textpage()
    text = text_page.get_text_range()

    assert text_page.count_chars() > len(text)
    assert [shape and shape.left for shape in line_shapes.measured(text_page, text)] == [60, 60]


def test_the_story_below_a_newspaper_with_its_day_has_the_title():
    paper = ((HEAD.replace("Review", "Post"), 30), ("Wednesday 12 June 2023, page 3", 10))
    kicker = ("Commissioners cheer as the money is found for it", 12)
    text = tuple((line, 10) for line in COLUMN)
    report = read(pdf_of(*paper, kicker, (TITLE, 20), *text))

    assert (report.title, str(report.date)) == (TITLE, "2023-06-12")
    assert report.source == "Larkford Harbour Post"
