"""`baogao index` and vectors: asked for, left out, left to the program, refused."""

import pytest
from click.testing import CliRunner

from baogao import baogao
from index.operations.meaning import wants_vectors
from index.operations.opening import open_index


@pytest.fixture
def indexed(tmp_path):
    """Indexes one report with the given options; returns the passages with vectors."""
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "one.txt").write_text("村民在村里的小店就能取包裹。\n", "utf-8")

    def index(*options):
        asked = ["index", str(tmp_path / "reports"), "--index", str(tmp_path / "index"), "--json"]
        result = CliRunner().invoke(baogao, [*asked, "--jobs", "1", *options])
        assert result.exit_code == 0, result.output
        opened = open_index(str(tmp_path / "index"))
        passages = opened.about().passages
        opened.close()
        return passages

    return index


def test_vectors_are_made_when_asked_for_and_left_out_otherwise(indexed):
    assert indexed("--meaning") == 2, "the title and the text"
    assert indexed("--no-meaning") == 0


def test_an_update_does_as_the_index_does(indexed, monkeypatch):
    indexed("--meaning")
    monkeypatch.delenv("BAOGAO_MEANING")

    assert indexed("--update") == 2


def test_a_new_index_has_vectors_where_the_encoder_is_installed(tmp_path):
    assert wants_vectors(None, None, str(tmp_path / "none"), update=True)
    assert wants_vectors(None, None, str(tmp_path / "none"), update=False)
    assert not wants_vectors(None, configured=False, where=str(tmp_path / "none"), update=False)


def test_a_cluster_that_does_not_answer_gets_none_unless_asked():
    nowhere = "http://localhost:1/reports"

    assert not wants_vectors(None, None, nowhere, update=False)
    assert wants_vectors(flag=True, configured=None, where=nowhere, update=False)
