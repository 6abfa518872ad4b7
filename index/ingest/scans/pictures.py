"""Reads pictures of pages (.png .jpg .tif .webp .bmp) by text recognition; a frame is a page."""

import contextlib
import functools
import io
import itertools
import struct
import warnings
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from index.ingest.draft import Draft, UnreadableError
from index.ingest.extraction_rules import ExtractionRules
from index.ingest.format import CERTAIN, NO, Format, Sample
from index.ingest.formats import plain
from index.ingest.formats.page_text import put_pages
from index.ingest.scans import pages, recogniser
from index.ingest.scans.pages import MAX_PICTURE_SIDE, MAX_PIXELS, WAITING
from index.ingest.scans.scanned_page import EMPTY, ScannedPage
from index.ingest.scans.store import content_key

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_FRAMES = 2_000
"""The largest number of frames of a file that are read; the rest is cut and reported."""
_SMALL = 200
"""The least length of the shorter side of a page, in pixels."""
_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "MPO", "JPEG2000")
_DECORATION = 12_000
"""The size in bytes below which a picture in a mail is decoration."""
_PAGE_WIDTH = 600
"""The width in pixels from which a picture may be a page."""
_BITMAP_HEADS = tuple(bytes((size, 0, 0, 0)) for size in (12, 40, 52, 56, 108, 124))
"""The possible sizes of BMP headers in bytes."""


def read(draft: Draft, data: bytes, rules: ExtractionRules) -> None:
    """Put the text of a picture into the draft; raises UnreadableError if it is not a page."""
    if not recogniser.installed():
        raise UnreadableError(f"A picture; if it is a page, it {WAITING}")
    key = content_key(data)
    with opened(data) as picture:
        count = frames(picture)
        scanned: list[ScannedPage] = []
        for number in range(1, min(count, MAX_FRAMES) + 1):
            read_now = functools.partial(recognised, picture, number)
            scanned.append(pages.page(rules.scans, key, number, read_now) or EMPTY)
    if not any(one.lines for one in scanned):
        raise UnreadableError("There is no text in the picture.")
    texts = [one.paragraphs() for one in scanned]
    plain.read_lines(draft, "\n".join(itertools.chain.from_iterable(texts)), rules)
    put_pages(draft, texts, dict(enumerate(scanned, start=1)), key)
    if count > MAX_FRAMES:
        draft.cut_off(f"pages {MAX_FRAMES + 1} to {count} were cut")


def pages_inside(
    files: Mapping[int, bytes], key: str, rules: ExtractionRules
) -> dict[int, ScannedPage]:
    """The pages of a file by number, whose pictures are separate files inside it.

    Unreadable pictures are left out; all of them if text recognition is not installed.
    """
    read: dict[int, ScannedPage] = {}
    for number, data in files.items():
        with contextlib.suppress(UnreadableError):
            page = pages.page(rules.scans, key, number, functools.partial(_first_frame, data))
            if page is not None:
                read[number] = page
    return read


def _first_frame(data: bytes) -> ScannedPage:
    with opened(data) as picture:
        return recognised(picture, 1)


def recognised(picture: "Image", number: int) -> ScannedPage:
    """The text of a page of a picture; photographs are detected at low resolution first."""
    drawn = frame(picture, number)
    return pages.recognised(drawn) if recogniser.has_text(drawn) else EMPTY


@contextlib.contextmanager
def opened(data: bytes) -> Iterator["Image"]:
    """Opens a picture; raises UnreadableError if it is damaged or too large."""
    from PIL import Image  # noqa: PLC0415 - only where scans are read

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
    if min(picture.size) < _SMALL:
        raise UnreadableError("The picture is too small for a page.")


def _too_large() -> str:
    return f"The picture has more than {MAX_PIXELS // 1_000_000} million pixels."


def frames(picture: "Image") -> int:
    """The number of pages of a picture; an animation has one."""
    if picture.format != "TIFF":
        return 1
    try:
        return int(getattr(picture, "n_frames", 1))
    except Exception as error:
        raise UnreadableError(f"The picture is damaged ({error}).") from error


def pages_of(data: bytes) -> list[int]:
    """The numbers, from 1, of the pages of a picture that are read."""
    with opened(data) as picture:
        return list(range(1, min(frames(picture), MAX_FRAMES) + 1))


def frame(picture: "Image", number: int) -> "Image":
    """A page of a picture, counted from 1, rotated as its metadata says."""
    from PIL import ImageOps  # noqa: PLC0415 - only where scans are read

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if number > 1:
                picture.seek(number - 1)
            _check(picture)
            return ImageOps.exif_transpose(picture).convert("RGB")
    except UnreadableError:
        raise
    except Exception as error:
        raise UnreadableError(f"The picture is damaged ({error}).") from error


def decorates(data: bytes) -> bool:
    """Whether a picture inside a file is too small to be a page of text.

    A page in few colours takes few bytes, which a PNG says by its size in pixels.
    """
    if data.startswith(b"\x89PNG") and len(data) > 24:
        width, height = struct.unpack(">II", data[16:24])
        if width >= _PAGE_WIDTH and height >= _PAGE_WIDTH // 2:
            return False
    return len(data) < _DECORATION


def _is_picture(sample: Sample) -> int:
    """CERTAIN for a BMP or WebP file."""
    data = sample.data
    bitmap = data.startswith(b"BM") and data[6:10] == b"\0" * 4 and data[14:18] in _BITMAP_HEADS
    return CERTAIN if bitmap or (data[:4] == b"RIFF" and data[8:12] == b"WEBP") else NO


FORMAT = Format(
    kind="picture",
    endings=(".png", ".jpg", ".jpeg", ".jpe", ".tif", ".tiff", ".webp", ".bmp", ".jp2"),
    magic=(b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"\x00\x00\x00\x0cjP  "),
    sniff=_is_picture,
    read_file=read,
)
