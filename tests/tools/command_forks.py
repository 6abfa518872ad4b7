"""Runs commands of the product, each in a fork of this process, which has imported what they need.

A fresh Python spends two seconds of processor on imports before a command begins; the test suite
runs hundreds. tests/forked_commands.py starts this program and writes a line of JSON for each
command: its arguments, folder, environment and the files for its input and outputs. The answer is a
line with the exit code.
"""

import importlib
import io
import json
import os
import sys

import baogao

IMPORTED = (
    "index.embedded.write.writer",
    "index.operations.index",
    "index.operations.read",
    "index.operations.upkeep",
    "search.commands.explain",
    "search.commands.phrases",
    "search.commands.search",
    "search.commands.trace",
    "search.commands.verify",
)
"""The modules of the commands that tests run most."""


def serve() -> None:
    """Run the commands of standard input, one after another, until it ends."""
    for module in IMPORTED:
        importlib.import_module(module)
    for line in sys.stdin:
        command = json.loads(line)
        child = os.fork()
        if child == 0:
            become(command)
            baogao.COMMAND_NICENESS = 0  # a test waits for it, beside others that would go first
            baogao.main()
            sys.exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def become(command: dict) -> None:
    """Make this process look like one that a shell has started with a command."""
    os.environ.clear()
    os.environ.update(command["environment"])
    os.chdir(command["folder"])
    encoding, _, errors = os.environ.get("PYTHONIOENCODING", "utf-8").partition(":")
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        descriptor = os.open(command[name], os.O_WRONLY if number else os.O_RDONLY)
        os.dup2(descriptor, number)
        os.close(descriptor)
        raw = io.FileIO(number, "w" if number else "r", closefd=False)
        usual = errors or ("backslashreplace" if name == "stderr" else "strict")
        buffered = io.BufferedWriter(raw) if number else io.BufferedReader(raw)
        setattr(sys, name, io.TextIOWrapper(buffered, encoding, usual))
    sys.argv = ["baogao", *command["arguments"]]


if __name__ == "__main__":
    serve()
