"""A text that ends the process which analyses it costs itself and a sentence, not the build."""

import itertools
import json
import os
import signal

import pytest

from index.embedded.write import ingest_workers
from index.indexing import file_probe
from index.indexing.build_resources import BuildResources
from index.ingest.source_file import SourceFile
from index.operations.build import build
from index.report import Skipped
from index.system import parallel
from index.system.parallel import Harm
from tests.tools.states import content

ENTRIES = tuple(
    ("corpus", SourceFile(path=f"{number}.txt", file="", kind="txt", data=b"x"))
    for number in range(9)
)
CASES = {
    "none": ((), set()),
    "the first": (({0},), {0}),
    "the last": (({8},), {8}),
    "several": (({1}, {4}, {7}), {1, 4, 7}),
    "two together": (({2, 6},), set()),
    "all": (tuple({number} for number in range(9)), set(range(9))),
}


@pytest.mark.parametrize(("harmful", "skipped"), CASES.values(), ids=CASES)
@pytest.mark.parametrize("harm", [Harm.ENDED, Harm.REFUSED])
def test_only_files_that_do_harm_are_skipped(monkeypatch, harm, harmful, skipped):
    monkeypatch.setattr(file_probe, "crashing_files", lambda _: {})

    def harm_of(entries):
        there = {int(entry.path[0]) for _, entry in entries if not isinstance(entry, Skipped)}
        return harm if any(numbers <= there for numbers in harmful) else Harm.NONE

    parts = file_probe.without_harm(ENTRIES, harm_of)
    kept = tuple(itertools.chain(*parts))

    assert {at for at, (_, entry) in enumerate(kept) if isinstance(entry, Skipped)} == skipped
    reasons = {entry.reason for _, entry in kept if isinstance(entry, Skipped)}
    assert reasons == ({file_probe._REASONS[harm]} if skipped else set())
    assert [entry.path for _, entry in kept] == [entry.path for _, entry in ENTRIES]
    assert len(parts) == 1 or {harm_of(part) for part in parts} == {Harm.NONE}


def test_files_are_not_blamed_for_a_machine_that_ends_every_process(monkeypatch):
    monkeypatch.setattr(file_probe, "crashing_files", lambda _: {})

    [kept] = file_probe.without_harm(ENTRIES, lambda _: Harm.ENDED)

    assert sum(isinstance(entry, Skipped) for _, entry in kept) <= 1


TOGETHER = {"first and last": {0, 31}, "beside each other": {16, 17}, "three": {3, 9, 30}}


@pytest.mark.parametrize("numbers", TOGETHER.values(), ids=TOGETHER)
def test_few_processes_are_begun_for_texts_that_are_too_much_together(monkeypatch, numbers):
    monkeypatch.setattr(file_probe, "crashing_files", lambda _: {})
    begun = []
    ends = lambda entries: numbers <= {int(entry.path) for _, entry in entries}  # noqa: E731

    class Alone(parallel._Workers):
        def _alone(self, piece):
            begun.append(piece)
            if ends(piece):
                raise MemoryError
            return len(piece)

    files = tuple(("corpus", SourceFile(path=str(n), file="", kind="txt")) for n in range(32))
    pool = parallel.ProcessPool(1, "fork", 1)
    workers = Alone(len, pool, file_probe.without_harm, file_probe.halves)
    workers._put_first([files], MemoryError())
    done = [workers.first() for _ in range(2)]
    workers.end()

    assert sum(result for _, result in done) == len(files)
    assert len(begun) < 16


ENDS = {
    "its memory": MemoryError,
    "a signal": lambda: os.kill(os.getpid(), signal.SIGKILL),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_build_goes_on_without_a_text_that_ends_its_analysis(monkeypatch, tmp_path, end, jobs):
    inverted = ingest_workers.invert

    def costly(analyzer, reports, disk, path):
        if any("Endless" in marked.report.title for marked in reports):
            raise end() or MemoryError
        return inverted(analyzer, reports, disk, path)

    monkeypatch.setattr(ingest_workers, "invert", costly)
    for name in ("North quay", "Endless ferry", "South quay"):
        text = f"{name}\n\nThe council met there on a day in March and wrote it down."
        (tmp_path / "corpus").mkdir(exist_ok=True)
        (tmp_path / "corpus" / f"{name}.txt").write_text(text)

    resources = BuildResources(jobs=jobs, sandboxed=True)
    done = build([str(tmp_path / "corpus")], str(tmp_path / "index"), resources=resources)

    assert done.indexed == 2
    assert done.skipped == (Skipped("Endless ferry.txt", file_probe.TOO_COSTLY),)


@pytest.mark.parametrize("name", ["", "the same for all"], ids=["own ids", "one id for all"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_texts_that_are_too_much_together_are_analysed_apart(monkeypatch, tmp_path, jobs, name):
    rows = [
        {"title": f"{kind} {number}", "body": f"The council met on day {number} of the year."}
        | ({"id": name} if name else {})
        for number in range(4)
        for kind in ("Long", "North quay")
    ]
    (tmp_path / "corpus").mkdir()
    text = "\n".join(map(json.dumps, rows))
    (tmp_path / "corpus" / "rows.jsonl").write_text(text)
    build([str(tmp_path / "corpus")], str(tmp_path / "whole"))
    inverted = ingest_workers.invert

    def costly(analyzer, reports, disk, path):
        if sum("Long" in marked.report.title for marked in reports) > 1:
            raise MemoryError
        return inverted(analyzer, reports, disk, path)

    monkeypatch.setattr(ingest_workers, "invert", costly)
    resources = BuildResources(jobs=jobs, sandboxed=True)
    done = build([str(tmp_path / "corpus")], str(tmp_path / "index"), resources=resources)

    assert done.indexed == len(rows)
    assert not done.skipped
    assert content(tmp_path / "index") == content(tmp_path / "whole")
