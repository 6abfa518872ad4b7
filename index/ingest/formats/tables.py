"""Tables and lines: JSON Lines, CSV and TSV, one member for each line or row."""

import csv
import io
import json
import re
from typing import IO, cast

from index.ingest import containers, decode
from index.ingest.format import Format, KindOf, Members
from index.ingest.formats.json_records import is_jsonl
from index.ingest.source_file import SourceFile
from index.report import Skipped


def _jsonl(entry: SourceFile, kind_of: KindOf) -> Members:
    """One member per line that is not blank, named by its line number from 1."""
    del kind_of
    with containers.open_container(entry) as stream:
        for number, line in enumerate(containers.lines(stream), start=1):
            if len(line) > containers.MAX_MEMBER_BYTES:
                yield Skipped(
                    f"{entry.path}!{number}",
                    f"The line is longer than {containers.MAX_MEMBER_BYTES >> 20} MB.",
                )
            elif line.strip():
                yield entry.member(str(number), "json", line)


def _csv(entry: SourceFile, kind_of: KindOf) -> Members:
    """One member per row, as a JSON object under the names of the first row."""
    del kind_of
    with containers.open_container(entry) as stream:
        sample = stream.read(1 << 20)
        encoding = decode.encoding_of(sample)
        text = io.TextIOWrapper(
            cast(IO[bytes], io.BufferedReader(_Rejoined(sample, stream))),
            encoding=encoding,
            errors="replace",
            newline="",
        )
        rows = csv.reader(
            text, delimiter=_delimiter(entry.kind, sample.decode(encoding, "replace"))
        )
        names = [name.strip().lstrip("\ufeff") for name in next(rows, [])]
        for number, row in enumerate(rows, start=2):
            if any(row):
                fields = dict(zip(names, row, strict=False))
                yield entry.member(str(number), "json", json.dumps(fields).encode())


def _delimiter(kind: str, sample: str) -> str:
    """What separates the columns of the first row."""
    head = sample.partition("\n")[0]
    return "\t" if kind == "tsv" else max(",;\t", key=head.count)


class _Rejoined(io.RawIOBase):
    """A stream whose beginning was already read."""

    def __init__(self, begin: bytes, rest: IO[bytes]) -> None:
        super().__init__()
        self._begin = begin
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # the stub's Buffer is wider than what BufferedReader passes
        wanted = len(buffer)
        piece = self._begin[:wanted] if self._begin else self._rest.read(wanted)
        self._begin = self._begin[wanted:]
        buffer[: len(piece)] = piece
        return len(piece)


_LINE = re.compile(rb"\n")
JSONL = Format(
    kind="jsonl", endings=(".jsonl", ".ndjson"), sniff=is_jsonl, members=_jsonl, mark=_LINE
)
CSV = Format(kind="csv", endings=(".csv",), members=_csv, mark=_LINE)
TSV = Format(kind="tsv", endings=(".tsv",), members=_csv, mark=_LINE)
