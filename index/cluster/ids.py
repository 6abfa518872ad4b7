"""Document ids: a report's own id if OpenSearch accepts it, otherwise a hash of it."""

import hashlib

from index.report import ReportId

_HASHED = "blake2b:"
"""How the `_id` of a report begins whose own id is not taken; such an id itself is hashed, too."""
_MAX_ID_BYTES = 400


def document_id(report_id: ReportId) -> str:
    """The `_id` of a report; at most 512 bytes, never empty, and that of no other report."""
    encoded = report_id.encode("utf-8", "surrogatepass")
    usable = report_id.isprintable() and not report_id.startswith(_HASHED)
    if usable and 0 < len(encoded) <= _MAX_ID_BYTES:
        return report_id
    return f"{_HASHED}{hashlib.blake2b(encoded, digest_size=32).hexdigest()}"
