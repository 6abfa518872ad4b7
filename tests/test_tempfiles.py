"""Where there is no folder for temporary files, a sentence says what to do."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from index.errors import IndexWriteError
from index.operations.build import build
from index.system import tempfiles

NO_ROOM = "No temporary file can be written .* or name another"


@pytest.fixture
def no_folder(monkeypatch, tmp_path):  # noqa: ARG001 - pytest makes its own folder first
    """A machine on which no folder can be written to."""
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", list)


@pytest.mark.parametrize("wanted", [tempfiles.temporary_file, tempfiles.temporary_folder])
@pytest.mark.usefixtures("no_folder")
def test_it_is_said(wanted):
    with pytest.raises(IndexWriteError, match=NO_ROOM), wanted():
        pass


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


def _killed_in_its_folder(folder):
    """A process that was killed while it had a temporary folder; returns the folder."""
    code = (
        "import pathlib, sys; from index.system import tempfiles\n"
        "with tempfiles.temporary_folder() as name:\n"
        " pathlib.Path(name, 'some').write_text('x'); print(name, flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        env=os.environ | {"TMPDIR": str(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        name = Path(process.stdout.readline().strip())
        process.kill()
    return name


def test_the_folder_of_a_killed_process_is_removed_and_that_of_a_living_one_kept(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    killed, young = _killed_in_its_folder(tmp_path), _killed_in_its_folder(tmp_path)
    with tempfiles.temporary_folder() as living:
        for old in (killed, Path(living)):
            os.utime(old, (0, 0))
        assert young.exists()
        with tempfiles.temporary_folder():
            assert not killed.exists()
            assert young.exists()
            assert Path(living).exists()


def test_a_folder_beside_a_file_removes_those_that_killed_processes_left(tmp_path):
    for name in (".baogao-locked-old", ".baogao-locked-young", "baogao-locked-mine"):
        (tmp_path / name).mkdir()
    os.utime(tmp_path / ".baogao-locked-old", (0, 0))
    with tempfiles.folder_beside(tmp_path / "file") as first:
        os.utime(first, (0, 0))
        with tempfiles.folder_beside(tmp_path / "file") as second:
            assert first.exists()
            assert second.parent == tmp_path

    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == [".baogao-locked-young", "baogao-locked-mine"]
