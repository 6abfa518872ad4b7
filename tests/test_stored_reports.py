"""A stored report of an index that somebody else made is a report, or refused with a sentence."""

import json

import pytest

from index.errors import IndexUnusableError
from index.ingest.scans.scanned_page import ScannedPage
from index.ingest.scans.store import ScanStore, content_key
from index.report import REPORT_FIELDS, Report, from_json, to_json

WRONG = ([], {}, 5, 1.5, True, None, [1], {"a": "b"}, [["a", "b"]], "\ud800" * 3)
RIGHT = {  # an object is taken as the list of its names
    "views": (5, None),
    "visible": (5, None),
    "kept": (5, None),
    "cut": (True,),
    "recognised": (5, 1.5, None),
    "paragraphs": ([], {}, {"a": "b"}),
    "keywords": ([], {}, {"a": "b"}),
    "attachments": ([], {}, {"a": "b"}),
    "pages": ([], {}, [1]),
    "origins": ([], {}, [["a", "b"]]),
}


def is_right(name, value):
    if isinstance(value, str) and name != "date":
        return name not in RIGHT or name in ("paragraphs", "keywords", "attachments")
    return any(type(one) is type(value) and one == value for one in RIGHT.get(name, ()))


@pytest.mark.parametrize("name", REPORT_FIELDS)
def test_a_field_of_a_wrong_type_is_refused(name):
    for value in WRONG:
        line = json.dumps({"id": "a", "title": "t", "paragraphs": ["text"]} | {name: value})
        if is_right(name, value):
            assert from_json(line).id
        else:
            with pytest.raises(IndexUnusableError, match="Rebuild with: baogao index"):
                from_json(line)


@pytest.mark.parametrize(
    "line",
    ["", "5", "[]", '"a"', "null", "{", "[" * 100_000, '{"a":' * 100_000, '{"id": "a", "b": 1}'],
)
def test_a_line_that_is_no_report_is_refused(line):
    with pytest.raises(IndexUnusableError):
        from_json(line)


def test_what_was_written_is_read_again():
    report = Report(
        id="a", paragraphs=("b",), pages=(1,), origins=(("date", "x"),), views=0, cut=True
    )

    assert from_json(to_json(report)) == report


@pytest.mark.parametrize(
    "key", ["", ".", "..", "../../secret", "/etc", "a/b", "ab\0", "A" * 32, "a" * 31, "z" * 32]
)
def test_no_key_of_a_scan_leads_out_of_its_folder(tmp_path, key):
    """A stored report names the key; the picture of another folder is beside the store."""
    for folder in (tmp_path, tmp_path / "secret", tmp_path / "scans", tmp_path / "scans" / ".."):
        folder.mkdir(exist_ok=True)
        (folder / "00001-1.webp").write_bytes(b"secret")
    store = ScanStore(str(tmp_path / "scans"))

    assert store.preview(key, 1) is None
    assert store.shown(key, 1) is None


def test_the_key_of_a_file_finds_its_pages(tmp_path):
    store, key = ScanStore(str(tmp_path)), content_key(b"a file")
    store.keep(key, 1, ScannedPage((), 10, 20, 0, b"picture"))

    assert store.preview(key, 1) == b"picture"
