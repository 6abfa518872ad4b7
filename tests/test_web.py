"""The pages as HTML: states, links, escapes, headers, and what happens when something is wrong."""

import datetime
import gzip
import json
import re
import socket
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from bs4 import BeautifulSoup

from index.fields import QUERY_FIELDS
from index.operations.build import build
from index.text.fold import fold
from search.page import Piece
from search.query.syntax.field_names import field_names
from search.request import Request
from web.context import current_request, links
from web.links import Links
from web.server.app import create_app

ROOT = Path(__file__).parent.parent


def soup(client, address, status=200, **headers):
    answer = client.get(address, headers=headers)
    assert answer.status_code == status
    return BeautifulSoup(answer.get_data(as_text=True), "lxml")


def count(page):
    return int(re.match(r"\s*(\d+)", page.select_one("#count").get_text())[1])


@pytest.fixture
def room(tmp_path):
    """A site over reports that a test writes."""
    sites = []

    def room(**files):
        for name, text in files.items():
            path = tmp_path / "corpus" / f"{name}.txt"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        build([str(tmp_path / "corpus")], str(tmp_path / "index"))
        app = create_app(str(tmp_path / "index"))
        sites.append(app)
        return app.test_client()

    yield room
    for app in sites:
        app.extensions["baogao"].index_manager.close()


def test_the_home_page_says_what_is_indexed_and_from_when_to_when(client):
    about = client.application.extensions["baogao"].index_manager
    with about.borrowed() as index:
        known = index.about()
    text = soup(client, "/").select_one(".holdings").get_text(" ", strip=True)

    assert str(known.reports) in text
    assert str(known.sources) in text
    assert str(known.first.year) in text
    assert str(known.last.year) in text


def test_every_facet_link_finds_as_many_reports_as_it_says(client):
    page = soup(client, "/search?q=" + quote("物流"))
    rows = page.select(".facet li")
    assert len(rows) > 5
    for row in rows:
        link, number = row.select_one(".choose"), row.select_one(".count")
        assert count(soup(client, link["href"])) == int(number.get_text()), link.get_text()


def test_excluding_a_value_leaves_the_others(client):
    page = soup(client, "/search?q=" + quote("物流"))
    row = page.select_one("[aria-labelledby=facet-source] li")
    without = soup(client, row.select_one(".exclude")["href"])

    assert count(without) == count(page) - int(row.select_one(".count").get_text())
    assert (
        row.select_one(".choose").get_text(strip=True) in without.select_one(".pieces").get_text()
    )


def test_every_bar_of_the_timeline_finds_as_many_reports_as_it_says(client):
    bars = soup(client, "/search?sort=newest").select(".chart a")
    assert len(bars) > 5
    for bar in bars:
        assert count(soup(client, bar["href"])) == int(bar["aria-label"].rpartition(" ")[2])


def test_the_dates_lead_from_year_to_month_to_day_and_back(client):
    page = soup(client, "/search?sort=newest")
    counts = []
    for level in range(3):
        step = page.select(f"[aria-labelledby=facet-date] .level-{level} .choose")[0]
        page = soup(client, step["href"])
        counts.append(count(page))
    assert counts == sorted(counts, reverse=True)
    back = page.select_one(".level-2.chosen .choose")["href"]

    assert count(soup(client, back)) == counts[1]


def test_reports_without_a_date_are_a_choice_of_their_own(client):
    page = soup(client, "/search?sort=newest&undated=1")

    assert count(page) >= 1
    assert not page.select(".results time")


def test_a_page_beyond_the_last_says_so_and_links_to_the_last(client):
    page = soup(client, "/search?q=" + quote("物流") + "&page=900")

    assert not page.select(".results")
    assert soup(client, page.select_one(".nothing a")["href"]).select(".results li")


def test_a_page_number_beyond_any_depth_is_an_answer_too(client):
    assert client.get("/search?sort=newest&page=999999999").status_code == 200


