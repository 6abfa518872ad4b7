"""Runs a function in a process that has entered the sandbox of readers."""

import multiprocessing

from index.system import landlock, sandbox, seccomp

FORK = multiprocessing.get_context("fork")


def inside(function, *given, writable=(), files_in=()):
    """What a function returns in a process that has entered the sandbox; the name of its error."""
    ours, theirs = FORK.Pipe()

    def run():
        sandbox.enter(256 << 20, writable, files_in)
        try:
            theirs.send(function(*given))
        except BaseException as error:  # noqa: BLE001 - its name is the answer
            theirs.send(type(error).__name__)

    process = FORK.Process(target=run)
    process.start()
    try:
        return ours.recv()
    finally:
        process.join()


def can_isolate():
    return inside(seccomp.confine)


def can_confine():
    return inside(landlock.confine)
