"""Runs `baogao` as a user does, in a process of its own, without the time of its imports."""

import atexit
import functools
import json
import os
import selectors
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
SECONDS = 120
"""How long a command may take."""


def run(*arguments, folder=ROOT, environment=None, text=None):
    """What `baogao ARGUMENTS` gives: a CompletedProcess with text in UTF-8.

    Args:
        arguments: of the command line, text, paths or bytes
        folder: where it runs
        environment: variables beside those of the tests
        text: its standard input, nothing by default
    """
    arguments = [os.fsdecode(argument) for argument in arguments]
    with tempfile.TemporaryDirectory() as files:
        stdin, stdout, stderr = (Path(files, name) for name in ("stdin", "stdout", "stderr"))
        for file in (stdin, stdout, stderr):
            file.write_text(text or "" if file == stdin else "", "utf-8")
        command = {
            "arguments": arguments,
            "folder": str(folder),
            "environment": dict(os.environ) | (environment or {}),
            "stdin": str(stdin),
            "stdout": str(stdout),
            "stderr": str(stderr),
        }
        code = _code(command)
        printed = stdout.read_text("utf-8"), stderr.read_text("utf-8")
    return subprocess.CompletedProcess(["baogao", *arguments], code, *printed)


def _code(command):
    """The exit code of a command, by the process of command_forks."""
    forks = _forks()
    forks.stdin.write(json.dumps(command) + "\n")
    forks.stdin.flush()
    with selectors.DefaultSelector() as answers:
        answers.register(forks.stdout, selectors.EVENT_READ)
        if not answers.select(SECONDS):
            forks.kill()
            _forks.cache_clear()
            raise subprocess.TimeoutExpired(command["arguments"], SECONDS)
    return int(forks.stdout.readline())


@functools.cache
def _forks():
    """The process that forks, one for each process of tests; it ends with its standard input."""
    forks = subprocess.Popen(
        [sys.executable, "-W", "error::SyntaxWarning", "-m", "tests.tools.command_forks"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    atexit.register(forks.communicate)  # closes its standard input and waits for it
    return forks
