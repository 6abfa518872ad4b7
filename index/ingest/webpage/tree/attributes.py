"""Attributes of elements that readers use: centred text, dates, signs in headings, unfolding."""

import functools
import re
from collections.abc import Mapping

from bs4.element import Tag

from index.ingest import word_lists
from index.ingest.markup_tree import beginning

_NAMES = ("class", "id", "itemprop", "property")
"""Attributes that say what an element is."""
_TEST_NAMES = (
    "data-testid",
    "data-test-id",
    "data-qa",
    "data-component",
    "data-gu-name",
    "data-hook",
)
"""Attributes that say it to the tests of a site."""
_TESTED = frozenset(_TEST_NAMES)
_CENTERED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_UNSEEN = re.compile(
    r"(?:^|[;\s])(?:visibility\s{0,4}:\s{0,4}(?:hidden|collapse)|mso-hide\s{0,4}:\s{0,4}all"
    r"|opacity\s{0,4}:\s{0,4}(?:0|0?\.0{1,9})\s{0,4}(?=[;!]|$)"
    r"|font-size\s{0,4}:\s{0,4}0(?:px|pt|em|rem|%)?\s{0,4}(?=[;!]|$)"
    r"|color\s{0,4}:\s{0,4}transparent"
    r"|(?:left|right|top|margin-left|text-indent)\s{0,4}:\s{0,4}-(?:[5-9]\d\d|\d{4,9})"
    r"|clip\s{0,4}:\s{0,4}rect\(\s{0,4}[01](?:px)?[\s,]|clip-path\s{0,4}:\s{0,4}inset\((?:50|100)%"
    r"|transform\s{0,4}:\s{0,4}scale\(0\))",
    re.IGNORECASE,
)
_CUT = re.compile(r"overflow(?:-[xy])?\s{0,4}:\s{0,4}(?:hidden|clip)", re.IGNORECASE)
_NO_SIZE = re.compile(
    r"(?:^|[;\s])(?:max-)?(?:height|width)\s{0,4}:\s{0,4}[01](?:px)?\s{0,4}(?=[;!]|$)",
    re.IGNORECASE,
)
"""Declarations that leave an element in its place unseen, move it away, or leave it no room."""
_ESCAPE = re.compile(r"\\([0-9a-f]{1,6})\s?", re.IGNORECASE)
_MAX_STYLE_CHARS = 2_000
"""The code points of a style that are examined."""
_MOMENTS = (
    *("datetime", "data-datetime", "data-timestamp", "data-seconds", "data-time", "data-date"),
    *("data-utime", "data-published", "data-publish-time", "data-pubtime", "title", "content"),
)
"""Attributes in which the element of a date keeps it for programs, and how such a value begins."""
_OF_CHANGE = re.compile(r"modified|updated?(?:$|[\s_-])|last-?change|changed", re.IGNORECASE)
_OF_PUBLICATION = re.compile(
    r"publi|creat|posted|issued|(?:^|\s)date(?:$|\s)|(?:post|entry|article|meta)[-_]?date(?:$|\s)",
    re.IGNORECASE,
)
"""Names of the day of the last change, and of the day of publication."""
_PUBLISHED = re.compile(r"(?:^|\s)(?:dt-published|datePublished|published|pubdate)(?:$|\s)")
_MACHINE_DATE = re.compile(
    r"(?:19|20)\d\d-[01]\d-[0-3]\d|1\d{9}(?:\d{3})?$|(?:19|20)\d\d年[01]?\d月[0-3]?\d日",
    re.ASCII,
)
_HAN_DATE = re.compile(
    r"(?:发[布佈]于?|發[布佈]於?)?\s?(?:19|20)\d\d年[01]?\d月[0-3]?\d日"
    r"|(?:发[布佈]于|發[布佈]於)\s?(?:19|20)\d\d-[01]\d-[0-3]\d"
)
"""The day in the title of an element, as themes write it beside 3个月前."""
_CONTROLS = frozenset(word_lists.table("furniture")["inline"])
"""Classes of signs in a heading that edit it or link to it."""
_FOLDING = ("collapse", "accordion")
"""Words in the attributes of a button that unfolds a text."""
_MIN_HEADING = 6
"""The least length in code points of a button that is the heading of what it unfolds."""
_HEADING = 1_000
"""The code points of a button that are examined, with the white space before them."""


_OF_ANSWERS = frozenset({"comment", "suggestedAnswer"})
"""Properties of posts that answer others; they are text in a forum as the first post is."""
_HINTING = frozenset((*_NAMES, *_TEST_NAMES, "rel"))
"""The attributes that hints are made of; most elements have none."""


def hint_of(attributes: Mapping[str, object]) -> str:
    """Class, id, property and names for the tests of a site of an element as one text."""
    if not attributes or _HINTING.isdisjoint(attributes):
        return ""
    tested = () if _TESTED.isdisjoint(attributes) else _TEST_NAMES
    names = filter(None, map(attributes.get, (*_NAMES, *tested)))
    if attributes.get("itemprop") in _OF_ANSWERS:
        names = filter(None, map(attributes.get, ("class", "id")))
    hint = " ".join(map(str, names))[:200]
    if "rel" in attributes and "author" in str(attributes["rel"]):
        hint += " author"
    return hint


LARGE_FONT = "large font"
"""The hint of text in a large font, as titles of old pages are."""
_LARGE = re.compile(r"\+[1-4]|[4-7]")


