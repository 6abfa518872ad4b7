"""What a reader may send to a build: values of the expected types, and nothing else."""

import dataclasses
import datetime
import json
import os
import pickle
import struct
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, NewType

import numpy as np
import pytest

from index.arrays import Array
from index.system import reader_pool
from index.system.parallel import ProcessPool, ordered_map
from index.system.reader_pool import Confinement
from index.system.typed_codec import BadMessageError, TypedCodec

Name = NewType("Name", str)


class Colour(StrEnum):
    RED = "red"


class Point(NamedTuple):
    name: Name
    day: datetime.date | None = None
    mark: bytes = b""


@dataclass(frozen=True, slots=True)
class Shape:
    points: tuple[Point, ...]
    sizes: dict[str, tuple[str, int, int]]
    colours: tuple[Colour, ...]
    area: Array
    folder: Path
    either: Point | Colour | None
    share: float = 0.5


SHAPE = Shape(
    points=(Point(Name("\ud800 名"), datetime.date(2024, 2, 29), b"\x00\xff"), Point(Name(""))),
    sizes={"a": ("<u4", 1, 2)},
    colours=(Colour.RED,),
    area=np.arange(3, dtype=np.uint32),
    folder=Path("/tmp/x"),
    either=Colour.RED,
)
CODEC: TypedCodec[Shape] = TypedCodec(Shape)


@pytest.mark.parametrize("either", [Colour.RED, Point(Name("a"), None, b"b"), None])
def test_a_value_comes_back_as_it_was(either):
    sent = dataclasses.replace(SHAPE, either=either)
    back = CODEC.loads(CODEC.dumps(sent))

    assert back.area.dtype == np.uint32
    assert back.area.tolist() == [0, 1, 2]
    assert dataclasses.replace(back, area=sent.area) == sent
    assert type(back.points[0]) is Point


def message(value, *blobs):
    text = json.dumps(value).encode()
    return struct.pack("<Q", len(text)) + text + b"".join(blobs)


class Harm:
    def __reduce__(self):
        return os.abort, ()


BAD = {
    "a pickle": pickle.dumps(Harm()),
    "nothing": b"",
    "a length of the longest": b"\xff" * 8,
    "no JSON": struct.pack("<Q", 1) + b"{",
    "nested without end": struct.pack("<Q", 200_000) + b"[" * 200_000,
    "a number of 5,000 digits": struct.pack("<Q", 5_000) + b"9" * 5_000,
    "another type": message(5),
    "too few fields": message([[], {}]),
    "a tuple of numbers": message([5, {}, [], ["<u4", 0], "/", None, 0.5]),
    "a bool for a number": message([[], {"a": ["x", True, 0]}, [], ["<u4", 0], "/", None, 0.5]),
    "a word that the enum lacks": message([[], {}, ["blue"], ["<u4", 0], "/", None, 0.5]),
    "an array of objects": message([[], {}, [], ["|O", 8], "/", None, 0.5], bytes(8)),
    "an array of records": message([[], {}, [], ["<u4,<u4", 8], "/", None, 0.5], bytes(8)),
    "half a number": message([[], {}, [], ["<u4", 3], "/", None, 0.5], bytes(3)),
    "bytes beyond the end": message([[], {}, [], ["<u4", 1 << 40], "/", None, 0.5], bytes(4)),
    "bytes before the begin": message([[], {}, [], ["<u4", -4], "/", None, 0.5], bytes(4)),
    "a type that the union lacks": message([[], {}, [], ["<u4", 0], "/", [2, ""], 0.5]),
    "a type before the first": message([[], {}, [], ["<u4", 0], "/", [-1, ""], 0.5]),
    "a day that is none": message([[["a", [0, 0], 0]], {}, [], ["<u4", 0], "/", None, 0.5]),
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_a_message_that_is_no_such_value_is_refused(data):
    with pytest.raises(BadMessageError):
        CODEC.loads(data)


@pytest.mark.parametrize("of", [object, Harm, list[int], Sequence[int], "text"])
def test_a_type_that_cannot_be_checked_cannot_be_sent(of):
    with pytest.raises((TypeError, KeyError)):
        TypedCodec(of)


def test_a_reader_that_was_taken_over_runs_nothing_in_the_build(monkeypatch):
    """Its message is refused, its piece is done again, and then replaced."""
    monkeypatch.setattr(reader_pool, "_done", lambda work, task, _: _evil(work, task))
    pool = ProcessPool(2, "fork", 2, Confinement(TypedCodec(str)))
    before = set(threading.enumerate())
    done = list(ordered_map(["a", "evil", "b"], str.upper, pool, lambda *_: ["mended"]))

    assert done == [("a", "A"), ("mended", "MENDED"), ("b", "B")]
    assert set(threading.enumerate()) <= before  # those of other tests may have ended


def _evil(work, task):
    if task == "evil":
        return b"." + pickle.dumps(Harm())
    return b"." + TypedCodec(str).dumps(work(task))


def fail(error):
    raise error


ERRORS = {
    "a full disk": (OSError(28, "No space left on device", "/x"), OSError),
    "no memory": (MemoryError(), MemoryError),
    "a fault of ours": (KeyError("word"), reader_pool.WorkFailedError),
}


@pytest.mark.parametrize(("error", "kind"), ERRORS.values(), ids=ERRORS)
def test_an_error_of_the_work_reaches_the_build(error, kind):
    pool = ProcessPool(1, "fork", 2, Confinement(TypedCodec(type(None))))
    if kind is MemoryError:
        assert [*ordered_map([error, None], _fail_or_not, pool, lambda *_: [None])]
        return
    with pytest.raises(kind) as raised:
        list(ordered_map([error], fail, pool, lambda task, _: [task]))
    assert str(error) in str(raised.value)


def _fail_or_not(error):
    if error is not None:
        raise error
