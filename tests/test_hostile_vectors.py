"""Vectors of meaning that somebody changed, with sums that agree, are damage that check names."""

import contextlib
import shutil

import numpy as np
import pytest

from index.embedded.query.index import EmbeddedIndex
from index.embedded.segment import generations, manifest
from index.embedded.segment.array_file import ArrayFile, ArrayFileWriter
from index.embedded.segment.disk import DISK
from index.embedded.write import backup
from index.embedded.write.check import check, verify
from index.errors import OperatorError
from index.indexing.progress import no_progress
from index.operations.build import build
from tests.test_meaning import REPORTS, write

COPIED = REPORTS["包裹"]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("vectors")
    write(folder / "reports", REPORTS | {f"copy {number}": COPIED for number in range(3)})
    build([str(folder / "reports")], str(folder / "index"), meaning=no_progress)
    return folder


@pytest.fixture
def root(built, tmp_path):
    return shutil.copytree(built / "index", tmp_path / "index")


def passages_file(root):
    return next(generations.current(root).glob("*.passages"))


def with_arrays(root, **changes):
    """Write the vectors of an index with some arrays changed, and a manifest that agrees."""
    path = passages_file(root)
    old = ArrayFile(path)
    arrays = {name: old.section(name)[0 : len(old.section(name))] for name in old._sections}
    fresh = path.with_name("fresh")
    out = ArrayFileWriter(DISK, fresh)
    for name, values in arrays.items():
        change = changes.get(name.replace(".", "_"))
        out.append(name, values.copy() if change is None else change(values))
    out.finish(old.reports)
    fresh.replace(path)
    reseal(path.parent)


def reseal(generation):
    (generation / manifest.MANIFEST_FILE).unlink()
    manifest.seal(DISK, generation, "")


def test_vectors_that_agree_are_no_fault(root):
    with_arrays(root)

    assert list(check(root)) == []


def moved(counts):
    """Passages of the report with the most of them given to the next."""
    changed = counts.copy()
    at = int(counts.argmax())
    changed[at] -= 1
    changed[(at + 1) % len(counts)] += 1
    return changed


LIES = {
    "a count too few": {"counts": lambda counts: counts[:-1]},
    "a count too many": {"counts": lambda counts: np.append(counts, counts[:1] * 0)},
    "repeats from the end": {"repeats": lambda repeats: repeats[::-1].copy()},
    "one repeat again and again": {"repeats": lambda repeats: repeats * 0 + repeats[0]},
    "repeats of no passage": {"repeats": lambda repeats: repeats * 0 + np.uint32(2**32 - 1)},
    "repeats of no vector": {"repeats_of": lambda vectors: vectors * 0 + np.uint32(2**32 - 1)},
    "a repeat without a vector": {"repeats_of": lambda vectors: vectors[:-1]},
    "no languages": {"chinese": lambda packed: packed[:0]},
    "sizes of half a vector": {"sizes": lambda sizes: sizes[:-1]},
    "signs that end early": {"signs_1": lambda signs: signs[:-1]},
}


@pytest.mark.parametrize("name", LIES)
def test_vectors_that_belong_to_nothing_are_damage_and_never_served(root, name):
    with_arrays(root, **LIES[name])

    assert list(check(root))
    with pytest.raises(OperatorError):
        verify(generations.current(root), len(REPORTS) + 3)


def test_missing_vectors_are_damage_and_in_no_backup_that_is_restored(root, tmp_path):
    path = passages_file(root)
    path.unlink()
    reseal(path.parent)

    assert list(check(root))
    with contextlib.closing(EmbeddedIndex.of(path.parent)), pytest.raises(OperatorError):
        backup.backup(root, tmp_path / "saved.tar")
    assert not list(tmp_path.glob("saved.tar*"))


def test_vectors_of_another_reports_text_are_named_and_builds_as_told_repair_them(built, root):
    with_arrays(root, counts=moved)
    findings = list(check(root))

    assert findings
    assert all(
        "index --no-meaning, then baogao index --meaning" in fault.what for fault in findings
    )
    build([str(built / "reports")], str(root))
    build([str(built / "reports")], str(root), meaning=no_progress)
    assert [finding for finding in check(root) if not finding.where.startswith("g000001")] == []
