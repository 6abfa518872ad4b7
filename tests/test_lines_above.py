"""The lines above the title of a page, which are read as the head of a text is."""

import pytest

from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.formats.plain_text import lost_lines
from index.ingest.formats.plain_text.edges import edge_dates
from index.ingest.formats.printed import lines_above
from index.ingest.source_file import SourceFile

RULES = ExtractionRules()
TEXT = (
    "The ferry returns to the Harrow on Monday after nine months in dry dock.",
    "The town pays for a second boat, which is built in Shipley this winter.",
    "Crews have trained on a borrowed launch, and the pier has been painted twice.",
)
HAN = (
    "渡船在船坞里修了九个月，星期一重新开航，镇上的人站满了码头。",
    "第二条船今年冬天开工，钱由镇里出，船员已经在借来的小艇上练了三个月。",
    "码头的栏杆刷了两遍漆，售票处的钟也调准了。",
)


def read(above, below):
    page = Draft(SourceFile(path="a.pdf", file="", kind="pdf", data=b""))
    lost_lines.read(page, list(below), RULES)
    lines_above.put_fields(page, above, below, RULES)
    return page


@pytest.mark.parametrize(
    ("above", "title", "field", "value"),
    [
        (("SALLOW REVIEW", "Winter 1998"), "Who still takes the ferry", "source", "SALLOW REVIEW"),
        (("霖州教育 2021年3月22日",), "渡口边的最后一堂课", "source", "霖州教育"),
        (("《霖州文艺》2012年春季号",), "渡口边的最后一堂课", "source", "霖州文艺"),
        (
            ("霖州晚报 | 2021-05-04", "报章 | A03 | 要闻 | 记者 喻青"),
            "渡口边的最后一堂课",
            "author",
            "喻青",
        ),
        (
            ("Originally published by Sallow Herald on 17 May 2021", "Author: Greta Lind"),
            "The ferry is back",
            "author",
            "Greta Lind",
        ),
    ],
)
def test_outlet_and_author_above_a_title_are_read_as_in_a_text(above, title, field, value):
    text = HAN if title[0] > "z" else TEXT

    assert read(above, (title, *text)).text(field) == value


@pytest.mark.parametrize(
    ("above", "title"),
    [
        (("Pressemitteilung Nr. 4/2024", "Sallow, 16. Januar 2024"), "Die Fähre fährt wieder"),
        (("霖州县渡口统计公报",), "霖州县2023年渡口统计公报"),
        ((), "The ferry is back"),
    ],
)
def test_a_place_and_a_title_without_its_year_are_no_outlets_above_a_title(above, title):
    text = HAN if title[0] > "z" else TEXT

    assert not read(above, (title, *text)).has("source")


def test_page_and_section_before_a_newspaper_are_not_of_its_name():
    page = read(("2024/06/04 A9地方新聞 霖橋時報",), ("渡口邊的最後一堂課", *HAN))

    assert page.text("source") == "霖橋時報"


def test_lines_that_make_another_line_the_title_say_nothing():
    page = read(("How bridges of the north were built", "By Ada Quill"), ("The ferry", *TEXT))

    assert not page.has("author")


@pytest.mark.parametrize(
    ("lines", "field", "value"),
    [
        (("渡 口 开 航", "2024年3月5日", *HAN), "title", "渡口开航"),
        (("渡口开航", "霖州日报/2018 年/7 月/9 日/第 002 版", *HAN), "source", "霖州日报"),
    ],
)
def test_gaps_between_letters_and_in_days_are_closed_in_printed_files(lines, field, value):
    assert read((), lines).text(field) == value


@pytest.mark.parametrize(
    ("lines", "field", "value"),
    [
        (("渡口口述", "口述：何守拙", *HAN), "author", "何守拙"),
        (("渡口旧事", "何守拙", "尹若兰", "2024年3月5日", *HAN), "author", "何守拙, 尹若兰"),
        (("渡口旧事", *HAN, "（本文原载《霖州文讯》第三期，2024年2月）"), "source", "霖州文讯"),
        (
            ("Remarks by Deputy Mayor Ada Quill at the New Pier", "Sallow, 2 March 2024", *TEXT),
            "author",
            "Ada Quill",
        ),
    ],
)
def test_who_speaks_writes_or_printed_first_is_read_beside_title_and_end(lines, field, value):
    assert read((), lines).text(field) == value


def test_the_month_in_which_a_text_was_written_somewhere_is_its_month():
    month = edge_dates.read([*HAN, "2024年2月写于石桥村"], RULES.latest)

    assert str(month) == "2024-02"
