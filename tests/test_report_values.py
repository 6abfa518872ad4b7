"""What a report may hold: whoever made a file or an index may have put anything into it."""

import hashlib
import json

import pytest

from index.errors import IndexUnusableError
from index.indexing import extract, file_types
from index.indexing.run import IndexingRun
from index.ingest.draft import Draft
from index.ingest.source_file import SourceFile
from index.report import NO_FINGERPRINT, Report, from_json, report_id, to_json
from web.script_variant import SCRIPTS, converted_markup, other_scripts

WRONG = {
    "no number at all": '{"id": "a", "recognised": NaN}',
    "without an end": '{"id": "a", "recognised": Infinity}',
    "beyond any number": '{"id": "a", "recognised": 1e999}',
    "more than all": '{"id": "a", "recognised": 1.5}',
    "less than nothing": '{"id": "a", "recognised": -0.5}',
    "a text for a number": '{"id": "a", "views": "7"}',
    "a month that is none": '{"id": "a", "date": "2020-13"}',
    "a list in a list of texts": '{"id": "a", "keywords": [["b"]]}',
    "lists in each other": "[" * 100_000,
    "a field that is none": '{"id": "a", "odd": 1}',
}


@pytest.mark.parametrize("name", WRONG)
def test_a_stored_report_that_is_none_of_ours_is_said_to_be_damaged(name):
    with pytest.raises(IndexUnusableError, match="A stored report cannot be read"):
        from_json(WRONG[name])


@pytest.mark.parametrize("share", [0, 0.5, 1, 1.0])
def test_a_confidence_from_none_to_all_is_read(share):
    report = Report(id="a", recognised=share)

    assert from_json(to_json(report)) == report


HALVES = ("\ud800", "\udfff", "\udfff\ud800", "\udc80\ud800", "a\udbff.txt")


@pytest.mark.parametrize("path", HALVES)
def test_halves_of_characters_in_a_path_have_an_id(path):
    assert len(report_id(path)) == 16
    assert report_id(path) != report_id(path + path)


@pytest.mark.parametrize("name", [b"a.txt", b"\xff.txt", "报告.txt".encode()])
def test_the_id_of_a_file_comes_from_the_bytes_of_its_name(name):
    path = name.decode("utf-8", "surrogateescape")

    assert report_id(path) == hashlib.blake2b(name, digest_size=8).hexdigest()


@pytest.mark.parametrize("name", HALVES)
def test_an_id_used_again_costs_no_report_whatever_it_is(name):
    run = IndexingRun()
    report = Report(id=name, title="A", path=f"a.jsonl!{name}").brief()

    taken = [run.take("corpus", report, NO_FINGERPRINT) for _ in range(4)]

    assert len({report.id for report in taken}) == 4


@pytest.mark.parametrize("half", ["\ud800", "\udfff\ud800"])
def test_a_text_with_halves_of_characters_is_shown_in_another_script(half):
    text = json.loads(json.dumps(f"{half}農村{half}物流{half}"))

    assert other_scripts(text) == ("hans",)
    assert converted_markup(text, "hans") == f"{half}农村{half}物流{half}"
    assert [converted_markup(half, script) for script in SCRIPTS] == [half, half]


def read_rows(*rows):
    data = "\n".join(map(json.dumps, rows)).encode()
    entry = SourceFile(path="a.jsonl", file="", kind="jsonl", data=data)
    return [item for member in file_types.members(entry) for item in extract.read(member)]


def test_a_row_does_not_stand_for_the_report_of_another_file():
    victim = report_id("b.html")
    body = "The harbour board agreed on Thursday to rebuild the eastern quay."

    spoofed, plain = read_rows(
        {"id": victim, "title": "Quay", "body": body}, {"id": "q-7", "title": "Port", "body": body}
    )

    assert spoofed.path == f"a.jsonl!{victim}"
    assert spoofed.id == report_id(spoofed.path)
    assert plain.id == "q-7"


@pytest.mark.parametrize(
    ("given", "kept"),
    [("a\nb", False), ("\ud800", False), ("a\udfff", False), ("a b", True), ("a/b\t?c=#", True)],
)
def test_an_id_that_stands_in_no_address_is_that_of_the_path(given, kept):
    draft = Draft(SourceFile(path="a.jsonl!1", file="", kind="txt"), id=given, paragraphs=["North"])

    assert (draft.report().id == given) is kept
