"""Reading: the other script, a translation beside the original."""

import json

import pytest
from bs4 import BeautifulSoup

from index.operations.build import build
from index.report import Report
from search.views.shared_words import evidence
from search.views.side_by_side import align_reports
from web.server.app import create_app


def soup(client, address):
    return BeautifulSoup(client.get(address).get_data(as_text=True), "lxml")


def test_a_report_is_shown_in_the_other_script_with_its_matches_and_back(client):
    hits = soup(client, "/search?q=农村 物流&language=zh").select(".results h3 a")
    pages = [soup(client, hit["href"] + "&lang=en") for hit in hits]
    original, link = next(
        (page, anchor)
        for page in pages
        for anchor in page.select(".scripts a")
        if anchor.text == "Traditional" and "农村" in page.select_one(".text").text
    )
    other = soup(client, link["href"] + "&lang=en")

    assert "農村" in other.select_one(".text").text
    assert len(other.select("mark")) == len(original.select("mark"))
    anchors = [[mark["id"] for mark in page.select("mark")] for page in (other, original)]
    assert anchors[0] == anchors[1]
    back = other.select_one(".scripts a")
    assert back.text == "As in the original"
    assert soup(client, back["href"]).select_one(".text").text == original.select_one(".text").text


def test_an_english_report_has_no_scripts(client):
    hit = soup(client, "/search?q=rural logistics&language=en").select_one(".results h3 a")["href"]
    assert not soup(client, hit).select(".scripts")


def report(language, *sentences):
    return Report(
        id=language, path=language, title="", paragraphs=tuple(sentences), language=language
    )


ZH = (
    "会议强调，要加快建设县乡村三级农村物流体系，推动快递进村。",
    "会议指出，今年全省粮食产量再创新高。",
    "会议还研究了其他事项，并决定明年继续支持乡村学校、卫生院和公路建设，资金由省财政安排。",
    "会议结束。",
)
FIRST = "It stressed that a logistics system for every county, township and village must be built."
LONG = "it decided to go on supporting village schools, clinics and roads with provincial funds."
EN = (
    f"{FIRST[:-1]} faster, so that parcels reach every village.",
    "It noted that the grain harvest of the province was a record this year.",
    f"The meeting also considered other matters; {LONG}".replace(";", ","),
    "It was closed.",
)


def test_sentences_stand_beside_their_translations():
    rows = align_reports(report("zh", *ZH), report("en", *EN)).rows
    assert [(row.first, row.second) for row in rows] == list(zip(ZH, EN, strict=True))


def test_a_sentence_that_was_left_out_stands_alone_and_two_may_stand_beside_one():
    rows = align_reports(report("zh", *ZH), report("en", EN[0], *EN[2:])).rows
    assert "".join(row.first for row in rows) == "".join(ZH)
    assert " ".join(row.second for row in rows if row.second) == " ".join((EN[0], *EN[2:]))
    assert any(ZH[2] in row.first and EN[2] in row.second for row in rows)


PAIRED = (
    ("大桥于三月通车，连接两岸的工业园区。", "The bridge opened in March and joins the parks."),
    ("工程总投资41.5亿元，由银行贷款解决。", "It cost 41.5 (hundred million) in bank loans."),
    ("附近居民抱怨夜间噪音。", "Residents nearby complain about noise at night."),
    ("市长表示将安装隔音墙。", "The mayor promised a wall against the sound."),
    ("医院距离大桥只有两公里。", "The hospital is two kilometres from the bridge."),
    ("学校的操场被施工队占用了一年。", "The builders used the school's playground for a year."),
    ("Kowalski 教授研究了桥墩的裂缝。", "Professor Kowalski studied cracks in the piers."),
    ("渔民希望恢复原来的轮渡服务。", "Fishermen hope the former ferry service returns."),
    ("第2017号决定仍然有效。", "Decision 2017 remains in force."),
    ("下一次检查定于秋季。", "The next inspection is due in autumn."),
)
LEFT_OUT = {
    "none": ((), ()),
    "the first three of the translation": ((), (0, 1, 2)),
    "the last three of the original": ((7, 8, 9), ()),
    "other ones of each": ((1, 6), (4, 8)),
}


