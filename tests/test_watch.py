"""`baogao watch`: what comes, changes, moves and goes is in the index soon, and nothing else is."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
import watchfiles

from index.embedded.query.index import EmbeddedIndex
from index.embedded.segment import generations
from index.errors import CorpusError
from index.indexing.run import Summary
from index.indexing.watch import Pace, Watch
from index.operations.build import build

PATIENCE = 60
# Whoosh's writer leaves its files open when a run ends before its commit.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    write(folder / "first.txt", "第一篇")
    return folder


@pytest.fixture
def root(tmp_path):
    return tmp_path / "index"


class Watching:
    """A Watch in a thread, with what it did so far."""

    def __init__(self, corpus, root, **pace):
        def update():
            return build([str(corpus)], str(root), update=True)

        self.root = root
        self.outcomes = []
        pace = {"settle": 0.1, "longest": 1.0, "retry": 0.5} | pace
        self.watch = Watch([str(corpus)], str(root), update, Pace(**pace))
        self.thread = threading.Thread(target=self._run)
        self.thread.start()
        self.until(lambda: self.outcomes)

    def _run(self):
        for outcome in self.watch.run():
            self.outcomes.append(outcome)

    def until(self, holds):
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end, (self.outcomes, texts(self.root))
            time.sleep(0.05)

    def holds(self, *wanted):
        self.until(lambda: texts(self.root) == set(wanted))

    def close(self):
        self.watch.stop()
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()


@pytest.fixture
def watching(corpus, root):
    started = Watching(corpus, root)
    yield started
    started.close()


def write(path, text):
    path.write_text(f"{text}\n\n{text}的正文。\n", "utf-8")


def texts(root):
    """The first words of all indexed reports."""
    index = EmbeddedIndex.open(str(root))
    try:
        names = [name for name, _ in index.fingerprints()]
        return {(report.title or report.body).split("\n")[0] for report in index.reports(names)}
    finally:
        index.close()


def test_what_is_there_is_indexed_at_the_start(watching):
    watching.holds("第一篇")


def test_files_that_come_change_move_and_go(watching, corpus):
    write(corpus / "second.txt", "第二篇")
    watching.holds("第一篇", "第二篇")
    write(corpus / "first.txt", "新一篇")
    watching.holds("新一篇", "第二篇")
    (corpus / "below").mkdir()
    (corpus / "second.txt").rename(corpus / "below" / "moved.txt")
    write(corpus / "below" / "third.txt", "第三篇")
    watching.holds("新一篇", "第二篇", "第三篇")
    (corpus / "first.txt").unlink()
    watching.holds("第二篇", "第三篇")


def test_a_burst_of_files_is_taken_in_few_updates(watching, corpus):
    for number in range(200):
        write(corpus / f"burst{number}.txt", f"第{number}号通报")
    watching.holds("第一篇", *(f"第{number}号通报" for number in range(200)))

    assert (
        sum(isinstance(outcome, Summary) and outcome.indexed > 0 for outcome in watching.outcomes)
        < 20
    )


def test_a_file_that_is_written_slowly_ends_up_whole(watching, corpus):
    with (corpus / "slow.txt").open("w", encoding="utf-8") as file:
        for number in range(4):
            file.write(f"慢慢写的一篇 {number}\n\n")
            file.flush()
            time.sleep(0.4)
        file.write("写完了。\n")

    def whole():
        index = EmbeddedIndex.open(str(watching.root))
        try:
            names = [name for name, _ in index.fingerprints()]
            return any("写完了" in report.body for report in index.reports(names))
        finally:
            index.close()

    watching.until(whole)


def test_a_folder_that_is_away_keeps_its_reports_and_is_watched_again_when_back(watching, corpus):
    corpus.rename(corpus.with_name("away"))
    watching.until(lambda: not isinstance(watching.outcomes[-1], Summary))
    assert texts(watching.root) == {"第一篇"}

    corpus.with_name("away").rename(corpus)
    write(corpus / "back.txt", "回来了")
    watching.holds("第一篇", "回来了")


def test_an_index_inside_the_folder_does_not_wake_the_watch(corpus):
    root = corpus / "index"
    watching = Watching(corpus, root, every=3600)
    try:
        write(corpus.with_name("second.txt"), "第二篇")
        corpus.with_name("second.txt").rename(corpus / "second.txt")
        watching.until(lambda: watching.outcomes[-1].indexed == 1 < len(watching.outcomes))
        assert texts(root) == {"第一篇", "第二篇"}
        seen = len(watching.outcomes)
        time.sleep(2.5)
        assert len(watching.outcomes) == seen
    finally:
        watching.close()


@pytest.mark.parametrize("target", ["loop.txt", "/dev/zero", "nowhere", "."])
def test_a_link_that_leads_nowhere_does_not_end_the_watch(corpus, root, target):
    watch = Watch([str(corpus)], str(root), Summary, Pace())
    (corpus / "loop.txt").symlink_to(target)

    assert watch._matters(watchfiles.Change.added, str(corpus / "loop.txt"))


def name_of_another_encoding(corpus):
    (corpus / os.fsdecode("通报".encode("gb18030"))).mkdir()
    write(corpus / os.fsdecode("通报/二.txt".encode("gb18030")), "第二篇")


def link_to_itself(corpus):
    (corpus / "loop").symlink_to("loop")
    write(corpus / "second.txt", "第二篇")


@pytest.mark.parametrize("poll", [False, True])
@pytest.mark.parametrize("harm", [name_of_another_encoding, link_to_itself])
def test_what_the_watcher_cannot_take_ends_no_watch_and_hides_no_change(corpus, root, harm, poll):
    watching = Watching(corpus, root, poll=poll)
    try:
        harm(corpus)
        watching.holds("第一篇", "第二篇")
        write(corpus / "third.txt", "第三篇")
        watching.holds("第一篇", "第二篇", "第三篇")
    finally:
        watching.close()


def test_an_update_that_finds_nothing_new_writes_nothing(watching, corpus):
    name = generations.current(watching.root).name
    (corpus / "first.txt").touch()
    seen = len(watching.outcomes)
    watching.until(lambda: len(watching.outcomes) > seen)

    assert generations.current(watching.root).name == name


def test_what_no_event_told_of_is_found_by_the_look_at_everything(corpus, root, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (corpus / "linked").symlink_to(tmp_path / "elsewhere")
    watching = Watching(corpus, root, every=1.0)
    try:
        write(tmp_path / "elsewhere" / "second.txt", "第二篇")
        watching.holds("第一篇", "第二篇")
    finally:
        watching.close()


def test_a_folder_that_is_not_there_is_said_at_the_start(tmp_path, root):
    with pytest.raises(CorpusError, match="no folder"):
        next(Watch([str(tmp_path / "absent")], str(root), None, Pace()).run())


def test_the_command_ends_well_at_sigterm(corpus, root):
    command = [sys.executable, "-u", "-m", "baogao", "watch", str(corpus), "--index", str(root)]
    process = subprocess.Popen([*command, "--settle", "0.1"], stdout=subprocess.PIPE, text=True)
    assert "Watching" in process.stdout.readline()
    assert "1 indexed" in process.stdout.readline()
    os.kill(process.pid, signal.SIGTERM)
    with process:
        assert process.wait(PATIENCE) == 0


def test_the_next_update_takes_the_dictionary_as_it_is_by_then(corpus, root, tmp_path):
    write(corpus / "second.txt", "阜蒙绿廊")
    (tmp_path / "baogao.toml").write_text('dictionary = "words.txt"\n', "utf-8")
    (tmp_path / "words.txt").write_text("", "utf-8")
    command = [sys.executable, "-u", "-m", "baogao", "watch", str(corpus), "--index", str(root)]
    with subprocess.Popen(
        [*command, "--settle", "0.1"], stdout=subprocess.PIPE, text=True, cwd=tmp_path
    ) as process:
        assert "Watching" in process.stdout.readline()
        assert "2 indexed" in process.stdout.readline()
        (tmp_path / "words.txt").write_text("阜蒙绿廊 9\n", "utf-8")
        write(corpus / "third.txt", "第三篇")
        assert "2 indexed" in process.stdout.readline()
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    opened = EmbeddedIndex.open(str(root))
    assert opened.frequencies("body", ["阜蒙绿廊"]) == (1,)
    opened.close()
