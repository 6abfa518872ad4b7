"""The names of labels by field, and the search for any of them."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.ingest import word_lists
from index.text.lazy_pattern import lazy_pattern

_COMPOUNDS = word_lists.table("compounds")
_WHOLE = {name for names in word_lists.table("labels").values() for name in names}
FIELD_LABELS = {
    field: [
        *names,
        *(
            done + noun
            for done in _COMPOUNDS.get(f"{field}_done", ())
            for noun in _COMPOUNDS.get(f"{field}_of", ())
            if done + noun not in _WHOLE
        ),
    ]
    for field, names in word_lists.table("labels").items()
}
"""Labels by field; the values of `other` belong neither to a field nor to the text."""
WEAK_LABELS = frozenset(word_lists.table("weak")["labels"])
"""Labels that are also common words; they count only before a short, valid value."""

COLON = r"\s{0,3}[:：∶﹕︰]"


def _tree(names: list[str], gap: str) -> str:
    """A pattern for any of the names, longest first, with `gap` between their characters.

    It is a tree of common prefixes, because `re` tries the alternatives of a flat list one by one,
    which took most of the time of reading a page.
    """
    ends = "" in names
    firsts = dict.fromkeys(name[0] for name in sorted(filter(None, names)))
    branches = [
        re.escape(first) + _rest([name[1:] for name in names if name[:1] == first], gap)
        for first in firsts
    ]
    return f"(?:{'|'.join(branches)}){'?' if ends else ''}"


def _rest(names: list[str], gap: str) -> str:
    """The pattern for the rest of the names after a common prefix."""
    if names == [""]:
        return ""
    longer = [name for name in names if name]
    tree = f"{gap}{_tree(longer, gap)}" if longer[0][0] != " " else _tree(longer, gap)
    return f"(?:{tree})?" if "" in names else tree


FIELDS_BY_LABEL = {
    re.sub(r"[\s_\x1f-]", "", name).lower(): field
    for field, names in FIELD_LABELS.items()
    for name in names
}
_HAN = lazy_pattern("[\u3400-\u9fff]")
_ALL = sorted({name for names in FIELD_LABELS.values() for name in names})
_HAN_NAMES = [name for name in _ALL if _HAN.search(name)]
_LATIN_NAMES = [re.sub("[_-]", " ", name).lower() for name in _ALL if not _HAN.search(name)]
HAN_LABELS = tuple(sorted((name for name in _HAN_NAMES if len(name) > 1), key=len, reverse=True))
"""Chinese labels of more than one character, longest first."""
HAN_TREE = _tree(_HAN_NAMES, r"[\s\x1f]{0,4}")
"""Chinese labels, also with spaces between their characters: 来 源."""
LATIN_TREE = _tree(sorted(set(_LATIN_NAMES)), "").replace(r"\ ", r"[\s\x1f_-]{1,3}")
_LAST_CHARS = "".join(sorted({re.escape(name[-1].lower()) for name in _ALL}))
_MONTH_DAY = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d"
_END = lazy_pattern(
    rf"(?<=[{_LAST_CHARS}])(?:\(s\)|（s）)?(?:[】\]〕）]?{COLON}|[】\]〕]"
    r"|(?P<bare>[\s\x1f]{1,4}(?=\d)|(?<=[至于於])(?=\d{4}年)|[\s\x1f]{0,4}[(（][\s\x1f]*(?=\d)"
    rf"|(?<=date) (?={_MONTH_DAY})))",
    re.IGNORECASE,
)
"""What stands behind a label: a colon, a bracket, or the digits of its value."""


@dataclass(frozen=True, slots=True)
class PrintedLabel:
    """A label in a text, from `start` to `name_end`, and to `end` with what marks it as one."""

    start: int
    name_end: int
    end: int
    bare: bool


def printed(text: str) -> Iterator[PrintedLabel]:
    """The labels in a text, found backwards from the colon or the digits behind each.

    A pattern for all the names takes 60 ms to compile, which is a tenth of reading a few pages.
    """
    least = at = 0
    while (mark := _END.search(text, at)) is not None:
        name_end = mark.start()
        starts = (_han_start, _long_start, _latin_start)
        start = min(find(text, name_end, least) for find in starts)
        if start < name_end:
            least = mark.end()
            yield PrintedLabel(start, name_end, least, mark["bare"] is not None)
        at = least if start < name_end else name_end + 1


@functools.cache
def _endings() -> tuple[frozenset[str], frozenset[str]]:
    """What Chinese and other labels end with, of any length, up to all of a label."""
    han, latin = (
        frozenset(name[at:] for name in names for at in range(len(name)))
        for names in (_HAN_KEYS, _LATIN_KEYS)
    )
    return han, latin


_HAN_KEYS, _LATIN_KEYS = frozenset(map(str.lower, _HAN_NAMES)), frozenset(_LATIN_NAMES)
_HAN_GAP, _LATIN_GAP = 4, 3
"""The largest number of spaces between two characters of a Chinese label, and two words."""
_MAX_SHORT_CHARS = 3
"""A longer Chinese label may stand right behind a value: …澜溪日报发布时间：."""
_OF_DAY = frozenset("日号號次")


def _han_start(text: str, end: int, least: int) -> int:
    """Where the longest Chinese label that ends at `end` starts, from `least` on; else `end`."""
    endings, start, at, name = _endings()[0], end, end, ""
    while at > least:
        name = text[at - 1].lower() + name
        at -= 1
        if name not in endings:
            break
        if name in _HAN_KEYS and _may_start_han(text, at):
            start = at
        gap = max(at - _HAN_GAP, least)
        while at > gap and text[at - 1].isspace():
            at -= 1
    return start


def _may_start_han(text: str, at: int) -> bool:
    """Whether a Chinese label may start at a position: not amid a word, but behind a day."""
    if at == 0 or not "\u3400" <= text[at - 1] <= "\u9fff":
        return True
    return at > 1 and text[at - 1] in _OF_DAY and text[at - 2].isdecimal()


def _long_start(text: str, end: int, least: int) -> int:
    """The same for a long label right behind a value."""
    for at in range(max(end - _MAX_HAN_CHARS, least), end - _MAX_SHORT_CHARS):
        if text[at:end].lower() in _HAN_KEYS:
            return at
    return end


_MAX_HAN_CHARS = max(map(len, _HAN_NAMES))
_AMID = re.compile(r"[A-Za-z\u00c0-\u04ff\u3400-\u9fff'’-]")
"""A character before which no word starts."""


def _latin_start(text: str, end: int, least: int) -> int:
    """The same for a label that is not Chinese; spaces and hyphens separate its words."""
    endings, start, at, name = _endings()[1], end, end, ""
    while at > least:
        gap = at
        while gap > least and (text[gap - 1].isspace() or text[gap - 1] in "_-"):
            gap -= 1
        if at - gap > _LATIN_GAP:
            break
        name = " " + name if gap < at else text[at - 1].lower() + name
        at = gap if gap < at else at - 1
        if name not in endings:
            break
        if name in _LATIN_KEYS and (at == 0 or _AMID.match(text[at - 1]) is None):
            start = at
    return start


GLUED = lazy_pattern(
    rf"(?<=[\u3400-\u9fff])(?P<label>{'|'.join(word_lists.table('glued')['labels'])}){COLON}"
)
RUN_ON = re.compile(r"[a-z\u3400-\u9fffMKT][A-Z][a-z]")
"""A capital right behind a word, as where a label is glued to a value; a cheap first test."""
_RUN_ON_FIELDS = ("date", "updated", "views", "source", "author", "editor", "other")
GLUED_LATIN = lazy_pattern(
    r"(?<=[a-z\u3400-\u9fffMKT])(?P<label>"
    + "|".join(
        sorted(
            (
                re.escape(name.replace("_", " "))
                for field in _RUN_ON_FIELDS
                for name in FIELD_LABELS[field]
                if name.isascii() and name[0].isupper()
            ),
            key=len,
            reverse=True,
        )
    )
    + rf"){COLON}"
)
"""…NetworkEditor in charge: …, as in lines copied from elements without spaces between them."""
