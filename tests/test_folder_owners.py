"""What a folder holds of somebody else's is never removed, though it has the names of ours."""

import pytest

from index.embedded.segment import generations
from index.embedded.write import backup
from index.errors import IndexMissingError, IndexUnusableError, OperatorError
from tests.tools.states import OLD, build_state

MINE = "all there is"
THEIRS = {
    "folders of a scanner": ("g000001/letter.txt", "g000002/letter.txt"),
    "a scanner's, and a folder of vectors": ("VECTORS/letter.txt",),
    "a pointer": ("CURRENT",),
    "a list": ("to-check.tsv",),
    "a lock": ("LOCK",),
    "a store of keys": ("LOCK", "CURRENT"),
    "an unfinished folder": ("g000001.new/letter.txt",),
}


def laid(root, names):
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(MINE)


def held(root):
    files = (path for path in root.rglob("*") if path.is_file())
    return {str(path.relative_to(root)): path.read_text() for path in files}


ACTS = {
    "a build": lambda root: build_state(root.parent / "corpus", root, OLD),
    "a rollback": generations.rollback,
    "a restore": lambda root: backup.restore(root.parent / "none.bak", root),
}


@pytest.mark.parametrize("names", THEIRS.values(), ids=THEIRS)
@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_a_folder_of_somebody_elses_is_refused_and_stays_as_it_is(tmp_path, act, names):
    root = tmp_path / "scans"
    laid(root, names)
    before = held(root)

    with pytest.raises(OperatorError):
        act(root)

    assert held(root) == before
    assert len(before) == len(names)


def test_a_folder_in_an_index_that_is_no_generation_is_named_before_it_would_go(tmp_path):
    root = tmp_path / "index"
    build_state(tmp_path / "corpus", root, OLD)
    laid(root, ["g000007/letter.txt"])

    with pytest.raises(IndexUnusableError, match="g000007"):
        build_state(tmp_path / "corpus", root, OLD)

    assert (root / "g000007" / "letter.txt").read_text() == MINE


@pytest.mark.parametrize("lost", ["LOCK", "CURRENT", "g000001/MANIFEST", "g000001/generation.json"])
def test_an_index_that_lost_a_file_is_built_anew(tmp_path, lost):
    root = tmp_path / "index"
    build_state(tmp_path / "corpus", root, OLD)
    (root / lost).unlink()

    build_state(tmp_path / "corpus", root, OLD)

    assert generations.current(root).is_dir()


def test_a_restore_or_rollback_that_fails_leaves_no_folder(tmp_path):
    (tmp_path / "bad.bak").write_text("no backup")
    (tmp_path / "empty").mkdir()

    with pytest.raises(OperatorError):
        backup.restore(tmp_path / "bad.bak", tmp_path / "new" / "deep" / "index")
    with pytest.raises(IndexMissingError):
        generations.rollback(tmp_path / "empty")

    assert not (tmp_path / "new").exists()
    assert not list((tmp_path / "empty").iterdir())


@pytest.mark.parametrize("names", [(), ("letter.txt",)], ids=["empty", "with a letter"])
def test_a_folder_where_the_pointer_belongs_is_named_first_and_a_rollback_mends_it(tmp_path, names):
    root = tmp_path / "index"
    build_state(tmp_path / "corpus", root, OLD)
    (root / "CURRENT").unlink()
    (root / "CURRENT").mkdir()
    laid(root / "CURRENT", names)

    for act in (*ACTS.values(), generations.current):
        with pytest.raises(OperatorError, match="CURRENT is in the way: it is a folder"):
            act(root)
    (root / "CURRENT").rename(tmp_path / "moved")
    with pytest.raises(IndexMissingError, match="baogao rollback"):
        generations.current(root)
    generations.rollback(root)
    assert generations.current(root).is_dir()
