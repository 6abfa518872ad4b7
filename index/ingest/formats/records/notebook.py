"""Reads Jupyter notebooks: the texts between the code, the code, and what it printed."""

import json
import re
from collections.abc import Iterator

from index.ingest import decode
from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import CERTAIN, NO, Format, Sample
from index.ingest.formats.plain_text import markdown
from index.ingest.unreadable import UnreadableError
from index.json_types import JsonObject

_CELLS = re.compile(rb'"(?:cells|worksheets)"\s{0,20}:\s{0,20}\[')
_FORMAT = re.compile(rb'"(?:nbformat|cell_type)"\s{0,20}:')
_FENCE = "`" * 12
"""A fence of Markdown that no cell contains."""
_COLOURS = re.compile(r"\x1b\[[\d;]{0,20}[A-Za-z]")


def read(draft: Draft, data: bytes, rules: ExtractionRules) -> None:
    """Put the title and the text of a notebook into the draft, as those of Markdown."""
    try:
        loaded = json.loads(decode.decode(data, draft.entry.charset).text, strict=False)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"The notebook is damaged ({error}).") from None
    pieces = [piece for cell in _cells(loaded) for piece in _pieces(cell) if piece.strip()]
    markdown.read(draft, "\n\n".join(pieces), rules)


def _cells(loaded: object) -> Iterator[JsonObject]:
    """The cells of a notebook; old ones lie in work sheets."""
    if not isinstance(loaded, dict):
        return
    sheets = loaded.get("worksheets")
    for holder in (loaded, *(sheets if isinstance(sheets, list) else ())):
        cells = holder.get("cells") if isinstance(holder, dict) else None
        yield from (cell for cell in cells or () if isinstance(cell, dict))


def _pieces(cell: JsonObject) -> Iterator[str]:
    """The source of a cell and its outputs as Markdown."""
    source = _joined(cell.get("source") or cell.get("input"))
    if cell.get("cell_type") == "markdown":
        yield source
    elif cell.get("cell_type") == "heading":
        yield f"# {source}"
    else:
        yield _fenced(source)
    outputs = cell.get("outputs")
    for output in outputs if isinstance(outputs, list) else ():
        if isinstance(output, dict):
            yield _fenced(_COLOURS.sub("", _output(output)))


def _output(output: JsonObject) -> str:
    """The text of an output; a picture has none."""
    data = output.get("data")
    data = data if isinstance(data, dict) else output
    if output.get("output_type") in {"error", "pyerr"}:
        return f"{output.get('ename', '')}: {output.get('evalue', '')}"
    return _joined(data.get("text/markdown") or data.get("text/plain") or data.get("text"))


def _joined(value: object) -> str:
    if isinstance(value, list):
        return "".join(map(str, value))
    return value if isinstance(value, str) else ""


def _fenced(text: str) -> str:
    return f"{_FENCE}\n{text.rstrip()}\n{_FENCE}" if text.strip() else ""


def _is_notebook(sample: Sample) -> int:
    start = sample.start
    if not start.startswith(b"{") or not _FORMAT.search(start):
        return NO
    return CERTAIN if _CELLS.search(start) else NO


FORMAT = Format(kind="ipynb", endings=(".ipynb",), sniff=_is_notebook, read_file=read)
