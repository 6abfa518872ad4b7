"""Two writers of one desk, killed again and again while an index is built: nothing is lost."""

import os
import subprocess
import sys
import threading
import time

import pytest

from index import desk_file
from tests.conftest import ROOT
from tests.tools import desk_load
from web.desk.database import EditConflictError
from web.desk.records import ReportCard
from web.desk.store import Desk


@pytest.fixture(autouse=True)
def _from_the_root(monkeypatch):
    monkeypatch.chdir(ROOT)


def test_nothing_that_was_saved_is_lost_by_kills_and_a_build(tmp_path):
    corpus = str(ROOT / "corpus")
    path, writers = desk_load.run(tmp_path, 8, 20, 4, [corpus])

    assert desk_load.lost(path, writers, 20) == []
    assert [len(writer.done) for writer in writers] == [8, 8]


def test_a_backup_made_while_others_write_is_whole(tmp_path):
    path = tmp_path / "index.desk.sqlite"
    Desk(path).create()
    writer = desk_load.Writer(path, "", 6, 20)
    copies = 0
    while writer.process.poll() is None:
        copy = tmp_path / f"copy{copies}.sqlite"
        desk_file.copy(path, copy)
        copies += 1
        assert list(desk_file.desk_faults(copy)) == []
        for known in Desk(copy).collections(""):
            assert known.items in (0, 20)  # a transaction is there whole or not at all

    assert copies > 1


def test_a_transaction_that_a_kill_cut_leaves_no_trace(tmp_path):
    desk = Desk(tmp_path / "desk.sqlite")
    number = desk.create_collection("", "c")
    code = (
        "import sys, os, signal\n"
        "from pathlib import Path\n"
        "from web.desk.store import Desk\n"
        "desk = Desk(Path(sys.argv[1]))\n"
        "with desk.writing() as connection:\n"
        "    connection.execute('PRAGMA cache_size = 1')\n"
        "    connection.execute('PRAGMA cache_spill = 1')\n"
        "    for at in range(3000):\n"
        "        connection.execute('INSERT INTO collection (uid, reader, name, note, version, '\n"
        '            \'created, changed, removed) VALUES (?, "", ?, ?, 1, "", "", 0)\',\n'
        "            (str(at), str(at), 'x' * 500))\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", code, desk.path], env=os.environ, check=False)

    assert killed.returncode == -9
    assert [collection.id for collection in desk.collections("")] == [number]
    assert list(desk_file.desk_faults(desk.path)) == []


def test_many_threads_and_a_note_each_version_of_which_counts(tmp_path):
    """Each of eight adds a line to one note; who is too late reads it again. No line is lost."""
    desk = Desk(tmp_path / "desk.sqlite")
    number = desk.create_collection("", "c")
    desk.add("", number, [ReportCard(report="r")])
    item = desk.items("", number)[0]

    def add(line):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            (known,) = desk.items_numbered("", [item.id])
            try:
                desk.save_note("", item.id, f"{known.note}\n{line}", [], known.version)
            except EditConflictError:
                continue
            return

    threads = [threading.Thread(target=add, args=(f"line {at}",)) for at in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    (known,) = desk.items_numbered("", [item.id])
    assert sorted(known.note.split("\n")) == [f"line {at}" for at in range(8)]
