"""Both Chinese catalogues say everything, and say it with the same values."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from opencc import OpenCC

from index.errors import OperatorError
from index.note_codes import NoteCode
from search.messages import MESSAGES, fill, note_message
from search.page import Note
from search.request import Layer
from web import language
from web.errors import PARAMETER_MESSAGES, REFUSAL_MESSAGES, error_message, status_message
from web.message_catalogs import LOCALES, in_use, path_of
from web.server.app import create_app
from web.server.rate_limit import MAX_ADDRESS_BYTES

SCRIPTS = sorted((Path(__file__).parent.parent / "web" / "static").glob("*.js"))
_VALUE = re.compile(r"%\(\w+\)s|\{\d\}")


def catalogue(locale):
    with path_of(locale).open("rb") as file:
        return read_po(file, locale=locale)


def forms(text):
    return [text] if isinstance(text, str) else list(text)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_message_in_use_is_translated_and_no_other_is_kept(locale):
    wanted = {message.id for message in in_use() if message.id}
    known = {message.id: message.string for message in catalogue(locale) if message.id}

    assert wanted == set(known), "run: python -m web.message_catalogs"
    assert [msgid for msgid, translated in known.items() if not all(forms(translated))] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_translation_holds_the_values_of_its_message(locale):
    for message in catalogue(locale):
        if message.id:
            wanted = set(_VALUE.findall(forms(message.id)[-1]))
            for translated in forms(message.string):
                assert set(_VALUE.findall(translated)) == wanted, translated


@pytest.mark.parametrize(
    "value", ["{0}", "{1}", "{2}{1}", "{}", "{9}", "{0.real}", "%(x)s %s", "\\1"]
)
def test_a_value_that_looks_like_a_place_for_one_stays_as_it_is(client, value):
    for code, message in MESSAGES.items():
        count = len(set(re.findall(r"\{\d\}", message)))
        plain = tuple(f"<{number}>" for number in range(count))
        wanted = note_message(Note(code=code, values=plain))
        for mark in plain:
            wanted = wanted.replace(mark, value)
        assert note_message(Note(code=code, values=(value,) * count)) == wanted
    note = Note(code=NoteCode.GUESSED, values=(value, "b"))
    assert fill("{0} of {1}; {2}, {}", note) == value + " of b; {2}, {}"
    query = {"q": f"source:“{value}”", "source": value}
    notes = client.get("/api/search", query_string=query).json["notes"]
    assert f"No report has the value {value} in the field source." in [n["text"] for n in notes]
    page = client.get("/search", query_string={**query, value: "x", "lang": "zh"})
    assert f"没有报告的 来源 字段的值是 {value}。" in BeautifulSoup(page.text, "html.parser").text


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_fills_a_sentence_in_one_pass(script):
    text = script.read_text("utf-8")

    assert re.findall(r"\.replace\([^()]*\)\s*\.replace\(", text) == []


def test_traditional_chinese_holds_no_simplified_only_character():
    convert = OpenCC("s2t").convert
    for message in catalogue("zh_Hant"):
        for translated in forms(message.string) if message.id else ():
            assert (
                convert(translated) == translated
                or convert(translated).translate(str.maketrans("裏羣", "裡群")) == translated
            )


ROOT = Path(__file__).parent.parent


SOURCES = [
    path.read_text("utf-8")
    for name in ("index", "search", "web")
    for path in (ROOT / name).rglob("*.py")
    if path.name not in ("note_codes.py", "messages.py")
]
LAYERS = {f"layer-{layer.value}" for layer in Layer if layer is not Layer.ASKED}


def families(kind):
    yield kind
    for child in kind.__subclasses__():
        yield from families(child)


@pytest.fixture(params=["zh", "zh-Hant"])
def spoken(request, app):
    """Says a message in Chinese; whatever is left of English in it fails."""
    with app.test_request_context(f"/?lang={request.param}"):

        def say(message):
            translated = language.gettext(message)
            bare = re.sub(r"`[^`]*`|\{\d\}|%\(\w+\)s|baogao\.toml|Excel|CSV", "", translated)
            assert not re.search("[A-Za-z]{2}", bare), translated
            assert re.search("[\u4e00-\u9fff]", bare), translated

        yield say


def test_every_note_has_a_sentence_in_chinese(spoken):
    assert set(MESSAGES) == set(NoteCode)
    assert set(NoteCode) > LAYERS
    for code in NoteCode:
        spoken(MESSAGES[code])


@pytest.mark.parametrize("code", [code for code in NoteCode if code not in LAYERS])
def test_every_note_is_given_somewhere(code):
    assert any(f"NoteCode.{code.name}" in source for source in SOURCES)


def test_every_error_is_told_in_chinese(spoken):
    __import__("baogao")  # all of them are known once the commands are
    kinds = set(families(OperatorError))
    assert len(kinds) > 8
    for kind in kinds:
        spoken(error_message(kind("…")))


def test_every_status_and_every_refusal_is_told_in_chinese(spoken):
    for status in range(400, 512):
        spoken(status_message(status))
    for sentence in (*REFUSAL_MESSAGES.values(), *PARAMETER_MESSAGES):
        spoken(sentence)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("（农村 物流", "左括号"),
        ("农村) 物流", "右括号"),
        ("“农村", "引号"),
        ("农村 OR", "OR 的两边"),
        ("() 农村", "括号之间"),
        ('"" 农村', "引号之间"),
        ("农村 同句 物流 同段 快递", "同段"),
    ],
)
def test_what_could_not_be_read_of_a_line_is_told_in_the_readers_language(client, line, told):
    page = client.get("/search", query_string={"q": line, "lang": "zh"}).get_data(as_text=True)
    notes = BeautifulSoup(page, "lxml").select_one(".notes").get_text()

    assert told in notes
    assert not re.search("[A-Za-z]{3}", notes)


def test_an_error_of_the_index_is_told_in_chinese_with_its_own_words_below(tmp_path):
    (tmp_path / "current").write_text("no index")
    (tmp_path / "whatever").write_text("no index")
    app = create_app(str(tmp_path))
    page = BeautifulSoup(
        app.test_client().get("/search?q=a&lang=zh").get_data(as_text=True), "lxml"
    )

    assert "索引" in page.select_one("main").get_text()
    for words in page.select("main code:not([lang=en])"):
        assert words.get_text().startswith("baogao ")


@pytest.mark.parametrize(
    ("wish", "told"), [("zh-CN,zh;q=0.9", "太长"), ("zh-TW", "太長"), ("de", "too long")]
)
def test_who_is_not_let_in_reads_why_in_their_own_language(client, wish, told):
    address = "/search?q=" + "a" * MAX_ADDRESS_BYTES
    answer = client.get(address, headers={"Accept-Language": wish})

    assert answer.status_code == 414
    assert told in answer.get_data(as_text=True)
