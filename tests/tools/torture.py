"""Every kind of fault, many times, on an index of sample reports; prints a table of them.

    python -m tests.tools.torture [SEED] [PERCENT] [KIND …]

PERCENT is how many of its rounds each kind gets. A kind is named by its number from 0; without
one all are tried. Each has a generator of its own, made from the seed, so a kind alone does what
it did among all.

Each round puts an index of the old state under a fault while a build makes the new one. Afterwards
the index has to hold the old or the new state, complete to the last byte, and the next build has
to end clean. A reader asks all the time; the longest it ever waited for an answer is in the table.
"""

import contextlib
import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from index.embedded.segment import generations
from index.embedded.write import ingest_workers
from index.embedded.write.check import check
from index.errors import IndexBusyError, IndexMissingError, OperatorError
from index.indexing.build_resources import BuildResources
from index.operations.build import build
from index.operations.index_manager import IndexManager
from index.report import TO_CHECK
from tests.tools import hostile_surroundings as hostile
from tests.tools.disks import FailingDisk, KillingDisk, RecordingDisk, StepDisk
from tests.tools.states import content

OLD, NEW = "old", "new"
REPORTS = 24
CODES = (errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS)


@dataclass
class Result:
    """What one kind of fault did: rounds, those where something was lost, the longest wait."""

    times: int = 0
    lost: list = field(default_factory=list)
    wait: float = 0.0


class Bench:
    """A folder with a corpus in both states, and what an index of each answers."""

    def __init__(self, folder):
        self.folder = folder
        self.rng = random.Random(0)
        for state in (OLD, NEW):
            self._write(folder / state, state)
            self.build(state, folder / f"whole-{state}")
        self.contents = {state: content(folder / f"whole-{state}") for state in (OLD, NEW)}
        self.round = 0

    def _write(self, folder, state):
        folder.mkdir()
        rng = random.Random(17)
        words = ["农村", "物流", "冷链", "云河", "水库", "防汛", "rural", "logistics", "report"]
        for number in range(REPORTS):
            body = "\n\n".join("".join(rng.choices(words, k=30)) + "。" for _ in range(4))
            if state == NEW and number % 7 == 0:
                body += "\n\n补充一段新内容。"
            if state == NEW and number % 11 == 0:
                continue
            (folder / f"{number}.txt").write_text(f"第{number}号通报\n\n{body}\n", "utf-8")
        if state == NEW:
            (folder / "new.txt").write_text("新的一篇\n\n农村物流。\n", "utf-8")

    def build(self, state, root, **options):
        return build([self.corpus(self.folder / state)], str(root), **options)

    def corpus(self, folder):
        """The one name all states are read through: ids and the folders recorded stay the same.

        It is replaced in one step, as another build may be reading through it.
        """
        link, new = self.folder / "corpus", self.folder / f"corpus-{os.getpid()}"
        new.symlink_to(folder)
        new.replace(link)
        return str(link)

    def build_when_free(self, root):
        """Workers of a build that was killed keep the lock until they see that it is gone."""
        for _ in range(50):
            with contextlib.suppress(IndexBusyError):
                return self.build(NEW, root)
            time.sleep(0.1)
        return self.build(NEW, root)

    def fresh(self):
        """An index of the old state to hurt."""
        self.round += 1
        return Path(shutil.copytree(self.folder / "whole-old", self.folder / f"r{self.round}"))

    def options(self):
        return {
            "update": self.rng.random() < 0.5,
            "resources": BuildResources(jobs=self.rng.choice((1, 2))),
        }

    def judge(self, root, result, what):
        """Count a round; note what was lost."""
        result.times += 1
        try:
            if content(root) not in self.contents.values():
                result.lost.append(f"{what}: another state")
            self.build_when_free(root)
            if content(root) != self.contents[NEW] or list(check(root)):
                result.lost.append(f"{what}: the next build is not clean")
        except (OperatorError, AssertionError) as error:
            result.lost.append(f"{what}: {error!r}")
        shutil.rmtree(root)


class Reader:
    """Asks without pause; `wait` is the longest it took to get an answer, in seconds."""

    def __init__(self, bench, root):
        self.bench, self.serving = bench, IndexManager(str(root), seconds=0.01)
        self.wait, self.wrong = 0.0, []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()
        self.serving.close()

    def _run(self):
        known = [contents[0] for contents in self.bench.contents.values()]
        while not self._stop.is_set():
            started = time.perf_counter()
            try:
                with self.serving.borrowed() as index:
                    if tuple(index.fingerprints()) not in known:
                        self.wrong.append("a state that never was")
            except OperatorError as error:
                self.wrong.append(repr(error))
            self.wait = max(self.wait, time.perf_counter() - started)
            time.sleep(0.004)


def forked(work, *arguments, **options):
    """Begin to run it in a process of its own; the number of that."""
    child = os.fork()
    if child == 0:
        with contextlib.suppress(OperatorError):
            work(*arguments, **options)
        os._exit(0)
    return child


def steps(bench, **options):
    disk = StepDisk()
    root = bench.fresh()
    bench.build(NEW, root, disk=disk, **options)
    shutil.rmtree(root)
    return len(disk.steps)


