"""A file that ends its reader, or eats the memory, costs itself and a sentence."""

import ctypes
import errno
import mmap
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from baogao import baogao
from index.embedded.write import ingest_workers
from index.errors import CorpusError
from index.indexing import extract, file_probe
from index.indexing.build_resources import BuildResources
from index.indexing.document import document_text
from index.indexing.joined_text import BODY_MARK, joined_text
from index.indexing.second_reading import CHANGED_MEANWHILE
from index.operations.build import build
from index.operations.opening import open_index
from index.report import Skipped
from index.system import parallel, sandbox
from index.system.parallel import ProcessPool, ordered_map
from tests.sandboxed import can_confine, can_isolate, inside

TEXT = "标题\n\n昨夜河水上涨，沿岸三个村的居民已全部转移，无人员伤亡。\n"
ONCE = mmap.mmap(-1, 1)
"""What readers remember together; they may write no file."""


def read_or_end(reader, entry, by):
    """In place of `extract.read`: what the first line of a file says its reader does."""
    data = Path(entry.file).read_bytes()
    if data.startswith(b"crash"):
        ctypes.string_at(0)
    elif data.startswith(b"killed"):
        os.kill(os.getpid(), signal.SIGKILL)
    elif data.startswith(b"exit"):
        os._exit(3)
    elif data.startswith(b"memory"):
        bytearray(64 << 30)
    elif data.startswith(b"once") and not ONCE[0]:
        ONCE[0] = 1
        os.kill(os.getpid(), signal.SIGKILL)
    elif data.startswith(b"endless"):
        time.sleep(3600)
    return reader(entry, by)


@pytest.fixture
def harm(monkeypatch):
    reader = extract.read
    monkeypatch.setattr(
        extract, "read", lambda entry, by=None: list(read_or_end(reader, entry, by))
    )


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number:02d}.txt").write_text(f"第{number}号\n{TEXT}", "utf-8")
    return folder


def reports(where):
    index = open_index(str(where))
    try:
        return len(list(index.fingerprints()))
    finally:
        index.close()


ENDS = {"crash": "SIGSEGV", "killed": "SIGKILL, maybe for want of memory", "exit": "code 3"}
ENDS |= {"memory": "more memory"}


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("kind", ENDS)
@pytest.mark.usefixtures("harm")
def test_a_file_that_ends_its_reader_is_skipped_alone(corpus, tmp_path, monkeypatch, kind, jobs):
    monkeypatch.setattr(ingest_workers, "GROUP_BYTES", 1_000)  # several groups
    (corpus / "05.txt").write_text(f"{kind}\n{TEXT}", "utf-8")
    (corpus / "09.txt").write_text(f"{kind}\n{TEXT}", "utf-8")
    summary = build(
        [str(corpus)], str(tmp_path / "index"), resources=BuildResources(jobs, sandboxed=True)
    )

    assert [file.path for file in summary.skipped] == ["05.txt", "09.txt"]
    assert all(ENDS[kind] in file.reason for file in summary.skipped)
    assert reports(tmp_path / "index") == 10


@pytest.fixture
def opened_here():
    """The files that this very process opens."""
    paths = []
    hooked = [True]

    def hook(event, arguments):
        if hooked and event == "open":
            paths.append(str(arguments[0]))

    sys.addaudithook(hook)
    yield paths
    hooked.clear()


@pytest.fixture
def same_names(tmp_path, monkeypatch):
    """Two folders with files of the same names, so that groups of the second are read twice."""
    monkeypatch.setattr(ingest_workers, "GROUP_BYTES", 1_000)
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
        for name in "abcdefgh":
            (folder / f"{name}.txt").write_text(f"{folder.name} {name}\n{TEXT}", "utf-8")
    return [str(folder) for folder in folders]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_group_that_is_read_again_for_its_ids_is_read_apart_too(
    same_names, tmp_path, jobs, opened_here
):
    where = str(tmp_path / "index")
    summary = build(same_names, where, resources=BuildResources(jobs, sandboxed=True))

    assert (summary.indexed, summary.skipped) == (16, ())
    assert reports(where) == 16
    assert not [path for path in opened_here if path.endswith(".txt")]


@pytest.mark.parametrize("jobs", [1, 2])
def test_reports_under_other_ids_are_written_again_only_where_they_changed(
    same_names, tmp_path, jobs
):
    where, resources = str(tmp_path / "index"), BuildResources(jobs, sandboxed=True)
    build(same_names, where, resources=resources)
    same = build(same_names, where, update=True, resources=resources)
    (tmp_path / "two" / "c.txt").write_text(f"two c anew\n{TEXT}", "utf-8")
    changed = build(same_names, where, update=True, resources=resources)

    assert (same.indexed, same.unchanged, same.skipped) == (0, 16, ())
    assert (changed.indexed, changed.unchanged, changed.skipped) == (1, 15, ())
    assert reports(where) == 16


