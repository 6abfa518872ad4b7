"""Where lines of a PDF page stand tells rows, columns from the right, and large first letters."""

import pytest

from index.ingest.formats.printed import (
    drawing_order,
    drop_caps,
    line_pieces,
    page_text,
    pdf_rows,
    table_marks,
    titled_page,
)
from index.ingest.formats.printed.drawing_order import DrawnLine
from index.ingest.formats.printed.line_shapes import LineShape

DAY = "青岚晚报　2023年2月9日"


def placed(*lines):
    """The shapes of lines by their texts: text, left and right edge, lower edge, last cell."""
    shapes = {}
    for text, left, right, bottom, *cell in lines:
        shapes.setdefault(text, []).append(LineShape(left, right, 10.0, bottom, *cell))
    return shapes


def flowed(*lines):
    shapes = placed(*lines)
    return page_text.flowed([[line[0] for line in lines]], [shapes])[0]


def test_a_short_paragraph_of_han_characters_begins_with_a_line_that_is_set_in():
    first = ("码头的灯今年换成了节能灯，每盏省电六成", 80, 260, 700)
    rest = (
        ("，县里打算明年把老街的路灯也全部换掉，预", 60, 260, 685),
        ("算已经批复。", 60, 120, 670),
    )

    assert flowed(first, *rest) == ["".join(line[0] for line in (first, *rest))]
    assert len(flowed((first[0], 60, 260, 700), (rest[1][0], 60, 120, 670))) == 2


def test_a_line_that_is_not_set_in_goes_on_after_a_full_one_that_ends_a_sentence():
    court = (
        ("码头的灯今年换成了节能灯，每盏可以省电六成", 80, 280, 700),
        ("，原告的请求于法有据。本院依法公开进行了审理。", 60, 280, 685),
        ("现在已经审理终结。", 60, 150, 670),
    )
    following = ("老街的路灯也要换掉，由县里的电工班动手。", 80, 270, 655)

    assert flowed(*court, following) == ["".join(line[0] for line in court), following[0]]
    heading = ("一、老街的路灯。", 60, 130, 670)
    assert flowed(*court[:2], heading, following)[1] == heading[0]
    short = (court[0], ("县里批复了。", 60, 120, 685), ("现在已经审理终结。", 60, 150, 670))
    assert len(flowed(*short, following)) == 3
    flush = [(text, 60, right, bottom) for text, _, right, bottom in (*court, following)]
    assert flowed(*flush)[1] == court[2][0]


def vertical(*lines):
    """Lines of vertical text: their text, left edge, and the lower edge of the first character."""
    return [(text, left, left + 10, bottom) for text, left, bottom in lines]


def test_vertical_lines_of_a_tier_go_on_to_the_left_and_in_the_tier_below():
    lines = vertical(
        ("渡輪今年冬天仍然", 100, 680),
        ("每天開兩班，票價不", 80, 700),
        ("變。", 60, 700),
        ("縣裡打算明年再買", 40, 680),
        ("一艘新船，用來接送", 100, 500),
        ("上學的孩子過河去。", 80, 500),
        ("其餘以後再說。", 60, 480),
    )

    assert flowed(*lines) == [
        "渡輪今年冬天仍然每天開兩班，票價不變。",
        "縣裡打算明年再買一艘新船，用來接送上學的孩子過河去。",
        "其餘以後再說。",
    ]
    assert len(flowed(*vertical(("夜航船上", 100, 700), ("林文昌著", 80, 650)))) == 2


def test_the_last_cell_of_a_row_goes_on_below_it_and_the_first_does_not():
    row = ("第三村 42 剪枝已经完成，烟堆备齐，还缺两台报警", 60, 400, 700, 150)

    assert flowed(row, ("器和一把梯子", 150, 210, 686)) == [f"{row[0]}器和一把梯子"]
    assert flowed(row, ("器和一把梯子", 60, 120, 686)) == [row[0], "器和一把梯子"]
    assert flowed(row, ("器和一把梯子", 150, 210, 670)) == [row[0], "器和一把梯子"]


