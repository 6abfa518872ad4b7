"""Where there is no folder for temporary files, a sentence says what to do."""

import tempfile

import pytest

from index.build import build
from index.errors import IndexWriteError
from index.system import tempfiles

NO_ROOM = "No temporary file can be written .* or name another"


@pytest.fixture
def no_folder(monkeypatch):
    """A machine on which no folder can be written to."""
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", list)


@pytest.mark.parametrize("wanted", [tempfiles.temporary_file, tempfiles.temporary_folder])
@pytest.mark.usefixtures("no_folder")
def test_it_is_said(wanted):
    with pytest.raises(IndexWriteError, match=NO_ROOM):
        wanted()


@pytest.mark.usefixtures("no_folder")
def test_a_build_says_it_and_leaves_nothing(tmp_path):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("农村物流\n", "utf-8")

    with pytest.raises(IndexWriteError, match=NO_ROOM):
        build([str(tmp_path / "corpus")], str(tmp_path / "index"))

    assert [path.name for path in tmp_path.iterdir()] == ["corpus"]


def test_what_was_put_aside_is_gone_afterwards(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with tempfiles.temporary_folder() as name, tempfiles.temporary_file() as file:
        assert name.startswith(f"{tmp_path}/{tempfiles.TEMPFILE_PREFIX}")
        file.write(b"some")

    assert list(tmp_path.iterdir()) == []
