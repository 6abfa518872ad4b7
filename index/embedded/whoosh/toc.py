"""Reads Whoosh's table of contents safely: it contains two pickles, and a pickle can run any code.

Before Whoosh reads a table, it is unpickled here by an unpickler that admits only the classes of
our own schema and segments. Whoosh then reads the checked bytes from memory, so that nobody can
change them in between.
"""

import io
import pickle
import re
import struct

from whoosh import fields
from whoosh.codec.base import Codec, Segment
from whoosh.util.varints import read_varint

from index.errors import IndexUnusableError

MAX_TOC_BYTES = 64 << 20
"""Maximum bytes of a table of contents; a longer file is not ours."""

_VERSION = -111
"""The table's version in the pinned Whoosh; a test compares it with Whoosh's own."""

ADMITTED_CLASSES = frozenset(
    {
        ("__builtin__", "long"),
        ("index.schema", "Grams"),
        ("index.schema", "Words"),
        ("whoosh.analysis.tokenizers", "IDTokenizer"),
        ("whoosh.columns", "NumericColumn"),
        ("whoosh.columns", "VarBytesColumn"),
        ("whoosh.fields", "ID"),
        ("whoosh.fields", "NUMERIC"),
        ("whoosh.fields", "STORED"),
        ("whoosh.fields", "Schema"),
        ("whoosh.fields", "TEXT"),
        ("whoosh.formats", "Existence"),
        ("whoosh.formats", "Frequency"),
        ("whoosh.formats", "Positions"),
    }
)
"""Classes by module and name, as the pickles spell them; classes of our codec are known by kind."""

_SEGMENT_ID = re.compile(r"[0-9a-z]{1,64}")


def admit(table: bytes) -> None:
    """Check that a table of contents has only our schema and segments.

    IndexUnusableError otherwise.
    """
    try:
        schema, segments = parts(table)
        _sane(_Reader(schema).load(), _Reader(segments).load())
    except IndexUnusableError:
        raise
    except Exception as error:
        # A pickle can raise anything that its classes raise; no table of ours does.
        raise _refused(str(error) or type(error).__name__) from error


class _Reader(pickle.Unpickler):
    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data))

    def find_class(self, module: str, name: str) -> object:
        """The admitted class of that name; _pickle.UnpicklingError for any other."""
        if (module, name) in ADMITTED_CLASSES:
            return super().find_class(module, name)
        if module.startswith("index.embedded.") and "." not in name:
            cls = super().find_class(module, name)
            if isinstance(cls, type) and issubclass(cls, Segment | Codec):
                return cls
        raise pickle.UnpicklingError(f"it names {module}.{name}")


def parts(table: bytes) -> tuple[bytes, bytes]:
    """The pickles of the schema and of the segments, in the layout of `whoosh.index.TOC.write`."""
    if len(table) > MAX_TOC_BYTES:
        raise _refused(f"it is {len(table)} bytes long")
    stream = io.BytesIO(table)
    for _ in range(3):  # sizes of int, long and float
        read_varint(stream.read)
    _, version = struct.unpack("!ii", stream.read(8))  # after the byte order mark
    if version != _VERSION:
        raise _refused(f"its version is {version}")  # Whoosh would use another layout
    for _ in range(3):  # release
        read_varint(stream.read)
    schema = stream.read(read_varint(stream.read))
    stream.read(8)  # generation, unused
    return schema, stream.read()


def _sane(schema: object, segments: object) -> None:
    if type(schema) is not fields.Schema:
        raise _refused("it holds no schema")
    if not isinstance(segments, list):
        raise _refused("it holds no list of segments")
    for segment in segments:
        if not isinstance(segment, Segment) or not _SEGMENT_ID.fullmatch(str(segment.segid)):
            raise _refused("it names a segment that is none of ours")


def _refused(why: str) -> IndexUnusableError:
    return IndexUnusableError(
        f"The table of contents of this index was not written by baogao: {why}. Do not use this "
        "folder if it came from someone else; rebuild with: baogao index"
    )
