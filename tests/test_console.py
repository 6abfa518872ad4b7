"""Outputs and arguments in encodings that lack characters, and outputs that cannot be written."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import baogao
from index.embedded.write.backup import verified
from index.system.console import typed_text

ROOT = Path(__file__).parent.parent


def run(*arguments, stdout=subprocess.PIPE, **environment):
    return subprocess.run(
        [sys.executable, "-m", "baogao", *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("encoding", ["latin-1", "gb2312", "utf-8"])
def test_what_is_found_is_printed_in_any_encoding_and_json_stays_json(sample_index, encoding):
    text = run("search", "农村 ü 😀", "--index", sample_index, PYTHONIOENCODING=encoding)
    printed = run("search", "物流", "--json", "--index", sample_index, PYTHONIOENCODING=encoding)

    assert b"Traceback" not in text.stderr + printed.stderr
    assert printed.returncode == 0
    assert json.loads(printed.stdout.decode(encoding))["query"] == "物流"


def test_a_query_is_read_where_the_locale_cannot_read_it(sample_index):
    printed = run(
        *("search", "物流", "--json", "--index", sample_index),
        LC_ALL="C",
        PYTHONUTF8="0",
        PYTHONCOERCECLOCALE="0",
    )

    assert json.loads(printed.stdout)["total"] > 0


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_bytes_of_an_argument_are_read_as_what_they_are(encoding):
    assert typed_text("物流 ü".encode(encoding).decode("ascii", "surrogateescape")) == "物流 ü"


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_an_output_that_is_full_is_a_sentence(sample_index, unbuffered):
    with Path("/dev/full").open("wb") as full:
        done = run(
            *("search", "物流", "--index", sample_index),
            stdout=full,
            PYTHONUNBUFFERED=unbuffered,
        )

    assert done.returncode == 71
    assert done.stderr.startswith(b"baogao: Standard output: No space left")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_command_that_is_done_and_cannot_say_so_does_not_say_that_it_failed(
    sample_index, tmp_path, unbuffered
):
    saved = tmp_path / "saved.tar"
    with Path("/dev/full").open("wb") as full:
        done = run(
            *("backup", str(saved), "--index", sample_index),
            stdout=full,
            PYTHONUNBUFFERED=unbuffered,
        )

    assert done.returncode == 1
    assert done.stderr.endswith(b"What the command did is done and whole.\n")
    assert verified(saved)


@pytest.mark.parametrize(
    ("variables", "coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)],
    ids=["a terminal", "no colours", "a plain terminal"],
)
def test_a_terminal_without_colours_gets_no_codes(sample_index, variables, coloured):
    surroundings = {"TERM": "xterm", "NO_COLOR": "", **variables}
    line = ["search", "物流", "--index", str(sample_index)]
    done = CliRunner().invoke(baogao.baogao, line, env=surroundings, color=True)

    assert ("\x1b[1m" in done.output) is coloured


def test_a_wrong_option_stays_one_where_nothing_can_be_said():
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "baogao", "search", "--nope"],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stderr=full,
            check=False,
        )

    assert done.returncode == 2


@pytest.mark.parametrize(
    ("arguments", "unbuffered"),
    [
        pytest.param(("search", "物流"), "", id="an answer"),
        pytest.param(("search", "物流"), "1", id="an answer, unbuffered"),
        pytest.param(("--help",), "", id="help"),
        pytest.param(("search",), "", id="a wrong line"),
    ],
)
def test_a_reader_that_is_gone_ends_a_command_as_a_signal_would(
    sample_index, arguments, unbuffered
):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "baogao", *arguments],
        env=os.environ
        | {"PYTHONPATH": str(ROOT), "BAOGAO_INDEX": str(sample_index)}
        | {"PYTHONUNBUFFERED": unbuffered},
        stdout=writer,
        stderr=writer,
        check=False,
        timeout=120,
    )
    os.close(writer)

    assert done.returncode == 128 + signal.SIGPIPE


def test_streams_that_were_closed_take_no_file_of_the_index(tmp_path):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("农村物流\n\n正文。\n", "utf-8")
    program = (
        "import os, sys\n"
        "for descriptor in range(3): os.close(descriptor)\n"
        "sys.stdin = sys.stdout = sys.stderr = None\n"
        "import baogao\n"
        "baogao.main()"
    )
    index = str(tmp_path / "index")
    for arguments in (("index", str(tmp_path / "corpus")), ("backup", str(tmp_path / "saved"))):
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments, "--index", index],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            check=False,
            timeout=120,
        )
        assert done.returncode == 0

    assert verified(tmp_path / "saved") > 0


def test_the_null_device_stands_where_a_stream_was_closed():
    program = (
        "import os, sys\n"
        "from index.system.console import open_missing_streams\n"
        "os.close(0); os.close(2)\n"
        "sys.stderr = None\n"
        "open_missing_streams()\n"
        "null = os.stat(os.devnull).st_rdev\n"
        "print([os.fstat(number).st_rdev == null for number in (0, 2)], sys.stderr is None)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.split() == [b"[True,", b"True]", b"False"]