@pytest.mark.parametrize("second", ["crash", "gone", "other"])
def test_a_file_that_is_another_when_it_is_read_again_costs_itself_and_a_sentence(
    same_names, tmp_path, monkeypatch, second
):
    reader, times = extract.read, mmap.mmap(-1, 1)

    def read(entry, by=None):
        if entry.file.endswith("two/c.txt"):
            times[0] += 1
            if times[0] > 1 and second == "crash":
                ctypes.string_at(0)
            if times[0] > 1:
                return [Skipped(entry.path, "Gone.")] if second == "gone" else []
        return list(reader(entry, by))

    monkeypatch.setattr(extract, "read", read)
    where = str(tmp_path / "index")
    summary = build(same_names, where, resources=BuildResources(sandboxed=True))

    assert summary.indexed == 15
    assert summary.skipped == (Skipped("c.txt", CHANGED_MEANWHILE),)
    assert reports(where) == 15


@pytest.mark.usefixtures("harm")
def test_a_process_that_was_ended_by_somebody_costs_nothing(corpus, tmp_path):
    ONCE[0] = 0
    (corpus / "05.txt").write_text(f"once\n{TEXT}", "utf-8")
    summary = build(
        [str(corpus)], str(tmp_path / "index"), resources=BuildResources(sandboxed=True)
    )

    assert (summary.indexed, summary.skipped) == (12, ())


@pytest.mark.usefixtures("harm")
def test_a_file_that_eats_the_memory_is_skipped_alone(corpus, tmp_path):
    (corpus / "05.txt").write_text(f"memory\n{TEXT}", "utf-8")
    summary = build(
        [str(corpus)], str(tmp_path / "index"), resources=BuildResources(sandboxed=True)
    )

    assert summary.indexed == 11
    assert [file.path for file in summary.skipped] == ["05.txt"]