@pytest.mark.parametrize(("out", "out_of_translation"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_a_translation_leaves_out_shifts_no_other_sentence(out, out_of_translation):
    left = [zh for number, (zh, _) in enumerate(PAIRED) if number not in out]
    right = [en for number, (_, en) in enumerate(PAIRED) if number not in out_of_translation]

    rows = align_reports(report("zh", *left), report("en", *right)).rows

    kept = [pair for pair in PAIRED if pair[0] in left and pair[1] in right]
    assert [(row.first, row.second) for row in rows if row.first and row.second] == kept
    rows = align_reports(report("en", *right), report("zh", *left)).rows
    assert [(row.second, row.first) for row in rows if row.first and row.second] == kept


def test_numbers_and_names_are_enough_for_languages_without_a_dictionary():
    german = ("Im Jahr 1987 kam Moreau an.", "Es regnete.", "Der Hafen hat 36 Kräne von Demag.")
    french = ("Le port a 36 grues de la maison Demag.", "Il y avait aussi un phare.")

    rows = align_reports(report("de", *german), report("fr", *french)).rows

    assert [row.second for row in rows if row.first == german[2]] == [french[0]]


def test_a_long_sentence_is_one_row_and_a_number_belongs_to_what_it_numbers():
    steps = " and ".join(f"to build road {number} of the county" for number in range(20))
    roads = "修建一条又一条公路，" * 15
    chinese = ("（一）会议强调，要加快建设农村公路。", f"会议决定{roads}今年完成。")
    english = f"1. It stressed that rural roads be built faster. It was decided {steps}."

    rows = align_reports(report("zh", *chinese), report("en", english)).rows

    assert [row.first for row in rows] == list(chinese)
    assert rows[0].second == "1. It stressed that rural roads be built faster."
    assert rows[1].second == f"It was decided {steps}."


@pytest.mark.parametrize(("before", "shared"), [(0, True), (1_000, True), (2_000, False)])
def test_only_the_beginning_of_an_endless_sentence_is_compared(before, shared):
    """Time is looked at between sentences, so that one alone must not take long."""
    left, right = ("，" * before + "1987", "雨"), ("In 1987 it opened.", "Rain")

    matrix = evidence(left, right, [(1, 1)])[1, 1]

    assert bool(matrix[0, 0] > 0) == shared


@pytest.mark.parametrize("sides", [((), EN), (ZH, ()), ((), ()), (ZH * 200, EN * 150)])
def test_nothing_is_lost_whatever_the_lengths(sides):
    left, right = sides
    aligned = align_reports(report("zh", *left), report("en", *right))
    assert "".join(row.first for row in aligned.rows).replace(" ", "") == "".join(left[:400])
    assert aligned.cut == (len(left) > 400)


def test_ticked_reports_in_two_languages_are_shown_side_by_side(client):
    ids = [
        client.get(f"/api/search?q={query}&size=1").get_json()["hits"][0]["id"]
        for query in ("物流&language=zh", "logistics&language=en")
    ]
    page = soup(client, f"/compare?id={ids[0]}&id={ids[1]}&lang=en")
    assert page.h1.text == "Side by side"
    assert {cell["lang"] for cell in page.select(".compare td")} == {"zh", "en"}


def test_a_report_of_very_many_paragraphs_has_a_page_that_says_what_it_leaves_out(
    tmp_path, monkeypatch
):
    lines = "\n".join(f"line {number}" for number in range(40))
    record = json.dumps({"id": "lines", "title": "many lines", "body": lines})
    (tmp_path / "lines.jsonl").write_text(record, "utf-8")
    build([str(tmp_path)], str(tmp_path / "index"))
    app = create_app(str(tmp_path / "index"))
    client = app.test_client()
    whole = client.get("/report/lines?q=line").text
    monkeypatch.setattr("web.views.reports.MAX_SHOWN_PARAGRAPHS", 30)
    monkeypatch.setattr("web.views.api.MAX_SHOWN_PARAGRAPHS", 30)
    page = client.get("/report/lines?q=line").text
    answer = client.get("/api/report?id=lines&q=line").json
    app.extensions["baogao"].index_manager.close()

    assert "not shown here" not in whole
    assert "<mark" in page.partition("10 more paragraphs are not shown here")[0]
    assert "10 more paragraphs are not shown here" in page
    assert "</mark> 39<" in whole
    assert "</mark> 39<" not in page
    assert (len(answer["paragraphs"]), answer["paragraphs_left_out"]) == (30, 10)
    assert answer["text"].endswith("line 39")
