"""The names of labels by field, and patterns for any of them."""

import re

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
LONG_TREE = _tree([name for name in _HAN_NAMES if len(name) > 3], "")
"""Labels right behind a value: …澜溪日报发布时间：, but not 澜溪发布 日期：."""
LATIN_TREE = _tree(sorted(set(_LATIN_NAMES)), "").replace(r"\ ", r"[\s\x1f_-]{1,3}")
FIRSTS = "".join(sorted({re.escape(name[0].lower()) for name in _ALL}))


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
