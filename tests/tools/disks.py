"""Disks that fail on purpose: each is handed down to a build in place of the real one."""

import errno
import io
import os
import signal
from dataclasses import dataclass, field

from index.embedded.segment.disk import WRITE_BUFFER_BYTES, Disk


class StepDisk(Disk):
    """Calls `step(kind)` before every single thing a build does to the disk."""

    def __init__(self):
        self.steps = []

    def step(self, kind):
        self.steps.append(kind)

    def create(self, path, _mode=0o666):
        self.step("create")
        return io.BufferedRandom(_Raw(path, self), WRITE_BUFFER_BYTES)

    def link(self, source, target):
        self.step("link")
        super().link(source, target)

    def rename(self, source, target):
        self.step("rename")
        super().rename(source, target)

    def place(self, source, target):
        self.step("place")
        super().place(source, target)

    def make_folder(self, path):
        self.step("make_folder")
        super().make_folder(path)

    def remove(self, path):
        self.step("remove")
        super().remove(path)

    def remove_folder(self, path):
        self.step("remove_folder")
        super().remove_folder(path)

    def sync(self, path):
        self.step("sync")
        super().sync(path)


class _Raw(io.FileIO):
    def __init__(self, path, disk):
        super().__init__(path, "x+")
        self.disk = disk

    def write(self, data):
        self.disk.step("write")
        return super().write(data)


class FailingDisk(StepDisk):
    """Refuses step number `at`; with `lasting` everything but removing after it as well."""

    def __init__(self, at, code=errno.ENOSPC, *, lasting=False):
        super().__init__()
        self.at = at
        self.code = code
        self.lasting = lasting

    def step(self, kind):
        number = len(self.steps)
        super().step(kind)
        later = self.lasting and number > self.at and not kind.startswith("remove")
        if number == self.at or later:
            raise OSError(self.code, os.strerror(self.code))


class KillingDisk(StepDisk):
    """Ends its own process with SIGKILL before step number `at`."""

    def __init__(self, at):
        super().__init__()
        self.at = at

    def step(self, kind):
        if len(self.steps) == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        super().step(kind)


@dataclass
class Node:
    """A file or a folder as the recording knows it, whatever names lead to it."""

    folder: bool
    data: bytes = b""
    entries: dict = field(default_factory=dict)


class RecordingDisk(Disk):
    """Notes every step, so that a power cut after any of them can be played: see `after`."""

    def __init__(self, root):
        self.root = root
        self.log = []
        self.nodes = {}
        self.start = self._snapshot(root)
        self.paths = {}
        self._remember(root, self.start)

    def _snapshot(self, path):
        node = Node(path.is_dir(), b"" if path.is_dir() else path.read_bytes())
        number = len(self.nodes)
        self.nodes[number] = node
        if node.folder:
            node.entries = {entry.name: self._snapshot(entry) for entry in sorted(path.iterdir())}
        return number

    def _remember(self, path, number):
        self.paths[path] = number
        for name, child in self.nodes[number].entries.items():
            self._remember(path / name, child)

    def _new(self, path, *, folder):
        number = len(self.nodes)
        self.nodes[number] = Node(folder)
        self.paths[path] = number
        self._name(path.parent, {path.name: number})
        return number

    def _name(self, folder, changes):
        self.log.append(("names", self.paths[folder], changes))

    def create(self, path, _mode=0o666):
        raw = _RecordedRaw(path, self)
        raw.number = self._new(path, folder=False)
        return io.BufferedRandom(raw, WRITE_BUFFER_BYTES)

    def link(self, source, target):
        super().link(source, target)
        self.paths[target] = self.paths[source]
        self._name(target.parent, {target.name: self.paths[source]})

    def rename(self, source, target):
        super().rename(source, target)
        moved = {path: number for path, number in self.paths.items() if path.is_relative_to(source)}
        for path in moved:
            del self.paths[path]
        for path, number in moved.items():
            self.paths[target / path.relative_to(source)] = number
        self._name(source.parent, {source.name: None, target.name: moved[source]})

    def make_folder(self, path):
        super().make_folder(path)
        self._new(path, folder=True)

    def remove(self, path):
        super().remove(path)
        del self.paths[path]
        self._name(path.parent, {path.name: None})

    def remove_folder(self, path):
        for entry in sorted(path.iterdir()):
            if entry.is_dir():
                self.remove_folder(entry)
            else:
                self.remove(entry)
        path.rmdir()
        del self.paths[path]
        self._name(path.parent, {path.name: None})

    def sync(self, path):
        super().sync(path)
        if path in self.paths:
            self._take_up(path)
            self.log.append(("sync", self.paths[path]))

    def _take_up(self, folder):
        """Know the files that nobody asked a disk for: the lock is taken from the system."""
        entries = sorted(folder.iterdir()) if folder.is_dir() else []
        for path in (entry for entry in entries if entry not in self.paths):
            number = self._snapshot(path)
            self._remember(path, number)
            self._name(folder, {path.name: number})

    def after(self, steps, target, rng):
        """Write to `target` what a power cut after `steps` steps may leave.

        What was synced is there. Of everything else each change of a name came through or did
        not, each write came through, or half of it, or none of it.
        """
        done = self.log[:steps]
        durable = {}
        for position, (kind, number, *_) in enumerate(done):
            if kind == "sync":
                durable[number] = position
        data = {number: bytearray(node.data) for number, node in self.nodes.items()}
        entries = {number: dict(node.entries) for number, node in self.nodes.items()}
        for position, (kind, number, *what) in enumerate(done):
            sure = position < durable.get(number, -1)
            if kind == "names" and (sure or rng.random() < 0.5):
                entries[number].update(what[0])
            elif kind == "write":
                kept = 1.0 if sure else rng.choice((0.0, 0.5, 1.0))
                _overwrite(data[number], *what, kept)
        self._lay_out(self.start, target, data, entries)

    def _lay_out(self, number, path, data, entries):
        if not self.nodes[number].folder:
            path.write_bytes(data[number])
            return
        path.mkdir()
        for name, child in entries[number].items():
            if child is not None:
                self._lay_out(child, path / name, data, entries)


class _RecordedRaw(io.FileIO):
    def __init__(self, path, disk):
        super().__init__(path, "x+")
        self.disk = disk
        self.number = None

    def write(self, data):
        self.disk.log.append(("write", self.number, self.tell(), bytes(data)))
        return super().write(data)


def _overwrite(old, at, new, kept):
    length = int(len(new) * kept)
    if length == 0:
        return
    if len(old) < at:
        old.extend(bytes(at - len(old)))
    old[at : at + length] = new[:length]
