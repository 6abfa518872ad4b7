"""The visible text of a page, taken in a second, dumb way: what completeness is measured against.

The markup is scanned once with one pattern, without a tree, so that a mistake of the parser or of
a rule cannot hide text here as well. Navigation, forms, and runs that are mostly links count as
furniture; a link that is a sentence counts as text.
"""

import functools
import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from index.ingest import word_lists

_MARKUP = re.compile(
    r"<!--|<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)"
    r"(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+'|[\"'])*+>?|<[!?/][^>]*+>?"
)
#: Elements whose content nobody sees as text, that lead elsewhere or ask something, and that stand
#: within a line.
_OPAQUE, _FURNITURE, _INLINE = (
    frozenset(word_lists.table("elements")[kind]) for kind in ("opaque", "furniture", "inline")
)
#: Those that go on to the end of a page where nothing ends them.
_RAW = frozenset({"script", "style", "textarea", "title"})
_SENTENCE = re.compile(r"[。！？；]|[.!?][\"'”’)]?(?:\s|$)|[，,].*[，,]")
#: Code points of a linked run that can be a sentence of the text.
_LINKED = 30


@functools.lru_cache(maxsize=8)
def counted(text: str) -> Counter[str]:
    """How often each letter and digit stands in a text.

    What a report keeps is a part of what is visible, so that no more is needed to see how much is
    missing; and lines may be joined and split without any difference.
    """
    counts = Counter(text)
    for character in [one for one in counts if not one.isalnum()]:
        del counts[character]
    return counts


def shared(one: Counter[str], other: Counter[str]) -> int:
    """How many letters and digits stand in both."""
    return sum(
        min(times, other[character]) for character, times in one.items() if character in other
    )


def of_page(markup: str) -> str:
    """The visible text of a page outside its furniture, a line for each run between blocks."""
    return "\n".join(text for text, linked in _runs(markup) if _says(text, linked))


def _says(text: str, linked: int) -> bool:
    """Whether a run is text: not mostly links, or a sentence that happens to be one."""
    if linked * 2 <= len(text):
        return True
    return len(text) >= _LINKED and _SENTENCE.search(text) is not None


@dataclass(slots=True)
class _Scan:
    """The state of the scan of a page: the run so far, and what it stands in."""

    markup: str
    begin: int = 0
    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    links: bool = False
    furniture: int = 0
    endless: set[str] = field(default_factory=set)

    def take(self, text: str) -> None:
        """Add text to the run; in furniture it only keeps words apart."""
        if self.furniture or text.isspace():
            self.pieces.append(" ")
        else:
            text = html.unescape(text)
            self.pieces.append(text)
            self.linked += len(text.strip()) if self.links else 0

    def taken(self) -> tuple[str, int]:
        """The run, which ends here, and its code points that stand in links."""
        run = " ".join("".join(self.pieces).split()), self.linked
        self.pieces.clear()
        self.linked = 0
        return run

    def enter(self, tag: str, name: str, *, opens: bool) -> None:
        """Note where a tag begins or ends something, and leave out what nobody sees."""
        if name in _FURNITURE:
            self.furniture = max(self.furniture + (1 if opens else -1), 0)
        elif name == "a":
            self.links = opens
        if opens and name in _OPAQUE and name not in self.endless and "shadowroot" not in tag:
            end = _closed(self.markup, name, self.begin)
            if end < 0:
                self.endless.add(name)
            self.begin = len(self.markup) if end < 0 and name in _RAW else max(self.begin, end)


def _runs(markup: str) -> Iterator[tuple[str, int]]:
    """Runs of text between block-level tags, each with its code points that stand in links."""
    scan = _Scan(markup)
    while (match := _MARKUP.search(markup, scan.begin)) is not None:
        if match.start() > scan.begin:
            scan.take(markup[scan.begin : match.start()])
        scan.begin = match.end()
        name = (match["name"] or "").lower()
        if not name:
            scan.begin = _behind(markup, match[0], scan.begin)
            continue
        if name not in _INLINE:
            yield scan.taken()
        scan.enter(match[0], name, opens=not match["close"])
    scan.take(markup[scan.begin :])
    yield scan.taken()


def _behind(markup: str, tag: str, begin: int) -> int:
    """Where a comment ends; a declaration ends where its tag does."""
    if tag != "<!--":
        return begin
    end = markup.find("-->", begin)
    return len(markup) if end < 0 else end + 3


def _closed(markup: str, name: str, begin: int) -> int:
    """Where the content of an opaque element ends; -1 where it does not."""
    match = re.compile(rf"</{name}\b", re.IGNORECASE).search(markup, begin)
    return match.start() if match else -1


def measured(visible: str, kept: Iterable[str]) -> tuple[int, int]:
    """How many letters and digits a visible text has, and how many of them are kept."""
    there = counted(visible)
    return there.total(), shared(there, counted("\n".join(kept)))
