"""Generations: whole or not there, held while read, and a way back."""

import os
import shutil
import threading

import pytest

from index.embedded.query.index import EmbeddedIndex
from index.embedded.segment import generations, manifest
from index.embedded.write.check import check
from index.errors import IndexBusyError, IndexMissingError, IndexUnusableError, OperatorError
from index.index_folder import CURRENT
from index.indexing.loss import LossPolicy
from tests.tools.states import NEW, OLD, build_state, content


@pytest.fixture
def root(tmp_path):
    return tmp_path / "index"


@pytest.fixture
def corpus(tmp_path):
    return tmp_path / "corpus"


def flip(path, at, bit=0):
    data = bytearray(path.read_bytes())
    data[at] ^= 1 << bit
    path.unlink()  # never through a hard link
    path.write_bytes(data)


def test_a_build_swaps_to_a_new_generation_and_keeps_the_one_before(corpus, root):
    for state in (OLD, NEW, OLD):
        build_state(corpus, root, state)

    assert generations.names(root) == ["g000002", "g000003"]
    assert generations.current(root).name == "g000003"
    assert manifest.read(root / "g000003").before == "g000002"


def test_an_update_answers_exactly_as_a_rebuild_does(corpus, root, tmp_path):
    build_state(corpus, root, OLD)
    build_state(corpus, root, NEW, update=True)
    build_state(corpus, tmp_path / "rebuilt", NEW)

    assert content(root) == content(tmp_path / "rebuilt")


def test_a_reader_keeps_its_generation_through_any_number_of_builds(corpus, root):
    build_state(corpus, root, OLD)
    reader = EmbeddedIndex.open(str(root))
    before = list(reader.fingerprints())
    for state in (NEW, OLD, NEW):
        build_state(corpus, root, state)

    assert list(reader.fingerprints()) == before
    assert "g000001" in generations.names(root)
    assert not reader.is_current()

    reader.close()
    build_state(corpus, root, OLD)

    assert "g000001" not in generations.names(root)


def test_rollback_lets_the_one_before_serve_and_to_brings_the_newer_back(corpus, root):
    build_state(corpus, root, OLD)
    old = content(root)
    build_state(corpus, root, NEW)
    new = content(root)

    assert generations.rollback(root) == "g000001"
    assert content(root) == old
    assert generations.rollback(root, "g000002") == "g000002"
    assert content(root) == new


def test_after_a_rollback_the_next_build_keeps_what_served_and_not_what_was_left(corpus, root):
    build_state(corpus, root, OLD)
    build_state(corpus, root, NEW)
    generations.rollback(root)
    build_state(corpus, root, NEW)

    assert generations.names(root) == ["g000001", "g000003"]
    assert generations.rollback(root) == "g000001"


@pytest.mark.parametrize("to", ["", "g000009", "../index"])
def test_rollback_to_what_is_not_there_says_what_is(corpus, root, to):
    build_state(corpus, root, OLD)

    with pytest.raises(IndexUnusableError, match="there: g000001"):
        generations.rollback(root, to)


def test_rollback_to_a_removed_generation_names_one_that_is_there(corpus, root):
    build_state(corpus, root, OLD)
    build_state(corpus, root, NEW)
    generations.rollback(root)
    build_state(corpus, root, NEW)  # keeps g000001, which served, and removes g000002
    generations.rollback(root)

    with pytest.raises(IndexUnusableError, match="Choose another: baogao rollback --to g000003"):
        generations.rollback(root, "g000002")
    with pytest.raises(IndexUnusableError, match=r"before this one .*baogao rollback --to g000003"):
        generations.rollback(root)


def test_rollback_refuses_a_damaged_generation(corpus, root):
    build_state(corpus, root, OLD)
    build_state(corpus, root, NEW)
    flip(next((root / "g000001").glob("*.toc")), 40)

    with pytest.raises(IndexUnusableError, match="cannot serve"):
        generations.rollback(root)
    assert generations.current(root).name == "g000002"


def test_rollback_repairs_a_torn_pointer(corpus, root):
    build_state(corpus, root, OLD)
    build_state(corpus, root, NEW)
    (root / CURRENT).write_bytes(b"g0000")

    assert generations.rollback(root) == "g000002"
    assert content(root)


@pytest.mark.parametrize("pointer", [b"", b"g0000", b"g000002", b"\0" * 17, b"g000001 00000000\n"])
def test_a_damaged_pointer_is_a_sentence_and_the_next_build_clean(corpus, root, pointer):
    build_state(corpus, root, OLD)
    (root / CURRENT).write_bytes(pointer)

    with pytest.raises(IndexUnusableError, match="rollback"):
        EmbeddedIndex.open(str(root))
    build_state(corpus, root, NEW)
    assert content(root)


