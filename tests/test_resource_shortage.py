"""What is short is named: a command ends in a sentence, whatever the machine lacks."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import click
import pytest

from index.indexing import file_probe
from index.system import faults, worker_process
from search.commands.documents import read_document
from tests.tools.states import OLD, write_corpus

ROOT = Path(__file__).parent.parent
SHORT = {
    "descriptors": ("ulimit -n 16", "open files"),
    "memory": ("ulimit -v 150000", "memory"),
    "the size of files": ("ulimit -f 1", "larger files (ulimit -f)"),
    "letters of the terminal": ("export PYTHONIOENCODING=ascii PYTHONUTF8=0", "1 skipped"),
    "a temporary folder": ("export TMPDIR=/nowhere/at/all", ""),
    "room for the answer": ("exec >/dev/full", "No space left"),
}


@pytest.mark.parametrize("name", SHORT)
def test_a_command_that_lacks_something_says_so(tmp_path, name):
    limit, advice = SHORT[name]
    corpus = write_corpus(tmp_path / "语料", OLD)
    (corpus / "空.txt").touch()
    meaning = "--meaning" if name == "memory" else "--no-meaning"
    command = f"{sys.executable} -m baogao index {corpus} --index {tmp_path / 'index'} {meaning}"
    done = subprocess.run(
        ["bash", "-c", f"{limit}; exec {command}"],
        capture_output=True,
        text=True,
        errors="replace",
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    shown = done.stdout + done.stderr

    assert "Traceback" not in shown
    assert advice in shown
    assert done.returncode in range(100)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MemoryError(), "memory"),
        (ImportError("x.so: failed to map segment from shared object"), "memory"),
        (SystemError("error return without exception set"), "memory"),
        (ImportError("No module named 'x'"), "Install it again"),
        (OSError(24, "Too many open files"), "ulimit -n"),
        (OSError(28, "No space left on device", "/dev/shm/x"), "/dev/shm/x"),
        (OSError(36, "File name too long", "a" * 300), "shorter name"),
        (OSError(27, "File too large", "/a"), "ulimit -f"),
        (OSError(30, "Read-only file system", "/a"), "another folder"),
        (BlockingIOError(11, "Resource temporarily unavailable"), "ulimit -u"),
        (KeyError("x"), "fault in baogao"),
        (RecursionError("maximum recursion depth exceeded"), "fault in baogao"),
    ],
)
def test_the_advice_names_what_is_short(error, said):
    assert said in faults.sentence(error)
    assert (faults.exit_code(error) == faults.FAULT_EXIT_CODE) == ("fault in" in said)


def test_a_working_folder_that_is_gone_is_named(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    error = OSError(2, "No such file or directory")
    assert "Look after it" in faults.sentence(error)
    gone.rmdir()

    assert "(cd)" in faults.sentence(error)
    assert "(cd)" not in faults.sentence(OSError(2, "No such file or directory", "/a/b"))


def test_a_closed_standard_input_is_named(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(click.BadParameter, match="standard input is closed"):
        read_document("-")


@pytest.mark.parametrize(
    ("error", "lacks"),
    [
        (OSError(28, "No space left on device"), True),
        (OSError(24, "Too many open files", "/a"), True),
        (OSError(2, "No such file or directory", f"{tempfile.gettempdir()}/x/y"), True),
        (OSError(2, "No such file or directory", "/a"), False),
        (OSError(2, "No such file or directory"), False),
        (ConnectionResetError(104, "Connection reset by peer"), False),
    ],
)
def test_what_is_for_want_of_room_is_told_from_other_errors(error, lacks):
    assert faults.lacks_room(error) is lacks


def test_a_process_that_has_no_memory_for_a_thread_ends_with_a_sentence_not_with_a_trace():
    limited = (
        "import resource; from index.system import worker_process\n"
        "pages = int(open('/proc/self/statm').read().split()[0])\n"
        "size = pages * resource.getpagesize() + (1 << 20)\n"
        "resource.setrlimit(resource.RLIMIT_AS, (size, size))\n"
        "worker_process.prepare()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", limited], capture_output=True, cwd=ROOT, check=False
    )

    assert done.returncode == worker_process.NO_THREAD
    assert not done.stderr
    assert "not enough memory" in file_probe.end_reason(done.returncode)


@pytest.mark.parametrize("size", [165_000, 220_000, 280_000])
def test_a_build_with_little_memory_ends_in_a_sentence_wherever_it_runs_short(tmp_path, size):
    corpus = write_corpus(tmp_path / "corpus", OLD)
    command = f"{sys.executable} -m baogao index {corpus} --index {tmp_path / 'index'} --no-meaning"
    done = subprocess.run(
        ["bash", "-c", f"ulimit -v {size}; exec {command}"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )

    assert done.returncode >= 0
    assert "Traceback" not in done.stderr
    assert not done.returncode or "memory" in done.stderr.splitlines()[-1]
