"""Heads of documents: larger letterheads, theses, joint offices, bylines over lines, speakers."""

import pytest

from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.formats import file_authors
from index.ingest.formats.plain_text import lost_lines
from index.ingest.formats.plain_text.edges import field_lines
from index.ingest.formats.printed import line_blocks, page_text, titled_page
from index.ingest.formats.printed.line_shapes import LineShape
from index.ingest.source_file import SourceFile

HAN = "全县水库除险加固工程今年全部完工，管护责任落实到人，有效消除了安全隐患，群众用水更有保障。"
REPLY, STORY = "关于第215号建议的答复意见", "柳林镇三张清单管好项目资产"
LATIN = "The ferry returns to the Harrow on Monday after nine months in dry dock at Shipley."


def read(*head, text=HAN):
    draft = Draft(SourceFile(path="a.docx", file="", kind="docx", data=b""))
    lost_lines.read(draft, [*head, text, text], ExtractionRules())
    return draft


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ((("云山省水利厅", 34), ("云水函〔2021〕112号", 12), (REPLY, 18)), REPLY),
        ((("乡村振兴简报", 36), ("第18期", 12), (STORY, 18)), STORY),
        ((("研究报告", 30), ("2022年第9期", 12), (STORY, 26)), STORY),
        ((("乡村振兴简报", 36), ("第18期", 12), (f"一、{STORY}", 18)), "乡村振兴简报"),
        ((("云山省水利厅", 34), (HAN, 12), (REPLY, 18)), "云山省水利厅"),
    ],
    ids=["office", "bulletin", "kind", "only-a-section", "text-between"],
)  # fmt: skip
def test_a_title_below_a_larger_letterhead_is_the_title(head, title):
    lines = [*head, (HAN, 12), (HAN[::-1], 12)]
    shapes = {
        line: [LineShape(60, 400, height, 800 - 40 * at)] for at, (line, height) in enumerate(lines)
    }
    page = titled_page.titled([line for line, _ in lines], [shapes])

    assert page.lines[0] == title


@pytest.mark.parametrize(
    "author", ["press3", "jdoe", "j.doe-2", "Lenovo User", "ACER-PC", "Windows User", "2019106045"]
)
def test_the_account_of_a_machine_is_no_author(author):
    assert not file_authors.named(author)


@pytest.mark.parametrize("author", ["Ada Quill", "Quill", "池小鱼", "Anna User-Bell"])
def test_the_name_of_a_person_in_the_properties_is_the_author(author):
    assert file_authors.named(author) == author


@pytest.mark.parametrize(
    "above", [(), ("分类号：F323.6 密级：公开", "学校代码：10307 学号：2019106045")]
)
def test_the_cover_of_a_thesis_names_school_title_and_author(above):
    labels = (
        "研究生：林 悦",
        "指导教师：赵明远 教授",
        "学科专业：农业经济管理",
        "研究方向：农村发展",
    )
    draft = read(*above, "江南农业大学", "硕士学位论文", "农户参与电子商务的收入效应", *labels)

    assert draft.text("title") == "农户参与电子商务的收入效应"
    assert (draft.text("source"), draft.text("author")) == ("江南农业大学", "林悦")


def test_the_day_on_which_an_author_signed_a_declaration_is_not_that_of_the_text():
    assert not read("农户的收入效应", HAN, "作者签名：　　签字日期：2022年5月30日").has("date")


@pytest.mark.parametrize(
    ("offices", "source"),
    [
        (("云溪县统计局",), "云溪县统计局"),
        (("云溪县统计局", "国家统计局云溪调查队"), "云溪县统计局、国家统计局云溪调查队"),
    ],
)
def test_the_offices_between_title_and_day_issue_the_document(offices, source):
    draft = read("云溪县国民经济和社会发展统计公报[1]", *offices, "2023年4月12日", text=HAN * 2)

    assert draft.text("title") == "云溪县国民经济和社会发展统计公报"
    assert draft.text("source") == source


@pytest.mark.parametrize(
    ("below", "authors"),
    [
        (("By Louise Tanner", "Roger Haywood"), "Louise Tanner, Roger Haywood"),
        (("By Louise Tanner", "Contents"), "Louise Tanner"),
        (("By Louise Tanner", "Harbour Trust"), "Louise Tanner"),
    ],
)
def test_a_byline_goes_on_with_the_names_below_it(below, authors):
    assert read("Rural bus services", *below, text=LATIN).text("author") == authors


@pytest.mark.parametrize(
    ("title", "author"),
    [
        ("Speech by Dr Amina Farouk, Minister of Health, at a school", "Amina Farouk"),
        ("Remarks by Mayor Ada Quill at the opening of the quay", "Ada Quill"),
        ("Speech by the Minister of Health at the opening of the school", ""),
    ],
)  # fmt: skip
def test_the_title_of_a_speech_names_who_speaks(title, author):
    draft = read("CHECK AGAINST DELIVERY", title, "Port Lindsay, 7 April 2022", text=LATIN)

    assert draft.text("author") == author


def test_a_day_of_this_version_is_that_of_the_paper_and_its_schools_are_no_outlet():
    names = ("Joana Ribeiro*", "University of Coimbra", "Wei Li", "Nanjing Agricultural University")
    draft = read("Remittances and School Attendance", *names, "This version: May 2023", text=LATIN)

    assert draft.text("author") == "Joana Ribeiro, Wei Li"
    assert not draft.has("source")
    assert draft.partial is not None
    assert draft.partial[0].isoformat() == "2023-05"


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("孟　凡1，唐小雨1,2，罗志刚2", "孟凡, 唐小雨, 罗志刚"),
        ("宁溪县人民政府县长　　方　明", "方明"),
    ],
)
def test_a_name_of_two_characters_is_read_however_wide_it_is_set(line, authors):
    assert read("土地托管对粮食生产效率的影响", line).text("author") == authors


def test_a_line_of_contents_is_no_title():
    assert not field_lines.is_title("Our year in numbers ........ 4")
    assert field_lines.is_title("What happened next ... in 1984")


@pytest.mark.parametrize(("line", "kept"), [("2021/22", True), ("3/22", False), ("21 / 22", False)])
def test_a_year_of_account_is_no_page_number(line, kept):
    assert (line in page_text.lines_of(f"Annual Report\n{line}")) == kept


def test_centred_lines_of_names_and_schools_are_not_joined():
    lines = ["Nanjing University", "Zhejiang Gongshang School", "Guangdong Economics"]
    lines += ["Huazhong Agriculture Institute", "Shandong Polytechnic", "Heilongjiang Academy"]
    shapes = [
        LineShape(300 - 3 * len(line), 300 + 3 * len(line), 12, 700 - 18 * at)
        for at, line in enumerate(lines)
    ]

    assert not any(line_blocks.going_on(lines, shapes))
