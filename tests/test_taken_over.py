"""What a reader may do once a file has taken it over: make up its own reports, and no more."""

import contextlib
import ctypes
import dataclasses
import fcntl
import multiprocessing
import os
import platform
import resource
import signal
import socket
import struct
import threading
from pathlib import Path

import pytest

from index.embedded.write import ingest_workers
from index.errors import IndexWriteError
from index.indexing import extract, file_probe, given_files
from index.indexing.build_resources import BuildResources
from index.ingest.source_file import SourceFile
from index.operations.build import build
from index.operations.opening import open_index
from index.report import ReportId, ReportSummary, Skipped, report_id
from index.system.reader_pool import Confinement, ReaderPool
from index.system.typed_codec import BadMessageError, TypedCodec
from tests.sandboxed import can_confine, can_isolate, inside

X86 = platform.machine() == "x86_64"
TEXT = "标题\n时间：2024-05-01\n\n昨夜河水上涨，沿岸三个村的居民已全部转移，无人员伤亡。\n"


def call(*numbers):
    """The effect of a system call, by its numbers on x86-64 and arm64 and its arguments."""

    def act(parent):
        del parent
        library = ctypes.CDLL(None, use_errno=True)
        (x86, arm), given = numbers[0], numbers[1:]
        if library.syscall(x86 if X86 else arm, *given) < 0:
            raise OSError(ctypes.get_errno(), "refused")

    return act


def own_signals(parent):
    """Ask that a third process is sent a signal when something can be read."""
    readable, _ = os.pipe()
    fcntl.fcntl(readable, fcntl.F_SETOWN, parent)


def types_into(parent):
    """Put a character into the input of the terminal, as if a person typed it."""
    del parent
    fcntl.ioctl(os.open("/dev/null", os.O_RDONLY), 0x5412, b"x")


def terminal(command):
    """An order for a terminal; it is given to a file here, which would answer otherwise."""

    def act(parent):
        del parent
        fcntl.ioctl(os.open("/dev/null", os.O_RDONLY), command, b"\0" * 64)

    return act


def opened_by_openat2(parent):
    """Open a file by the call whose flags lie in memory."""
    how = struct.pack("=QQQ", os.O_RDONLY | os.O_TRUNC, 0, 0)
    call((437, 437), -100, __file__.encode(), how, 24)(parent)


def waits_for_lease(parent):
    """Have whoever opens a file wait for this process."""
    del parent
    fcntl.fcntl(os.open(__file__, os.O_RDONLY), fcntl.F_SETLEASE, fcntl.F_RDLCK)


def wider_memory(parent):
    del parent
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (most + (1 << 30), most + (1 << 30)))


ATTEMPTS = {
    "a pair of sockets": lambda _: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM),
    "another process": lambda _: os.fork() or os._exit(0),
    "a signal": lambda parent: os.kill(parent, 0),
    "a signal to its group": lambda _: os.kill(0, 0),
    "a signal by a file": own_signals,
    "limits of others": lambda parent: resource.prlimit(parent, resource.RLIMIT_CPU),
    "the cores of others": lambda parent: os.sched_setaffinity(parent, {0}),
    "the turn of others": lambda parent: os.sched_setscheduler(
        parent, os.SCHED_IDLE, os.sched_param(0)
    ),
    "the precedence of others": lambda parent: os.setpriority(os.PRIO_PROCESS, parent, 19),
    "typing": types_into,
    "the modes of a terminal": terminal(0x5402),
    "a terminal that stops": terminal(0x540A),
    "a terminal for itself": terminal(0x540E),
    "who is in front of a terminal": terminal(0x5410),
    "a lease of a file": waits_for_lease,
    "cutting a file": call((76, 45), os.devnull.encode(), 0),
    "cutting a file that is opened for reading": lambda _: os.open(
        os.devnull, os.O_RDONLY | os.O_TRUNC
    ),
    "cutting a file that is opened for nothing": lambda _: os.open(
        os.devnull, os.O_ACCMODE | os.O_TRUNC
    ),
    "cutting a file unseen": opened_by_openat2,
    "times of files": lambda _: os.utime(__file__),
    "labels of files": lambda _: os.setxattr(__file__, "user.a", b"b"),
    "shared memory": call((29, 194), 0, 4096, 0o1600),
    "semaphores": call((64, 190), 0, 1, 0o1600),
    "queues": call((68, 186), 0, 0o1600),
    "named queues": call((240, 180), b"/baogao", 0o102, 0o600, None),
    "a new name space": call((272, 97), 0x10000000),
}


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_a_reader_does_nothing_to_other_processes(attempt):
    if not can_isolate():
        pytest.skip("this system has no seccomp")
    assert inside(attempt, os.getpid()) == "PermissionError"


