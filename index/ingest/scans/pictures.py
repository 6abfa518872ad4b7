"""Opens pictures of pages, which strangers made, and recognises the text of their frames."""

import contextlib
import functools
import io
import struct
import warnings
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.scans import pages, recogniser
from index.ingest.scans.pages import MAX_PICTURE_SIDE, MAX_PIXELS
from index.ingest.scans.scanned_page import EMPTY, ScannedPage
from index.ingest.unreadable import UnreadableError

if TYPE_CHECKING:
    from PIL.Image import Image

_JPEG, _MAX_JPEG_PARTS = b"\xff\xd8\xff", 100
"""The first bytes of a JPEG, and the largest number of its parts that take time again and again."""
_JPEG_PARTS = {b"\xff\xda": "passes", b"Exif\0\0": "blocks of camera data"}
"""How such parts begin: each pass is over all pixels, and progressive pictures have about ten; all
camera data are copied for each further block, and most pictures have one."""
_MIN_SIDE_PIXELS = 200
"""The least length of the shorter side of a page, in pixels."""
_WORKING_SIDE = 4_000
"""The longer side, in pixels, of a picture that is recognised; lines are found at half of it."""
_REDUCIBLE = frozenset({"L", "LA", "RGB", "RGBA", "CMYK", "YCbCr"})
"""Modes whose pixels may be averaged."""
_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "JPEG2000")
_DECORATION = 12_000
"""The size in bytes below which a picture in a mail is decoration."""
_PAGE_WIDTH = 600
"""The width in pixels from which a picture may be a page."""


def pages_inside(
    files: Mapping[int, bytes], key: str, rules: ExtractionRules
) -> dict[int, ScannedPage]:
    """The pages of a file by number, whose pictures are separate files inside it.

    Unreadable pictures are left out; all of them if text recognition is not installed.
    """
    read: dict[int, ScannedPage] = {}
    for number, data in files.items():
        with contextlib.suppress(UnreadableError):
            page = pages.page(
                rules.scans_folder, key, number, functools.partial(_first_frame, data)
            )
            if page is not None:
                read[number] = page
    return read


def _first_frame(data: bytes) -> ScannedPage:
    with opened(data) as picture:
        return recognised(picture, 1)


def recognised(picture: "Image", number: int) -> ScannedPage:
    """The text of a page of a picture; photographs are detected at low resolution first."""
    drawn = frame(picture, number)
    picture.im = None  # type: ignore[assignment]  # hundreds of MB of a large one, not needed again
    return pages.recognised(drawn) if recogniser.has_text(drawn) else EMPTY


@contextlib.contextmanager
def opened(data: bytes) -> Iterator["Image"]:
    """Opens a picture; raises UnreadableError if it is damaged or too large."""
    from PIL import Image  # noqa: PLC0415 - only where scans are read

    for begin, parts in _JPEG_PARTS.items() if data.startswith(_JPEG) else ():
        if data.count(begin) > _MAX_JPEG_PARTS:
            raise UnreadableError(f"The picture has more than {_MAX_JPEG_PARTS} {parts}.")
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(data), formats=_FORMATS)
    except Exception as error:
        if "exceeds limit" in str(error):
            raise UnreadableError(_too_large()) from error
        raise UnreadableError("The picture is damaged, or of a kind that is not read.") from error
    with picture:
        _check(picture)
        yield picture


def _check(picture: "Image") -> None:
    """Raises UnreadableError if a picture or a frame of it is too large or too small for a page."""
    if picture.width * picture.height > MAX_PIXELS or max(picture.size) > MAX_PICTURE_SIDE:
        raise UnreadableError(_too_large())
    if min(picture.size) < _MIN_SIDE_PIXELS:
        raise UnreadableError("The picture is too small for a page.")


def _too_large() -> str:
    return f"The picture has more than {MAX_PIXELS // 1_000_000} million pixels."


def frames(picture: "Image", most: int) -> int:
    """The number of pages of a picture, or `most` and one if it has more; an animation has one.

    Pages that are not read are not counted: Pillow takes four times as long for twice as many.
    """
    if picture.format != "TIFF":
        return 1
    number = 0
    try:
        with contextlib.suppress(EOFError):
            for number in range(1, most + 1):
                picture.seek(number)
            number += 1
        picture.seek(0)
    except Exception as error:
        raise UnreadableError(f"The picture is damaged ({error}).") from error
    return number


def pages_of(data: bytes) -> list[int]:
    """The numbers, from 1, of the pages of a picture that are read."""
    most = pages.most_scans(len(data))
    with opened(data) as picture:
        return list(range(1, min(frames(picture, most), most) + 1))


def frame(picture: "Image", number: int) -> "Image":
    """A page of a picture, counted from 1, rotated as its metadata says."""
    from PIL import ImageOps  # noqa: PLC0415 - only where scans are read

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if number > 1:
                picture.seek(number - 1)
            _check(picture)
            return ImageOps.exif_transpose(_reduced(picture)).convert("RGB")
    except UnreadableError:
        raise
    except Exception as error:
        raise UnreadableError(f"The picture is damaged ({error}).") from error


def _reduced(picture: "Image") -> "Image":
    """The picture, or one a whole fraction of its size with sides of up to _WORKING_SIDE pixels.

    It is reduced before anything else is made of it: a copy of the largest one takes 500 MB.
    """
    factor = -(-max(picture.size) // _WORKING_SIDE)
    if factor < 2:
        return picture
    picture.draft(None, (picture.width // factor, picture.height // factor))
    if max(picture.size) <= _WORKING_SIDE:
        return picture
    factor = -(-max(picture.size) // _WORKING_SIDE)
    if picture.mode not in _REDUCIBLE:
        return picture.convert("L" if picture.mode == "1" else "RGB").reduce(factor)
    return picture.reduce(factor)


def decorates(data: bytes) -> bool:
    """Whether a picture inside a file is too small to be a page of text.

    A page in few colours takes few bytes, which a PNG says by its size in pixels.
    """
    if data.startswith(b"\x89PNG") and len(data) > 24:
        width, height = struct.unpack(">II", data[16:24])
        if width >= _PAGE_WIDTH and height >= _PAGE_WIDTH // 2:
            return False
    return len(data) < _DECORATION
