"""Two readers fill a desk at once while an index is built and writers are killed: what is lost?

`python -m tests.tools.desk_load COLLECTIONS REPORTS KILLS` prints a line of figures, and fails if a
change that a writer was told of is not there afterwards.
"""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click

from index import desk_file
from index.operations.build import build
from web.desk.records import ReportCard
from web.desk.store import Desk

READERS = ("", "李")


def write(path, reader, first, last, reports):
    """Fill collections one after another; print a line behind each change that is durable."""
    desk = Desk(Path(path))
    for number in range(first, last):
        known = desk.collection_named(reader, f"collection {number}")
        cards = [
            ReportCard(report=f"r{at}", title=f"报告 {at}", source="云河日报")
            for at in range(reports)
        ]
        desk.add(reader, known, cards)
        item = desk.items(reader, known, 0, 1)[0]
        desk.save_note(reader, item.id, f"note {number}", ["tag"], item.version)
        desk.keep_passage(reader, item.id, f"passage {number}", number, "")
        click.echo(json.dumps([number, known]))


class Writer:
    """A process that fills the desk for one reader, begun again where it was killed."""

    def __init__(self, path, reader, collections, reports):
        self.arguments = [str(path), reader]
        self.rest = [str(collections), str(reports)]
        self.done = {}
        self.next = 0
        self.log = Path(f"{path}.{READERS.index(reader)}.log")
        self.log.touch()
        self.start()

    def start(self):
        with self.log.open("ab") as out:
            command = [sys.executable, "-m", "tests.tools.desk_load", "write", *self.arguments]
            self.process = subprocess.Popen(
                [*command, str(self.next), *self.rest], stdout=out, env=os.environ
            )

    def read(self):
        """Learn what is durable: whole lines only, as a kill may cut one."""
        for line in self.log.read_text().splitlines(keepends=True):
            if line.endswith("\n"):
                with contextlib.suppress(ValueError):
                    number, known = json.loads(line)
                    self.done[number] = known
        self.next = max(self.done, default=-1) + 1

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.read()
        self.start()

    def wait(self):
        assert self.process.wait(600) == 0
        self.read()


def run(folder, collections, reports, kills, corpus=()):
    """Fill a desk with two writers and kill each several times; a build runs beside them."""
    path, rng = folder / "index.desk.sqlite", random.Random(7)
    Desk(path).create()
    writers = [Writer(path, reader, collections, reports) for reader in READERS]
    for _ in range(kills):
        time.sleep(rng.uniform(0.4, 1.2))
        for writer in writers:
            if writer.process.poll() is None:
                writer.kill()
    if corpus:
        build(list(corpus), str(folder / "index"))
    for writer in writers:
        writer.wait()
    return path, writers


def lost(path, writers, reports):
    """What a writer was told of and is not there, and every fault of the file."""
    desk, missing = Desk(path), list(desk_file.desk_faults(path))
    for writer in writers:
        reader = writer.arguments[1]
        for number, known in writer.done.items():
            items = desk.items(reader, known)
            whole = (
                desk.collection(reader, known).name == f"collection {number}"
                and [item.card.report for item in items] == [f"r{at}" for at in range(reports)]
                and items[0].note == f"note {number}"
                and [passage.quote for passage in items[0].passages] == [f"passage {number}"]
            )
            if not whole:
                missing.append(f"collection {number} of {reader!r}")
    return missing


def main():
    """See the module."""
    if sys.argv[1] == "write":
        path, reader, first, last, reports = sys.argv[2:]
        write(path, reader, int(first), int(last), int(reports))
        return
    collections, reports, kills = map(int, sys.argv[1:])
    with tempfile.TemporaryDirectory() as name:
        began = time.monotonic()
        path, writers = run(Path(name), collections // 2, reports, kills, ["corpus"])
        seconds = time.monotonic() - began
        missing = lost(path, writers, reports)
        desk = Desk(path)
        began = time.monotonic()
        for _ in range(50):
            desk.memberships("", [f"r{at}" for at in range(20)])
        asked = (time.monotonic() - began) / 50 * 1000
        click.echo(
            f"{collections} collections of {reports} reports by two writers, each killed {kills} "
            f"times, a build between: {len(missing)} lost; {seconds:.0f} s, "
            f"{path.stat().st_size >> 20} MB; where the hits of a page are: {asked:.1f} ms"
        )
        sys.exit(bool(missing))


if __name__ == "__main__":
    main()
