"""What can still be read of a damaged desk is exported, and nothing else is made of it."""

import json
import random
from datetime import date

import pytest
from click.testing import CliRunner

from baogao import baogao
from index import sqlite_pages
from index.errors import DeskError
from web.desk import salvage
from web.desk.exchange import collections_json, desk_json
from web.desk.records import ReportCard
from web.desk.store import Desk

PAGE = 4096
REMOVED = {f"r2-{number}" for number in range(5)}
NOTE = "注 " * 4_000
"""Longer than a page, so it stands on pages of its own."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Collections of two readers, one removed, one deleted, with long notes and passages."""
    desk = Desk(tmp_path_factory.mktemp("whole") / "desk.sqlite")
    for number in range(24):
        reader = ("", "李")[number % 2]
        known = desk.create_collection(reader, f"collection {number}", f"about {number}")
        cards = [
            ReportCard(
                report=f"r{number}-{row}",
                title=f"题目 {row}",
                date=date(2023, 2, 9) if row else None,
            )
            for row in range(5)
        ]
        desk.add(reader, known, cards)
        item = desk.items(reader, known)[1]
        desk.keep_passage(reader, item.id, f"quoted {number}", 7, NOTE if number == 7 else "n")
    first = desk.collections("")[-1]
    desk.remove_collection("", first.id)
    desk.remove_collection("", desk.collections("")[-1].id)
    desk.delete_collection("", first.id)
    return desk


def exported(path):
    """What the salvage makes of a file: names of collections, and all reports, notes and quotes."""
    return json.loads(b"".join(collections_json(salvage.salvaged(path).in_order())))["collections"]


def whole(desk):
    return json.loads(b"".join(desk_json(desk, desk.readers())))["collections"]


def by_uid(collections):
    return sorted(collections, key=lambda collection: collection["uid"])


def test_of_a_whole_desk_everything_is_salvaged_and_nothing_that_was_removed(desk):
    assert by_uid(exported(desk.path)) == by_uid(whole(desk))
    assert any(
        NOTE.strip() in json.dumps(collection, ensure_ascii=False) for collection in whole(desk)
    )


DAMAGES = {
    "zeros": lambda _: bytes(PAGE),
    "anything": lambda rng: rng.randbytes(PAGE),
    "another page": lambda rng: b"\x0d\0\0\xff\xff" + rng.randbytes(PAGE - 5),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_page_costs_the_rows_on_it_and_no_others(desk, tmp_path, damage):
    data, rng = desk.path.read_bytes(), random.Random(7)
    texts = {item["report"] for collection in whole(desk) for item in collection["items"]}
    lost = 0
    for start in range(0, len(data), PAGE):
        path = tmp_path / "desk.sqlite"
        path.write_bytes(data[:start] + DAMAGES[damage](rng) + data[start + PAGE :])
        reports = {
            item["report"]
            for collection in exported(path)
            for item in collection["items"]
            if not item["report"].startswith(salvage.LOST)
        }
        assert reports <= texts | REMOVED  # whose own row is lost, and with it that it was removed
        lost += len(texts - reports)
    assert lost <= len(texts)  # each row stands on one page


def command(path, out):
    environment = {"BAOGAO_DESK": str(path)}
    return CliRunner().invoke(baogao, ["desk", "export", str(out)], env=environment)


@pytest.mark.parametrize("page", [0, 1, 4, 9])
def test_a_damaged_desk_is_exported_with_a_warning(desk, tmp_path, page):
    data, path, out = desk.path.read_bytes(), tmp_path / "desk.sqlite", tmp_path / "out.json"
    start = page * PAGE % len(data)
    path.write_bytes(data[:start] + bytes(PAGE) + data[start + PAGE :])
    done = command(path, out)

    assert done.exit_code == 1, done.output
    assert "damaged" in done.stderr
    assert len(json.loads(out.read_bytes())["collections"]) > 10


def test_a_file_of_another_program_is_not_exported(tmp_path):
    (tmp_path / "desk.sqlite").mkdir()
    done = command(tmp_path / "desk.sqlite", tmp_path / "out.json")

    assert isinstance(done.exception, DeskError)
    assert not (tmp_path / "out.json").exists()


def test_any_bytes_of_pages_end_in_rows_or_in_none(tmp_path):
    rng = random.Random(3)
    path = tmp_path / "pages"
    for _ in range(100):
        pages = [
            b"\x0d\0\0" + rng.randrange(900).to_bytes(2) + b"\0\0\0" + rng.randbytes(PAGE - 8)
            for _ in range(4)
        ]
        path.write_bytes(b"".join(pages))
        with path.open("rb") as file:
            assert all(len(row.columns) < 40 for row in sqlite_pages.table_rows(file))
