"""A build that is stopped while it makes vectors goes on where it was; the index is the same."""

import contextlib

import pytest

from index.embedded.segment.disk import DISK
from index.embedded.write import kept_vectors, passage_vectors
from index.index_folder import KEPT_VECTORS
from index.indexing.build_resources import BuildResources
from index.indexing.progress import no_progress
from index.operations.build import build
from tests.test_meaning import REPORTS, write

ONE_PROCESS = BuildResources(1, 512)


class StoppedError(Exception):
    pass


@pytest.fixture(autouse=True)
def small_steps(monkeypatch):
    monkeypatch.setattr(kept_vectors, "VECTORS_PER_FILE", 2)
    monkeypatch.setattr(passage_vectors, "REPORTS_PER_TASK", 1)


def stopped_build(folder, after):
    """Build until so many passages have vectors."""

    def stop(done, total):
        del total
        if done >= after:
            raise StoppedError

    with pytest.raises(StoppedError):
        build([str(folder / "reports")], str(folder / "index"), meaning=stop, resources=ONE_PROCESS)


def vectors_of(folder, meaning=no_progress):
    """The bytes of the vectors of a finished build, and how many passages it encoded."""
    counted = []

    def count(done, total):
        counted.append(total)
        meaning(done, total)

    build([str(folder / "reports")], str(folder / "index"), meaning=count, resources=ONE_PROCESS)
    files = (folder / "index").glob("g*/*passages*")
    return [file.read_bytes() for file in files], max(counted, default=0)


def test_a_stopped_build_goes_on_where_it_was(tmp_path):
    for name in ("whole", "stopped"):
        (tmp_path / name).mkdir()
        write(tmp_path / name / "reports")
    whole, everything = vectors_of(tmp_path / "whole")
    stopped_build(tmp_path / "stopped", 4)
    assert not (tmp_path / "stopped" / "index" / "CURRENT").exists()

    vectors, encoded = vectors_of(tmp_path / "stopped")

    assert vectors == whole
    assert vectors
    assert encoded <= everything - 4
    assert not (tmp_path / "stopped" / "index" / KEPT_VECTORS).exists()


def test_damaged_parts_and_those_of_another_encoder_are_made_again(tmp_path):
    write(tmp_path / "reports")
    stopped_build(tmp_path, 4)
    kept = sorted((tmp_path / "index" / KEPT_VECTORS).iterdir())
    assert len(kept) == 2
    kept[0].write_bytes(kept[0].read_bytes()[:-9])
    kept[1].rename(kept[1].with_name("0" * 16 + ".00000000"))

    _, encoded = vectors_of(tmp_path)

    assert encoded == 2 * len(REPORTS), "titles and texts"
    assert not (tmp_path / "index" / KEPT_VECTORS).exists()


def test_a_build_without_meaning_removes_them(tmp_path):
    write(tmp_path / "reports")
    stopped_build(tmp_path, 2)
    assert (tmp_path / "index" / KEPT_VECTORS).exists()

    build([str(tmp_path / "reports")], str(tmp_path / "index"), resources=ONE_PROCESS)

    assert not (tmp_path / "index" / KEPT_VECTORS).exists()


def test_another_folder_of_that_name_is_not_followed(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "letter.txt").write_text("dear", "utf-8")
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / KEPT_VECTORS).symlink_to(tmp_path / "elsewhere")

    with contextlib.suppress(OSError):
        kept_vectors.remove_kept_vectors(DISK, tmp_path / "index")

    assert (tmp_path / "elsewhere" / "letter.txt").exists()
