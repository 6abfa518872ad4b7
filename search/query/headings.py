"""Exact titles: if a query line is the title of a report, that report comes first.

Operators written as words (NOT, OR) are read as words of the title, because a headline in capitals
may contain them. A line with a minus sign or an acronym is not a title: WHO is not “Who”.
"""

import itertools
import re
from collections.abc import Iterator

from whoosh import query
from whoosh.query import Query

from index.api import Index
from index.report import title_key_of, title_letters
from index.text.analysis import acronym
from index.text.fold import HAN, fold
from index.text.function_words import FUNCTION_WORDS
from index.text.han_numbers import han_numeral
from index.text.lazy_pattern import lazy_pattern
from search.query import spellings
from search.query.field_values import is_value
from search.query.layers import has_operator
from search.query.syntax import parser
from search.query.syntax.lexer import MINUS
from search.query.weights import EXACT_WORDS_SCORE, LONE_WORD_SCORE

HEADING_SCORE = 1000.0
"""Score of an exact title: more than any words score."""
STATE = "中华人民共和国"
"""People leave this prefix out of the titles of laws: 民法典 for 中华人民共和国民法典."""

MAX_EXACT_WORDS = 4
"""Words of a line whose exact forms rank as a whole."""
_EXCLUDED = re.compile(rf"(?:^|[\s(（])[{MINUS}](?=[^\W_])")
_SITE = lazy_pattern(rf"[ \t]?(?:[_|｜]|--)|[ \t][-–—·][ \t]|(?<=[{HAN}])[-–—](?=[{HAN}])")
"""Signs between a title and the name of a site."""
_BRACKETED = re.compile(
    r"^(?:(?:\d{1,3}[.、．)）]|[①-⑳·•])[ \t]?)?(?:[\[【(（〔][^\]】)）〕]{1,8}[\]】)）〕]\s*)?"
)
_ADDED = re.compile(
    r"[ \t]?(?:[(（【\[](?:组图|多图|附图|图|视频|全文|转载|photos?|video)[)）】\]]|全文|\.s?html?"
    r"|(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?)$"
)
"""What lists of pages add to a title."""
_OUTLET = lazy_pattern(
    rf"[{HAN}\w]{{0,16}}(?:网|报|社|台|新闻|频道|客户端|周刊|杂志|在线|评论)"
    r"|(?:[\w.'’&-]{1,20} ){0,3}(?:times|post|journal|news|reuters|time|bbc|cnn|npr|guardian"
    r"|herald|tribune|magazine|review|daily|weekly|online|economist|bloomberg|xinhua"
    r"|[\w-]{1,30}\.(?:com|cn|org|net))"
)
"""The folded name of a newspaper, an agency, a station or a site."""
_BAR = re.compile(r"[|｜]")
MIN_HEADING_WORDS, MIN_HEADING_CHARS = 3, 8
"""Words or Chinese characters of a title before the name of an outlet."""
_DOCUMENT_KIND = re.compile(r"\[[A-Z](?:/[A-Z]{2})?\]|^\[\d{1,3}\]")
"""Marks of references: the kind of a document ([R], [EB/OL]), a number before it."""
_QUOTED_TITLE = re.compile(r"[“\"《][^“”\"《》]{8,200}[”\"》]")
_LISTING = re.compile(r"[,.:，。：]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CITED_PARTS = re.compile(r"\[[A-Z\d/]{1,5}\]|[.。]\s|[“”\"《》]|[.。]$")
MAX_CITED_PARTS = 8
MAX_CUTS = 4
MIN_TITLE = 8
"""Letters of a title that is read in a longer line."""
_VERSION = lazy_pattern(
    rf"(?<=[{HAN}])[ \t]?[(（〔\[【](?:(?:19|20)\d\d[{HAN}\d]{{0,10}}|修[正订](?:版|本|文本)?)"
    r"[)）〕\]】]$"
)
"""The version of a law behind its title, as databases of laws have it."""
_NUMBER_OF_TITLE = re.compile(r"(?<=[(（])[1-9]\d?(?=[)）]$)")
_HAN = lazy_pattern(f"[{HAN}]{{2,}}")
_HAN_CHAR = lazy_pattern(f"[{HAN}]")


def title_query(tree: parser.Syntax, index: Index, *, strict: bool) -> Query | None:
    """The query for the reports with the line as title; None if there is no such report.

    A `strict` line is never read as a title.
    """
    root = tree.root
    if strict or _EXCLUDED.search(tree.text) or acronym(tree.text.strip()):
        return None
    text = tree.text
    if isinstance(root, parser.FieldNode):
        if root.name != "title":
            return None
        text = tree.text[root.child.start : root.child.end]
    keys = [title_key_of(name) for name in (*_names_of(text), *_without_site(text))]
    if not has_operator(root):
        keys += [title_key_of(name) for name in _cited(text)]
    if not keys[0]:
        return None
    for key, reports in zip(keys, index.frequencies("heading", keys), strict=True):
        if reports:
            return query.ConstantScoreQuery(query.Term("heading", key), HEADING_SCORE)
    return None


def _names_of(text: str) -> Iterator[str]:
    """The line as a title, and as the title of a law in full, of any version, in its numerals.

    民法典 is 中华人民共和国民法典, 渔业法(2019年修正) is 渔业法, 修正案（3） is 修正案（三）.
    """
    plain = _VERSION.sub("", text.strip())
    numbered = _NUMBER_OF_TITLE.sub(lambda number: han_numeral(int(number[0])), plain)
    for name in dict.fromkeys((text, plain, numbered)):
        yield name
        if _HAN.fullmatch(title_letters(name)):
            yield STATE + name.strip()


def _cited(text: str) -> Iterator[str]:
    """The parts of a citation that may be the title: those between its full stops and quotes.

    [1] 国务院. 2024年政府工作报告[R]. 2024-03-05; Truman. “Address 1945.” White House, 1945.
    """
    quoted = _QUOTED_TITLE.search(text)
    listed = quoted and len(_LISTING.findall(text[: quoted.start()] + text[quoted.end() :])) > 1
    if not (_DOCUMENT_KIND.search(text) or (listed and _YEAR.search(text))):
        return
    for part in itertools.islice(_CITED_PARTS.split(text), MAX_CITED_PARTS):
        if part != text and len(title_letters(part)) >= MIN_TITLE:
            yield part


def outlet_at(tree: parser.Syntax, index: Index) -> int:
    """Where a line has the bar between a title and the outlet it was copied from; -1 if nowhere."""
    at = bar_of_title(tree)
    after = tree.text[at + 1 :].strip()
    outlet = at >= 0 and (_OUTLET.fullmatch(fold(after)) or is_value(index, "source", after))
    return at if outlet else -1


def bar_of_title(tree: parser.Syntax) -> int:
    """Where a line has a bar behind what may be a title, before an outlet; -1 if nowhere.

    The line has no other operator: Title | TIME. A bar between two searches is OR: 民法典 | 刑法.
    """
    bars = list(_BAR.finditer(tree.text))
    root = tree.root
    if len(bars) != 1 or not isinstance(root, parser.AnyOf) or len(root.children) > 2:
        return -1
    before, after = tree.text[: bars[0].start()].strip(), tree.text[bars[0].end() :].strip()
    long = (
        len(before.split()) >= MIN_HEADING_WORDS
        or len(_HAN_CHAR.findall(before)) >= MIN_HEADING_CHARS
    )
    plain = long and after and all(map(_plain_words, root.children))
    return bars[0].start() if plain else -1


def _plain_words(node: parser.QueryNode) -> bool:
    """Whether a node is words without operators and quotation marks."""
    parts = node.children if isinstance(node, parser.All) else (node,)
    return all(isinstance(part, parser.Word) for part in parts)


def _without_site(text: str) -> Iterator[str]:
    """The line without a name of a site at its end, and without what lists add at its ends.

    Pages have their titles so: 我国成功发射卫星_新华网, [视频]…, Satellite launched | Reuters,
    3. 我国成功发射卫星(图).
    """
    names = [text[: cut.start()] for cut in itertools.islice(_SITE.finditer(text), MAX_CUTS)]
    before, _, last = text.strip().rpartition(" ")
    if _OUTLET.fullmatch(fold(last)):
        names.append(before)
    for name in (text, *reversed(names)):
        bare = _ADDED.sub("", _BRACKETED.sub("", name.strip()))
        for part in dict.fromkeys((name, bare)):
            if part != text and len(title_letters(part)) >= MIN_TITLE:
                yield part


def exact_form_query(tree: parser.Syntax) -> Query | None:
    """The query for the exact forms of one Latin word, or of a few; None for any other line.

    The exact form ranks before other words of its stem (*execute* before *executive*), and an
    acronym before the same letters in lower case (U.S. before *us*).
    """
    pair = _lone_word(tree.root, ("title", "body"))
    if pair is None:
        return _all_forms(tree.root)
    text, fields = pair
    word = fold(text)
    if not _latin(word):
        return None
    forms = spellings.capitals(text) if acronym(text) else [word]
    terms = [query.Term(f"{field}_grams", form) for field in fields for form in forms]
    return query.ConstantScoreQuery(query.Or(terms), LONE_WORD_SCORE)


def _latin(word: str) -> bool:
    return word.isascii() and word.isalpha()


def _all_forms(root: parser.QueryNode | None) -> Query | None:
    """The query for the exact forms of a few Latin words together; None for any other line."""
    parts = root.children if isinstance(root, parser.All) else ()
    words = [fold(part.text) for part in parts if isinstance(part, parser.Word)]
    words = [word for word in words if word not in FUNCTION_WORDS]
    if not 1 < len(words) <= MAX_EXACT_WORDS or not all(map(_latin, words)):
        return None
    either = [
        query.Or([query.Term(f"{field}_grams", word) for field in ("title", "body")])
        for word in words
    ]
    return query.ConstantScoreQuery(query.And(either), EXACT_WORDS_SCORE)


def _lone_word(
    node: parser.QueryNode | None, fields: tuple[str, ...]
) -> tuple[str, tuple[str, ...]] | None:
    """The only word of a line, and the fields it is searched in; None for other lines."""
    match node:
        case parser.Word():
            return node.text, fields
        case parser.FieldNode() if node.name in fields:
            return _lone_word(node.child, (node.name,))
        case parser.All() if len(node.children) == 1:
            return _lone_word(node.children[0], fields)
        case (
            None
            | parser.Quoted()
            | parser.FieldNode()
            | parser.Not()
            | parser.All()
            | parser.AnyOf()
            | parser.ProximityNode()
        ):
            return None
