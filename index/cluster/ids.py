"""Document ids: a report's own id if OpenSearch accepts it, otherwise a hash of it."""

import hashlib


def document_id(report_id: str) -> str:
    """The `_id` of a report; at most 512 bytes, never empty."""
    report_id = report_id.encode("utf-8", "replace").decode()
    encoded = report_id.encode()
    if 0 < len(encoded) <= 400 and report_id.isprintable():
        return report_id
    return f"blake2b:{hashlib.blake2b(encoded, digest_size=32).hexdigest()}"
