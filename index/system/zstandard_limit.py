"""Unpacks Zstandard with a limit that holds: the library's own does not for frames with a size."""

import zstandard


def unpack(data: bytes, most: int, decompressor: zstandard.ZstdDecompressor | None = None) -> bytes:
    """The content of a frame; zstandard.ZstdError if it is damaged or longer than `most` bytes.

    The library believes the size that a frame states, whatever `max_output_size` says.
    """
    if zstandard.frame_content_size(data) > most:
        raise zstandard.ZstdError(f"it unpacks to more than {most} bytes")
    return (decompressor or zstandard.ZstdDecompressor()).decompress(data, max_output_size=most)