def test_a_wide_gap_ends_a_paragraph_before_a_capital_letter():
    byline = ("Karrenhorner Bote, 12. März 2023", 60, 300, 730)
    text = [
        ("Der alte Turm am Karrenhorn wird ab Mai von", 60, 300, 700),
        ("vierzig Leuten bedient, und der allerletzte", 60, 300, 688),
        ("Wärter geht nach Hause.", 60, 200, 676),
    ]

    assert flowed(byline, *text) == [byline[0], " ".join(line[0] for line in text)]


TABLE = (
    ("Keeper Week Litres", 60, 300, 700, 250),
    ("Una Reid 21 44", 60, 300, 680, 250),
    ("Jon Marr 22 41", 60, 300, 660, 250),
)


@pytest.mark.parametrize(
    ("lines", "marked"),
    [
        (TABLE, 1),
        ((("Keeper Week Litres", 60, 300, 700), *TABLE[1:]), 1),
        ((("Una Reid Jon Marr", 60, 300, 700, 250), ("Larkford Quay", 60, 300, 680, 250)), 0),
        ((("Una Reid 12", 60, 300, 700, 250), ("A line of text.", 60, 300, 680)), 0),
        ((("来源：青岚日报 记者：池小鱼", 60, 300, 700, 250), TABLE[1]), 1),
    ],
    ids=["a table", "below a line", "names without figures", "one row", "labels"],
)
def test_rows_near_each_other_are_read_as_a_table(lines, marked):
    page = ["Oil that was burnt", *(line[0] for line in lines)]
    found = pdf_rows.marked(page, page, placed(("Oil that was burnt", 60, 300, 730), *lines))

    assert len(found.tables) == marked
    assert not any("来源" in row for rows in found.tables for row in rows)
    assert table_marks.replaced(found.lines, found.tables) == page


LEFT = (("左栏的第一行字在这里", 60, 200, 705), ("左栏的第二行字在这里", 60, 200, 690))
RIGHT = (("守园人的夜", 240, 380, 700), (DAY, 240, 380, 680), ("右栏的字从这里开始", 240, 380, 660))


@pytest.mark.parametrize(
    ("left", "right", "first"),
    [
        (LEFT, RIGHT, "守园人的夜"),
        (LEFT, (RIGHT[0], RIGHT[2]), LEFT[0][0]),
        (((LEFT[0][0], 60, 200, 760), LEFT[1]), RIGHT, LEFT[0][0]),
        (((LEFT[0][0], 60, 260, 705), LEFT[1]), RIGHT, LEFT[0][0]),
    ],
    ids=["a dated title", "no day", "a line above the title", "no column"],
)
def test_columns_are_read_from_the_right_if_the_title_with_its_day_heads_the_right_one(
    left, right, first
):
    shapes = placed(*left, *right)
    shapes["守园人的夜"] = [shapes["守园人的夜"][0]._replace(height=20.0)]
    page = titled_page.titled([line[0] for line in (*left, *right)], [shapes])

    assert [*page.above, *page.lines][0] == first
    assert len([*page.above, *page.lines]) == len(left) + len(right)


def drawn(*lines):
    return [
        DrawnLine(text, LineShape(left, left + 100, height, bottom))
        for text, left, height, bottom in lines
    ]


@pytest.mark.parametrize(
    ("cap", "line", "joined"),
    [
        ("T", "he lighthouse will be lit", True),
        ("立", "春刚过，果农已经忙着剪枝", True),
        ("“I", "N the spring the fen was wet", True),
        ("A", "Lighthouse Road", False),
        ("12", "he lighthouse will be lit", False),
    ],
)
def test_a_large_first_letter_stands_before_its_line(cap, line, joined):
    title = drawn(("Who will climb?", 60, 20, 730))
    letter = [DrawnLine(cap, LineShape(60, 82, 34.0, 650))]
    lines = drop_caps.joined([*letter, *title, *drawn((line, 86, 9.5, 672))])
    whole = ["Who will climb?", f"{cap}{line}"] if joined else [cap, "Who will climb?", line]

    assert [line.text for line in lines] == whole


