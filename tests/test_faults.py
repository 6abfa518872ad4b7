"""Faults planted on purpose: after each the old or the new state, complete, and a clean build."""

import contextlib
import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from index.embedded.segment import generations
from index.embedded.segment.disk import Disk
from index.embedded.write.check import check
from index.errors import IndexMissingError, IndexWriteError
from tests.tools.disks import FailingDisk, KillingDisk, RecordingDisk, StepDisk
from tests.tools.states import NEW, OLD, build_state, content, write_corpus

RUNS = {
    "first build": None,
    "rebuild": {"update": False},
    "update": {"update": True},
}
KILLED = -signal.SIGKILL


@pytest.fixture(scope="module")
def states(tmp_path_factory):
    """What the old and the new state answer."""
    folder = tmp_path_factory.mktemp("states")
    for state in (OLD, NEW):
        build_state(folder / "corpus", folder / state, state)
    return {state: content(folder / state) for state in (OLD, NEW)}


@pytest.fixture(scope="module", params=RUNS)
def run(request, tmp_path_factory):
    """A run about to begin, and the steps it takes on a disk that does as it is told."""
    start = tmp_path_factory.mktemp("start")
    (start / "index").mkdir()
    if RUNS[request.param] is not None:
        build_state(start / "corpus", start / "index", OLD)
    folder = tmp_path_factory.mktemp("count") / "run"
    made = Run(request.param, start, ())
    return Run(request.param, start, tuple(made.in_(folder, StepDisk()).steps))


@dataclass(frozen=True)
class Run:
    name: str
    start: Path
    steps: tuple[str, ...]

    def begun(self, folder):
        return Path(shutil.copytree(self.start, folder))

    def on(self, folder, disk):
        options = RUNS[self.name] or {}
        build_state(folder / "corpus", folder / "index", NEW, disk=disk, **options)
        return disk

    def in_(self, folder, disk):
        return self.on(self.begun(folder), disk)

    def sample(self, seed, each):
        """Of each kind of step the first, the last and some between."""
        rng = random.Random(seed)
        chosen = set()
        for kind in set(self.steps):
            positions = [at for at, step in enumerate(self.steps) if step == kind]
            chosen |= {
                positions[0],
                positions[-1],
                *rng.sample(positions, min(each, len(positions))),
            }
        return sorted(chosen)

    def whole(self, root, states):
        """Whether the index holds the old or the new state, complete."""
        try:
            return content(root) in (states[OLD], states[NEW])
        except IndexMissingError:
            return RUNS[self.name] is None


def ends_clean(run, folder, states):
    run.on(folder, Disk())
    assert content(folder / "index") == states[NEW]
    assert list(check(folder / "index")) == []
    shutil.rmtree(folder)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
def test_a_disk_that_refuses_a_step_leaves_the_old_or_the_new_state(run, tmp_path, lasting, states):
    for at in run.sample(3, each=1):
        code = (errno.ENOSPC, errno.EIO, errno.EDQUOT)[at % 3]
        folder = tmp_path / str(at)
        try:
            run.in_(folder, FailingDisk(at, code, lasting=lasting))
        except IndexWriteError as error:
            assert os.strerror(code) in str(error)  # noqa: PT017 - a refused removal is no error
        assert run.whole(folder / "index", states), at
        ends_clean(run, folder, states)


def test_a_power_cut_after_a_step_leaves_the_old_or_the_new_state(run, tmp_path, states):
    rng = random.Random(7)
    before = run.begun(tmp_path / "run")
    disk = run.on(before, RecordingDisk(before / "index"))
    last = len(disk.log)
    late = range(max(0, last - 10), last + 1)  # the swap, and what is removed after it
    for steps in [*rng.sample(range(last), min(last, 8)), *late]:
        folder = tmp_path / "cut"
        folder.mkdir()
        disk.after(steps, folder / "index", rng)
        assert run.whole(folder / "index", states), steps
        if steps == last:
            assert content(folder / "index") == states[NEW]
        ends_clean(run, folder, states)


def test_a_kill_at_any_step_leaves_the_old_or_the_new_state(run, tmp_path, states):
    for at in run.sample(11, each=0):
        folder = run.begun(tmp_path / str(at))
        child = os.fork()
        if child == 0:
            run.on(folder, KillingDisk(at))
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == KILLED
        assert run.whole(folder / "index", states), at
        ends_clean(run, folder, states)