def font_hint(attributes: Mapping[str, object]) -> str:
    """The hint of a font element."""
    large = "size" in attributes and _LARGE.fullmatch(str(attributes["size"])) is not None
    return LARGE_FONT if large else hint_of(attributes)


COMMENT = " typed-answer"
"""Appended to the hint of an element whose type is a comment; so may a post of a forum be."""


def name_hint(name: str, attributes: Mapping[str, object]) -> str:
    """The hint of an element by its name; custom elements say with it what they are."""
    hint = hint_of(attributes) if name != "font" else font_hint(attributes)
    if "itemtype" in attributes and "Comment" in str(attributes["itemtype"]):
        hint += COMMENT
    return f"{name} {hint}" if "-" in name else hint


def is_dialog(name: str, attributes: Mapping[str, object]) -> bool:
    """Whether an element is a dialog."""
    role = attributes.get("role", "")
    return name == "dialog" or role in {"dialog", "alertdialog"}


def is_hidden(attributes: Mapping[str, object]) -> bool:
    """Whether the attributes of an element hide it."""
    if not attributes:
        return False
    if "hidden" in attributes:
        return True
    if "style" not in attributes:
        return False
    style = str(attributes["style"])
    return ("none" in style or "NONE" in style) and _HIDDEN.search(style) is not None


def is_unseen(attributes: Mapping[str, object]) -> bool:
    """Whether the style of an element leaves it without anything to see; scripts may show it."""
    return "style" in attributes and _is_unseen(str(attributes["style"])[:_MAX_STYLE_CHARS])


@functools.lru_cache(maxsize=1024)
def _is_unseen(style: str) -> bool:
    plain = _ESCAPE.sub(_escaped, style)
    if _UNSEEN.search(plain) is not None or (plain != style and _HIDDEN.search(plain) is not None):
        return True
    return _CUT.search(plain) is not None and _NO_SIZE.search(plain) is not None


def _escaped(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if 0 < code <= 0x10FFFF else ""


def is_centered(attributes: Mapping[str, object]) -> bool:
    """Whether the attributes of an element center its text."""
    if "align" in attributes and str(attributes["align"]).lower() == "center":
        return True
    if "style" not in attributes:
        return False
    style = str(attributes["style"])
    return ("center" in style or "CENTER" in style) and _CENTERED.search(style) is not None


def moment_of(name: str, attributes: Mapping[str, object]) -> str:
    """The date that an element keeps for programs; or empty."""
    if name == "time" and attributes.get("datetime"):
        return str(attributes["datetime"])[:60]
    values = (str(attributes[key]) for key in _MOMENTS if key in attributes)
    return next((value[:60] for value in values if _MACHINE_DATE.match(value)), "")


TITLES = frozenset(("title", "data-tooltip"))
"""Attributes whose text is shown when one points at the element."""


def titled_moment(name: str, attributes: Mapping[str, object]) -> str:
    """The Chinese day that the title of an element within a line shows; or empty."""
    title = str(attributes.get("title") or attributes.get("data-tooltip", ""))
    title = title if name == "span" else ""
    return title[:60] if _HAN_DATE.match(title) else ""


def is_of_change(hint: str) -> bool:
    """Whether the class or property of an element names its date as that of a change only.

    Some designs have only `class="date updated"`, the day of publication.
    """
    return _OF_CHANGE.search(hint) is not None and _OF_PUBLICATION.search(hint) is None


def is_of_publication(hint: str, attributes: Mapping[str, object]) -> bool:
    """Whether the class, property or `pubdate` of an element says that it has the day."""
    return "pubdate" in attributes or _PUBLISHED.search(hint) is not None


def is_control(attributes: Mapping[str, object]) -> bool:
    """Whether an element is a sign in a heading, such as [edit]."""
    return "class" in attributes and not _CONTROLS.isdisjoint(str(attributes["class"]).split())


_LABEL = 39
"""The largest length of a hidden inline text that is a label, in code points."""


def is_sign(tag: Tag, *, block: bool) -> bool:
    """Whether an element is a sign in a heading, or a label that is hidden."""
    if is_control(tag.attrs):
        return True
    # A short hidden inline text is a label; a longer one may be collapsed text.
    return not block and is_hidden(tag.attrs) and beginning(tag, _LABEL)[1]


def without_edit_sign(heading: str) -> str:
    """A heading without the sign at its end to edit what is below: History [edit]."""
    return _EDIT.sub("", heading) if heading.rstrip().endswith(_CLOSED) else heading


_CLOSED = ("]", "］", "】")
_EDIT = re.compile(
    rf"(?<=\S)\s{{0,4}}[\[［【]\s{{0,3}}(?:{word_lists.either('furniture', 'edits')})\b"
    r"[^\[\]]{0,40}[\]］】]\s{0,4}$",
    re.IGNORECASE,
)


def unfolds(button: Tag) -> bool:
    """Whether a button is the heading of a text that it unfolds."""
    names = ("data-toggle", "data-bs-toggle", "class", "aria-controls")
    values = " ".join(str(button.attrs.get(name, "")) for name in names)
    folding = any(kind in values for kind in _FOLDING)
    return folding and len(beginning(button, _HEADING)[0].strip()) >= _MIN_HEADING


_QUOTED = 40
"""The code points at the beginning of a quotation in which its marks are sought."""


def is_quoted(tag: Tag) -> bool:
    """Whether a browser writes quotation marks around an element."""
    return tag.name == "q" and beginning(tag, _QUOTED)[0].lstrip()[:1] not in "“\"「『‘«'"