def test_further_columns_follow_from_the_right_to_the_left():
    last = (("最左边一栏在最后", 10, 50, 705), ("最左边一栏的末行", 10, 50, 690))
    lines = [line[0] for line in (*last, *LEFT, *RIGHT)]
    shapes = placed(*last, *LEFT, *RIGHT)
    shapes["守园人的夜"] = [shapes["守园人的夜"][0]._replace(height=20.0)]

    assert titled_page.titled(lines, [shapes]).lines == [line[0] for line in (*RIGHT, *LEFT, *last)]


def test_a_line_does_not_go_on_in_a_paragraph_that_is_set_in():
    byline = ("青岚晚报　民国一百一十二年二月九日", 66, 250, 715)
    first = ("码头的灯今年换成了节能灯，每盏省电六成", 80, 260, 700)
    rest = (
        ("，县里打算明年把老街的路灯也全部换掉，预", 60, 260, 685),
        ("算已经批复。", 60, 120, 670),
    )

    assert flowed(byline, first, *rest) == [
        byline[0], "".join(line[0] for line in (first, *rest))
    ]  # fmt: skip


def test_pieces_of_a_line_behind_a_raised_number_are_one_line():
    lines = [
        DrawnLine("Una Reid1", LineShape(60, 110, 10.0, 700)),
        DrawnLine("and Jon Marsh2", LineShape(113, 190, 10.0, 700)),
        DrawnLine("In the next column", LineShape(205, 300, 10.0, 700)),
        DrawnLine("1", LineShape(301, 304, 7.0, 704)),
    ]

    assert [line.text for line in line_pieces.joined(lines)] == [
        "Una Reid1 and Jon Marsh2", "In the next column", "1",
    ]  # fmt: skip


def test_lines_drawn_from_below_are_read_from_the_top():
    lines = drawn(*((text, 60, 10, 700 - 20 * at) for at, text in enumerate("abcd")))

    assert [line.text for line in drawing_order.from_top(lines[::-1])] == list("abcd")
    beside = [*lines[:2], *drawn(("c", 400, 10, 700), ("d", 400, 10, 680))]
    assert drawing_order.from_top(beside) == beside


def test_a_short_column_is_full_where_it_is_as_wide_as_the_others():
    def column(left, *texts):
        return [
            (text, left, left + 8.5 * len(text), 700 - 15 * at) for at, text in enumerate(texts)
        ]

    long = (
        "码头的灯今年换成了节能灯，每盏省电六",
        "成，县里打算明年把老街的路灯也全部换",
        "掉，预算已经批复，由县里的电工班动手",
        "装好。",
    )
    short = (
        "渡船冬天仍然每天开两班，票价也不变，",
        "星期天加开一班，送学生回学校去，船票",
        "减半。",
    )

    assert flowed(*column(60, *long), *column(240, *short)) == ["".join(long), "".join(short)]
    heading = ("渡船冬天仍然开", *short[1:])
    read = flowed(*column(60, *long), *column(240, *heading))
    assert read == ["".join(long), heading[0], "".join(heading[1:])]


@pytest.mark.parametrize(
    ("after", "whole"),
    [
        ("those who fish there agree.", True),
        ("b) those who fish there.", False),
        ("Those who fish there agree.", False),
    ],
)
def test_a_full_line_goes_on_behind_a_semicolon_in_small_letters(after, whole):
    column = [
        ("The boats lost the only deep water", 60, 240, 700),
        ("in the harbour of the old town, where", 60, 240, 685),
        ("they were tied up in the winter months;", 60, 240, 670),
        (after, 60, 190, 655),
    ]

    assert (len(flowed(*column)) == 1) is whole


def test_centred_lines_of_a_quotation_are_one_paragraph():
    quotation = [("“Nobody has tied a boat in the", 60, 240, 700), ("harbour”", 120, 180, 685)]
    apart = [quotation[0], ("Harbour", 120, 180, 685)]

    assert flowed(*quotation) == ["“Nobody has tied a boat in the harbour”"]
    assert len(flowed(*apart)) == 2
