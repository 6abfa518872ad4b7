"""Reads printed counts of views, as 3.5万 and 1,234 views."""

import re

_NUMBER = re.compile(r"(\d[\d,，]*)(\.\d+)?\s?(万|萬|w\b|k\b|千)?\s?\+?", re.IGNORECASE)
_SCALE = {"": 1, "万": 10_000, "萬": 10_000, "w": 10_000, "k": 1_000, "千": 1_000}
_COUNTED = re.compile(
    r"(?<![\d.,])(?<!\d:)(\d[\d,]*(?:\.\d+)?\s?[万萬wWkK]?)\+?\s?(?:次|人)?\s?(?:浏览|阅读|点击|瀏覽|閱讀|人气|人氣|(?:page\s?)?views?\b|reads?\b|hits\b|clicks\b|次阅读)",
    re.IGNORECASE,
)
_COUNTED_BEHIND = re.compile(
    r"(?:(?:阅读|浏览|点击|访问|閱讀|瀏覽|觀看)(?:量|数|數)\s?|\b[Vv]iewed[\s\x1f]{1,3})(\d[\d,]*(?:\.\d+)?\s?[万萬wWkK]?)(?=$|[\s\x1f|｜次)）])"
)


def parse(value: str) -> int | None:
    """Parses a printed count such as 8, 1,234 or 3.5万; None if there is none."""
    match = _NUMBER.match(value.strip(" \u3000(（[【"))
    if not match:
        return None
    digits = match[1].replace(",", "").replace("，", "")
    if len(digits) > 12:
        return None
    scale = _SCALE[(match[3] or "").lower()]
    return round(float(digits + (match[2] or "")) * scale)


def printed(text: str) -> int | None:
    """Parses views with the number first, as in 1,234 views and 8次浏览; None if there are none."""
    match = _COUNTED.search(text) or _COUNTED_BEHIND.search(text)
    return parse(match[1]) if match else None
