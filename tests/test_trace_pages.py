"""Tracing a text and checking its quotations: page, API, files and commands."""

import contextlib
import csv
import io
import json
import tempfile
from pathlib import Path

import click
import docx
import pytest
from bs4 import BeautifulSoup

from index.errors import CorpusError
from index.indexing.document_process import document_text_apart
from index.operations.opening import open_index
from index.system.deadline import AbandonedError, Deadline, answering_within
from search.commands.documents import read_document
from search.trace.trace import MAX_TRACED_CHARS
from tests import forked_commands
from tests.made_files import odf_file

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def report(sample_index):
    """The report of the sample corpus about the harbour."""
    index = open_index(str(sample_index))
    ids = [name for name, _ in index.fingerprints()]
    reports = [
        carrier for carrier in index.reports(ids) if carrier.title.startswith("望津港自动化码头")
    ]
    index.close()
    return min(reports, key=lambda carrier: carrier.date)


@pytest.fixture(scope="module")
def sentence(report):
    return next(text for text in report.body.split("。") if len(text) > 20).strip() + "。"


def soup(answer):
    return BeautifulSoup(answer.get_data(as_text=True), "lxml")


def test_a_pasted_text_is_traced_without_a_script(client, report, sentence):
    page = soup(client.get("/trace"))
    form = page.select_one("form.tracing")
    assert form["method"] == "post"

    page = soup(
        client.post(form["action"], data={"text": sentence + "火星上没有这样的句子和码头。"})
    )
    first, second = page.select(".sentences > li")
    assert first["class"] == ["verbatim"]
    assert first.blockquote.get_text() == sentence
    assert second["class"] == ["absent"]
    assert "望津港自动化" in page.select_one(".earliest").get_text()
    assert report.id in str(first)
    assert page.select_one(".searched").get_text()


def test_how_many_sentences_are_altered_is_said_beside_the_share(client, sentence):
    altered = sentence.replace(sentence[8:10], "完全")

    page = soup(client.post("/trace", data={"text": sentence + altered}))
    assert page.select_one("#found").get_text().startswith("100%")
    assert page.select_one(".alterations").get_text() == "Altered sentences: 1 of 2"

    page = soup(client.post("/trace", data={"text": sentence}))
    assert page.select_one(".alterations") is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "big5hkscs"])
def test_a_file_may_be_in_any_encoding(client, sentence, encoding):
    text = sentence if encoding != "big5hkscs" else "望津港碼頭開港，工人們都說這是一件好事。"
    sent = {"text": "", "file": (io.BytesIO(text.encode(encoding)), "a.txt")}
    page = soup(client.post("/trace", data=sent))

    assert page.textarea.get_text() == text


QUOTING = {
    "page.html": lambda text: f"<article><h1>A</h1><p>x <q>{text}</q></p></article>".encode(),
    "note.odt": lambda text: odf_file(f"<text:p>“{text}”</text:p>"),
}


@pytest.mark.parametrize("name", QUOTING)
def test_the_quotations_of_a_document_of_any_format_are_checked(client, sentence, name):
    file = (io.BytesIO(QUOTING[name](sentence)), name)
    page = soup(client.post("/trace", data={"what": "verify", "file": file}))

    assert [element["class"] for element in page.select(".sentences > li")] == [["verbatim"]]


@pytest.mark.parametrize("data", [b"%PDF-1.4\n1 0 obj", b"PK\x03\x04" + bytes(99), bytes(999)])
def test_a_file_without_text_is_refused_with_a_sentence(client, data):
    answer = client.post("/trace", data={"what": "verify", "file": (io.BytesIO(data), "a.txt")})

    assert answer.status_code == 415
    assert "No text can be read" in soup(answer).select_one("form .notes").get_text()


@pytest.mark.parametrize("what", ["trace", "verify"])
@pytest.mark.parametrize("text", ["", " \n ", "。。。！？", "🎉", "“”"])
def test_a_text_without_words_is_said_to_be_one(client, text, what):
    page = soup(client.post("/trace", data={"text": text, "what": what}))

    assert "no words" in page.select_one("form .notes").get_text()
    assert not page.select(".traced")


def test_a_few_words_are_also_a_search_with_its_count(client):
    page = soup(client.post("/trace", data={"text": "码头"}))
    link = next(a for a in page.select(".traced a") if a["href"].startswith("/search"))
    total = client.get("/api/" + link["href"].lstrip("/")).json["total"]

    assert link.find_next("span").get_text() == f"{total:,}"


def test_what_differs_is_marked_on_both_sides(client, sentence):
    at = len(sentence) // 2
    page = soup(client.post("/trace", data={"text": sentence[:at] + "不" + sentence[at:]}))

    assert page.select_one(".sentences > .altered ins.words").get_text() == "不"


