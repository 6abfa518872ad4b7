"""Encodes values of frozen classes as bytes and decodes them: data only, checked by annotations.

A process that a hostile file has taken over may send anything. A pickle would run what the message
says; here a message can only become a value of the type that is expected, or raise BadMessageError.
"""

import dataclasses
import datetime
import enum
import json
import re
import struct
import types
import typing
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, TypeVar, cast

import numpy as np

Sent = TypeVar("Sent")
Blobs = list[bytes]
"""The byte strings of a value in their order; JSON has only their lengths."""

_LENGTH = struct.Struct("<Q")
_ARRAY_TYPE = re.compile(r"<[iuf][248]|\|[iub]1")
_PLAIN = frozenset({str, int, float, bool, type(None)})


class BadMessageError(Exception):
    """A message that is no value of the expected type."""


class _Reader:
    """The byte strings of a message, taken one after the other."""

    def __init__(self, data: memoryview) -> None:
        self._data = data
        self._at = 0

    def take(self, length: object) -> bytes:
        """The next `length` bytes."""
        end = self._at + _plain(int, length)
        if not self._at <= end <= len(self._data):
            raise BadMessageError("a byte string is longer than the message")
        part = self._data[self._at : end]
        self._at = end
        return bytes(part)


_Encode = Callable[[object, Blobs], object]
_Decode = Callable[[object, _Reader], object]


class TypedCodec(Generic[Sent]):
    """Encodes and decodes values of one type.

    It may be a plain type, bytes, a date, a path, a string enum, a one-dimensional array of
    numbers, a frozen dataclass or NamedTuple, and tuples, dicts with string keys and unions of
    these. TypeError for any other type.
    """

    def __init__(self, of: object) -> None:
        self._of = of
        self._encode, self._decode = _codec(of)

    def __reduce__(self) -> tuple[type["TypedCodec[Sent]"], tuple[object]]:
        return type(self), (self._of,)

    def dumps(self, value: Sent) -> bytes:
        """The value as bytes."""
        blobs: Blobs = []
        text = json.dumps(self._encode(value, blobs), separators=(",", ":")).encode("ascii")
        return b"".join((_LENGTH.pack(len(text)), text, *blobs))

    def loads(self, data: bytes) -> Sent:
        """The value in these bytes; BadMessageError if there is none."""
        try:
            (length,) = _LENGTH.unpack_from(data)
            start = _LENGTH.size + length
            text = data[_LENGTH.size : start].decode("ascii")
            reader = _Reader(memoryview(data)[start:])
            return cast("Sent", self._decode(json.loads(text), reader))
        except (ValueError, TypeError, OverflowError, RecursionError, struct.error) as error:
            raise BadMessageError(f"{type(error).__name__}: {error}") from error


def _codec(of: object) -> tuple[_Encode, _Decode]:
    """The functions for a type."""
    if isinstance(of, typing.NewType):
        return _codec(of.__supertype__)
    origin = typing.get_origin(of)
    if origin in {typing.Union, types.UnionType}:
        return _union(typing.get_args(of))
    if origin is tuple:
        return _tuple(typing.get_args(of))
    if origin is dict:
        return _dict(typing.get_args(of)[1])
    if origin is np.ndarray:
        return _array()
    if not isinstance(of, type):
        raise TypeError(f"{of} cannot be sent")
    return _class(of)


def _class(of: type) -> tuple[_Encode, _Decode]:
    if of in _PLAIN:
        return (lambda value, _: value), (lambda value, _: _plain(of, value))
    if of is bytes:
        return _set_aside, lambda value, reader: reader.take(value)
    if of is datetime.date:
        return (
            lambda value, _: cast("datetime.date", value).toordinal(),
            lambda value, _: datetime.date.fromordinal(_plain(int, value)),
        )
    if issubclass(of, enum.StrEnum):
        return (lambda value, _: str(value)), (lambda value, _: of(_plain(str, value)))
    if issubclass(of, Path):
        return (lambda value, _: str(value)), (lambda value, _: Path(_plain(str, value)))
    names = _field_names(of)
    hints = typing.get_type_hints(of)
    return _record(of, names, [hints[name] for name in names])


