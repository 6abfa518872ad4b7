"""What a person writes, settings, rules, corrections and words, is read with a sentence per mistake."""

import re

import pytest

from index import settings
from index.errors import OperatorError
from index.ingest.files import corrections, site_rules
from index.text.segmenter import segmenter

NESTED = "[" * 5_000 + "]" * 5_000
DIGITS = "9" * 5_000

SITES = {
    "an attribute of a body": ('body = "div@id"', "line 2", "body", "@id"),
    "an attribute of what is removed": ('remove = ["p", "div@id"]', "line 2", "remove", "@id"),
    "no selector": ('title = "h1["', "line 2", "title"),
    "an empty selector": ('title = ""', "line 2", "title"),
    "an attribute of nothing": ('title = "h1@"', "line 2", "title"),
    "a pseudo-element": ('title = "h1::text"', "line 2", "title"),
    "what nobody does on a saved page": ('title = "a:hover"', "line 2", ":hover"),
    "everything removed": ('remove = "body"', "line 2", "nothing would be left"),
    "a number": ("title = 3", "line 2", "title", '"text"'),
    "a table": ('title = {css = "h1"}', "line 2", "title"),
    "a list in a list": ('title = [["h1"]]', "line 2", "title"),
    "an unknown key": ('heading = "h1"', "line 2", "heading"),
    "a selector nested too deeply": (f'title = "{":not(" * 3_000}p{")" * 3_000}"', "nested"),
}


def sites(tmp_path, text):
    (tmp_path / site_rules.SITE_RULES_FILE).write_text(text, "utf-8")
    return site_rules.load(str(tmp_path))


@pytest.mark.parametrize("name", SITES)
def test_a_rule_that_cannot_work_is_refused_with_its_line(tmp_path, name):
    line, *messages = SITES[name]
    with pytest.raises(OperatorError) as error:
        sites(tmp_path, f'["www.example.cn"]\n{line}\n')

    assert all(part in str(error.value) for part in messages), str(error.value)
    assert len(str(error.value)) < 600


@pytest.mark.parametrize(
    "name",
    [
        "https://www.example.cn",
        "www.example.cn:80",
        ".example.cn",
        "/news/*",
        "./news/*",
        "",
        " a.cn",
    ],
)
def test_a_site_that_no_page_is_of_is_refused(tmp_path, name):
    with pytest.raises(OperatorError, match="speaks of no page"):
        sites(tmp_path, f'["{name}"]\nbody = "div"\n')


@pytest.mark.parametrize(
    ("written", "selector", "attribute"),
    [
        ("meta[name=PubDate]@content", "meta[name=PubDate]", "content"),
        ('a[href*="@x"]', 'a[href*="@x"]', ""),
        ('a[href*="@x"] @title', 'a[href*="@x"]', "title"),
        ("h1", "h1", ""),
    ],
)
def test_an_attribute_stands_behind_the_last_mark(tmp_path, written, selector, attribute):
    [site] = sites(tmp_path, f"['www.Example.CN']\ntitle = '{written}'\n")

    assert (site.rules[0].selector, site.rules[0].attribute) == (selector, attribute)
    assert site.matches("a.html", "https://news.www.example.cn/1")


BROKEN = {
    "nested deeply": f"@ = {NESTED}",
    "tables nested deeply": f"@ = {'{a=' * 5_000}1{'}' * 5_000}",
    "a long number": f"@ = {DIGITS}",
    "a date that is none": "@ = 2023-02-30",
    "a null character": "@ = \0",
    "half a table": "[",
    "a key twice": "@ = 1\n@ = 2",
    "a long name": f"{'a' * 100_000} = [",
}
"""What every file of TOML may be by mistake; @ is a key that each of them has."""
LOADERS = {
    "baogao.toml": (lambda folder: settings.load(folder, {}), "index"),
    site_rules.SITE_RULES_FILE: (lambda folder: site_rules.load(str(folder)), '["a.cn"]\nbody'),
    corrections.CORRECTIONS_FILE: (lambda folder: corrections.load(str(folder)), '["a.txt"]\ndate'),
}


@pytest.mark.parametrize("file", LOADERS)
@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_is_no_toml_is_a_sentence(tmp_path, file, name):
    load, key = LOADERS[file]
    (tmp_path / file).write_text(BROKEN[name].replace("@", key, 1), "utf-8")

    with pytest.raises(OperatorError) as error:
        load(tmp_path)
    assert re.search(r"\w{3,}.*[.\"]$", str(error.value), re.DOTALL)
    assert len(str(error.value)) < 1_000


@pytest.mark.parametrize("file", LOADERS)
def test_what_is_no_plain_file_is_a_sentence_and_nobody_waits(tmp_path, file, in_the_way):
    load, _ = LOADERS[file]
    in_the_way(tmp_path / file)

    with pytest.raises(OperatorError, match="cannot be read"):
        load(tmp_path)


DICTIONARY = {
    "a long number": (f"好\n云河模式 {DIGITS} n\n", "line 2"),
    "a long word": ("云" * 5_000, "line 1"),
    "a long tag": (f"云河 {'n' * 5_000}", "line 1"),
    "not UTF-8": ("云河".encode("gb18030"), "UTF-8"),
}


@pytest.mark.parametrize("name", DICTIONARY)
def test_a_wrong_line_of_a_dictionary_is_named(tmp_path, name):
    words, message = DICTIONARY[name]
    data = words if isinstance(words, bytes) else words.encode()
    (tmp_path / "words.txt").write_bytes(data)
    (tmp_path / "baogao.toml").write_text('dictionary = "words.txt"', "utf-8")

    with pytest.raises(OperatorError, match=message):
        settings.load(tmp_path, {})


def test_a_long_number_in_a_dictionary_weighs_as_much_as_the_heaviest():
    assert (
        segmenter((f"云河模式 {DIGITS}",)).user_words.words
        == segmenter((f"云河模式 {9**30}",)).user_words.words
    )


def test_a_golden_query_without_end_is_shown_in_part(tmp_path):
    (tmp_path / "baogao.toml").write_text(f"[golden]\n{'x' * 5_000} = 1", "utf-8")

    with pytest.raises(OperatorError, match="is 1; write it as x") as error:
        settings.load(tmp_path, {})
    assert len(str(error.value)) < 600


@pytest.mark.parametrize("key", ["index", "dictionary", "corpus"])
def test_a_null_character_in_a_path_is_a_sentence(tmp_path, key):
    (tmp_path / "baogao.toml").write_text(f'{key} = "a\\u0000b"', "utf-8")

    with pytest.raises(OperatorError, match=key):
        settings.load(tmp_path, {})


@pytest.mark.parametrize("number", ["inf", "nan", "1e300", "9" * 400, "-1", "true", '"3"'])
@pytest.mark.parametrize("key", ["timeout", "writers", "shards"])
def test_a_number_of_the_cluster_that_makes_no_sense_is_a_sentence(tmp_path, key, number):
    (tmp_path / "baogao.toml").write_text(f"[cluster]\n{key} = {number}", "utf-8")

    with pytest.raises(OperatorError, match=key):
        settings.load(tmp_path, {})