def killed_at_a_step(bench, result, times):
    """SIGKILL at a random write, sync, link or rename of a build, update or merge."""
    count = {update: steps(bench, update=update) for update in (False, True)}
    for _ in range(times):
        root, update = bench.fresh(), bench.rng.random() < 0.5
        at = bench.rng.randrange(count[update])
        with Reader(bench, root) as reader:
            child = forked(bench.build, NEW, root, update=update, disk=KillingDisk(at))
            os.waitpid(child, 0)
        noted(result, reader, f"kill at step {at}, update {update}")
        bench.judge(root, result, f"kill at step {at}, update {update}")


def killed_at_a_time(bench, result, times):
    """SIGKILL at a random moment of a build or update, workers and all."""
    for _ in range(times):
        root, options = bench.fresh(), bench.options()
        with Reader(bench, root) as reader:
            child = forked(bench.build, NEW, root, **options)
            time.sleep(bench.rng.uniform(0.0, 0.6))
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        noted(result, reader, f"kill at a time, {options}")
        time.sleep(0.1)  # until the workers have seen that their parent is gone
        bench.judge(root, result, f"kill at a time, {options}")


def refused(bench, result, times):
    """An error of the disk at each step in turn, once or from then on."""
    for update in (False, True):
        for at in sampled(bench, steps(bench, update=update), times):
            root, lasting = bench.fresh(), bench.rng.random() < 0.5
            disk = FailingDisk(at, bench.rng.choice(CODES), lasting=lasting)
            with Reader(bench, root) as reader, contextlib.suppress(OperatorError):
                bench.build(NEW, root, update=update, disk=disk)
            noted(result, reader, f"error at {at}")
            bench.judge(root, result, f"error at {at}, update {update}, lasting {lasting}")


def full(bench, result, times):
    """A disk that is really full, from a random byte on."""
    small = bench.folder / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(small)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        print("(a small tmpfs needs root: the full disk was not tried)", file=sys.stderr)  # noqa: T201
        return
    try:
        for _ in range(times):
            root = small / "index"
            shutil.copytree(bench.folder / "whole-old", root)
            room = bench.rng.randrange(1 << 19)
            with contextlib.suppress(OSError), (small / "ballast").open("wb", buffering=0) as file:
                file.write(bytes(shutil.disk_usage(small).free - room))
            with Reader(bench, root) as reader, contextlib.suppress(OperatorError):
                bench.build(NEW, root, **bench.options())
            (small / "ballast").unlink()
            noted(result, reader, f"{room} bytes left")
            bench.judge(root, result, f"{room} bytes left")
    finally:
        subprocess.run(["umount", str(small)], check=True)


