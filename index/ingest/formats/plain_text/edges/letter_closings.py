"""Recognises the words that close a letter, above the name of who wrote it."""

import re

_CLOSING = re.compile(
    r"(?:yours (?:faithfully|sincerely|truly|ever)|(?:very )?truly yours|sincerely(?: yours)?"
    r"|(?:with )?(?:best|kind|warm)(?:est)? (?:regards|wishes)|respectfully(?: yours)?|regards"
    r"|(?:I (?:am|remain|have the honou?r to be)|yours)\b[\w, ]{0,40}\b(?:servant|etc|&c)\.?),?"
    r"|(?:此致\s{0,4})?敬[礼禮][！!。.]?|此致[：:，,]?"
    r"|(?:[顺順]颂|[顺順]頌|即[颂頌]|敬[颂頌]|谨祝|謹祝|祝)[\u3400-\u9fff]{1,6}[！!。.]?",
    re.IGNORECASE,
)


def is_closing(line: str) -> bool:
    """Whether a line has nothing but such words."""
    return _CLOSING.fullmatch(line.strip()) is not None
