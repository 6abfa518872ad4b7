"""Puts the files of an archive and the records that describe them together.

Services write articles as files without a head, beside a table or a list with the title, day and
address of each: posts.csv and posts/101.quay.html.
"""

import csv
import functools
import io
import itertools
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from index.ingest import decode
from index.ingest.files import sidecars, zip_files
from index.ingest.source_file import SourceFile
from index.ingest.structured import json_fields
from index.ingest.structured.json_shapes import JsonItem

_LISTS = (".csv", ".tsv", ".json", ".jsonl", ".ndjson")
_TEXTS = (".html", ".htm", ".txt", ".md")
_MAX_LIST_BYTES, _MAX_LISTS, _MAX_LISTS_BYTES = 16 << 20, 200, 32 << 20
"""The largest list that is compared with the names of files, in bytes, and how many lists, and of
how many bytes together, are compared: they are read where files are listed."""
_LOOKS = 4
"""How often the texts of an archive are looked at, each once for a list that names them."""
_COMPARED_FILES = 50
"""The number of files of which one at least is named in a list."""
_MAX_COLUMNS = 100
"""The number of names in records that are compared with the names of files."""
_MIN_SHARE = 0.5
"""The least share of records, or of files, that belong together under one name."""
_PAGE = re.compile(rb"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
"""A whole page, which has a head of its own."""
_FRONT = b"---"
"""The beginning of a text with a head of its own."""
_TELLING = frozenset({"title", "date", "url"})


@dataclass(frozen=True, slots=True)
class DescribedFiles:
    """The records of files by their names, and by the names of lists the records of no file."""

    records: dict[str, JsonItem] = field(default_factory=dict)
    rest: dict[str, list[JsonItem]] = field(default_factory=dict)

    def completed(self, name: str, member: SourceFile) -> Iterator[SourceFile]:
        """A file with what its record says; a list without the records of files."""
        if name in self.rest:
            if self.rest[name]:
                yield replace(member, kind="json", data=_written(self.rest[name]))
        elif name in self.records:
            text = decode.decode(member.data or b"").text
            yield replace(member, kind="json", data=_written({**self.records[name], "body": text}))
        else:
            yield member


def _written(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


ContentOf = Callable[[str, int], bytes]
"""The first bytes of a member of an archive."""


def of_zip(archive: zipfile.ZipFile, names: Mapping[str, str]) -> DescribedFiles:
    """The files of an archive that are described; `names` has the decoded names of its members."""
    members = [info for info in archive.infolist() if not info.flag_bits & 1]
    sizes = {info.filename: info.file_size for info in members}
    return of_archive(sizes, names, functools.partial(zip_files.content, archive))


def of_archive(
    sizes: Mapping[str, int], names: Mapping[str, str], content_of: ContentOf
) -> DescribedFiles:
    """The files of an archive that are described; `sizes` has those of its members by names."""
    described = DescribedFiles()
    texts = {name: names[name] for name, size in sizes.items() if size and is_text(name)}
    _add_beside(described, sizes, texts, content_of)
    stems = [
        _HASH.sub("", _stem(path)).lstrip("0")
        for path in itertools.islice(texts.values(), _COMPARED_FILES)
    ]
    left, looks = _FilesByKey(texts), _LOOKS * len(texts)
    for name in described.records:
        left.remove(name)
    for list_name in _compared(sizes) if texts else ():
        data = content_of(list_name, _MAX_LIST_BYTES)
        if not any(
            stem.encode() in data or stem.encode("gbk", "replace") in data for stem in stems
        ):
            continue  # a quick look, before the list is parsed
        records = _records(list_name, data)
        found = left.of(records)
        looks -= len(found)
        if looks < 0:
            return described
        starts = {at: content_of(file, HEAD_BYTES) for at, file in found.items()}
        heads = {at: found[at] for at in found if _is_described(records[at], starts[at])}
        repeated = {at for at in found if at not in heads and _repeats(records[at], starts[at])}
        if (heads or repeated) and all(_tells(records[at]) for at in heads):
            for at, file in heads.items():
                described.records[file] = records[at]
                left.remove(file)
            rest = [
                record
                for at, record in enumerate(records)
                if at not in heads and at not in repeated
            ]
            described.rest[list_name] = rest
    return described


def _add_beside(
    described: DescribedFiles,
    sizes: Mapping[str, int],
    texts: Mapping[str, str],
    content_of: ContentOf,
) -> None:
    """Add the texts beside which a file describes them: 001.txt and 001.json."""
    left = _MAX_LISTS_BYTES
    for name, beside in sidecars.of_texts(texts, sizes):
        left -= sizes[beside]
        if left < 0:
            return
        record = sidecars.record(beside, content_of(beside, sidecars.MAX_SIDECAR_BYTES))
        if _tells(record) and _is_described(record, content_of(name, HEAD_BYTES)):
            described.records[name] = record
            described.rest[beside] = []


def _is_described(record: JsonItem, start: bytes) -> bool:
    """Whether a record is the head of a file: that has none, or is a page of the same title."""
    return not _has_head(start) or (_PAGE.search(start) is not None and _names(record, start))


def _repeats(record: JsonItem, start: bytes) -> bool:
    """Whether the head of a text says what its record does, as pages of Notion do."""
    text = decode.decode(start).text
    values = [value for value in record.values() if isinstance(value, str) and value.strip()]
    told = [value for value in values if value.strip() in text]
    return _names(record, start) and len(told) > 1 and len(told) * 2 > len(values)


def _names(record: JsonItem, start: bytes) -> bool:
    """Whether a file that begins so has the title of a record."""
    titles = [value for _, value in json_fields.values_of(record, "title") if value]
    title = titles[0] if titles else ""
    return isinstance(title, str) and bool(title) and title in decode.decode(start).text


def is_list(name: str, size: int) -> bool:
    """Whether a member may be a list that describes others."""
    return name.lower().endswith(_LISTS) and size <= _MAX_LIST_BYTES


def is_text(name: str) -> bool:
    """Whether a member may be a text that a list describes."""
    return name.lower().endswith(_TEXTS)


def _compared(sizes: Mapping[str, int]) -> Iterator[str]:
    """The lists that are compared with the names of files, the first of many."""
    left = _MAX_LISTS_BYTES
    lists = (name for name, size in sizes.items() if is_list(name, size))
    for name in itertools.islice(lists, _MAX_LISTS):
        left -= sizes[name]
        if left < 0:
            return
        yield name


class _FilesByKey:
    """The files that no record describes yet, by what a list may call them."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = dict(texts)
        self._files: dict[str, set[str]] = {}
        for name, path in texts.items():
            for key in _keys(path):
                self._files.setdefault(key, set()).add(name)

    def remove(self, name: str) -> None:
        """Take out a file, which a record describes."""
        for key in _keys(self._texts.pop(name)):
            self._files[key].discard(name)

    def of(self, records: list[JsonItem]) -> dict[int, str]:
        """The files of records by their positions, if one of their fields has names of files."""
        best: dict[int, str] = {}
        by_column: dict[str, dict[int, str]] = {column: {} for column in _columns(records)}
        for at, record in enumerate(records):  # which may lack most columns
            for column, value in record.items():
                if column in by_column and (file := self._file(str(value))):
                    by_column[column][at] = file
        for files in by_column.values():
            if len(files) > len(best) and len(set(files.values())) == len(files):
                best = files
        return best if len(best) >= _MIN_SHARE * min(len(records), len(self._texts)) else {}

    def _file(self, key: str) -> str:
        """The file of a name; two files of one name are told by none."""
        files = self._files.get(key, ())
        return next(iter(files)) if len(files) == 1 else ""


def _keys(path: str) -> set[str]:
    stem = _stem(path)
    number = {stem.lstrip("0")} if stem.isdecimal() else set[str]()
    return {path, path.rpartition("/")[2], stem, _HASH.sub("", stem), *number} - {""}


def _columns(records: list[JsonItem]) -> list[str]:
    """The first names in the first records, which are as few as a person would write."""
    names = dict.fromkeys(itertools.chain.from_iterable(records[:_COMPARED_FILES]))
    return list(itertools.islice(names, _MAX_COLUMNS))


def _tells(record: JsonItem) -> bool:
    """Whether a record tells of a report and has no text of its own."""
    fields = {json_fields.field_of(name) for name, value in record.items() if value}
    return bool(_TELLING & fields) and "body" not in fields


_HASH = re.compile(r" [0-9a-f]{32}$")
"""What Notion writes behind the title of a page in the name of its file."""


def _stem(name: str) -> str:
    return name.rpartition("/")[2].rpartition(".")[0]


HEAD_BYTES = 2_000
"""The beginning of a text, in bytes, that tells whether it has a head."""


def _has_head(start: bytes) -> bool:
    """Whether a file that begins so has a head of its own, which says more than a record."""
    start = start.lstrip()
    return (
        start.startswith(_FRONT)
        or _HEADED.match(start) is not None
        or _PAGE.search(start) is not None
    )


_HEADED = re.compile(rb"# [^\n]{1,400}\n\n?[^\s:#][^\n:]{0,40}: \S")
"""The title of a page of Notion, and the first of its properties."""


def sign_of(start: bytes) -> bytes:
    """What tells of the beginning of a text whether it has a head."""
    return _FRONT if _has_head(start) else b""


def _records(name: str, data: bytes) -> list[JsonItem]:
    """The records of a table, or of a list in JSON; none of other files."""
    text = decode.decode(data).text.lstrip("\ufeff")
    try:
        if name.lower().endswith((".csv", ".tsv")):
            delimiter = max(",;\t", key=text.partition("\n")[0].count)
            head, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            return [
                {name: cell for name, cell in zip(head, row, strict=False) if name}
                for row in rows
                if row
            ]
        if name.lower().endswith(".json"):
            return _objects(json.loads(text))
        return _objects([json.loads(line) for line in text.splitlines() if line.strip()])
    except (ValueError, RecursionError, csv.Error):
        return []


def _objects(loaded: object) -> list[JsonItem]:
    """The objects of a list, or of the only list in an object."""
    if isinstance(loaded, dict):
        lists = [value for value in loaded.values() if isinstance(value, list)]
        loaded = lists[0] if len(lists) == 1 else []
    whole = isinstance(loaded, list) and all(isinstance(record, dict) for record in loaded)
    return loaded if whole and isinstance(loaded, list) else []
