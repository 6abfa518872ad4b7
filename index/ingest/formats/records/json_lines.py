"""Reads JSON Lines, one member for each line, with what the first lines tell of all."""

import json
import re
from collections.abc import Callable

from index.ingest.files import containers, site_rules
from index.ingest.files.format import CERTAIN, SAMPLE_BYTES, Format, KindOf, Members, Sample
from index.ingest.formats.records import json_signs, rejoined, table_day_order
from index.ingest.source_file import SourceFile
from index.ingest.structured import column_meanings, json_fields, json_structure, record_links
from index.report import Skipped


def _jsonl(entry: SourceFile, kind_of: KindOf) -> Members:
    """One member per line that is not blank, named by its line number from 1."""
    del kind_of
    with containers.open_container(entry) as stream:
        begin, whole = rejoined.in_utf8(stream, 1 << 20)
        items = [item for line in begin.split(b"\n")[:_LINES] if (item := _object(line))]
        nested = _are_nested(items)
        if nested:
            items = [item for line in items if (item := _flat(line))]
        orders, meanings = _line_orders(entry, items), _line_meanings(entry, items)
        known = _line_references(items) if record_links.REFERENCE_SIGN in begin else {}
        if known:
            yield Skipped(entry.path, _REFERRED.format(len(known)), remark=True)
        for number, line in enumerate(containers.lines(whole), start=1):
            if len(line) > containers.MAX_MEMBER_BYTES:
                yield Skipped(
                    f"{entry.path}!{number}",
                    f"The line is longer than {containers.MAX_MEMBER_BYTES >> 20} MB.",
                )
            elif line.strip() and not (known and _object(line).get("_id") in known):
                named = record_links.with_names_in_line(line, known)
                yield entry.member(
                    str(number), "json", _rewritten(named, orders, meanings, nested=nested)
                )


_REFERRED = "Lines that only name what reports refer to, such as their authors, are left out: {}."


def _line_references(items: list[dict[str, object]]) -> dict[str, str]:
    """The names of the objects in these lines to which others refer, by their id."""
    known = record_links.named(item for item in items)
    used = {key for item in items for key in record_links.referred(item, known)}
    return {key: known[key] for key in known if key in used}


_SLASHED = re.compile(rb"\d([/.-])\d{1,2}\1\d\d")


_LINES = table_day_order.MAX_COMPARED_ROWS
"""The number of lines at the beginning that tell what the fields of all lines are."""


def _object(line: bytes) -> dict[str, object]:
    """The object in a line; empty if there is none."""
    try:
        item = json.loads(line) if line[:1] == b"{" else None
    except (ValueError, RecursionError):
        return {}
    return item if isinstance(item, dict) else {}


def _are_nested(items: list[dict[str, object]]) -> bool:
    """Whether lines have their report in objects inside, of which no name is known."""
    first = items[:_EXAMINED]
    if not first or not all(
        any(isinstance(part, dict) for part in item.values()) for item in first
    ):
        return False
    known = {field for item in first for _, field in json_fields.fields_of(item)}
    flat = list(filter(None, map(_flat, first)))
    named = {json_fields.field_of(name) for item in flat for name in item}
    return len(flat) == len(first) and "title" not in known | named and "body" not in known


def _has_objects(item: dict[str, object]) -> bool:
    return any(isinstance(part, dict) for part in item.values())


_EXAMINED = 20
"""The number of lines that tell whether reports are nested."""


def _flat(item: dict[str, object]) -> dict[str, object]:
    """The fields of the only report in a line, by the paths of their names; empty for others."""
    found = json_structure.records(item)
    return found[0] if len(found) == 1 else {}


def _field_of(entry: SourceFile) -> Callable[[str], str]:
    columns = site_rules.columns_of(site_rules.load(entry.root) if entry.root else (), entry.path)
    return lambda name: columns.get(name) or json_fields.field_of(name)


def _line_orders(entry: SourceFile, items: list[dict[str, object]]) -> dict[str, bool]:
    """Whether the day comes first in the fields of dates, by the first lines of JSON Lines."""
    field_of = _field_of(entry)
    return table_day_order.of_fields(items, lambda name: field_of(name) == "date")


def _line_meanings(entry: SourceFile, items: list[dict[str, object]]) -> dict[str, str]:
    """The meanings of fields of unknown names, by the first lines."""
    return column_meanings.meanings(items, _field_of(entry))


def _rewritten(
    line: bytes, orders: dict[str, bool], meanings: dict[str, str], *, nested: bool
) -> bytes:
    """A line with the meanings of its names, and with dates that have their year first."""
    slashed = bool(orders) and _SLASHED.search(line) is not None
    if not slashed and not meanings:
        return line
    whole = _object(line)
    item = column_meanings.renamed((nested and _flat(whole)) or whole, meanings)
    if not item:
        return line
    return json.dumps(table_day_order.years_first(item, orders), ensure_ascii=False).encode(
        "utf-8", "surrogatepass"
    )


def _is_lines(sample: Sample) -> int:
    """Whether the file is JSON Lines; the first line may be longer than the sample."""
    head, end, rest = sample.start.partition(b"\n")
    if not json_signs.is_object(head):
        return json_signs.is_jsonl(sample)
    single = head.rstrip().endswith(b"}") and not rest.strip()
    longer = not end and len(sample.data) >= SAMPLE_BYTES
    return CERTAIN if single or longer else json_signs.is_jsonl(sample)


_LINE_END = re.compile(rb"\n")
FORMAT = Format(
    kind="jsonl",
    endings=(".jsonl", ".ndjson"),
    sniff=_is_lines,
    members=_jsonl,
    rows=True,
    member_pattern=_LINE_END,
)
