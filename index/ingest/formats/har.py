"""Reads HAR files, the traffic that a browser recorded: each page or document is a member."""

import base64
import binascii
import io
import json
import re

from index.ingest import decode
from index.ingest.files import containers
from index.ingest.files.format import (
    CERTAIN,
    MAX_FILE_BYTES,
    NO,
    TOO_LARGE,
    Format,
    KindOf,
    Members,
    Sample,
)
from index.ingest.formats.webarchive import ArchivedResponse, archived_file
from index.ingest.source_file import SourceFile
from index.json_types import JsonObject
from index.report import Skipped

_BEGIN = re.compile(
    rb'\{\s{0,200}"log"\s{0,20}:\s{0,20}\{.{0,2000}?"(?:creator|entries|pages)"', re.DOTALL
)


def _har(entry: SourceFile, kind_of: KindOf) -> Members:
    """One member for each response that is a page or a document, with its address."""
    with containers.open_container(entry) as stream:
        data = stream.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        yield Skipped(entry.path, TOO_LARGE)
        return
    try:
        responses = json.loads(decode.decode(data, entry.charset).text, strict=False)["log"][
            "entries"
        ]
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        yield Skipped(entry.path, f"The recording of the browser is damaged ({error}).")
        return
    empty = True
    for number, exchange in enumerate(responses if isinstance(responses, list) else (), start=1):
        archived_response = _response(exchange)
        item = (
            archived_file(entry, number, archived_response, kind_of)
            if archived_response is not None
            else None
        )
        if item is not None:
            empty = False
            yield item
    if empty:
        yield Skipped(entry.path, "The recording holds no page that could be read.")


def _response(exchange: object) -> ArchivedResponse | None:
    """The response in an entry; None without a content."""
    request, response = _within(exchange, "request"), _within(exchange, "response")
    content = _within(response, "content")
    text = content.get("text")
    if not isinstance(text, str) or not text:
        return None
    data, kind = text.encode("utf-8", "replace"), str(content.get("mimeType") or "")
    if content.get("encoding") == "base64":
        try:
            data = base64.b64decode(text)
        except (binascii.Error, ValueError):
            return None
    else:  # the browser decoded the text before it recorded it
        kind = f"{kind.partition(';')[0]}; charset=utf-8"
    return ArchivedResponse(
        address=str(request.get("url") or ""),
        status=str(response.get("status") or 200),
        content_type=kind,
        transfer="",
        codings="",
        stream=io.BytesIO(data),
    )


def _within(value: object, name: str) -> JsonObject:
    inner = value.get(name) if isinstance(value, dict) else None
    return inner if isinstance(inner, dict) else {}


def _is_har(sample: Sample) -> int:
    return CERTAIN if _BEGIN.match(sample.start[:4096]) else NO


FORMAT = Format(kind="har", endings=(".har",), sniff=_is_har, members=_har)