def test_each_piece_of_the_query_can_be_removed(client):
    page = soup(client, "/search?q=" + quote("物流 冷链"))
    links = page.select(".piece a")
    queries = [parse_qs(urlsplit(link["href"]).query)["q"][0] for link in links]

    assert queries == ["冷链", "物流"]


def test_an_empty_query_asks_for_one_and_offers_everything(client):
    page = soup(client, "/search?q=")

    assert not page.select(".results")
    assert count(soup(client, page.select_one("main a")["href"])) > 40


def test_no_result_is_said_with_ways_out(client):
    page = soup(client, "/search?q=qzxqzxqzx&source=nobody")

    assert count(page) == 0
    assert page.select(".nothing a")


@pytest.mark.parametrize(("text", "offered"), [("logistics", True), ("qzxqzxqzx", False)])
def test_lines_in_context_of_no_report_have_nothing_to_export_or_cite(client, text, offered):
    page = soup(client, f"/concordance?q={text}&lang=en")
    names = {summary.get_text(strip=True) for summary in page.select(".actions summary")}

    assert ({"Export", "Cite"} <= names) is offered
    assert bool({"Export", "Cite"} & names) is offered


@pytest.mark.parametrize(
    ("chosen", "lang", "said"),
    [
        ("source=nobody", "zh", "没有报告的 来源 字段的值是 nobody。"),
        ("source=nobody", "zh-Hant", "沒有報告的 來源 欄位的值是 nobody。"),
        ("kind=sql", "zh", "没有报告的 文件格式 字段的值是 sql。"),
        ("source=nobody", "en", "No report has the value nobody in the field Source."),
    ],
)
def test_a_chosen_value_without_reports_is_said_in_the_words_of_the_page(
    client, chosen, lang, said
):
    page = soup(client, f"/search?q=logistics&{chosen}&lang={lang}")

    assert said in page.get_text()


def test_only_searches_are_offered_that_leave_out_every_word_that_no_report_has(client):
    def offered(query):
        page = soup(client, f"/search?lang=en&q={quote(query)}")
        return [link.get_text() for link in page.select(".nothing:not(.also) > ul a")]

    assert offered("qzxqzxqzx ports") == ["Search without “qzxqzxqzx”", "All reports, newest first"]
    assert offered("qzxqzxqzx wqzwqz") == ["All reports, newest first"]


