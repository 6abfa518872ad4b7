"""Finds the name of a site in the title of its page, as in Quay rebuilt - Larkford Tide."""

import re
from urllib.parse import urlsplit

from index.ingest import field_labels, person_names
from index.ingest.webpage.blocks import PageBlocks

_SEPARATOR = re.compile(r"\s[-–—|·:]{1,2}\s|\s?[|»_]\s?|(?<=\w)--?(?=[A-Z])")
_SECTION = re.compile(
    r"(?:(?:latest|press|news|media|breaking|daily|weekly|book|film|the|in|our)\W+)*"
    r"(?:news|press|media|releases?|room|cent(?:er|re)|office|review|reviews|post|bureau|online|home"
    r"|updates?|press release|pdf|blog)",
    re.IGNORECASE,
)
"""Names of sections, which are in the title of a page as names of sites are."""
_MAX_NAME_CHARS = 50
_TOP, _BOTTOM = 40, 12
"""The number of blocks at both ends of a page that may have the name of its site."""
_KINDS = (
    "Bank|Council|Commission|University|Institute|Authority|Embassy|Parliament|Foundation|Association|Society"
    "|Cent(?:er|re)|Museum|Library|Police|Court|Ministry|Department|Union|Assembly|Senate|Fund|Organi[sz]ation"
)
_ORGANISATION = re.compile(
    rf"(?:the )?(?:(?:{_KINDS})(?: (?:of|for|the|and)){{1,2}}"
    r"(?: (?:[A-Z][\w'’&-]{1,20}|of|for|and|the)){1,6}"
    rf"|(?:[A-Z][\w.'’&-]{{0,20}} ){{1,5}}(?:{_KINDS}))"
)
"""The name of an office or an institution: Bank of England, Tideland Water Council."""
_DATELINE = 80
"""The beginning of a block that may be a dateline with the name of an agency in brackets."""
_MIN_KEY = 3


def in_title(page: PageBlocks, heading: str, address: str) -> str:
    """The name of the site before or behind the headline in the title of a page; or empty.

    It must have the form of an outlet, or be in the address, the copyright notice or the head of
    the page. Only titles in Latin letters are read.
    """
    title = page.title.strip()
    parts = [part.strip() for part in _SEPARATOR.split(title) if part.strip()]
    if len(parts) < 2 or field_labels.has_han(title):
        return ""
    head = _key(heading)
    for name in (parts[-1], parts[0]):
        key = _key(name)
        if key in head or not len(key) >= _MIN_KEY or len(name) > _MAX_NAME_CHARS:
            continue
        if not _SECTION.fullmatch(name) and _is_confirmed(page, name, key, address):
            return name
    return ""


def _is_confirmed(page: PageBlocks, name: str, key: str, address: str) -> bool:
    """Whether a page shows once more that a name is that of its site."""
    line = f"({name}) "
    if any(line in block.plain[:_DATELINE] for block in page.blocks):
        return True
    if _ORGANISATION.fullmatch(name):
        return True
    several = len(name.split()) > 1 and re.search(r"\breview$", name, re.IGNORECASE) is None
    if (several and person_names.outlet(name)) or key in _key(urlsplit(address).hostname or ""):
        return True
    notices = (block.plain for block in page.blocks[-_BOTTOM:])
    if any(("©" in text or "opyright" in text) and key in _key(text) for text in notices):
        return True
    return any(block.linked and _key(block.plain) == key for block in page.blocks[:_TOP])


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text.lower().removeprefix("the "))
