"""Document ids: a report's own id if OpenSearch accepts it, otherwise a hash of it."""

import hashlib

from index.report import ReportId


def document_id(report_id: ReportId) -> str:
    """The `_id` of a report; at most 512 bytes, never empty."""
    name = report_id.encode("utf-8", "replace").decode()
    encoded = name.encode()
    if 0 < len(encoded) <= 400 and name.isprintable():
        return name
    return f"blake2b:{hashlib.blake2b(encoded, digest_size=32).hexdigest()}"
