"""Outputs and arguments in encodings that lack characters, and outputs that cannot be written."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

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


def test_an_output_that_is_full_is_a_sentence(sample_index):
    with Path("/dev/full").open("wb") as full:
        done = run("search", "物流", "--index", sample_index, stdout=full)

    assert done.returncode == 71
    assert b"Traceback" not in done.stderr
    assert b"No space left" in done.stderr
