"""A signal stops a command: a sentence, an exit code of its own, and nothing half-done is left."""

import importlib
import os
import signal
import sys
import time

import pytest

import baogao
from index.embedded.write.check import check
from index.report import ReportId
from index.system import interruption
from tests.tools.states import OLD, build_state
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
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        for number in interruption.SIGNALS:  # another test may have left handlers of its own
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.dup2(writing, 2)
        sys.stderr = os.fdopen(2, "w")

        def signalled(*_, **__):
            for number in numbers:
                os.kill(os.getpid(), number)
            time.sleep(60)

        setattr(importlib.import_module(module), name, signalled)
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


@pytest.mark.usefixtures("folder")
def test_a_second_signal_ends_at_once(monkeypatch):
    def second(stopped, number):
        SystemExit.__init__(stopped, number)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(interruption.Interrupted, "__init__", second)

    assert stopped(*COMMANDS["a check"], [signal.SIGTERM])[0] == -signal.SIGINT


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