def test_a_link_of_a_carrier_shows_the_passage_marked(client, report, sentence):
    page = soup(client.post("/trace", data={"text": sentence}))
    links = [anchor["href"] for anchor in page.select(".sentences details a")]
    href = next(link for link in links if report.id in link).partition("#")[0]

    marked = "".join(mark.get_text() for mark in soup(client.get(href)).select(".text mark"))
    assert marked[:8] in sentence
    assert marked


def test_quotations_of_a_document_are_checked_with_a_record(client, sentence):
    document = f"他写道：“{sentence}”又说“这句话完全是记者自己编造出来的。”"
    page = soup(client.post("/trace", data={"text": document, "what": "verify"}))

    assert [listed["class"][0] for listed in page.select(".sentences > li")] == [
        "verbatim",
        "absent",
    ]
    generation = client.get("/api/about").json["generation"]
    assert generation in page.select_one(".record").get_text()


@pytest.mark.parametrize("what", ["trace", "verify"])
def test_the_answer_comes_as_a_table_and_as_json(client, sentence, what):
    asked = {"text": sentence, "what": what}
    table = client.post("/trace", data=asked | {"as": "csv"}, buffered=True)
    rows = list(csv.reader(io.StringIO(table.data.decode("utf-8-sig"))))
    answer = client.post("/trace", data=asked | {"as": "json"}, buffered=True)

    assert "attachment" in table.headers["Content-Disposition"]
    assert [sentence, "verbatim"] in [row[2:4] for row in rows]
    assert len({len(row) for row in rows}) == 1
    key = "sentences" if what == "trace" else "quotations"
    assert answer.json[key] == client.post(f"/api/{what}", json={"text": sentence}).json[key]


def test_a_file_is_traced_if_nothing_is_typed(client, sentence):
    file = (io.BytesIO(b"\xef\xbb\xbf" + sentence.encode()), "text.txt")
    page = soup(client.post("/trace", data={"file": file}))

    assert page.select_one(".sentences > .verbatim").blockquote.get_text() == sentence


def test_a_file_chosen_below_the_text_of_an_earlier_trace_is_traced(client, sentence):
    sent = {"text": "火星上没有这样的句子。", "file": (io.BytesIO(sentence.encode()), "text.txt")}
    page = soup(client.post("/trace", data=sent))

    assert [item.blockquote.get_text() for item in page.select(".sentences > li")] == [sentence]


def test_a_passage_that_finds_nothing_as_a_search_is_traced_at_a_click(client, sentence):
    passage = "火星上没有这样的句子，也没有这样的码头。" + sentence
    form = soup(client.get("/search", query_string={"q": passage})).select_one(".nothing form")
    sent = {"text": form.select_one("[name=text]")["value"]}
    traced = soup(client.post(form["action"], data=sent))

    assert traced.select_one(".sentences > .verbatim").blockquote.get_text() == sentence


@pytest.mark.parametrize("query", ["没有这个提法", "码头"])
def test_a_few_words_are_no_passage_to_trace(client, query):
    assert soup(client.get(f"/search?q={query}")).select_one(".nothing form") is None


def test_filters_of_the_address_hold(client, report, sentence):
    body = {"text": sentence}
    after = client.post(f"/api/trace?from={report.date.year + 30}", json=body).json
    verdict = client.post(f"/api/verify?from={report.date.year + 30}", json=body).json

    assert after["searched"]["reports"] == 0
    assert after["share"] == 0
    assert verdict["quotations"][0]["verdict"] == "absent"


def test_the_api_gives_positions_in_both_texts(client, sentence):
    changed = sentence[:5] + "错字" + sentence[5:]
    (quotation,) = client.post("/api/verify", json={"text": changed}).json["quotations"]
    best = quotation["best"]
    (difference,) = best["differences"]
    body = client.get("/api/report", query_string={"id": best["id"]}).json["paragraphs"]
    text = "\n".join(verdict["text"] for verdict in body)

    assert quotation["verdict"] == "altered"
    assert quotation["kind"] == "words"
    assert changed[difference["start"] : difference["end"]] == "错字"
    assert text[best["start"] : best["end"]] == best["text"] == sentence


REFUSED = {
    "no object": ([1], 400),
    "no text": ({"texts": "a"}, 400),
    "a number": ({"text": 3}, 400),
    "too long": ({"text": "字" * (MAX_TRACED_CHARS + 1)}, 413),
}


