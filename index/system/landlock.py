"""Landlock of Linux: a process gives up changing files outside some folders, and signals to others.

Systems without it, or with an older one, give up what they can; files may be read as before.
"""

import contextlib
import ctypes
import os
import platform
import struct
from collections.abc import Iterable

_CREATE, _ADD, _RESTRICT = 444, 445, 446
"""The system calls, which have the same numbers on x86-64 and arm64."""
_VERSION, _BENEATH = 1, 1
_WRITE, _TRUNCATE, _IOCTL, _REFER = 1 << 1, 1 << 14, 1 << 15, 1 << 13
_MAKE_AND_REMOVE = sum(1 << bit for bit in range(4, 13))
"""Remove folders and files; make devices, folders, files, sockets, pipes, block devices, links."""
_FILES, _FOLDERS = 1 << 5 | 1 << 8, 1 << 4 | 1 << 7
"""Remove and make files; folders."""
_SCOPES = 1 << 0 | 1 << 1
"""Abstract sockets and signals of others."""
_NETWORK = 1 << 0 | 1 << 1
_WITH_REFER, _WITH_TRUNCATE, _WITH_NETWORK, _WITH_IOCTL, _WITH_SCOPES = 2, 3, 4, 5, 6
"""The versions that brought more."""


def confine(writable: Iterable[str] = (), files_in: Iterable[str] = ()) -> bool:
    """Forbid changes of files outside these folders from now on; return whether the system could.

    In `files_in` no folders may be made. A folder that does not exist is left out.
    """
    if platform.system() != "Linux" or platform.machine() not in {"x86_64", "aarch64"}:
        return False
    with contextlib.suppress(OSError, AttributeError):
        call = ctypes.CDLL(None, use_errno=True).syscall
        version = call(_CREATE, None, ctypes.c_size_t(0), _VERSION)
        return version >= 1 and _confine(call, version, writable, files_in)
    return False


def _confine(
    call: "ctypes._NamedFuncPointer",
    version: int,
    writable: Iterable[str],
    files_in: Iterable[str],
) -> bool:
    changes = _WRITE | _MAKE_AND_REMOVE
    changes |= _REFER * (version >= _WITH_REFER) | _TRUNCATE * (version >= _WITH_TRUNCATE)
    changes |= _IOCTL * (version >= _WITH_IOCTL)
    rules = struct.pack("=Q", changes)
    if version >= _WITH_NETWORK:
        rules += struct.pack("=Q", _NETWORK)
    if version >= _WITH_SCOPES:
        rules += struct.pack("=Q", _SCOPES)
    ruleset = call(_CREATE, rules, ctypes.c_size_t(len(rules)), 0)
    if ruleset < 0:
        return False
    try:
        write_files = (_WRITE | _FILES | _TRUNCATE) & changes
        for folder in writable:
            _allow(call, ruleset, folder, write_files | (_FOLDERS | _REFER) & changes)
        for folder in files_in:
            _allow(call, ruleset, folder, write_files)
        _allow(call, ruleset, os.devnull, (_WRITE | _TRUNCATE) & changes)
        return bool(call(_RESTRICT, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _allow(call: "ctypes._NamedFuncPointer", ruleset: int, path: str, allowed: int) -> None:
    with contextlib.suppress(OSError):
        at = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            rule = struct.pack("=Qi", allowed, at)
            call(_ADD, ruleset, _BENEATH, rule, 0)
        finally:
            os.close(at)
