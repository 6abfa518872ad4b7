"""Pages, files and API of phrases: every linked number is what the linked page shows."""

import csv
import io
import re
from urllib.parse import quote_plus
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from tests.archive_files import indexed
from tests.phrase_archive import GAP, LATE, NEIGHBOUR, NEW_FORM, OLD_FORM, PHRASE, copies, planted
from web.server.app import create_app

LANGUAGES = ("zh", "zh-Hant", "en")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    folder = tmp_path_factory.mktemp("phrases")
    indexed(folder, [*planted(), *copies()]).close()
    return create_app(str(folder / "index")).test_client()


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return BeautifulSoup(answer.data, "lxml")


def count_of(client, address):
    """The number of reports that a results page says it found."""
    head = page(client, f"{address}&lang=en").select_one("#count")
    return int(re.match(r"\s*([\d,]+) reports?", head.get_text()).group(1).replace(",", ""))


@pytest.mark.parametrize("phrase", [PHRASE, "金桥工程"])
def test_every_linked_number_of_a_phrase_is_what_its_results_page_finds(client, phrase):
    seen = page(client, f"/phrase?q={phrase}")
    links = [
        link
        for link in seen.select("main a[href^='/search']")
        if link.get_text(strip=True).isdecimal()
    ]

    assert len(links) > 5
    for link in links:
        assert count_of(client, link["href"]) == int(link.get_text())


@pytest.mark.parametrize("period", ["2022-06", "2024-02", "2023"])
def test_every_linked_number_of_a_period_is_what_its_results_page_finds(client, period):
    seen = page(client, f"/phrases?period={period}")

    links = seen.select("td a[href^='/search']")
    assert links
    for link in links:
        assert count_of(client, link["href"]) == int(link.get_text())


def test_bars_link_to_the_month_and_the_table_has_the_same_numbers(client):
    seen = page(client, f"/phrase?q={PHRASE}&lang=en")
    bars = [link["href"] for link in seen.select("svg a[href]")]
    rows = [link["href"] for link in seen.select("details.numbers td a[href^='/search']")]

    assert bars == rows
    assert "from=2022-06-01&to=2022-06-30" in bars[1]


@pytest.mark.parametrize(
    ("query", "first"),
    [(PHRASE, "January 2022"), (LATE, "February 2023"), (f"{LATE}&with={PHRASE}", "January 2022")],
)
def test_a_chart_begins_a_year_before_its_first_use(client, query, first):
    seen = page(client, f"/phrase?q={query}&lang=en")

    assert seen.select_one("figure figcaption span").get_text() == first
    assert ("no report of August 2022" in seen.get_text()) == (query == PHRASE)


def test_a_gap_of_the_archive_is_drawn_and_said(client):
    seen = page(client, f"/phrase?q={PHRASE}&lang=en")

    assert len(seen.select("rect.gap")) == 1
    assert "The archive has no report of August 2022." in seen.get_text()


def test_grades_stand_with_their_limits(client):
    seen = page(client, f"/phrase?q={PHRASE}&lang=zh")

    names = [grade.get_text() for grade in seen.select(".grades .grade")]
    assert names[:6] == ["沸", "烫", "热", "暖", "温", "冷"]
    assert "50 以上" in seen.select_one(".grades").get_text()


def test_a_search_for_one_phrase_leads_to_its_page_and_back(client):
    results = page(client, f"/search?q={PHRASE}")
    there = results.select_one(".phrase-link a")["href"]
    seen = page(client, there)
    back = seen.select_one(".phrase-facts a[href^='/search']")["href"]

    assert seen.h1.get_text(strip=True) == PHRASE
    assert count_of(client, back) == 35


@pytest.mark.parametrize("query", [f"谁最先提出“{PHRASE}”", f'who first said "{PHRASE}"'])
def test_a_question_about_a_quotation_leads_to_its_page(client, query):
    there = page(client, f"/search?q={query}").select_one(".phrase-link a")["href"]

    assert page(client, there).h1.get_text(strip=True) == PHRASE


