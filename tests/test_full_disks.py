"""Commands on a full disk: each ends in a sentence, leaves nothing half made, and works later."""

import contextlib
import json
import resource

import pytest
from click.testing import CliRunner

from baogao import baogao
from index import desk_file
from index.embedded.write import backup
from index.errors import DeskError, OperatorError
from index.indexing import quality
from index.report import ReportSummary, Skipped
from web.desk.store import Desk

NOTES = {"note": "a note that takes room " * 80}
COLLECTIONS = {
    "format": "baogao-collections",
    "version": 1,
    "collections": [
        {"uid": "u", "name": "c", "items": [{"report": f"{n}", **NOTES} for n in range(90)]}
    ],
}
ROOM = (0, 100, 5_000, 30_000, 100_000)
"""Bytes that one file may have."""


@contextlib.contextmanager
def room(most):
    """No file can have more bytes; a write that needs more fails as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """A folder with an index, a desk beside it, its backup and an export of the desk."""
    folder = tmp_path_factory.mktemp("archive")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "a.txt").write_text("标题\n2023-02-09\n\n农村物流。\n" * 9, "utf-8")
    (folder / "import.json").write_text(json.dumps(COLLECTIONS))
    for command in (
        "index corpus --index index --no-meaning",
        "desk import import.json --index index",
        "backup whole.tar --index index",
    ):
        with contextlib.chdir(folder):
            done = CliRunner().invoke(baogao, command.split())
        assert done.exit_code == 0, done.output
    return folder


@pytest.mark.parametrize("most", ROOM)
@pytest.mark.parametrize(
    "command",
    [
        "desk export new/export.json --index index",
        "desk import import.json --index new/index",
        "backup new/backup.tar --index index",
    ],
)
def test_a_command_on_a_full_disk_leaves_nothing_half_made(archive, monkeypatch, command, most):
    monkeypatch.chdir(archive)
    new = archive / "new"
    new.mkdir(exist_ok=True)

    with room(most):
        done = CliRunner().invoke(baogao, command.split())
    left = [] if done.exit_code == 0 else sorted(path.name for path in new.iterdir())
    bare = Desk(new / "index.desk.sqlite").readers()  # what is left can be read
    again = CliRunner().invoke(baogao, command.split()) if done.exit_code else done

    assert isinstance(done.exception, (OperatorError, type(None)))
    assert left in ([], ["index.desk.sqlite"])
    assert set(bare) <= {""}
    assert again.exit_code == 0, again.output
    for path in new.iterdir():
        path.unlink()


def test_where_only_the_collections_cannot_be_put_back_it_is_said_that_the_index_serves(
    archive, tmp_path
):
    (tmp_path / "desk-journal").mkdir()

    with pytest.raises(DeskError, match="serves, but its collections are not back"):
        backup.restore(archive / "whole.tar", tmp_path / "index", desk=tmp_path / "desk")

    assert (tmp_path / "index" / "CURRENT").exists()


@pytest.mark.parametrize(
    ("typed", "reader"),
    [("\x1b[31m王\n", "[31m王"), ("\udcff", ""), ("a" * 999, "a" * 200), ("", "")],
)
def test_the_reader_of_an_import_has_a_name_as_a_proxy_gives_it(tmp_path, typed, reader):
    (tmp_path / "import.json").write_text(json.dumps(COLLECTIONS))
    where = ["--index", str(tmp_path / "index"), "--reader", typed]

    done = CliRunner().invoke(baogao, ["desk", "import", str(tmp_path / "import.json"), *where])

    assert done.exit_code == 0, done.output
    assert list(Desk(tmp_path / "index.desk.sqlite").readers()) == [reader]


def test_an_empty_file_is_named_as_what_it_is(tmp_path):
    (tmp_path / "desk.sqlite").touch()

    (fault,) = desk_file.desk_faults(tmp_path / "desk.sqlite")

    assert "is empty" in fault
    assert "another program" not in fault


def test_counts_of_a_run_that_found_no_room_are_dropped_without_a_trace(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.TemporaryFile", lambda **_: open("/dev/full", "wb"))  # noqa: PTH123, SIM115 - as a file without a name
    counts = quality.Quality()
    counts.note(ReportSummary("1", "a.txt"), quality.TextStats((), b"signature"))
    with contextlib.suppress(OSError):
        counts.write_list(tmp_path / "list", [Skipped("b.txt", "why")])

    del counts  # an error here would be a warning of pytest, and warnings are errors
