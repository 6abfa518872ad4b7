"""The sample corpus is what tests/data/sample_corpus.json says it is; no product code is needed.

In that table `reports` is what a reader sees in each file (`has` stands in the body, `lacks` must
not; a field that is missing may be read either way; ideographic spaces of titles are plain ones).
`queries` is what a reader would expect to find: `terms` are all required, each a list of spellings
of which one is enough; `all` is the whole set of right hits, `top` those that may come first,
`decoys` files where only the frame of the page holds the terms (links, sidebars). A file goes by
its path, a report of an export by its id.
"""

import datetime
import html
import json
import re
from collections import Counter
from pathlib import Path

import pytest

CORPUS = Path(__file__).parent.parent / "corpus"
TABLE = json.loads((Path(__file__).parent / "data" / "sample_corpus.json").read_text("utf-8"))
REPORTS = TABLE["reports"]
QUERIES = TABLE["queries"]
PAGES = [report for report in REPORTS if report["form"] == "html"]
TEXTS = [report for report in REPORTS if report["form"] == "txt"]
CODECS = {"gb2312": "gb18030", "gbk": "gb18030", "": "gb18030"}
"""As browsers do: what is declared as gb2312 or gbk is read as its superset."""
CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)


def key(report):
    return report.get("id", report["path"])


BY_KEY = {key(report): report for report in REPORTS}


def named(reports):
    return pytest.mark.parametrize("report", reports, ids=key)


def text_of(report):
    """Everything that stands in the file; for an export, the report's own record."""
    data = (CORPUS / report["path"]).read_bytes()
    text = data.decode(CODECS.get(report["encoding"], report["encoding"])).replace("\r\n", "\n")
    if report["form"] == "jsonl":
        lines = map(json.loads, text.splitlines())
        record = next(record for record in lines if record["id"] == report["id"])
        return f"{record['title']}\n{record['body']}"
    return html.unescape(text) if report["form"] == "html" else text


def holds(text, term):
    """Whether a term stands in the text, an English one as a whole word."""
    return re.search(rf"(?<![a-z]){re.escape(term)}(?![a-z])", text, re.IGNORECASE) is not None


def answers(text, query):
    return all(any(holds(text, term) for term in terms) for terms in query["terms"]) and not any(
        holds(text, term) for term in query["without"]
    )


def within(report, query):
    return query.get("from", "") <= (report["date"] or "") <= query.get("to", "9999")


