"""Cases as data: files as people have them, and what a reader finds in them.

A case gives its file as `text`, `base64`, `copy` (a file beside the cases), or in parts that make a
Word file (`word`), a ZIP (`zip`), or a web archive (`warc`). `reports` says what is right for each
report that is looked at, `skipped` words of the sentences for what is not read.
"""

import base64
import gzip
import io
import json
import zipfile
from pathlib import Path

CASES = Path(__file__).parent / "data" / "cases"
_W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def load(name):
    """The cases of a file, by their names."""
    return json.loads((CASES / f"{name}.json").read_text("utf-8"))


def content(case):
    """The bytes of the file of a case."""
    data = _plain(case)
    return gzip.compress(data, mtime=0) if case.get("gzip") else data


def _plain(case):
    if "text" in case:
        text = "\n".join(case["text"]) if isinstance(case["text"], list) else case["text"]
        return text.encode(case.get("encoding", "utf-8"))
    if "base64" in case:
        return base64.b64decode(case["base64"])
    if "copy" in case:
        return (CASES / "files" / case["copy"]).read_bytes()
    if "word" in case:
        return word(**case["word"])
    if "zip" in case:
        return zipped({name: content(part) for name, part in case["zip"].items()})
    return b"".join(map(record, case["warc"]))


def zipped(members):
    """A ZIP archive of members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def word(body, parts=None, core=None, rels=None, package=None):
    """A Word file with a body in XML; `parts` are other parts, `rels` their ids and types."""
    members = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": _rels({"rId1": ("officeDocument", "word/document.xml"), **(package or {})}),
        "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": _rels(rels or {}),
    }
    if core:
        fields = "".join(f"<x:{name} xmlns:x='x'>{text}</x:{name}>" for name, text in core.items())
        members["docProps/core.xml"] = f"<cp>{fields}</cp>"
    for name, text in (parts or {}).items():
        members[name] = text.replace("NAMESPACES", _W)
    return zipped(members)


def _rels(rels):
    lines = "".join(
        f'<Relationship Id="{name}" Type="{_TYPE}/{kind}" Target="{target}"/>'
        for name, (kind, target) in rels.items()
    )
    return f"<Relationships>{lines}</Relationships>"


def record(part):
    """A record of a WARC file."""
    payload = content(part) if "text" in part or "base64" in part or "word" in part else b""
    http = "".join(f"{name}: {value}\r\n" for name, value in part.get("headers", {}).items())
    body = f"HTTP/1.1 {part.get('status', '200 OK')}\r\n{http}\r\n".encode() + payload
    if part.get("bare"):
        body = payload
    kind = part.get("type", "response")
    more = "".join(f"{name}: {value}\r\n" for name, value in part.get("warc", {}).items())
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {part.get('url', '')}\r\n"
        f"WARC-Date: 2023-02-09T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n{more}"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"
