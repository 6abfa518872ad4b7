"""A report beside others: carriers of one story, what differs between them, citations, the way."""

import datetime
import random
import time
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup

from index.operations.opening import open_index
from index.report import Report
from index.settings import Settings
from index.system.deadline import Deadline, answering_within
from search.more_like_this import more_like_this
from search.views.diff import TextChange, diff_reports, sentences
from web.citation_formats import CITATION_FORMATS

TODAY = datetime.date(2024, 5, 6)


def report(body, **fields):
    return Report(id=fields.pop("id", "r"), paragraphs=tuple(body.split("\n")), **fields)


@pytest.fixture(scope="module")
def index(sample_index):
    index = open_index(str(sample_index))
    yield index
    index.close()


def carriers_of(index, title):
    (report,) = [
        carrier
        for carrier in index.reports([name for name, _ in index.fingerprints()])
        if carrier.title.startswith(title)
    ]
    return more_like_this(index, report, Settings())


def test_carriers_of_one_story_are_found_oldest_first_and_other_stories_are_not(index):
    carriers = carriers_of(index, "望津港自动化码头昨日开港")

    assert [carrier.report.source for carrier in carriers.copies] == ["云河新闻网", "泽川在线"]
    assert all(related.share < 0.3 for related in carriers.related)


def test_a_sentence_only_one_carrier_has_is_named():
    first = report("甲站今日开站。\n全市共有三十座站点。\n每天收件六百件。")
    second = report("甲站今日开站。\n每天收件六百件。\n专家表示担忧。")
    rows = diff_reports(first, second).rows

    assert [(row.change, row.first or row.second) for row in rows] == [
        (TextChange.SAME, "甲站今日开站。"),
        (TextChange.FIRST_ONLY, "全市共有三十座站点。"),
        (TextChange.SAME, "每天收件六百件。"),
        (TextChange.SECOND_ONLY, "专家表示担忧。"),
    ]


CHANGES = {
    "a number": ("共有三十座站点，覆盖全市。", "共有三十五座站点，覆盖全市。", ([], ["五"])),
    "an English word": (
        "It opened on Monday in Luze.",
        "It opened on Friday in Luze.",
        (["Monday"], ["Friday"]),
    ),
    "a longer end": ("能耗下降两成。", "能耗下降两成，成本也降。", ([], ["，成本也降"])),
}


@pytest.mark.parametrize(("before", "after", "marked"), CHANGES.values(), ids=CHANGES.keys())
def test_what_was_changed_inside_a_sentence_is_marked(before, after, marked):
    (row,) = diff_reports(report(before), report(after)).rows

    assert row.change is TextChange.CHANGED
    assert [before[mark.start : mark.end] for mark in row.first_marks] == marked[0]
    assert [after[mark.start : mark.end] for mark in row.second_marks] == marked[1]


def test_script_width_and_punctuation_do_not_count_as_a_difference():
    rows = diff_reports(report("农村物流，ABC 123。"), report("農村物流ＡＢＣ１２３！")).rows

    assert [row.change for row in rows] == [TextChange.SAME]


def test_sentences_join_back_to_their_text():
    body = "第一句。“第二句！”他说。Third one. “Fourth?” yes\n第五句；第六句"

    assert "".join("".join(sentences(body)).split()) == "".join(body.split())
    assert len(sentences(body)) == 8


def test_reports_far_too_long_are_compared_in_part_and_said_to_be():
    long = report("\n".join(f"第{number}句话。" for number in range(2000)))

    assert diff_reports(long, long).cut


def characters(count, kinds=3000, seed=1):
    pick = random.Random(seed)
    return "".join(chr(0x4E00 + pick.randrange(kinds)) for _ in range(count))