def test_a_reader_cannot_have_more_memory_than_it_was_given():
    assert inside(wider_memory, 0) in {"ValueError", "PermissionError"}


def test_what_a_reader_does_to_itself_still_works(tmp_path):
    def work():
        with open(os.devnull, "w") as nothing:  # noqa: PTH123 - as libraries do
            os.get_blocking(nothing.fileno())
            nothing.isatty()
        os.close(os.open(tmp_path / "a", os.O_RDWR | os.O_CREAT | os.O_TRUNC))
        thread = threading.Thread(target=lambda: None)
        thread.start()
        thread.join()
        resource.prlimit(os.getpid(), resource.RLIMIT_CPU)
        os.sched_setaffinity(0, os.sched_getaffinity(0))
        signal.raise_signal(signal.SIGCHLD)
        os.kill(os.getpid(), signal.SIGCHLD)
        return "done"

    assert inside(work, writable=[str(tmp_path)]) == "done"


def test_a_superuser_who_reads_keeps_no_other_right_than_to_read():
    def effective():
        _, _, rest = Path("/proc/self/status").read_text("ascii").partition("CapEff:")
        return int(rest.split()[0], 16)

    assert inside(effective) & ~0b110 == 0


def test_a_folder_for_files_alone_takes_no_folder(tmp_path):
    if not can_confine():
        pytest.skip("this system has no Landlock")

    def make():
        (tmp_path / "file").write_bytes(b"text")
        (tmp_path / "file").rename(tmp_path / "other")
        (tmp_path / "folder").mkdir()

    assert inside(make, files_in=[str(tmp_path)]) == "PermissionError"
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


def held(_):
    """The files and connections that this process has open, and its threads not under seccomp."""
    files = [Path(f"/proc/self/fd/{number}") for number in range(200)]
    names = [str(file.readlink()) for file in files if file.is_symlink()]
    threads = [path.read_text("ascii") for path in Path("/proc/self/task").glob("*/status")]
    free = sum("Seccomp:\t2" not in status for status in threads)
    return "\n".join((*(name for name in names if not name.startswith("pipe:")), str(free)))


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_a_reader_inherits_nothing_and_each_of_its_threads_is_confined(start, tmp_path):
    if not can_isolate():
        pytest.skip("this system has no seccomp")
    (tmp_path / "lock").write_bytes(b"")
    context = multiprocessing.get_context(start)
    with (tmp_path / "lock").open("r+b"):
        pool = ReaderPool(1, context, held, Confinement(TypedCodec(str)))
        try:
            *names, free = pool.submit("").result().split("\n")
        finally:
            pool.kill()

    assert (set(names), free) == ({"/dev/null"}, "0")


GIVEN = (
    ("/a", SourceFile(path="posts.csv!3", file="/a/posts.csv", kind="json", data=b"{}")),
    ("/a", SourceFile(path="2024/one.html", file="/a/2024/one.html", kind="html")),
    ("/b", Skipped("gone.txt", "It is gone.")),
    ("/a", SourceFile(path="pages.zip!two.html", file="/a/pages.zip", kind="html", data=b"<p>")),
)


def answer(path, report="", folder="/a"):
    return folder, ReportSummary(ReportId(report or report_id(path)), path)


TRUE = {
    "each file": [answer("posts.csv!3"), answer("2024/one.html"), answer("pages.zip!two.html")],
    "rows are called by their ids": [answer("posts.csv!p9", "p9")],
    "a row in two languages": [answer("posts.csv!3.zh"), answer("posts.csv!3.en")],
    "files inside": [answer("2024/one.html!a.pdf"), answer("2024/one.html!b.pdf!1")],
    "what was skipped": [("/b", Skipped("gone.txt", "It is gone."))],
    "nothing": [],
}
FALSE = {
    "another file": [answer("2024/two.html")],
    "a longer name": [answer("2024/one.html.html")],
    "another member": [answer("pages.zip!three.html")],
    "a whole archive": [answer("pages.zip")],
    "another export": [answer("other.csv!3")],
    "another folder": [answer("2024/one.html", folder="/b")],
    "the id of another path": [answer("2024/one.html", report_id("2024/two.html"))],
    "no id": [("/a", ReportSummary(ReportId(""), "2024/one.html"))],
    "another order": [answer("2024/one.html"), answer("posts.csv!3")],
    "a reason for another": [("/a", Skipped("2024/two.html", "It is damaged."))],
    "inside of what was skipped": [answer("gone.txt!1", folder="/b")],
}


