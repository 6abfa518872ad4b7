"""A signal stops a command: a sentence, an exit code of its own, and nothing half-done is left."""

import importlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

import baogao
from index.embedded.write.check import check
from index.report import ReportId
from index.system import interruption
from tests.tools.states import NEW, OLD, build_state
from web.desk import commands as desk_commands
from web.desk.exchange import import_json
from web.desk.records import ReportCard
from web.desk.store import Desk

ADA = "Ada"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stopped")
    build_state(folder / "corpus", folder / "var" / "index", OLD)
    (folder / "var" / "scans" / "inside").mkdir(parents=True)
    desk = Desk(folder / "var" / "index.desk.sqlite")
    desk.add(ADA, desk.create_collection(ADA, "Mills"), [ReportCard(report=ReportId("a"))])
    return folder


@pytest.fixture
def folder(built, monkeypatch):
    monkeypatch.chdir(built)
    return built


COMMANDS = {
    "an export": (["desk", "export", "saved.json"], "web.desk.commands:desk_json"),
    "a backup": (["backup", "saved.tar"], "index.embedded.write.backup:_read"),
    "a build": (["index", "--no-meaning"], "index.embedded.write.writer:verify"),
    "a check": (["check"], "index.operations.upkeep:desk_faults"),
    "a search": (["search", "物流"], "search.commands.search:open_index"),
}
"""Arguments, and the function in which the signal comes."""


def stopped(arguments, where, numbers):
    """The exit code and errors of a command that gets signals within a function."""
    module, _, name = where.partition(":")

    def signalled(*_, **__):
        for number in numbers:
            os.kill(os.getpid(), number)
        time.sleep(60)

    return ended(arguments, lambda: setattr(importlib.import_module(module), name, signalled))


