"""What a report that is gone leaves behind changes no order and costs no space for long."""

import contextlib
import json

import numpy as np
import pytest
from whoosh import query

from index.api import Question
from index.embedded.query.index import EmbeddedIndex
from index.embedded.segment import array_file, generations, manifest
from index.embedded.segment.disk import DISK
from index.errors import IndexUnusableError
from index.operations.build import build
from tests.tools.states import OLD, build_state

LONG = "农村物流经济" * 4_000


def texts(number):
    words = "农村物流" * (1 + number % 5) + f"第{number}站开张，港口增长。"
    return f"第{number}号通报\n\n{words}\n"


def hits(root):
    with contextlib.closing(EmbeddedIndex.open(str(root))) as index:
        asked = index.ask(Question(query=query.Term("body_grams", "物流"), size=100))
        return [hit.id for hit in asked.hits], index.reader.statistics("body_grams").mean


@pytest.mark.parametrize("length", [10, 4_000], ids=["a short one", "a very long one"])
def test_the_order_of_hits_does_not_depend_on_a_report_that_is_gone(tmp_path, length):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number in range(20):
        (corpus / f"{number}.txt").write_text(texts(number), "utf-8")
    build([str(corpus)], str(tmp_path / "new"))
    (corpus / "gone.txt").write_text(f"长篇\n\n{'农村物流经济' * length}\n", "utf-8")
    build([str(corpus)], str(tmp_path / "old"))
    (corpus / "gone.txt").unlink()
    build([str(corpus)], str(tmp_path / "old"), update=True)

    (before, before_mean), (after, after_mean) = hits(tmp_path / "new"), hits(tmp_path / "old")

    assert after == before
    assert after_mean == pytest.approx(before_mean)


def weight(root):
    return sum(path.stat().st_size for path in generations.current(root).glob("*.arrays"))


def test_the_space_of_a_long_report_that_is_gone_is_free_after_the_update(tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number in range(20):
        (corpus / f"{number}.txt").write_text(texts(number), "utf-8")
    build([str(corpus)], str(tmp_path / "index"))
    before = weight(tmp_path / "index")
    (corpus / "gone.txt").write_text(f"长篇\n\n{LONG}\n", "utf-8")
    build([str(corpus)], str(tmp_path / "index"))
    (corpus / "gone.txt").unlink()
    build([str(corpus)], str(tmp_path / "index"), update=True)

    assert weight(tmp_path / "index") < 1.5 * before


@pytest.fixture
def root(tmp_path):
    build_state(tmp_path / "corpus", tmp_path / "index", OLD)
    return tmp_path / "index"


def forged(root, reports):
    """An index whose tables and sums say that it has so many reports."""
    generation = generations.current(root)
    [path] = generation.glob("*.arrays")
    old = array_file.ArrayFile(path)
    arrays = {name: np.array(old.section(name).values) for name in old._sections}
    path.unlink()
    writer = array_file.ArrayFileWriter(DISK, path)
    for name, values in arrays.items():
        writer.append(name, values)
    name = f"MAIN_{writer.finish(reports)}.arrays"
    path.rename(generation / name)
    info = json.loads((generation / "generation.json").read_text())
    info["segments"] = [[name[5:-7], reports, ""]]
    (generation / "generation.json").unlink()
    (generation / "generation.json").write_text(json.dumps(info))
    before = manifest.read(generation).before
    (generation / "MANIFEST").unlink()
    manifest.seal(DISK, generation, before)


@pytest.mark.parametrize("reports", [9, 100_000_000, 2**32 - 1])
def test_a_number_of_reports_that_nothing_bears_out_is_named_at_once(root, reports):
    forged(root, reports)

    with pytest.raises(IndexUnusableError, match=r"has (8|128) entries"):
        EmbeddedIndex.open(str(root))


def test_what_else_lies_in_a_generation_is_not_counted(root):
    with contextlib.closing(EmbeddedIndex.open(str(root))) as index:
        before = index.about().bytes
    generation = generations.current(root)
    (generation / "left.over").symlink_to("nowhere")
    (generation / "notes").write_text("of somebody else")

    with contextlib.closing(EmbeddedIndex.open(str(root))) as index:
        assert index.about().bytes == before


@pytest.mark.parametrize("act", ["exists", "is_dir", "stat"])
def test_a_disk_that_fails_while_it_is_read_is_named(root, monkeypatch, act):
    index = EmbeddedIndex.open(str(root))

    def failing(*_arguments, **_options):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(type(root), act, failing)
    with pytest.raises(IndexUnusableError, match="cannot be read"):
        index.is_current()
    if act != "is_dir":  # which it does not ask
        with pytest.raises(IndexUnusableError, match="cannot be read"):
            index.about()
    index.close()