def power(bench, result, times):
    """A power cut: what was not synced came through, in part, or not at all."""
    for update in (False, True):
        root = bench.fresh()
        disk = RecordingDisk(root)
        bench.build(NEW, root, update=update, disk=disk)
        shutil.rmtree(root)
        for _ in range(times // 2):
            # Most steps are writes; the few of the swap and after are where it matters.
            last = len(disk.log)
            at = bench.rng.randint(bench.rng.choice((0, max(0, last - 12))), last)
            disk.after(at, root, bench.rng)
            bench.judge(root, result, f"power cut at {at} of {len(disk.log)}, update {update}")


def two_at_once(bench, result, times):
    """Two builds of the same index: one is refused, or both are done one after the other."""
    for _ in range(times):
        root = bench.fresh()
        children = []
        with Reader(bench, root) as reader:
            for _ in range(2):
                children.append(forked(bench.build, NEW, root))
                time.sleep(bench.rng.uniform(0.0, 0.1))
            for child in children:
                os.waitpid(child, 0)
        noted(result, reader, "two builds")
        bench.judge(root, result, "two builds")


def under_load(bench, result, times):
    """Builds and updates back and forth while readers ask."""
    root = bench.fresh()
    with Reader(bench, root) as reader, Reader(bench, root) as other:
        for number in range(times):
            bench.build((NEW, OLD)[number % 2], root, **bench.options())
            result.times += 1
    for engine in (reader, other):
        noted(result, engine, "under load")
    bench.judge(root, result, "under load")


def changing(bench, result, times):
    """Files that vanish, grow and are cut while they are read: the others are indexed."""
    for _ in range(times):
        root, corpus = bench.fresh(), bench.folder / "changing"
        shutil.copytree(bench.folder / NEW, corpus)
        names = sorted(path.name for path in corpus.iterdir())
        victims = bench.rng.sample(names, 6)

        def meddle(*_, victims=victims, corpus=corpus):
            for number, name in enumerate(victims):
                with contextlib.suppress(OSError):
                    path = corpus / name
                    (
                        path.unlink,
                        lambda p=path: os.truncate(p, 5),
                        lambda p=path: p.write_bytes(p.read_bytes() * 50),
                    )[number % 3]()

        thread = threading.Timer(bench.rng.uniform(0.0, 0.05), meddle)
        thread.start()
        result.times += 1
        name = bench.corpus(corpus)
        try:
            build([name], str(root), resources=BuildResources(jobs=bench.rng.choice((1, 2))))
            thread.join()
            kept = {name for name, _ in content(root)[0]}
            whole = {name for name, _ in bench.contents[NEW][0]}
            if len(whole - kept) > len(victims) or list(check(root)):
                result.lost.append("reports that nobody touched are gone")
        except (OperatorError, AssertionError) as error:
            result.lost.append(f"changing files: {error!r}")
        thread.join()
        shutil.rmtree(corpus)
        shutil.rmtree(root)


def flipped(bench, result, times):
    """A flipped bit, a cut, a missing file: never another answer, always found by `check`."""
    for _ in range(times):
        root = bench.fresh()
        paths = sorted(
            path
            for path in root.rglob("*")
            if path.is_file() and path.stat().st_size and path.name != TO_CHECK
        )
        victim, kind = bench.rng.choice(paths), bench.rng.randrange(3)
        data = bytearray(victim.read_bytes())
        if kind == 0:
            data[bench.rng.randrange(len(data))] ^= 1 << bench.rng.randrange(8)
        elif kind == 1:
            del data[bench.rng.randrange(len(data)) :]
        victim.unlink()
        if kind < 2:
            victim.write_bytes(data)
        result.times += 1
        with contextlib.suppress(IndexMissingError, AssertionError, OperatorError):
            if content(root) != bench.contents[OLD]:
                result.lost.append(f"{victim.name}: another answer")
        with contextlib.suppress(IndexMissingError):
            if not list(check(root)):
                result.lost.append(f"{victim.name}: not found")
        bench.build(NEW, root)
        if content(root) != bench.contents[NEW]:
            result.lost.append(f"{victim.name}: the next build is not clean")
        shutil.rmtree(root)


def moved(bench, result, times):
    """The folder moved or copied elsewhere, back and forth, with rollbacks between."""
    for _ in range(times):
        root = bench.fresh()
        bench.build(NEW, root)
        generations.rollback(root)
        elsewhere = root.with_name(root.name + "-moved")
        if bench.rng.random() < 0.5:
            root.rename(elsewhere)
        else:
            shutil.copytree(root, elsewhere)
            shutil.rmtree(root)
        if content(elsewhere) != bench.contents[OLD]:
            result.lost.append("moved: another state")
        bench.judge(elsewhere, result, "moved")


def sampled(bench, count, times):
    """All steps if they are few enough, else so many of them."""
    rounds = range(count)
    return rounds if count <= times else sorted(bench.rng.sample(rounds, times))


def noted(result, reader, what):
    result.wait = max(result.wait, reader.wait)
    result.lost += [f"{what}: the reader saw {wrong}" for wrong in reader.wrong]


@dataclass(frozen=True)
class Kind:
    """A kind of fault, and its rounds in a whole run."""

    name: str
    fault: Callable
    rounds: int = 300


KINDS = (
    Kind("killed (SIGKILL) at a step of a build, update or swap", killed_at_a_step),
    Kind("killed at a random moment, workers and all", killed_at_a_time),
    Kind("an error of the disk at a write, sync, link or rename", refused),
    Kind("a full disk (a small tmpfs)", full),
    Kind("a power cut: only what was synced survives for sure", power),
    Kind("two builds at once", two_at_once),
    Kind("builds and updates under load", under_load),
    Kind("files that vanish, grow or are cut while they are read", changing),
    Kind("a flipped bit, a cut or a missing file", flipped),
    Kind("the folder moved or copied", moved),
    Kind("pipes, sockets, links, folders, sparse files under our names", hostile.in_the_way, 60),
    Kind("locks of other users", hostile.locked_by_others, 60),
    Kind("few descriptors, little memory, no temporary folder, odd terminals", hostile.short, 60),
    Kind("a clock an hour or a year off", hostile.clocks, 60),
    Kind("no links or no locks on the disk", hostile.poor_disks, 60),
    Kind("a build stopped (SIGSTOP)", hostile.stopped, 60),
    Kind("a reading process stopped or killed", hostile.stopped_worker, 60),
    Kind("files that end their reader", hostile.harmful_files, 60),
)


def main(seed=1, percent=100, *numbers):
    ingest_workers.GROUP_BYTES = 2048  # several groups and merges also of a small corpus
    print("| kind of fault | times tried | lost or wrong | longest pause for a reader | seconds |")  # noqa: T201
    print("|---|--:|--:|--:|--:|")  # noqa: T201
    lost = []
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        for kind in [KINDS[number] for number in numbers] or KINDS:
            result, began = Result(), time.monotonic()
            bench.rng = random.Random(f"{seed} {kind.name}")
            kind.fault(bench, result, max(2, kind.rounds * percent // 100))
            wait = f"{result.wait * 1000:.0f} ms" if result.wait else ""
            took = time.monotonic() - began
            row = (kind.name, result.times, len(result.lost), wait, f"{took:.0f}")
            print(f"| {' | '.join(map(str, row))} |", flush=True)  # noqa: T201
            lost += result.lost
    print("\n".join(lost[:50]), file=sys.stderr)  # noqa: T201
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
