"""Stored reports: what is packed comes back, with and without a dictionary, and damage is named."""

import random

import numpy as np
import pytest
import zstandard

from index.embedded.segment.array_file import ArrayFile, ArrayFileWriter
from index.embedded.segment.disk import DISK
from index.embedded.segment.stored_reports import LONE_BLOCK_BYTES, StoredReports, pack
from index.embedded.write.batch import stored_arrays
from index.errors import IndexUnusableError
from index.report import to_line
from index.system.zstandard_limit import unpack
from tests.tools import corpora

FEW = [to_line(report) for report in corpora.reports(5, 40)]


def many(seed):
    """Lines of reports that have sentences in common, enough for a dictionary."""
    rng = random.Random(seed)
    sentences = ["".join(rng.choices("经济发展中国人工智能产业水处理", k=30)) for _ in range(400)]
    return ["。".join(rng.choices(sentences, k=20)).encode() for _ in range(500)]


def written(path, batches, damage=lambda dictionary: dictionary):
    """The sections of these batches, as a merge writes them."""
    arrays = [dict(stored_arrays(lines)) for lines in batches]
    out = ArrayFileWriter(DISK, path)
    for segment_arrays in arrays:
        segment_arrays["stored.dictionaries"] = damage(segment_arrays["stored.dictionaries"])
        for name in ("stored", "stored.dictionaries"):
            out.append(name, segment_arrays[name])
    ends = {
        "stored.ends": np.concatenate(
            [segment_arrays["stored.sizes"] for segment_arrays in arrays]
        ),
        "stored.lines": np.concatenate(
            [segment_arrays["stored.counts"] for segment_arrays in arrays]
        ),
        "stored.batches": [len(segment_arrays["stored.sizes"]) for segment_arrays in arrays],
        "stored.dictionaries.ends": [
            len(segment_arrays["stored.dictionaries"]) for segment_arrays in arrays
        ],
    }
    for name, sizes in ends.items():
        out.append(name, np.cumsum(sizes, dtype=np.uint64))
    out.finish(sum(map(len, batches)))
    return StoredReports(ArrayFile(path))


def test_lines_come_back_in_any_order_from_batches_with_and_without_a_dictionary(tmp_path):
    batches = [many(1), FEW, many(2)]
    lines = [line for batch in batches for line in batch]
    stored = written(tmp_path / "a.arrays", batches)
    asked = random.Random(4).sample(range(len(lines)), 300)

    assert list(stored.all()) == lines
    assert stored.lines(asked) == [lines[number] for number in asked]


def test_a_dictionary_is_made_where_it_saves_room_and_the_same_each_time():
    first = pack(many(1))

    assert first.dictionary
    assert first == pack(many(1))
    assert len(first.counts) > len(b"".join(many(1))) // LONE_BLOCK_BYTES
    assert not pack(FEW).dictionary
    assert len(pack(FEW).counts) == 1


def test_lines_of_which_no_dictionary_can_be_made_are_packed_without():
    packed = pack([b"x" * 1_000_000])

    assert not packed.dictionary
    assert packed.counts == [1]


def test_a_dictionary_that_is_none_is_named(tmp_path):
    stored = written(tmp_path / "a.arrays", [many(1)], lambda dictionary: dictionary[::-1])

    with pytest.raises(IndexUnusableError, match=r"a compression dictionary .*baogao rollback"):
        stored.lines([0])


def test_the_dictionary_of_other_reports_is_found_out(tmp_path):
    other = dict(stored_arrays(many(2)))["stored.dictionaries"]
    stored = written(tmp_path / "a.arrays", [many(1)], lambda _: other)

    with pytest.raises(IndexUnusableError, match="is damaged"):
        stored.lines([0])


@pytest.mark.parametrize("stated", [True, False])
def test_a_block_that_unpacks_to_more_than_it_may_is_damage(tmp_path, monkeypatch, stated):
    monkeypatch.setattr("index.embedded.segment.stored_reports.MAX_BLOCK_BYTES", 1 << 10)
    reader = written(tmp_path / "a.arrays", [FEW])
    assert sum(map(len, FEW)) > 1 << 10

    with pytest.raises(IndexUnusableError, match="cannot be unpacked"):
        list(reader.all())
    bomb = zstandard.ZstdCompressor(write_content_size=stated).compress(bytes(1 << 20))
    with pytest.raises(zstandard.ZstdError):
        unpack(bomb, 1 << 10)
    assert unpack(bomb, 1 << 20) == bytes(1 << 20)