UNREADABLE = {
    "no stop in 50,000 characters": (characters(50_000), "。".join([characters(80)] * 600)),
    "two characters over and over": ("中" * 50_000, "中国" * 25_000),
    "one sentence over and over": ("中。" * 600, "中。国。" * 300),
    "sentences that are all alike": (
        "。".join("甲乙丙丁" * 90 + str(n) for n in range(600)),
        "。".join("甲乙丁丙" * 90 + str(n) for n in range(600)),
    ),
    "one English word after another": ("ab " * 40_000, "ba " * 40_000),
    "megabytes": (characters(1_000_000), characters(1_000_000, seed=2)),
    "nothing but stops": ("。" * 100_000, "！" * 100_000),
    "nothing but spaces": (". " + " " * 200_000, "x. " + "\u3000" * 200_000),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_whatever_two_reports_are_they_are_compared_in_a_few_seconds(name):
    first, other = map(report, UNREADABLE[name])
    started = time.process_time()
    compared = diff_reports(first, other)

    assert time.process_time() - started < 8.0
    assert len(compared.rows) <= 1200


def test_a_text_without_stops_is_compared_in_parts_that_find_each_other_again():
    text = ",".join(characters(30, seed=n) for n in range(200))
    rows = diff_reports(report(text), report("甲乙丙，" + text[:3000] + "丁" + text[3000:])).rows
    changed = [row for row in rows if row.change is not TextChange.SAME]

    assert len(rows) > 50
    assert len(changed) <= 3


def test_a_comparison_whose_time_is_over_says_that_it_was_cut():
    first, other = (report("\n".join(f"第{n}句话{end}" for n in range(9))) for end in "甲乙")
    with answering_within(Deadline(0.0)):
        assert diff_reports(first, other).cut


FULL = Report(
    id="r/1",
    title="  梨坞镇\n物流站开张 ",
    source="漪江时报",
    author="江映雪、亓一帆",
    date=datetime.date(2019, 4, 5),
    url="https://news.example/1",
    language="zh",
)
CITED = {
    "gbt7714": "江映雪, 亓一帆. 梨坞镇 物流站开张[EB/OL]. 漪江时报. (2019-04-05)[2024-05-06]. https://news.example/1.",
    "apa": "江映雪, 亓一帆. (2019, April 5). 梨坞镇 物流站开张. 漪江时报. https://news.example/1",
}


@pytest.mark.parametrize(("form", "text"), CITED.items())
def test_a_citation_reads_as_its_standard_wants(form, text):
    assert CITATION_FORMATS[form].cite(FULL, TODAY) == text


ADDRESSES = {
    "signs of TeX": (
        "https://a.example/x_y%20z?a=1&b=$2#t",
        "https://a.example/x_y%20z?a=1&b=$2#t",
    ),
    "braces": ("https://a.example/{id}", "https://a.example/%7Bid%7D"),
    "Chinese": ("https://a.example/报告", "https://a.example/报告"),
}


@pytest.mark.parametrize(("url", "written"), ADDRESSES.values(), ids=ADDRESSES)
def test_the_address_of_a_bibtex_entry_leads_to_the_report(url, written):
    entry = CITATION_FORMATS["bibtex"].cite(Report(id="r", title="A_b", url=url), TODAY)

    assert f"  url = {{{written}}}," in entry
    assert r"A\_b" in entry


@pytest.mark.parametrize("form", CITATION_FORMATS)
def test_a_citation_makes_nothing_up(form):
    bare = CITATION_FORMATS[form].cite(Report(id="r", title="A"), TODAY)

    assert "None" not in bare
    assert "2024" not in bare
    assert "A" in bare


def test_a_field_of_a_report_cannot_add_a_field_to_its_citation():
    evil = Report(id="x}\n@a{", title="a}, b = {c\nER  - \nTY  - BOOK", author="x\ny", source="\\")

    assert CITATION_FORMATS["ris"].cite(evil, TODAY).count("TY  - ") == 1
    assert CITATION_FORMATS["ris"].cite(evil, TODAY).count("\r\n") == CITATION_FORMATS["ris"].cite(
        evil, TODAY
    ).count("\n")
    assert CITATION_FORMATS["bibtex"].cite(evil, TODAY).count("@") == 1
    assert CITATION_FORMATS["bibtex"].cite(evil, TODAY).count("{") == CITATION_FORMATS[
        "bibtex"
    ].cite(evil, TODAY).count("}")


def soup(client, address):
    return BeautifulSoup(client.get(address).get_data(as_text=True), "lxml")


def test_next_report_leads_through_the_whole_list_and_back(client):
    results = soup(client, "/search?q=" + quote("物流"))
    wanted = [hit["title"] for hit in client.get("/api/search?q=" + quote("物流")).json["hits"]]
    page = soup(client, results.select_one(".results h3 a")["href"])
    seen = [page.h1.get_text(strip=True)]
    while link := page.select_one(".way a[rel=next]"):
        page = soup(client, link["href"])
        seen.append(page.h1.get_text(strip=True))

    assert seen == [title.strip() for title in wanted]
    assert (
        soup(client, page.select_one(".way a[rel=prev]")["href"]).h1.get_text(strip=True)
        == seen[-2]
    )


def test_every_match_has_an_anchor_and_a_mark_on_the_rail(client):
    results = soup(client, "/search?q=" + quote("码头"))
    page = soup(client, results.select_one(".results h3 a")["href"])
    anchors = [mark["id"] for mark in page.select(".report mark")]

    assert anchors == [f"m{number + 1}" for number in range(len(anchors))]
    assert {link["href"] for link in page.select(".rail a")} <= {f"#{anchor}" for anchor in anchors}
    assert page.select_one(".found a")["href"] == "#m1"


def test_the_page_of_a_report_leads_to_what_differs(client):
    results = soup(client, "/search?q=" + quote("“望津港自动化码头昨日开港”"))
    page = soup(client, results.select_one(".results h3 a")["href"])
    compared = soup(client, page.select_one(".differs")["href"])

    assert "原有的夜间货车限行时段不变。" in [
        insertion.get_text() for insertion in compared.select("ins")
    ]


def test_a_citation_is_a_file(client):
    results = soup(client, "/search?q=" + quote("码头"))
    page = soup(client, results.select_one(".results h3 a")["href"])
    for link in page.select(".cite a"):
        answer = client.get(link["href"])
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.get_data(as_text=True)
    assert client.get("/cite?id=nobody&form=ris").status_code == 404
    assert client.get("/cite?id=nobody&form=odd").status_code == 400


def test_copies_of_one_story_stand_below_its_first_and_none_is_left_out(client):
    answer = client.get("/api/search?q=" + quote("码头")).json
    copies = [hit for hit in answer["hits"] if hit["copy_of"]]
    results = soup(client, "/search?q=" + quote("码头"))

    assert {hit["source"] for hit in copies} < {"云河新闻网", "泽川在线", "望津晚报"}
    assert len(copies) == 2
    assert len(results.select(".results h3")) == len(answer["hits"]) - 2
    assert [link.get_text() for link in results.select(".copies li > a")] == [
        hit["title"] for hit in copies
    ]
    ids = [hit["id"] for hit in answer["hits"]]
    assert all(ids.index(hit["copy_of"]) < ids.index(hit["id"]) for hit in copies)


def test_citations_on_a_page_have_line_ends_and_no_signs_for_them(client):
    first = client.get("/api/search?q=logistics&size=1").json["hits"][0]["id"]
    page = client.get(f"/report/{first}").get_data(as_text=True)
    soup = BeautifulSoup(page, "lxml")
    citations = [shown.get_text() for shown in soup.select("pre, textarea")]

    assert any("TY  - " in citation for citation in citations)
    assert not any("\ufffd" in citation for citation in citations)