@pytest.mark.parametrize("path", ["/api/trace", "/api/verify"])
@pytest.mark.parametrize(("body", "status"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_traced_is_refused_with_a_sentence(client, path, body, status):
    answer = client.post(path, json=body)

    assert answer.status_code == status
    assert answer.json["error"]["message"]


def test_a_page_says_that_a_long_text_was_cut(client):
    page = soup(client.post("/trace?lang=en", data={"text": "字" * (MAX_TRACED_CHARS + 1)}))

    assert page.select_one("form .notes")


def test_hostile_text_stays_text(client):
    page = client.post("/trace", data={"text": "</textarea><script>alert(1)</script> \u202e\x00 x"})

    assert b"<script>alert" not in page.data
    assert "\u202e" not in page.get_data(as_text=True)


def test_a_report_leads_to_what_stood_elsewhere_before_it(client, sample_index):
    index = open_index(str(sample_index))
    ids = [name for name, _ in index.fingerprints()]
    copies = [
        carrier for carrier in index.reports(ids) if carrier.title.startswith("望津港自动化码头")
    ]
    index.close()
    last = max(copies, key=lambda copy: copy.date)
    page = soup(client.get(f"/report/{last.id}"))
    link = page.select_one(".earlier a")["href"]
    earlier = client.get("/api/earlier", query_string={"id": last.id}).json

    results = soup(client.get(link))
    assert results.select(".sentences > li")
    assert last.id not in {carrier["id"] for carrier in earlier["carriers"] + earlier["undated"]}
    assert all(carrier["date"] < last.date.isoformat() for carrier in earlier["carriers"])
    assert client.get("/earlier?id=nobody").status_code == 404
    assert client.get("/api/earlier?id=nobody").status_code == 404


def test_the_commands_say_the_same(sample_index, sentence, tmp_path):
    where = ("--index", str(sample_index))
    right = forked_commands.run("verify", "-", *where, text=f"“{sentence}”")
    wrong = forked_commands.run(
        "verify", "-", "--json", *where, text=sentence[:6] + "不" + sentence[6:]
    )
    file = tmp_path / "text.txt"
    file.write_text(sentence, "utf-8")
    traced = forked_commands.run("trace", str(file), *where)
    nothing = forked_commands.run("trace", "-", *where, text="火星上没有这样的句子和码头。")

    assert right.returncode == 0
    assert "VERBATIM" in right.stdout
    assert "checksum" in right.stdout
    assert wrong.returncode == 1
    assert json.loads(wrong.stdout)["quotations"][0]["verdict"] == "altered"
    assert traced.returncode == 0
    assert "100% of the text" in traced.stdout
    assert nothing.returncode == 1
    assert forked_commands.run("trace", str(tmp_path), *where).returncode == 2
    assert forked_commands.run("verify", str(tmp_path / "none"), *where).returncode == 2


QUOTED = "有人引用“码头绝裁减工人”，<b>又</b>说。"


def word_file(path):
    document = docx.Document()
    document.add_paragraph("一份核对引文的文件，有两段。")
    document.add_paragraph(QUOTED)
    document.save(path)


DOCUMENTS = {
    "quotes.docx": (word_file, QUOTED),
    "quotes.html": (
        lambda path: path.write_text(
            "<title>核对引文</title><p>一份核对引文的文件，有两段。</p>"
            "<p>有人引用&ldquo;码头<b>绝</b>裁减工人&rdquo;，又说。</p>"
        ),
        "“码头绝裁减工人”",
    ),
    "quotes.md": (
        lambda path: path.write_text("# 核对\n\n一份核对引文的文件。\n\n“码头**绝**裁减工人”\n"),
        "“码头绝裁减工人”",
    ),
    "quotes.txt": (lambda path: path.write_text(QUOTED), QUOTED),
    "empty.txt": (lambda path: path.write_text(""), ""),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_of_any_format_is_read_as_an_index_reads_it(tmp_path, name):
    write, text = DOCUMENTS[name]
    write(tmp_path / name)

    read = read_document(str(tmp_path / name))
    assert text in read
    assert "<p>" not in read


def test_a_document_without_text_is_refused_with_its_reason(tmp_path):
    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04" + bytes(200))

    with pytest.raises((CorpusError, click.BadParameter), match=r"broken\.docx"):
        read_document(str(tmp_path / "broken.docx"))


@pytest.mark.parametrize(
    ("begun", "error"),
    [
        (lambda: Deadline(0.0), CorpusError),
        (lambda: Deadline(None, lambda: True), AbandonedError),
        (lambda: Deadline(60.0), None),
    ],
    ids=["no time", "nobody waits", "time"],
)
def test_a_document_is_read_while_there_is_time_and_somebody_waits(tmp_path, begun, error):
    word_file(tmp_path / "quotes.docx")
    with answering_within(begun()), pytest.raises(error) if error else contextlib.nullcontext():
        assert QUOTED in document_text_apart(tmp_path / "quotes.docx", 1000)


def test_a_temporary_folder_that_is_gone_or_full_is_a_sentence(client, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    answer = client.post("/trace", data={"file": (io.BytesIO(b"PK\x03\x04" + bytes(99)), "a.docx")})

    assert answer.status_code == 503
    assert "lacks room" in answer.get_data(as_text=True)
