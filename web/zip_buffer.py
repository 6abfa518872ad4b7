"""A buffer for a zip file that is sent while it is written."""


class ZipBuffer:
    """A write-only buffer for a zip file; `drain` empties it. It cannot seek."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        """Add data; see `io.BufferedIOBase`."""
        self._parts.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is buffered elsewhere."""

    def drain(self) -> bytes:
        """Empty the buffer; returns the bytes written since the last call."""
        data = b"".join(self._parts)
        self._parts.clear()
        self.size = 0
        return data
