"""Tells the names of what a page is about from those of other reports, films and pictures in it."""

import functools
import re
from collections.abc import Collection

from index.ingest.webpage.tree.block_text import key_of
from index.ingest.webpage.tree.blocks import PageBlocks

_METAS = frozenset({"og:title", "twitter:title", "title", "headline", "dc.title"})
_MIN_WORDS, _MIN_SHARED, _MIN_SHARE = 2, 2, 0.3
"""The least number of words that tell titles apart; the number, or the share, that is the same."""
_WORD = re.compile(r"[\u3400-\u9fff]+|[^\W\d_\u3400-\u9fff]{4,40}|\d+")
_MAX_TITLES, _MAX_TITLE_CHARS = 40, 300


class PageTitles:
    """The titles that a page declares and prints."""

    def __init__(self, page: PageBlocks) -> None:
        self.page = page

    def are_of_other(self, names: Collection[str]) -> bool:
        """Whether names share next to nothing with the titles of the page, which prints none."""
        known = [words_of(name) for name in names]
        if not self._words or any(len(words) < _MIN_WORDS for words in known):
            return False
        scripts = {_is_chinese(words) for words in (self._words, *known)}
        same = any(
            len(words & self._words) >= min(_MIN_SHARED, _MIN_SHARE * len(words)) for words in known
        )
        return len(scripts) == 1 and not same and self._printed.isdisjoint(map(key_of, names))

    @functools.cached_property
    def _words(self) -> frozenset[str]:
        """The words of the titles; none if the title of the page is the only one."""
        page = self.page
        titles = [text for name, text in page.metas if name in _METAS]
        headings = (number for number in range(len(page.blocks)) if page.tag(number) == "h1")
        titles += [page.blocks[number].plain for number in headings]
        words = [words_of(title) for title in titles[:_MAX_TITLES]]
        telling = any(len(some) >= _MIN_WORDS for some in words)
        return frozenset().union(*words, words_of(page.title)) if telling else frozenset()

    @functools.cached_property
    def _printed(self) -> frozenset[str]:
        """The keys of the blocks that are no links."""
        return frozenset(key_of(block.plain) for block in self.page.blocks if not block.linked)


def words_of(title: str) -> frozenset[str]:
    """The words of a title; those of Chinese are any two characters."""
    words: set[str] = set()
    for word in _WORD.findall(title[:_MAX_TITLE_CHARS].lower()):
        pairs = (word[at : at + 2] for at in range(len(word) - 1))
        words.update(pairs if "\u3400" <= word[0] <= "\u9fff" else (word,))
    return frozenset(words)


def _is_chinese(words: frozenset[str]) -> bool:
    """Whether any of the words is Chinese."""
    return any("\u3400" <= word[0] <= "\u9fff" for word in words)
