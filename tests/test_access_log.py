"""The access log: what may be one, and that it does not grow without end."""

import json
import os

import pytest

from web.errors import ServeError
from web.server import access_log
from web.server.access_log import check_log, open_access_log


def test_a_log_that_is_large_is_put_aside_and_no_line_is_lost(tmp_path, monkeypatch):
    monkeypatch.setattr(access_log, "MAX_LOG_BYTES", 2_000)
    log = open_access_log(str(tmp_path / "access.log"))
    for number in range(150):
        log(json.dumps({"number": number}))
    open_access_log("-")
    kept = [path.read_text() for path in (tmp_path / "access.log.1", tmp_path / "access.log")]

    assert max(map(len, kept)) < 2_100
    numbers = [json.loads(line)["number"] for line in "".join(kept).splitlines()]
    assert numbers == list(range(numbers[0], 150))


def folder(path):
    path.mkdir()


NO_LOGS = {"a folder": folder, "a pipe": os.mkfifo}


@pytest.mark.parametrize("name", NO_LOGS)
def test_what_is_no_file_is_refused_with_a_sentence(tmp_path, name):
    path = tmp_path / "log"
    NO_LOGS[name](path)
    with pytest.raises(ServeError, match="--access-log"):
        check_log(str(path))
    with pytest.raises(ServeError, match="No such file"):
        check_log(str(tmp_path / "none" / "log"))


@pytest.mark.parametrize("where", ["", "-", "/dev/null"])
def test_no_log_standard_error_and_devices_may_be_named(where):
    check_log(where)


def test_a_log_on_a_full_disk_loses_its_lines_and_nothing_else(capsys):
    log = open_access_log("/dev/full")
    log("a line")
    open_access_log("-")

    assert capsys.readouterr().err == ""