def ended(arguments, prepare):
    """The exit code and errors of a command, in a process that is prepared first."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        for number in interruption.SIGNALS:  # another test may have left handlers of its own
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.dup2(writing, 2)
        sys.stderr = os.fdopen(2, "w")
        prepare()
        sys.argv = ["baogao", *arguments]
        code = 0
        try:
            baogao.main()
        except SystemExit as ended:
            code = ended.code
        finally:
            sys.stderr.flush()
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as errors:
        text = errors.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), text


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.mark.parametrize("number", interruption.SIGNALS)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_signal_ends_a_command_as_an_error_does(folder, name, number):
    before = files(folder)
    code, errors = stopped(*COMMANDS[name], [number])

    assert code == 128 + number
    assert errors == f"baogao: Stopped by {number.name} before the end. Run it again.\n"
    assert files(folder) == before
    assert list(check(folder / "var" / "index")) == []


CHANGES = {
    "rollback": (["rollback"], range(20, 38)),
    "restore": (["restore", "whole.tar", "--replace-desk"], range(0, 117, 4)),
    "backup": (["backup", "saved.tar"], range(1, 60, 3)),
    "export": (["desk", "export", "saved.json"], range(0, 20, 2)),
    "import": (["desk", "import", "collections.json"], range(8)),
}
"""Arguments, and before which of its calls of the system a signal comes."""


@pytest.fixture(scope="module")
def changeable(built, tmp_path_factory):
    """Two generations, collections, a backup and an export of a state before."""
    folder = tmp_path_factory.mktemp("changeable")
    shutil.copytree(built / "var", folder / "var")
    where = ["--index", str(folder / "var" / "index")]
    assert ended(["backup", str(folder / "whole.tar"), *where], list)[0] == 0
    assert ended(["desk", "export", str(folder / "collections.json"), *where], list)[0] == 0
    build_state(folder / "corpus", folder / "var" / "index", NEW)
    desk = Desk(folder / "var" / "index.desk.sqlite")
    gone = desk.collections(ADA)[0].id
    desk.remove_collection(ADA, gone)
    desk.delete_collection(ADA, gone)
    desk.create_collection(ADA, "Later")
    return folder


def signalled_before(call):
    """Prepare a process to get a signal before this call of the system that names a file."""
    own, left, end_by_error = os.getpid(), [call], interruption.end_by_error

    def look(event, _):
        if event.startswith(("os.", "open", "sqlite3.connect")) and os.getpid() == own:
            left[0] -= 1
            if left[0] == -1:
                os.kill(own, signal.SIGTERM)

    def watched():
        end_by_error()
        sys.addaudithook(look)

    interruption.end_by_error = watched


def state(folder):
    """What a command may change: names of entries, which generation serves, and collections."""
    with sqlite3.connect(folder / "var" / "index.desk.sqlite") as connection:
        names = connection.execute("SELECT reader, name FROM collection ORDER BY 1, 2").fetchall()
    connection.close()
    lasting = [name for name in files(folder) if not name.endswith(("-wal", "-shm"))]
    return lasting, (folder / "var" / "index" / "CURRENT").read_text("utf-8"), names


@pytest.mark.parametrize("name", CHANGES)
def test_a_signal_leaves_all_as_it_was_or_a_command_that_is_done(
    changeable, tmp_path, monkeypatch, name
):
    arguments, calls = CHANGES[name]
    outcomes = {}
    for call in [10_000, *calls]:
        folder = tmp_path / str(call)
        shutil.copytree(changeable, folder)
        monkeypatch.chdir(folder)
        before = state(folder)
        code, errors = ended(arguments, lambda: signalled_before(call))  # noqa: B023 - it runs now
        after = state(folder)
        outcomes.setdefault(code, []).append(after)
        if code:
            assert (code, after) == (128 + signal.SIGTERM, before), (call, errors)
        else:
            assert after == outcomes[0][0], call
    assert set(outcomes) == {0, 128 + signal.SIGTERM}


def test_a_signal_after_an_import_does_not_say_that_it_is_stopped(
    changeable, tmp_path, monkeypatch
):
    def signalled(*arguments):
        done = import_json(*arguments)
        signal.raise_signal(signal.SIGINT)
        return done

    folder = shutil.copytree(changeable, tmp_path / "copy")
    monkeypatch.chdir(folder)
    monkeypatch.setattr(desk_commands, "import_json", signalled)

    assert ended(["desk", "import", "collections.json"], list) == (0, "")
    assert state(folder)[2] == [("Ada", "Later"), ("Ada", "Mills")]


@pytest.mark.usefixtures("folder")
def test_a_second_signal_ends_at_once(monkeypatch):
    def second(stopped, number):
        SystemExit.__init__(stopped, number)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(interruption.Interrupted, "__init__", second)

    assert stopped(*COMMANDS["a check"], [signal.SIGTERM])[0] == -signal.SIGINT


SIGNALLED_IMPORT = """
import os, signal, sys
class Signalling:
    def find_spec(self, name, path=None, target=None):
        if name == sys.argv[1]:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Signalling())
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.argv[0] = "baogao"
import baogao
"""


@pytest.mark.parametrize("module", ["click", "index.api", "index.system.console"])
def test_a_signal_before_all_is_imported_shows_no_trace(module):
    done = subprocess.run(
        [sys.executable, "-c", SIGNALLED_IMPORT, module],
        capture_output=True,
        check=False,
        cwd=Path(__file__).parent.parent,
    )

    assert (done.returncode, done.stderr) == (-signal.SIGINT, b"")


@pytest.fixture
def signals():
    before = [signal.getsignal(number) for number in interruption.SIGNALS]
    yield
    sys.unraisablehook = sys.__unraisablehook__
    for number, handler in zip(interruption.SIGNALS, before, strict=True):
        signal.signal(number, handler)


class Dropping:
    """An object at whose end a signal comes: Python drops errors there."""

    def __del__(self):
        signal.raise_signal(signal.SIGTERM)


def drop_and_wait():
    Dropping()
    time.sleep(10)


@pytest.mark.usefixtures("signals")
def test_a_signal_that_comes_where_errors_are_dropped_still_ends_the_command():
    interruption.end_by_error()

    with pytest.raises(interruption.Interrupted):
        drop_and_wait()


@pytest.mark.parametrize("number", interruption.SIGNALS)
@pytest.mark.usefixtures("signals")
def test_a_command_that_is_done_keeps_its_exit_code_at_the_first_signal(number):
    interruption.end_by_error()
    interruption.keep_exit_code()
    signal.raise_signal(number)

    assert signal.getsignal(number) == signal.SIG_DFL


@pytest.mark.usefixtures("signals")
def test_a_signal_that_is_ignored_stays_so():
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    interruption.end_by_error()
    signal.raise_signal(signal.SIGHUP)
    interruption.keep_exit_code()
    interruption.end_at_once()

    assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
