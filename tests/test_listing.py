"""Files are listed in a process apart: the same entries, whatever happens to that process."""

import ctypes
import gzip
import io
import json
import mmap
import os
import pickle
import signal
import zipfile

import pytest

from index.errors import CorpusError
from index.indexing import corpus, listing
from index.indexing.build_resources import BuildResources
from index.indexing.listing import FilePart, Position
from index.ingest.source_file import SourceFile
from index.operations.build import build
from index.operations.opening import open_index
from index.report import Skipped

TEXT = "昨夜河水上涨，沿岸三个村的居民已全部转移，无人员伤亡。"
SEEN = mmap.mmap(-1, 64)
"""What the processes that list files remember together."""


def rows(count):
    return "\n".join(
        json.dumps({"id": f"r{n}", "title": f"第{n}号", "body": TEXT}) for n in range(count)
    )


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "corpus"
    (folder / "b" / "c").mkdir(parents=True)
    (folder / "a.txt").write_text(TEXT, "utf-8")
    (folder / "b.zip").write_bytes(zipped({f"{n}.txt": TEXT.encode() for n in range(5)}))
    (folder / "b" / "rows.jsonl").write_text(rows(300), "utf-8")
    (folder / "b" / "c" / "packed.txt.gz").write_bytes(gzip.compress(TEXT.encode()))
    (folder / "b" / "z.txt").write_text(TEXT, "utf-8")
    (folder / "b" / "unknown.xyz").write_bytes(b"\0\1\2")
    (folder / "b-c.txt").write_text(TEXT, "utf-8")
    (folder / "loop").symlink_to(folder)
    (folder / "z.zip").write_bytes(zipped({"a.jsonl": rows(3).encode(), "b.txt": b"x" * 10}))
    return folder


def zipped(members):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def apart(folder):
    return [entry for _, entry in listing.all_entries([str(folder)], apart=True)]


def test_the_entries_are_those_of_a_listing_in_this_process(folder):
    assert apart(folder) == list(corpus.entries(str(folder)))
    assert listing.estimated_count([str(folder)]) == corpus.estimated_count(str(folder))


def test_where_scans_are_looked_for_rows_are_not_listed(folder):
    inside = [entry for entry in corpus.entries(str(folder)) if "!" in entry.path]
    rows = {
        entry.path for entry in inside if "rows.jsonl!" in entry.path or "a.jsonl!" in entry.path
    }
    every = {entry.path for entry in corpus.entries(str(folder))}

    assert len(rows) == 303
    assert {entry.path for entry in listing.files_without_rows([str(folder)])} == every - rows


HOWS = {
    "crash": lambda: ctypes.string_at(0),
    "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "exit": lambda: os._exit(3),
    "an error of ours": lambda: {}[1],
}


@pytest.fixture
def hurt(monkeypatch):
    """Let the process that lists files end while it names a file."""
    SEEN[:] = bytes(len(SEEN))
    source_file = corpus._source_file

    def hurt(at, times, how):
        def hurting(path, name, root):
            if name == at and SEEN[0] < times:
                SEEN[0] += 1
                how()
            return source_file(path, name, root)

        monkeypatch.setattr(corpus, "_source_file", hurting)

    return hurt


@pytest.mark.parametrize("how", HOWS.values(), ids=HOWS)
@pytest.mark.parametrize("at", ["a.txt", "b/rows.jsonl", "z.zip"])
def test_a_process_that_ends_once_costs_nothing(folder, hurt, at, how):
    hurt(at, 1, how)

    assert apart(folder) == list(corpus.entries(str(folder)))


@pytest.mark.parametrize("how", HOWS.values(), ids=HOWS)
@pytest.mark.parametrize("at", ["a.txt", "b/rows.jsonl", "b/c/packed.txt.gz", "z.zip"])
def test_a_file_that_ends_two_processes_is_skipped_alone(folder, hurt, at, how):
    hurt(at, 99, how)
    others = dict(corpus.files(str(folder), lambda path: path != at))
    listed = apart(folder)

    assert [type(entry) for entry in listed if entry.path == at] == [Skipped]
    assert {entry.path.split("!")[0] for entry in listed} == {*others, at}
    assert len({entry.path for entry in listed}) == len(listed)


def test_a_process_that_ends_between_members_goes_on_behind_those_that_were_listed(
    folder, monkeypatch
):
    SEEN[:] = bytes(len(SEEN))
    read = corpus._read

    def ends(file, **options):
        for number, item in enumerate(read(file, **options)):
            if number == 150 and not SEEN[0]:
                SEEN[0] = 1
                os._exit(9)
            yield item

    monkeypatch.setattr(corpus, "_read", ends)

    assert apart(folder) == list(corpus.entries(str(folder)))


def test_a_folder_whose_own_listing_ends_every_process_is_a_sentence(folder, monkeypatch):
    monkeypatch.setattr(corpus, "_Walk", lambda *_: os._exit(3))

    with pytest.raises(CorpusError, match="cannot be listed"):
        apart(folder)


def evil(part):
    return lambda self: self.out.send_bytes(b"." + part)


class Harm:
    def __reduce__(self):
        return os.abort, ()


FORGED = {
    "a pickle": pickle.dumps(Harm()),
    "entries of another folder": listing._CODEC.dumps((
        FilePart("a.txt", (SourceFile(path="a.txt", file="/x", kind="txt", root="/"),), done=True),
    )),
}  # fmt: skip


@pytest.mark.parametrize("message", FORGED.values(), ids=FORGED)
def test_a_process_that_was_taken_over_cannot_forge_entries(folder, monkeypatch, message):
    monkeypatch.setattr(listing._Batch, "send", evil(message))
    monkeypatch.setattr(listing._Batch, "add", lambda self, *_, **__: self.send())

    with pytest.raises(CorpusError, match="something else"):
        apart(folder)


def test_positions_follow_the_order_of_a_listing(folder):
    paths = [path for path, _ in corpus.files(str(folder))]
    for number, path in enumerate(paths):
        done = Position().behind(FilePart(path, (), done=True))
        assert [other for other in paths if done.reaches(other)] == paths[number + 1 :]
        begun = Position().behind(FilePart(path, (), done=False))
        assert [other for other in paths if begun.reaches(other)] == paths[number:]


def test_a_build_reads_what_was_listed_apart(folder, tmp_path):
    summary = build([str(folder)], str(tmp_path / "index"), resources=BuildResources(2))
    alone = build([str(folder)], str(tmp_path / "alone"))

    assert summary.skipped == alone.skipped
    indexes = [open_index(str(tmp_path / name)) for name in ("index", "alone")]
    try:
        assert [*indexes[0].fingerprints()] == [*indexes[1].fingerprints()]
    finally:
        for index in indexes:
            index.close()