@pytest.mark.parametrize("answers", TRUE.values(), ids=TRUE)
def test_a_reader_answers_for_its_files(answers):
    given_files.require_given(GIVEN, answers)


@pytest.mark.parametrize("answers", FALSE.values(), ids=FALSE)
def test_a_reader_answers_for_no_other_file(answers):
    with pytest.raises(BadMessageError):
        given_files.require_given(GIVEN, answers)


def test_ids_are_those_that_were_asked_for_each_once():
    given_files.require_some(["a", "b"], {"a", "b", "c"})
    for wrong in (["a", "a"], ["d"]):
        with pytest.raises(BadMessageError):
            given_files.require_some(wrong, {"a", "b", "c"})


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    """A folder with files, each of which is a group."""
    monkeypatch.setattr(ingest_workers, "GROUP_BYTES", 1_000)
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name in "abcd":
        (folder / f"{name}.txt").write_text(f"{name}{TEXT}", "utf-8")
    return folder


def texts(where):
    index = open_index(str(where))
    try:
        ids = [name for name, _ in index.fingerprints()]
        return {report.path: report.body for report in index.reports(ids)}
    finally:
        index.close()


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_reader_changes_nothing_that_was_read_before(corpus, tmp_path, monkeypatch, jobs):
    if not can_confine():
        pytest.skip("this system has no Landlock")
    where, reader = tmp_path / "index", extract.read

    def overwrite(entry, by=None):
        if entry.path == "d.txt":
            for path in [*where.rglob("*.batch"), *where.rglob("*.arrays")]:
                # OSError: not permitted, or moved by the build after it was listed
                with contextlib.suppress(OSError):
                    path.write_bytes(bytes(path.stat().st_size))
        return list(reader(entry, by))

    monkeypatch.setattr(extract, "read", lambda entry, by=None: overwrite(entry, by))
    resources = BuildResources(jobs, sandboxed=True)
    build([str(corpus)], str(where), resources=resources)

    body = TEXT.splitlines()[-1]
    assert texts(where) == {f"{name}.txt": body for name in "abcd"}


LIES = {
    "another path": lambda report: dataclasses.replace(report, path="a.txt"),
    "another id": lambda report: dataclasses.replace(report, id=report_id("a.txt")),
}


@pytest.mark.parametrize(
    ("lie", "size"), [*zip(LIES.values(), (1_000, 2_000), strict=True)], ids=LIES
)
def test_a_file_that_makes_its_reader_lie_is_skipped_alone(
    corpus, tmp_path, monkeypatch, lie, size
):
    where, reader = str(tmp_path / "index"), extract.read
    monkeypatch.setattr(ingest_workers, "GROUP_BYTES", size)

    def read(entry, by=None):
        return [lie(report) if entry.path == "d.txt" else report for report in reader(entry, by)]

    monkeypatch.setattr(extract, "read", read)
    done = build([str(corpus)], where, resources=BuildResources(sandboxed=True))

    assert sorted(texts(where)) == ["a.txt", "b.txt", "c.txt"]
    assert done.skipped == (Skipped("d.txt", file_probe.TAKEN_OVER),)


def test_lies_that_no_file_alone_explains_end_the_build_with_a_sentence_that_says_so(
    corpus, tmp_path, monkeypatch
):
    def refuse(*_):
        raise BadMessageError("other reports than were read")

    monkeypatch.setattr(ingest_workers.GroupWorker, "accept", refuse)
    with pytest.raises(IndexWriteError, match="answered something else than it was asked"):
        build([str(corpus)], str(tmp_path / "index"), resources=BuildResources(sandboxed=True))


def test_a_file_that_is_remembered_under_the_mark_of_another_is_not_taken_for_it(
    corpus, tmp_path, monkeypatch
):
    where, signature = str(tmp_path / "index"), ingest_workers.file_signature.file_signature
    monkeypatch.setattr(
        ingest_workers.file_signature,
        "file_signature",
        lambda entry: b"sixteen bytes..." if entry.path in {"a.txt", "b.txt"} else signature(entry),
    )
    build([str(corpus)], where, resources=BuildResources(sandboxed=True))
    (corpus / "e.txt").write_text(f"e{TEXT}", "utf-8")
    build([str(corpus)], where, update=True, resources=BuildResources(sandboxed=True))

    assert sorted(texts(where)) == [f"{name}.txt" for name in "abcde"]
