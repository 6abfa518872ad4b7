"""The advanced form writes a query line, which is read back as what was asked."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from search.query.advanced_form import AdvancedQuery, phrases_of, read_line, words_of

FORMS = {
    "words": AdvancedQuery(all=("农村", "物流")),
    "a phrase": AdvancedQuery(all=("农村",), phrases=("快递进村",)),
    "alternatives": AdvancedQuery(all=("a",), any_of=("school", "hospital")),
    "one sentence": AdvancedQuery(sentence=("农村", "物流")),
    "a title": AdvancedQuery(title=("物流", "港口")),
    "a source": AdvancedQuery(all=("物流",), sources=("人民日报",)),
    "one of several sources": AdvancedQuery(sources=("New York Times", "国务院"), none=("桥",)),
    "an author": AdvancedQuery(title=("港口",), authors=("Ada Quill",)),
    "a second source stays": AdvancedQuery(sources=("a",), rest="source:b"),
    "without": AdvancedQuery(all=("物流",), none=("港口", "桥")),
    "everything": AdvancedQuery(
        all=("a", "b"),
        phrases=("c d",),
        any_of=("e", "f"),
        sentence=("g", "h"),
        title=("i",),
        none=("j",),
    ),
    "a date stays": AdvancedQuery(all=("物流",), rest="date:2023"),
}


@pytest.mark.parametrize("chinese", [True, False])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_line_that_was_written_is_read_back(form, chinese):
    assert read_line(form.line(chinese=chinese)) == form


OPERATORS = ("OR", "或", "NOT", "AND", "来源:人民日报", "-x", "a b", "(a", "“q”", "SENTENCE", "a|b")


@pytest.mark.parametrize("word", OPERATORS)
def test_a_word_that_looks_like_an_operator_is_searched_as_a_word(word):
    line = AdvancedQuery(all=(word,), none=("z",)).line()
    again = read_line(line)

    assert again.none == ("z",)
    assert not again.rest
    assert "".join((*again.all, *again.phrases)) == word.strip("“”")


@given(st.text(alphabet='ab农村 “”"()|OR或-:~s*', max_size=30))
@settings(max_examples=150, deadline=None)
def test_any_text_in_any_field_gives_a_line_that_says_the_same_when_written_again(text):
    form = AdvancedQuery(
        all=words_of(text), phrases=phrases_of(text), any_of=words_of(text), none=words_of(text)
    )
    once = read_line(form.line())
    assert read_line(once.line()).line() == once.line()


def soup(client, address, **args):
    return BeautifulSoup(client.get(address, query_string=args).get_data(as_text=True), "lxml")


def test_the_form_searches_and_says_what_it_asks_for(client):
    asked = {
        "all": "物流",
        "any_of": "港口 农村",
        "none": "学校",
        "from": "2020-01-01",
        "lang": "en",
    }
    page = soup(client, "/advanced", **asked)
    summary = page.select_one(".query-read").get_text(" ", strip=True)

    assert "contain all of “物流”; contain at least one of “港口”, “农村”" in summary
    assert "contain none of “学校”." in summary
    answer = client.get("/advanced", query_string=asked | {"go": "1"})
    assert answer.status_code == 303
    assert answer.location == page.select_one(".query-read a")["href"]
    assert "from=2020-01-01" in answer.location
    answered = client.get(answer.location.replace("/search", "/api/search")).get_json()
    assert answered["total"] > 0


def test_a_source_is_one_name_and_those_in_quotes_are_several(client):
    asked = {"sources": "New York Times", "lang": "en"}
    assert soup(client, "/advanced", **asked).select_one(".query-read code").get_text() == (
        "source:“New York Times”"
    )
    page = soup(client, "/advanced", sources="“望津晚报” “云河新闻网”", all="物流", lang="en")
    assert "come from “望津晚报” or “云河新闻网”" in page.select_one(".query-read").get_text()
    line = page.select_one(".query-read code").get_text()
    hits = client.get("/api/search", query_string={"q": line}).get_json()["hits"]
    assert {hit["source"] for hit in hits} == {"望津晚报", "云河新闻网"}


def test_a_search_fills_the_form(client):
    page = soup(
        client, "/advanced", q="农村 “快递进村” -学校 date:2023", source="望津晚报", lang="en"
    )

    values = {field["name"]: field["value"] for field in page.select(".advanced input[name]")}
    assert values["all"] == "农村"
    assert values["phrases"] == "快递进村"
    assert values["none"] == "学校"
    assert values["rest"] == "date:2023"
    assert values["source"] == "望津晚报"