def test_the_command_killed_at_a_random_time_leaves_an_index_that_builds_cleanly(tmp_path, states):
    corpus, root = tmp_path / "corpus", tmp_path / "index"
    build_state(corpus, root, OLD)
    write_corpus(corpus, NEW)
    command = [sys.executable, "-m", "baogao", "index", str(corpus), "--index", str(root)]
    rng = random.Random(13)
    for _ in range(2):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=rng.uniform(0.2, 1.2))
        except subprocess.TimeoutExpired:
            process.kill()
        process.wait()
        assert content(root) in (states[OLD], states[NEW])
        subprocess.run([*command, "--quiet"], capture_output=True, check=True)
        assert content(root) == states[NEW]


def test_a_build_killed_with_its_workers_at_work_locks_nobody_out(tmp_path):
    corpus = write_corpus(tmp_path / "corpus", OLD)
    code = (
        "from index.operations.build import build\n"
        "from index.indexing.build_resources import BuildResources\n"
        "from index.embedded.write import ingest_workers\ningest_workers.GROUP_BYTES = 1\n"
        "jobs = BuildResources(jobs=2)\n"
        "def stop(*_):\n    print(flush=True)\n    import time\n    time.sleep(60)\n"
        f"build([{str(corpus)!r}], {str(tmp_path / 'index')!r}, resources=jobs, progress=stop)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    with process:
        process.stdout.readline()
        process.kill()
    time.sleep(1)  # what a person would need to try again, too

    assert build_state(corpus, tmp_path / "index", OLD).indexed == 8


def test_the_sentence_of_a_full_disk_says_what_to_do(tmp_path):
    with pytest.raises(IndexWriteError, match="Make room on that disk") as raised:
        build_state(tmp_path / "corpus", tmp_path / "index", NEW, disk=FailingDisk(3))
    assert raised.value.exit_code == 8


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 400 kB of its own; root may mount one, others borrow nothing instead."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("mounting a tmpfs needs root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(ballast):
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))


def test_a_small_disk_that_runs_full_keeps_the_old_state_serving(small_disk, tmp_path, states):
    corpus, root = tmp_path / "corpus", small_disk / "index"
    build_state(corpus, root, OLD)
    ballast = small_disk / "ballast"
    fill(ballast)
    with pytest.raises(IndexWriteError, match="No space left"):
        build_state(corpus, root, NEW)
    assert content(root) == states[OLD]

    ballast.unlink()
    build_state(corpus, root, NEW)
    assert content(root) == states[NEW]


def test_a_read_only_index_folder_is_searched_but_not_written(small_disk, tmp_path, states):
    corpus, root = tmp_path / "corpus", small_disk / "index"
    build_state(corpus, root, OLD)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    try:
        assert content(root) == states[OLD]
        with pytest.raises(IndexWriteError, match="Make the folder writable"):
            build_state(corpus, root, NEW)
        with pytest.raises(IndexWriteError, match="Make the folder writable"):
            generations.rollback(root)
        assert content(root) == states[OLD]
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)


def test_a_clock_that_goes_backwards_changes_nothing(tmp_path, monkeypatch, states):
    corpus, root = tmp_path / "corpus", tmp_path / "index"
    build_state(corpus, root, OLD)
    monkeypatch.setattr("time.time", lambda: 0.0)
    build_state(corpus, root, NEW, update=True)

    assert content(root) == states[NEW]


class Meddler:
    """Changes the corpus while it is read: one file grows, one shrinks, one goes, one comes."""

    def __init__(self, corpus):
        self.corpus = corpus
        self.done = False

    def __call__(self, *_):
        if self.done:
            return
        self.done = True
        with (self.corpus / "6.txt").open("a") as file:
            file.write("长大了。\n" * 1000)
        os.truncate(self.corpus / "4.txt", 10)
        (self.corpus / "2.txt").unlink(missing_ok=True)
        (self.corpus / "7.txt").rename(self.corpus / "8.txt")


def test_files_that_change_while_they_are_read_cost_no_other_report(tmp_path, states):
    corpus, root = tmp_path / "corpus", tmp_path / "index"
    summary = build_state(corpus, root, OLD, progress=Meddler(corpus))
    content(root)

    assert summary.indexed >= 5
    build_state(corpus, root, OLD, update=True)
    (corpus / "8.txt").unlink()
    build_state(corpus, root, OLD, update=True)
    assert content(root) == states[OLD]