BAD = {
    "no date": "from=yesterdayish",
    "a month too many": "to=2023-13",
    "an unknown order": "sort=best",
    "page zero": "page=0",
    "a page that is no number": "page=two",
    "a negative size": "size=-1",
    "too large a size": "size=1000000",
    "an unknown match": "match=some",
    "a query without end": "q=" + "x" * 2001,
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_a_bad_parameter_is_a_sentence_that_names_it(client, bad):
    page = soup(client, "/search?" + bad, 400)

    assert f"“{bad.partition('=')[0]}”" in page.select_one("main").get_text()
    answer = client.get("/api/search?" + bad)
    assert answer.status_code == 400
    assert bad.partition("=")[0] in answer.json["error"]["message"]


STRANGE = {
    "controls": "%00%01%7F",
    "a lone surrogate": "%ED%A0%80",
    "not UTF-8": "%FF%FE%80",
    "markup": quote("<script>alert(1)</script>\"'"),
    "an open quote": quote("“没有结束"),
    "operators only": "AND+OR+NOT+(((",
    "a bidi override": quote("\u202egnp.exe"),
    "unknown field": "nofield:x",
}


@pytest.mark.parametrize("query", STRANGE.values(), ids=STRANGE.keys())
@pytest.mark.parametrize(
    "place",
    [
        "/search?q={}",
        "/search?q=a&source={}",
        "/report/{}",
        "/report/x?q={}",
        "/api/search?q={}",
        "/{}",
    ],
)
def test_strange_text_in_an_address_never_breaks_a_page(client, query, place):
    answer = client.get(place.format(query))

    assert answer.status_code in (200, 400, 404)
    if not answer.is_json:
        assert "<script>alert" not in answer.get_data(as_text=True)
        assert "\u202e" not in answer.get_data(as_text=True)


def test_text_of_a_report_never_becomes_markup(room):
    client = room(
        a='<b>x</b> \u202eevil & "quoted"\n来源：<img src=x onerror=alert(1)>\n日期：2023-01-02\n\n'
        "物流 <script>alert(1)</script> \u202e end",
    )
    for address in ("/", "/search?q=" + quote("物流")):
        html = client.get(address).get_data(as_text=True)
        assert "<img" not in html
        assert "<script>alert" not in html
        assert "\u202e" not in html
    link = soup(client, "/search?q=" + quote("物流")).select_one(".results a")["href"]
    html = client.get(link).get_data(as_text=True)
    assert "<script>alert" not in html
    assert "\u202e" not in html
    assert "<script>alert(1)</script>" in unescape(html).replace('<mark class="m0">', "")


def test_an_original_is_linked_only_where_it_is_a_web_address(room):
    client = room(
        a="好的链接\n来源：甲\n链接：https://example.org/a?b=1&c=2\n\n第一篇正文。",
        b="坏的链接\n来源：乙\n链接：javascript:alert(1)\n\n第二篇正文。",
    )
    pages = [
        soup(client, link["href"])
        for link in soup(client, "/search?sort=newest").select(".results h3 a")
    ]
    links = [page.select_one("a.original") for page in pages]

    assert sorted(link["href"] for link in links if link) == ["https://example.org/a?b=1&c=2"]
    (link,) = filter(None, links)
    assert {"noopener", "external"} <= set(link["rel"])


def test_a_report_that_is_not_there_is_said_not_to_be(client):
    page = soup(client, "/report/0000000000000000?q=" + quote("物流"), 404)

    assert page.select_one("h1").get_text() == "No such report"
    assert page.select_one("main a")["href"].startswith("/search?q=")


def test_a_comparison_of_no_reports_says_how_to_choose_two(client):
    page = soup(client, "/compare", 400)

    assert page.select_one("h1").get_text() == "Select two reports"


IDS = ["plain", "with space", "a/b", "文号〔2023〕1号", "..", "a%2Fb", "?x=1#y", "A+B&C", "."]


@pytest.mark.parametrize("report_id", IDS)
def test_a_report_is_reached_by_whatever_id_its_export_gave_it(tmp_path, report_id):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    record = {"id": report_id, "title": "找得到", "text": "正文在此。", "date": "2023-01-01"}
    (corpus / "export.jsonl").write_text(json.dumps(record) + "\n", "utf-8")
    build([str(corpus)], str(tmp_path / "index"))
    app = create_app(str(tmp_path / "index"))
    link = soup(app.test_client(), "/search?q=" + quote("找得到")).select_one(".results a")["href"]

    assert soup(app.test_client(), link).select_one("h1").get_text(strip=True) == "找得到"
    app.extensions["baogao"].index_manager.close()


def test_without_an_index_every_page_says_which_command_to_run(tmp_path):
    client = create_app(str(tmp_path / "nothing")).test_client()
    for address in ("/", "/search?q=a", "/report/x"):
        assert soup(client, address, 503).select_one("code").get_text().startswith("baogao index")
    assert client.get("/healthz").status_code == 503


def test_an_index_that_appears_is_served_without_a_restart(tmp_path):
    client = create_app(str(tmp_path / "index")).test_client()
    assert client.get("/").status_code == 503
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("新站开张\n\n农村物流。", "utf-8")
    build([str(tmp_path / "corpus")], str(tmp_path / "index"))

    assert client.get("/").status_code == 200
    client.application.extensions["baogao"].index_manager.close()


WISHES = {
    "zh-CN,zh;q=0.9,en;q=0.8": "zh",
    "zh-TW": "zh-Hant",
    "zh-Hant-HK,en": "zh-Hant",
    "en-US,en;q=0.9,zh;q=0.2": "en",
    "de-DE,de;q=0.9,zh;q=0.5": "zh",
    "fr": "en",
    "": "en",
}


@pytest.mark.parametrize(("wish", "language"), WISHES.items())
def test_the_language_is_the_one_the_browser_wishes_for(client, wish, language):
    page = soup(client, "/", **({"Accept-Language": wish} if wish else {}))

    assert page.html["lang"] == language


def test_the_language_of_an_address_is_in_none_of_its_links(client):
    page = soup(client, "/search?q=" + quote("物流") + "&lang=zh-Hant")

    assert page.html["lang"] == "zh-Hant"
    assert not [a["href"] for a in page.select("main a, header a") if "lang=" in a["href"]]
    assert page.select_one("input[name=lang]") is None


def test_a_chosen_language_stays_and_an_address_overrides_it(app):
    client = app.test_client()
    page = soup(client, "/search?q=" + quote("物流"), **{"Accept-Language": "en"})
    (link,) = [a["href"] for a in page.select("footer a") if a.text == "繁體中文"]
    answer = client.get(link)

    assert answer.status_code == 303
    assert answer.location == "/search?q=" + quote("物流")
    assert soup(client, "/help", **{"Accept-Language": "en"}).html["lang"] == "zh-Hant"
    assert soup(client, "/help?lang=en").html["lang"] == "en"
    assert soup(client, "/help").html["lang"] == "zh-Hant"


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_a_chosen_theme_stays(app, theme):
    client = app.test_client()
    client.get(f"/prefer?theme={theme}")

    assert soup(client, "/").html.get("data-theme", "auto") == theme


ELSEWHERE = (
    "//evil.example",
    "/\\evil.example",
    "https://evil.example/",
    "\t//evil.example",
    "x",
    "",
)


@pytest.mark.parametrize("to", ELSEWHERE)
def test_a_preference_leads_to_no_other_site(client, to):
    assert client.get("/prefer", query_string={"lang": "zh", "to": to}).location == "/"


def test_a_preference_that_does_not_exist_is_refused(client):
    for wrong in ("lang=xx", "theme=pink"):
        assert client.get(f"/prefer?{wrong}").status_code == 400


def test_every_answer_carries_its_guards(client):
    for address in ("/", "/search?q=a", "/api/search?q=a", "/nowhere", "/static/style.css"):
        with client.get(address) as answer:
            headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "geolocation=()" in headers["Permissions-Policy"]
        assert "Set-Cookie" not in headers


def test_no_page_holds_inline_script_or_style_or_reaches_out(client):
    for address in ("/", "/search?q=" + quote("物流"), "/search?q=", "/nowhere"):
        page = BeautifulSoup(client.get(address).data, "lxml")
        assert not page.select("style, [style], [onclick], [onload], script:not([src])")
        for tag in page.select("[src], link[href]"):
            assert (tag.get("src") or tag.get("href")).startswith("/")


HOSTS = {
    "127.0.0.1": 200,
    "127.0.0.1:8000": 200,
    "localhost:8000": 200,
    "[::1]:8000": 200,
    "192.168.1.5": 200,
    "evil.example": 400,
    "localhost.evil.example": 400,
    "127.0.0.1.evil.example": 400,
    "archive.example": 200,
    "ARCHIVE.example:443": 200,
    "archive.example.:443": 200,
    "shelf.localhost": 200,
    "localhost:@evil.example": 400,
    "localhost:80/evil": 400,
    'localhost:"><b>': 400,
    "[::1]@evil.example": 400,
    "[::1": 400,
    "evil.example#.localhost": 400,
    "evil.example/.localhost": 400,
    "evil.example:80.localhost": 400,
    "archive.example, evil.example": 400,
}


@pytest.mark.parametrize(("host", "status"), HOSTS.items())
def test_only_known_host_names_are_answered(sample_index, host, status):
    app = create_app(str(sample_index), names=frozenset({"archive.example"}))

    assert app.test_client().get("/nowhere", headers={"Host": host}).status_code == (
        404 if status == 200 else 400
    )


def test_static_files_change_their_address_with_their_content(client):
    page = soup(client, "/")
    sheet = page.select_one("link[rel=stylesheet]")["href"]

    assert "?v=" in sheet
    with client.get(sheet) as answer:
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("version", ["", "?v=", "?v=000000000000"])
def test_a_static_file_under_another_address_is_asked_for_anew(client, version):
    with client.get(f"/static/style.css{version}") as answer:
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-cache"
        tag = answer.headers["ETag"]
    with client.get(f"/static/style.css{version}", headers={"If-None-Match": tag}) as answer:
        assert answer.status_code == 304


def test_a_port_in_use_is_a_sentence_and_an_exit_code(sample_index):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        tried = subprocess.run(
            [sys.executable, "-m", "baogao", "web", "--index", str(sample_index), "--port", port],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    assert tried.returncode == 7
    assert port in tried.stderr
    assert "--port" in tried.stderr
    assert "Traceback" not in tried.stderr


def test_large_answers_travel_compressed(client):
    plain = client.get("/search?sort=newest").data
    packed = client.get("/search?sort=newest", headers={"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain


ACCEPTED_ENCODINGS = {
    "gzip": True,
    "GZIP": True,
    "gzip;q=0.1, br": True,
    "br, *": True,
    "": False,
    "br": False,
    "gzipped": False,
    "gzip;q=0": False,
    "gzip; q=0.000, *": False,
    "identity, *;q=0": False,
}


@pytest.mark.parametrize("path", ["/help", "/static/style.css"])
@pytest.mark.parametrize(("accepted", "packed"), ACCEPTED_ENCODINGS.items())
def test_an_answer_is_compressed_for_those_who_accept_it(client, path, accepted, packed):
    with client.get(path, headers={"Accept-Encoding": accepted}) as answer:
        assert answer.headers.get("Content-Encoding") == ("gzip" if packed else None)
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_an_answer_too_short_to_compress_is_the_same_for_all(client):
    answer = client.get("/healthz", headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in answer.headers
    assert "Vary" not in answer.headers


def test_static_files_travel_compressed_and_arrive_whole(client):
    with (
        client.get("/static/style.css") as plain,
        client.get("/static/style.css", headers={"Accept-Encoding": "gzip"}) as packed,
    ):
        assert gzip.decompress(packed.data) == plain.data


def test_a_page_of_results_with_all_it_needs_is_under_60_kb(client):
    page = client.get("/search?sort=newest", headers={"Accept-Encoding": "gzip"})
    weight = len(page.data)
    for part in re.findall(r'(?:src|href)="(/static/[^"]+)"', gzip.decompress(page.data).decode()):
        with client.get(part, headers={"Accept-Encoding": "gzip"}) as answer:
            weight += len(answer.data)

    assert weight < 60_000 / 2


def test_the_help_teaches_queries_that_can_be_run(client):
    for lang in ("zh", "zh-Hant", "en"):
        page = soup(client, f"/help?lang={lang}")
        examples = page.select(".examples a[href^='/search']")
        assert len(examples) > 14
        for link in examples:
            answer = client.get(link["href"])
            assert answer.status_code == 200, link["href"]


def test_the_help_names_every_field_of_the_query_line(client):
    text = soup(client, "/help?lang=zh").get_text()

    assert all(f"{name}:" in text for names in QUERY_FIELDS.values() for name in names)


def test_the_help_in_traditional_characters_teaches_the_same_queries(client):
    pages = {lang: soup(client, f"/help?lang={lang}") for lang in ("zh", "zh-Hant")}
    queries, fields = (
        {lang: [code.text for code in page.select(where)] for lang, page in pages.items()}
        for where in (".examples a[href^='/search'] code", "tbody code")
    )

    assert "農村 物流" in queries["zh-Hant"]
    assert "標題:" in fields["zh-Hant"]
    for simplified, traditional in zip(queries["zh"], queries["zh-Hant"], strict=True):
        found = [
            client.get("/api/search", query_string={"q": text}).json["total"]
            for text in (simplified, traditional)
        ]
        assert found[0] == found[1], traditional
    names = field_names()
    for simplified, traditional in zip(fields["zh"], fields["zh-Hant"], strict=True):
        assert names[fold(simplified[:-1])] == names[fold(traditional[:-1])], traditional


REFINED = {
    "words": ("物流", "港", "物流 港"),
    "a choice": ("物流 OR 快递", "农村", "(物流 OR 快递) AND (农村)"),
    "a Chinese choice": ("物流 或 快递", "农村", "(物流 或 快递) AND (农村)"),
    "a choice with bars": ("物流|快递", "农村", "(物流|快递) AND (农村)"),
    "a choice within": ("物流", "农村 OR 港口", "(物流) AND (农村 OR 港口)"),
    "nothing before": ("", "农村", "农村"),
    "everything before": ("*", "农村", "农村"),
    "a minus": ("物流", "-快递", "物流 -快递"),
    "an operator without its other side": ("物流 NOT", "农村", "物流 农村"),
    "the other operators without theirs": ("物流 AND", "OR 农村 SENTENCE", "物流 农村"),
    "a word that would be an operator": ("物流 or", "农村", "(物流 or) AND (农村)"),
    "quotes without partners": ("“物流", "农村”", "物流 农村"),
    "brackets without partners": (
        "(物流 OR (农村",
        "港口) 快递",
        "((物流 OR (农村))) AND (港口 快递)",
    ),
    "a field": ("language:zh", "物流", "(language:zh) AND (物流)"),
    "a field within": ("物流", "language:zh 农村", "物流 language:zh 农村"),
    "nearness": ("物流 NEAR/90 农村", "快递", "(物流 NEAR/90 农村) AND (快递)"),
}


@pytest.mark.parametrize(("text", "within", "query"), REFINED.values(), ids=REFINED.keys())
def test_a_search_within_results_finds_only_some_of_them(client, text, within, query):
    answer = client.get(f"/search?q={quote(text)}&from=2018&within={quote(within)}")
    asked = parse_qs(urlsplit(answer.headers["Location"]).query)

    assert asked["q"] == [query]
    assert asked["from"] == ["2018-01-01"]
    before, after = (
        {hit["id"] for hit in found["hits"][: found["total"]]}
        for line in (text, query)
        for found in [client.get(f"/api/search?q={quote(line)}&size=100&from=2018").json]
    )
    assert after
    assert after < before


ANY_REFINED = {
    "words": ("农村 物流", "港口", "农村 物流 +(港口)"),
    "words within": ("农村 港口", "物流 快递", "农村 港口 +(物流 快递)"),
    "a minus": ("农村 港口", "-快递", "农村 港口 +(-快递)"),
    "a choice": ("农村 OR 快递", "港口", "(农村 OR 快递) AND (港口)"),
    "a choice within": ("农村 快递", "港口 OR 物流", "农村 快递 +(港口 OR 物流)"),
    "an operator without its other side": ("农村 快递 AND", "港口", "农村 快递 +(港口)"),
}


@pytest.mark.parametrize(("text", "within", "query"), ANY_REFINED.values(), ids=ANY_REFINED)
def test_a_search_within_results_that_have_any_of_the_words_requires_what_is_added(
    client, text, within, query
):
    answer = client.get("/search", query_string={"q": text, "match": "any", "within": within})
    asked = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert (asked["q"], asked["match"]) == ([query], ["any"])

    def found(line, **more):
        page = client.get("/api/search", query_string={"q": line, "size": 100, **more}).json
        return {hit["id"] for hit in page["hits"][: page["total"]]}

    alone = found(f"* {within}") if within.startswith("-") else found(within)
    assert found(query, match="any") == found(text, match="any") & alone
    assert found(query, match="any")


def test_a_minus_that_was_read_as_text_does_not_exclude_what_is_searched_within(client):
    answer = client.get("/search", query_string={"q": "-物流", "within": "港口"})
    assert parse_qs(urlsplit(answer.headers["Location"]).query)["q"] == ["物流 港口"]
    filtered = client.get("/search", query_string={"q": "-物流", "from": 2018, "within": "港口"})
    assert parse_qs(urlsplit(filtered.headers["Location"]).query)["q"] == ["-物流 港口"]


def test_nothing_is_searched_within_near_matches_as_no_query_finds_only_them(client):
    for layer, fields in (("", 1), ("most", 0), ("some", 0)):
        page = soup(client, f"/search?q={quote('农村 物流')}&layer={layer}")
        assert len(page.select("form.within")) == fields, layer


def test_periods_people_ask_for_are_links_where_the_archive_reaches_them(sample_index):
    app = create_app(str(sample_index), today=lambda: datetime.date(2024, 5, 6))
    page = soup(app.test_client(), "/search?q=" + quote("物流"))
    links = {link.get_text(): link["href"] for link in page.select(".presets a")}
    assert "from=2023-01-01&to=2023-12-31" in links["Last year"]
    old = create_app(str(sample_index), today=lambda: datetime.date(2040, 5, 6))

    assert not soup(old.test_client(), "/search?q=" + quote("物流")).select(".presets a")
    for application in (app, old):
        application.extensions["baogao"].index_manager.close()


@pytest.mark.parametrize("text", ["物流", "\0\0", "%00%00", "a&source=b", "物流 -港"])
@pytest.mark.parametrize("more", ["", "&from=2019&kind=html&sort=newest"])
def test_the_links_of_a_facet_are_those_made_one_by_one(app, text, more):
    with app.test_request_context(f"/search?q={quote(text)}{more}"):
        page_links = links(current_request())
        for value in ("", "云河日报", "a b&c", "\0\0"):
            assert page_links.toggles("source")(value) == page_links.toggle("source", value)
            assert page_links.excludes("source")(value) == page_links.exclude("source", value)


def test_every_year_can_be_chosen_the_older_ones_behind_the_newest_twelve(room):
    years = {
        f"y{year}": f"{year}年通报\n日期：{year}-03-05\n\n物流。\n" for year in range(2009, 2024)
    }
    client = room(**years, none="没有日期\n\n物流。\n")
    page = soup(client, "/search?q=物流", **{"Accept-Language": "en"})
    older = page.select_one("details.older")

    assert "3 more" in older.summary.get_text()
    assert [link.get_text() for link in older.select("a")] == ["2011", "2010", "2009"]
    shown = [link.get_text() for link in page.select("section.facet ul > li > a.choose")]
    assert "2023" in shown
    assert "no date" in shown
    narrowed = soup(client, older.select("a")[2]["href"])
    assert count(narrowed) == 1


TODAY = datetime.date(2026, 11, 24)
LINES = ["经济 发展", " a  “b c”  OR +d ", "x", "100% & 经济#\ud800 的", "  前 后"]


@pytest.mark.parametrize("line", LINES)
def test_a_search_without_a_piece_is_addressed_as_one_for_the_rest_of_the_line(line):
    links = Links(Request(text=line, today=TODAY, first=TODAY))
    without = links.without_pieces()
    for start in range(len(line)):
        for end in range(start + 1, len(line) + 1):
            before, after = line[:start].rstrip(), line[end:].lstrip()
            rest = f"{before} {after}" if before and after else before + after

            assert without(Piece(start=start, end=end, kind="word", text="")) == links.instead(rest)