@pytest.mark.parametrize(
    "query",
    [
        "星海 战略",
        '"星海战略" "港口"',
        "海 -“星海战略”",
        "title:星海战略",
        "星海战略&from=2022",
        "没有这个提法",
        "",
        "星海战略" * 20,
    ],
)
def test_a_search_for_more_or_less_than_one_phrase_has_no_such_link(client, query):
    assert page(client, f"/search?q={query}").select_one(".phrase-link") is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_speak_the_language_of_their_reader(client, lang):
    heads = {
        "zh": ("新提法和升温的提法", "首篇报告"),
        "zh-Hant": ("新提法和升溫的提法", "首篇報告"),
        "en": ("New and rising phrases", "First report"),
    }[lang]

    assert page(client, f"/phrases?lang={lang}").h1.get_text() == heads[0]
    assert heads[1] in page(client, f"/phrase?q={PHRASE}&lang={lang}").get_text()


def test_neighbours_forms_and_adopters_stand_on_the_page(client):
    text = page(client, f"/phrase?q={PHRASE}").get_text()
    forms = page(client, f"/phrase?q={OLD_FORM}&lang=en").get_text()

    assert NEIGHBOUR in text
    assert "泽川晚报" in text
    assert NEW_FORM in forms
    assert "replaced this form" in forms


def test_copies_are_named_and_counted_once(client):
    seen = page(client, "/phrase?q=金桥工程&lang=en")

    assert "3 stories" in seen.select_one(".phrase-facts").get_text()
    assert seen.get_text().count("a copy of an earlier report here") == 2


def test_six_phrases_are_drawn_side_by_side(client):
    more = "".join(
        f"&with={phrase}" for phrase in (NEIGHBOUR, OLD_FORM, NEW_FORM, LATE, "金桥工程")
    )
    seen = page(client, f"/phrase?q={PHRASE}{more}")

    assert len(seen.select("figure path.line")) == 6
    assert seen.select_one(".compare-form fieldset input")["value"] == PHRASE
    broken = seen.select_one("figure path.line.s0")["d"]
    assert broken.count("M") == 2  # the gap of the archive breaks the line


def test_files_have_all_months_and_stand_alone(client):
    answer = client.get(f"/phrase.csv?q={PHRASE}")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    answer.close()
    by_month = {row["month"]: row for row in rows}

    assert len(rows) == 26
    assert (by_month["2022-06"]["reports"], by_month[GAP]["all reports"]) == ("12", "0")
    for address in (f"/phrase.svg?q={PHRASE}", f"/phrase.svg?q={PHRASE}&with={NEIGHBOUR}"):
        picture = client.get(address)
        root = ElementTree.fromstring(picture.data)
        assert root.tag == f"{SVG}svg"
        assert PHRASE in "".join(root.itertext())
        assert "<script" not in picture.get_data(as_text=True)
        assert picture.headers["Content-Disposition"].startswith("attachment")


HOSTILE = ("%00%01%EF%BF%BE", "<script>alert(1)</script>", '"><b>', "&amp;&#0;", "\ud800", "]]>")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text_on_pages_and_in_pictures(client, text):
    address = f"q={quote_plus(text, errors='surrogatepass')}&with={PHRASE}"
    seen = client.get(f"/phrase?{address}")
    picture = client.get(f"/phrase.svg?{address}")

    assert b"<script>alert" not in seen.data + picture.data
    ElementTree.fromstring(picture.data)


WRONG = {
    "a day": "/phrases?period=2023-02-09",
    "no month": "/phrases?period=2023-14",
    "a long phrase": f"/phrase?q={'长' * 61}",
    "seven phrases": "/phrase?q=一&" + "&".join(f"with={phrase}" for phrase in "二三四五六七"),
    "an unknown parameter": "/api/phrase?q=一&size=3",
}


@pytest.mark.parametrize("address", WRONG.values(), ids=WRONG)
def test_what_cannot_be_read_is_said(client, address):
    assert client.get(address).status_code == 400


def test_the_page_of_no_phrase_leads_to_what_is_new(client):
    answer = client.get("/phrase?q=%22%22")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/phrases")


def test_the_api_says_the_same_as_the_page(client):
    value = client.get(f"/api/phrase?q={PHRASE}&with={LATE}").json["phrases"]
    news = client.get("/api/phrases?period=2024-02").json

    assert [form["phrase"] for form in value] == [PHRASE, LATE]
    assert value[0]["peak"]["month"] == "2022-06"
    assert [phrase["phrase"] for phrase in news["new"]] == [LATE]
    assert client.get("/api/phrase").json == {"phrases": []}
