"""Repairs letters of Latin-1 that a font of a PDF calls by their names in the Macintosh's set.

Allgäu is drawn, and its text is Allg‰u. A page is repaired if it has a word that cannot be anything
else: where accents are drawn apart, their signs stand inside words too (fac¸ade).
"""

import itertools
import re

from index.text.lazy_pattern import lazy_pattern

_LATIN = {
    bytes([code]).decode("mac_roman"): bytes([code]).decode("cp1252")
    for code in b"\xc4\xd6\xe0\xe4\xe5\xe6\xe7\xe8\xe9\xea\xeb\xee\xef\xf1\xf4\xf6\xf8\xf9\xfb\xfc"
}
"""The letters that were drawn (ÄÖàäåæçèéêëîïñôöøùûü) by the signs in their places."""
_WRONG = lazy_pattern(r"(?:\b[A-Z]|[a-z])(?P<sign>‰|[ÁËÈÍÙÒ])[a-z]")
_MIN_WRONG = 2
"""The least number of capitals inside words of a page, where one may be a slip."""
_WORD = lazy_pattern(rf"[A-Za-zß{''.join(_LATIN)}]{{3,60}}")
_INNER_CAPITAL = re.compile(r"[a-zß-ÿ][A-ZÀ-Þ]")


def are_in(text: str) -> bool:
    """Whether the text of a page has such signs in place of letters."""
    wrong = list(itertools.islice(_WRONG.finditer(text), _MIN_WRONG))
    return len(wrong) == _MIN_WRONG or any(match["sign"] == "‰" for match in wrong)


def repaired(text: str) -> str:
    """A text of such a page with the letters that were drawn, each one character as before."""
    return _WORD.sub(_repaired, text)


def _repaired(match: re.Match[str]) -> str:
    drawn = "".join(_LATIN.get(char, char) for char in match[0])
    wrong = _INNER_CAPITAL.search(drawn) or not drawn.isalpha()
    return match[0] if wrong else drawn