def test_the_table_names_every_file_once():
    files = {path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*") if path.is_file()}

    assert {report["path"] for report in REPORTS} == files
    assert len(BY_KEY) == len(REPORTS) >= 44


def test_every_form_is_there():
    forms = Counter(report["form"] for report in REPORTS)

    assert forms["html"] >= 20
    assert forms["txt"] >= 10
    assert forms["md"] >= 4
    assert forms["jsonl"] >= 8


def test_half_of_the_reports_are_in_each_language():
    languages = Counter(report["language"] for report in REPORTS)

    assert set(languages) == {"zh", "en"}
    assert abs(languages["zh"] - languages["en"]) <= 4


def test_dates_span_six_years_and_none_is_of_the_future():
    dates = [datetime.date.fromisoformat(report["date"]) for report in REPORTS if report["date"]]

    assert max(dates) - min(dates) > datetime.timedelta(days=6 * 365)
    assert max(dates) <= datetime.date(2024, 12, 31)


def test_there_are_many_sources_and_some_of_them_speak_more_than_once():
    sources = Counter(report["source"] for report in REPORTS if report["source"])

    assert len(sources) >= 8
    assert sum(count >= 3 for count in sources.values()) >= 4


def test_one_page_has_no_date_and_one_no_title():
    assert [report["path"] for report in PAGES if not report["date"]] == [
        "gov/yunhe/bsfw/faq-cold-chain-vehicles.html"
    ]
    (untitled,) = (report for report in PAGES if "title" not in report)
    assert not re.search("<title|<h1|og:title|headline", text_of(untitled))


@named(PAGES)
def test_a_page_declares_the_encoding_that_the_table_gives(report):
    declared = CHARSET.search((CORPUS / report["path"]).read_bytes()[:1024])

    assert (declared[1].decode().lower() if declared else "") == report["encoding"]


def test_pages_come_in_every_encoding():
    assert {report["encoding"] for report in PAGES} == {"utf-8", "gb2312", "gbk", "", "big5"}


@pytest.mark.parametrize("encoding", ["", "gbk", "gb2312", "big5"])
def test_pages_of_other_encodings_are_not_utf_8_by_chance(encoding):
    for report in PAGES:
        if report["encoding"] == encoding:
            with pytest.raises(UnicodeDecodeError):
                (CORPUS / report["path"]).read_bytes().decode("utf-8")


def test_what_is_declared_as_gb2312_needs_its_superset():
    page = BY_KEY["gov/wangjin/20220518_7731.html"]

    with pytest.raises(UnicodeDecodeError):
        (CORPUS / page["path"]).read_bytes().decode("gbk")
    assert "王㛃" in text_of(page)
    assert "李𠮷" in text_of(page)


@named(REPORTS)
def test_what_the_table_expects_stands_in_the_file(report):
    text = text_of(report).replace("\u3000", " ")
    expected = [report.get("title") or report["title_begins"], *report["has"]]
    if report["form"] != "jsonl":
        expected += [report.get(name, "") for name in ("source", "author", "editor", "number")]

    assert [part for part in expected if part not in text] == []
    assert not report["views"] or re.search(f"{report['views']}|{report['views']:,}", text)


@named([report for report in PAGES if report["lacks"]])
def test_what_must_not_be_read_as_body_stands_in_the_page(report):
    text = text_of(report)

    assert any(part in text for part in report["lacks"])


@named([report for report in TEXTS if report["language"] == "en"])
def test_an_english_copy_begins_with_its_header_lines(report):
    text = text_of(report)
    lines = [line for line in text[: text.index("Text Size")].split("\n") if line]
    title, dated, rest = lines[:-4], lines[-4], lines[-3:]

    assert title == ([report["title"]] if "title" in report else [])
    assert dated.endswith(f"Date: {report['date']}")
    assert rest == [
        f"Views: {report['views']}",
        f"Source: {report['source']}",
        f"Editor in charge: {report['editor']}",
    ]
    assert "\n\n\n\nText Size: Large Medium Small\n\n" in text


@named([report for report in TEXTS if report["language"] == "zh"])
def test_a_chinese_copy_begins_with_its_header_lines(report):
    text = text_of(report)
    head = text[: text.index("字号：大 中 小")]

    assert re.search(r"日期：\d{4}[-年/]\d{1,2}[-月/]\d{1,2}", head)
    assert f"浏览次数：{report['views']}" in head
    assert f"来源：{report['source']}" in head
    assert f"责任编辑：{report['editor']}" in head


def test_some_copies_have_a_title_line_and_some_have_none():
    for language in ("zh", "en"):
        titled = ["title" in report for report in TEXTS if report["language"] == language]

        assert any(titled)
        assert not all(titled)


def test_the_export_has_the_keys_that_archives_use():
    for path in CORPUS.rglob("*.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            assert list(json.loads(line)) == ["id", "title", "date", "source", "lang", "body"]


def test_three_outlets_carry_the_same_story_with_small_edits():
    carriers = [BY_KEY[path] for path in TABLE["carriers"]]
    sentence = "设计年吞吐量120万标箱，配备远控岸桥8台、自动化轨道吊22台、无人集卡54辆"

    assert len({report["source"] for report in carriers}) == 3
    assert len({report["date"] for report in carriers}) == 3
    assert len({report["title"] for report in carriers}) == 3
    assert all(sentence in text_of(report) for report in carriers)


@pytest.mark.parametrize("pair", TABLE["translations"], ids=lambda pair: pair[0])
def test_a_translation_is_in_the_other_language_and_of_the_same_days(pair):
    chinese, english = (BY_KEY[name] for name in pair)
    days = [datetime.date.fromisoformat(report["date"]) for report in (chinese, english)]

    assert (chinese["language"], english["language"]) == ("zh", "en")
    assert abs(days[1] - days[0]) <= datetime.timedelta(days=7)


def test_there_are_eight_translations_or_more():
    assert len(TABLE["translations"]) >= 8


def test_the_queries_are_in_both_languages():
    languages = Counter(query["language"] for query in [*QUERIES, *TABLE["fields"]])

    assert languages["zh"] >= 12
    assert languages["en"] >= 12


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query["query"])
def test_the_right_hits_of_a_query_are_the_reports_that_hold_its_terms(query):
    names = {name for name, report in BY_KEY.items() if answers(text_of(report), query)}
    asked = {name for name in names if within(BY_KEY[name], query)}

    assert asked == {*query["all"], *query["decoys"]}
    assert not {*query["all"]} & {*query["decoys"]}
    assert {*query["top"]} <= {*query["all"]}