def test_no_flipped_bit_of_the_pointer_names_another_generation(corpus, root):
    for state in (OLD, NEW, OLD, NEW):
        build_state(corpus, root, state)
    whole = (root / CURRENT).read_bytes()
    for at in range(len(whole)):
        for bit in range(8):
            flip(root / CURRENT, at, bit)
            with pytest.raises(IndexUnusableError):
                generations.current(root)
            (root / CURRENT).write_bytes(whole)


def test_two_builds_at_once_one_is_refused_and_the_other_complete(corpus, root):
    begun, go_on = threading.Event(), threading.Event()

    def slow(*_):
        begun.set()
        go_on.wait()

    first = threading.Thread(
        target=build_state, args=(corpus, root, OLD), kwargs={"progress": slow}
    )
    first.start()
    begun.wait()
    try:
        with pytest.raises(IndexBusyError, match="Wait for it"):
            build_state(corpus, root, OLD)
    finally:
        go_on.set()
        first.join()

    assert len(content(root)[0]) == 8


def test_a_folder_moved_or_copied_elsewhere_answers_the_same(corpus, root, tmp_path):
    build_state(corpus, root, OLD)
    build_state(corpus, root, NEW, update=True)
    new = content(root)
    shutil.copytree(root, tmp_path / "copied")
    root.rename(tmp_path / "moved")

    assert content(tmp_path / "copied") == content(tmp_path / "moved") == new
    with pytest.raises(IndexMissingError):
        EmbeddedIndex.open(str(root))


def test_an_index_removed_and_built_anew_is_not_taken_for_the_one_that_was_open(corpus, root):
    build_state(corpus, root, OLD)
    reader = EmbeddedIndex.open(str(root))
    shutil.rmtree(root)
    build_state(corpus, root, NEW)

    assert generations.current(root).name == "g000001"
    assert not reader.is_current()
    reader.close()


def test_someone_elses_folder_is_refused_and_not_touched(corpus, tmp_path):
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "main.py").write_text("pass")

    with pytest.raises(IndexUnusableError, match=r"main\.py"):
        build_state(corpus, tmp_path / "code", OLD)
    assert [entry.name for entry in (tmp_path / "code").iterdir()] == ["main.py"]


@pytest.mark.parametrize("state", [OLD, NEW])
def test_what_a_killed_build_left_is_swept_by_the_next(corpus, root, state):
    build_state(corpus, root, OLD)
    (root / "g000002.new").mkdir()
    (root / "g000002.new" / "MAIN_x.seg").write_bytes(b"half")
    (root / "CURRENT.new").write_bytes(b"g00")
    build_state(corpus, root, state)

    assert list(check(root)) == []


def test_a_generation_that_was_whole_but_never_served_is_no_way_back(corpus, root):
    build_state(corpus, root, OLD)
    shutil.copytree(root / "g000001", root / "g000002")
    build_state(corpus, root, NEW)

    assert generations.names(root) == ["g000001", "g000003"]


@pytest.mark.parametrize("damage", ["missing", "short", "no manifest", "flipped manifest"])
def test_a_generation_that_is_not_whole_is_not_opened(corpus, root, damage):
    build_state(corpus, root, OLD)
    generation = generations.current(root)
    victim = max(generation.iterdir(), key=lambda path: path.stat().st_size)
    if damage == "missing":
        victim.unlink()
    elif damage == "short":
        os.truncate(victim, victim.stat().st_size - 1)
    elif damage == "no manifest":
        (generation / manifest.MANIFEST_FILE).unlink()
    else:
        flip(generation / manifest.MANIFEST_FILE, 30)

    with pytest.raises(OperatorError, match="baogao"):
        EmbeddedIndex.open(str(root))
    build_state(corpus, root, NEW)
    assert len(content(root)[0]) == 8


@pytest.mark.parametrize("losses", [LossPolicy.ALLOW, LossPolicy.ASK])
def test_a_rebuild_is_the_way_out_of_any_damage_to_what_serves(corpus, root, losses):
    build_state(corpus, root, OLD)
    for path in sorted(generations.current(root).iterdir()):
        for share in (0.0, 0.001, 0.1, 0.5, 0.9, 0.999):
            victim = generations.current(root) / path.name
            if not victim.exists():  # segments are named by what they hold
                victim = max(
                    generations.current(root).iterdir(), key=lambda file: file.stat().st_size
                )
            flip(victim, int(victim.stat().st_size * share))
            build_state(corpus, root, NEW, losses=losses)
            assert len(content(root)[0]) == 8