def _field_names(of: type) -> Sequence[str]:
    if dataclasses.is_dataclass(of):
        return [field.name for field in dataclasses.fields(of)]
    if issubclass(of, tuple) and hasattr(of, "_fields"):
        return cast("Sequence[str]", of._fields)
    raise TypeError(f"{of} cannot be sent")


def _plain(of: type[Sent], value: object) -> Sent:
    """The value, if it is of exactly this type."""
    if type(value) is not of:
        raise BadMessageError(f"{type(value).__name__} for {of.__name__}")
    return value


def _set_aside(value: object, blobs: Blobs) -> int:
    data = cast("bytes", value)
    blobs.append(data)
    return len(data)


def _items(value: object, length: int | None = None) -> "list[object]":
    """A JSON array, of this length if one is given."""
    items = _plain(list, value)
    if length is not None and len(items) != length:
        raise BadMessageError(f"{len(items)} values for {length}")
    return items


def _record(of: type, names: Sequence[str], hints: Sequence[object]) -> tuple[_Encode, _Decode]:
    codecs = [_codec(hint) for hint in hints]
    encoders = [(name, encode) for name, (encode, _) in zip(names, codecs, strict=True)]
    decoders = [(name, decode) for name, (_, decode) in zip(names, codecs, strict=True)]

    def encode(value: object, blobs: Blobs) -> object:
        return [part(getattr(value, name), blobs) for name, part in encoders]

    def decode(value: object, reader: _Reader) -> object:
        items = _items(value, len(decoders))
        return of(**{
            name: part(item, reader) for (name, part), item in zip(decoders, items, strict=True)
        })  # fmt: skip

    return encode, decode


def _tuple(hints: Sequence[object]) -> tuple[_Encode, _Decode]:
    if len(hints) == 2 and hints[1] is Ellipsis:
        encode_one, decode_one = _codec(hints[0])
        return (
            lambda value, blobs: [
                encode_one(member, blobs) for member in cast("tuple[object]", value)
            ],
            lambda value, reader: tuple([decode_one(member, reader) for member in _items(value)]),
        )
    codecs = [_codec(hint) for hint in hints]

    def encode(value: object, blobs: Blobs) -> object:
        items = cast("tuple[object, ...]", value)
        return [part(item, blobs) for (part, _), item in zip(codecs, items, strict=True)]

    def decode(value: object, reader: _Reader) -> object:
        items = _items(value, len(codecs))
        return tuple([part(item, reader) for (_, part), item in zip(codecs, items, strict=True)])

    return encode, decode


def _dict(of: object) -> tuple[_Encode, _Decode]:
    encode_one, decode_one = _codec(of)
    return (
        lambda value, blobs: {
            name: encode_one(member, blobs)
            for name, member in cast("dict[str, object]", value).items()
        },
        lambda value, reader: {
            name: decode_one(member, reader) for name, member in _plain(dict, value).items()
        },
    )


def _array() -> tuple[_Encode, _Decode]:
    def encode(value: object, blobs: Blobs) -> object:
        array = cast("np.ndarray[tuple[int], np.dtype[np.generic]]", value)
        return [array.dtype.str, _set_aside(array.tobytes(), blobs)]

    def decode(value: object, reader: _Reader) -> object:
        name, length = _items(value, 2)
        if not _ARRAY_TYPE.fullmatch(_plain(str, name)):
            raise BadMessageError("an array of no numbers")
        return np.frombuffer(reader.take(length), dtype=_plain(str, name))

    return encode, decode


def _union(hints: Sequence[object]) -> tuple[_Encode, _Decode]:
    """A union is sent as null, or with the number of its type."""
    kinds = [hint for hint in hints if hint is not type(None)]
    codecs = [_codec(kind) for kind in kinds]
    classes = [typing.get_origin(kind) or getattr(kind, "__supertype__", kind) for kind in kinds]
    empty = len(kinds) < len(hints)

    def encode(value: object, blobs: Blobs) -> object:
        if value is None and empty:
            return None
        number = next(n for n, kind in enumerate(classes) if isinstance(value, cast("type", kind)))
        return [number, codecs[number][0](value, blobs)]

    def decode(value: object, reader: _Reader) -> object:
        if value is None and empty:
            return None
        number, item = _items(value, 2)
        if not 0 <= _plain(int, number) < len(codecs):
            raise BadMessageError("a type that the union lacks")
        return codecs[_plain(int, number)][1](item, reader)

    return encode, decode