@pytest.mark.usefixtures("harm")
def test_a_reader_without_an_end_is_ended(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(file_probe, "READ_TIMEOUT_SECONDS", 1.5)
    monkeypatch.setattr(parallel, "STALLED_SECONDS", 1.5)
    (corpus / "05.txt").write_text(f"endless\n{TEXT}", "utf-8")
    summary = build(
        [str(corpus)], str(tmp_path / "index"), resources=BuildResources(sandboxed=True)
    )

    assert summary.indexed == 11
    assert "did not come to an end" in summary.skipped[0].reason


def shown(path):
    """What `baogao read` prints, and its exit code."""
    done = CliRunner().invoke(baogao, ["read", str(path)])
    return done.output, done.exit_code


@pytest.mark.parametrize("kind", ENDS)
@pytest.mark.usefixtures("harm")
def test_a_file_that_ends_its_reader_is_shown_as_skipped(corpus, kind):
    (corpus / "05.txt").write_text(f"{kind}\n{TEXT}", "utf-8")
    output, code = shown(corpus / "05.txt")

    assert "skipped" in output
    assert ENDS[kind] in output
    assert code == CorpusError.exit_code


@pytest.mark.parametrize("kind", ENDS)
@pytest.mark.usefixtures("harm")
def test_a_document_that_ends_its_reader_is_a_sentence(corpus, kind):
    (corpus / "05.html").write_text(f"{kind}\n{TEXT}", "utf-8")

    with pytest.raises(CorpusError, match="no text that can be read"):
        document_text(corpus / "05.html", 1_000)


def test_a_document_has_a_limit_of_characters(corpus):
    (corpus / "05.html").write_text(f"<h1>标题</h1><p>{'昨夜河水上涨。' * 40}</p>", "utf-8")

    (corpus / "05.notes").write_text(TEXT, "utf-8")

    assert document_text(corpus / "04.txt", 10) is None
    assert document_text(corpus / "05.notes", 10) is None
    assert "昨夜河水上涨" in str(document_text(corpus / "05.html", 1_000))
    with pytest.raises(CorpusError, match="more than 100 characters"):
        document_text(corpus / "05.html", 100)
    assert "昨夜河水上涨" in str(document_text(corpus / "05.html", 100, cuts=True))


def test_no_more_of_a_document_is_read_than_is_enough(corpus):
    texts = iter([BODY_MARK + 6 * "昨夜河水上涨。" for _ in range(9)])

    joined = str(joined_text(corpus / "05.csv", texts, 100, cuts=True))

    assert len(joined) > 100
    assert len(list(texts)) == 6


@pytest.mark.usefixtures("harm")
def test_a_file_that_is_shown_without_an_end_is_skipped(corpus, monkeypatch):
    monkeypatch.setattr(file_probe, "READ_TIMEOUT_SECONDS", 0.5)
    (corpus / "05.txt").write_text(f"endless\n{TEXT}", "utf-8")

    assert "did not come to an end" in shown(corpus / "05.txt")[0]


def test_a_file_is_shown_by_a_process_that_opens_no_connection(corpus, monkeypatch):
    if not can_isolate():
        pytest.skip("this system has no seccomp")

    def connecting(entry, by):
        del by
        socket.socket()
        return [Skipped(entry.path, "A connection was opened.")]

    monkeypatch.setattr(extract, "read", connecting)
    assert "PermissionError" in shown(corpus / "05.txt")[0]


def stop_once(piece):
    """Stop this process the first time, as an administrator may."""
    done = Path("stopped.done")
    if piece == "stopped" and not done.exists():
        done.touch()
        os.kill(os.getpid(), signal.SIGSTOP)
    return piece.upper()


def test_a_stopped_process_is_ended_and_its_work_done_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(parallel, "STALLED_SECONDS", 1.5)
    pieces = ["a", "stopped", "b", "c"]
    done = list(ordered_map(pieces, stop_once, ProcessPool(2, "fork", 2), lambda piece, _: [piece]))

    assert done == [(piece, piece.upper()) for piece in pieces]


@pytest.mark.parametrize(
    ("act", "name"),
    [
        (socket.socket, "PermissionError"),
        (lambda: socket.socket(socket.AF_UNIX), "PermissionError"),
        (lambda: subprocess.run(["/bin/true"], check=True), "PermissionError"),
        (lambda: os.execv("/bin/true", ["true"]), "PermissionError"),
    ],
)
def test_a_reader_opens_no_connection_and_starts_no_program(act, name):
    if not can_isolate():
        pytest.skip("this system has no seccomp")

    assert inside(act) == name


CHANGES = {
    "makes a file": lambda folder: (folder / "new").write_bytes(b""),
    "writes a file": lambda folder: (folder / "old").write_bytes(b"other"),
    "adds to a file": lambda folder: (folder / "old").open("ab").close(),
    "cuts a file": lambda folder: os.truncate(folder / "old", 0),
    "removes a file": lambda folder: (folder / "old").unlink(),
    "moves a file": lambda folder: (folder / "old").rename(folder / "moved"),
    "links a file": lambda folder: os.link(folder / "old", folder / "link"),
    "makes a link": lambda folder: (folder / "link").symlink_to("old"),
    "makes a folder": lambda folder: (folder / "sub").mkdir(),
    "makes a pipe": lambda folder: os.mkfifo(folder / "pipe"),
    "changes a mode": lambda folder: (folder / "old").chmod(0o777),
    "changes an owner": lambda folder: os.chown(folder / "old", 1, 1),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_reader_changes_no_file_outside_its_folders(tmp_path, change):
    if not can_confine():
        pytest.skip("this system has no Landlock")
    mine, others = tmp_path / "mine", tmp_path / "others"
    for folder in (mine, others):
        folder.mkdir()
        (folder / "old").write_bytes(b"text")
    before = (others / "old").stat()

    assert inside(change, others, writable=[str(mine)]) == "PermissionError"
    assert [path.name for path in others.iterdir()] == ["old"]
    after = (others / "old").stat()
    assert (after.st_size, after.st_mode, after.st_uid) == (4, before.st_mode, before.st_uid)


def test_a_reader_writes_in_its_folders(tmp_path):
    def write():
        (tmp_path / "new").write_bytes(b"text")
        (tmp_path / "new").rename(tmp_path / "moved")
        (tmp_path / "moved").unlink()

    assert inside(write, writable=[str(tmp_path), str(tmp_path / "missing")]) is None


def test_a_reader_sends_no_signal_to_others():
    if not can_confine():
        pytest.skip("this system has no Landlock")
    assert inside(os.kill, os.getpid(), 0) in {None, "PermissionError"}  # since Linux 6.12


def bytes_from_the_system(wanted):
    """How many bytes were given (-1 for another error).

    They are asked of the system, as malloc may have freed ones at hand.
    """
    try:
        with mmap.mmap(-1, wanted, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
            return len(memory)
    except OSError as error:
        return -1 if error.errno != errno.ENOMEM else 0


def test_a_reader_takes_no_more_memory_than_it_may():
    assert inside(lambda: len(bytearray(64 << 20))) == 64 << 20
    assert inside(lambda: len(bytearray(1 << 30))) == "MemoryError"
    assert inside(bytes_from_the_system, 1 << 30) == 0


def narrowed_and_wide(more, wanted):
    """How many bytes were given with less memory, and how many afterwards."""
    with sandbox.limited_memory(more):
        given = bytes_from_the_system(wanted)
    return given, bytes_from_the_system(wanted)


def test_the_memory_of_a_reader_is_narrowed_for_a_while_and_never_widened():
    assert inside(narrowed_and_wide, 16 << 20, 64 << 20) == (0, 64 << 20)
    assert inside(narrowed_and_wide, 1 << 40, 1 << 30) == (0, 0)
    assert narrowed_and_wide(16 << 20, 64 << 20) == (64 << 20, 64 << 20), "no limit, none set"


def test_what_a_reader_needs_still_works(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")

    assert inside(lambda: (tmp_path / "a.txt").read_text("utf-8")) == TEXT
