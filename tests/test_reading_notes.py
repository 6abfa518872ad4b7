"""Remarks on how a text was read are in the language of the page; unknown ones as they are."""

import flask
import pytest

from index.ingest.webpage import script_state
from index.ingest.webpage.main_text import fallback
from web import language, reading_notes

NOTES = {
    "recognised by machine on pages 1, 2": "第 1, 2 页由机器识别",
    "pages 3-5: damaged; notes begin at paragraph 4": "第 3-5 页已损坏；注释从第 4 段开始",
    "no encoding is declared; it was read as koi8-r": "未注明编码；按 koi8-r 读出",
    "fields that were not read: a, b": "未读入的字段：a, b",
    "something else: 3 %(x)s": "something else: 3 %(x)s",
    "": "",
}


@pytest.fixture
def in_chinese():
    """A request for a page in simplified Chinese."""
    with flask.Flask(__name__).test_request_context():
        flask.g.locale = "zh_Hans"
        yield


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.usefixtures("in_chinese")
def test_a_remark_is_in_the_language_of_the_page(note):
    assert reading_notes.translated(note) == NOTES[note]


@pytest.mark.parametrize("pages", ["7", "7, 9", "1-3"])
def test_one_page_is_not_called_pages(pages):
    with flask.Flask(__name__).test_request_context():
        flask.g.locale = "en"
        word = "page" if pages == "7" else "pages"
        remark = reading_notes.translated(f"recognised by machine on pages {pages}")
        assert remark == f"recognised by machine on {word} {pages}"


@pytest.mark.usefixtures("in_chinese")
def test_the_remarks_of_readers_of_pages_are_known():
    for note in (fallback.NO_BODY, fallback.OUTSIDE, fallback.UNSEEN, script_state.FROM_SCRIPT):
        assert reading_notes.translated(note) == language.gettext(note) != note
