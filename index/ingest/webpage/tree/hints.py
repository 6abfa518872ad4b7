"""The content of an element by its hint: its class and id."""

import functools
import re

from index.ingest import word_lists

_BAD, _WEAK = (
    re.compile(
        rf"(?:^|[\s_-])(?:{word_lists.either(table, 'tokens')})(?:$|[\s_\d-])"
        rf"|{word_lists.either(table, 'parts')}",
        re.IGNORECASE,
    )
    for table in ("furniture", "doubtful")
)
_EMBED = re.compile(r"social[\w-]{0,20}embed|embed[\w-]{0,20}social|tweet", re.IGNORECASE)
"""The class of a message from elsewhere that a story quotes."""
_SLUG = re.compile(
    r"(?<!\S)(?=\S{0,80}?-(?:with|an?|the|of|and|to|in|on|your|how|what|is|are|by)-)"
    r"(?:[^\s-]{1,30}-){4,20}[^\s-]{1,30}(?!\S)",
    re.IGNORECASE,
)
"""The id of a section that spells its heading, as sharing-with-a-single-developer."""
_ATOMS = re.compile(r"(?<!\S)(?:[a-z]{1,3}\s){5,200}[a-z]{1,3}(?!\S)")
"""Classes that a program counted up, each for one property: dk gg gh gi gj gk; no word is meant."""
_NOTES = re.compile(r"(?:foot|end)-?notes?[\w-]{0,40}", re.IGNORECASE)
"""Notes below a text, whose class is no footer."""
_GOOD = re.compile(
    r"article|content|maintext|main-text|body|detail|zoom|TRS_?Editor|Custom_UnionStyle|view|text|post|entry|story|news(?!letter)",
    re.IGNORECASE,
)
_MARKS = re.compile(
    r"source|laiyuan|(?:^|[\s_-])(?:ly|src|from|media|origin|authi|hnuser|age)(?:$|[\s_-])|author|editor|byline|writer|bianji|zuozhe"
    r"|(?:^|[\s_-])bt2(?:$|[\s_-])|yinti|jianti|time|date|publish|view|click|hits|count|nickname|account|name|title|reader-credits|contributors?(?:$|\s)",
    re.IGNORECASE,
)


@functools.lru_cache(maxsize=4096)
def is_bad(hint: str) -> bool:
    """Whether a class or id is one of navigation and other furniture of a page."""
    hint = _NOTES.sub("", _SLUG.sub("", hint) if "-" in hint else hint)
    hint = _ATOMS.sub("", hint)
    bad = _BAD.search(hint) is not None
    return bad and _EMBED.search(hint) is None


@functools.lru_cache(maxsize=4096)
def is_good(hint: str) -> bool:
    """Whether a class or id is typical of the body."""
    return _GOOD.search(hint) is not None


@functools.lru_cache(maxsize=4096)
def is_mark(hint: str) -> bool:
    """Whether a class or id names a field of a report."""
    return _MARKS.search(hint) is not None


_COMMENTS = re.compile(
    r"(?:^|[\s_-])(?:comments?|reply|replies|cmt|typed-answer)(?:$|[\s_-])|disqus|pinglun",
    re.IGNORECASE,
)


@functools.lru_cache(maxsize=4096)
def is_of_comments(hint: str) -> bool:
    """Whether a class or id names comments."""
    return _COMMENTS.search(hint) is not None


_OTHERS = re.compile(
    r"(?:^|[\s_-])(?:ads?|adv|advert\w{0,12}|gg|sponsor\w{0,4}|relate[ds]?|related\w{0,12}|recom|recommend\w{0,8}"
    r"|tuijian|rank|ranking|hotnews|toplist|morenews|morelist|xgxw|xgwz|xgyd)(?:$|[\s_\d-])|xiangguan",
    re.IGNORECASE,
)
_EMBEDDED = re.compile(
    r"(?:^|[\s_-])(?:twitter-tweet|instagram-media|fb-post|tiktok-embed|bluesky-embed|mastodon-embed|weibo-embed"
    r"|tweet(?=$|\s))",
    re.IGNORECASE,
)


@functools.lru_cache(maxsize=4096)
def is_of_others(hint: str) -> bool:
    """Whether a class or id names comments, advertisements or other reports."""
    return is_of_comments(hint) or _OTHERS.search(hint) is not None


def is_post(hint: str) -> bool:
    """Whether a class is that of a post of a network which a text quotes."""
    return _EMBEDDED.search(hint) is not None


_AFFILIATION = re.compile(
    r"(?!.{0,200}author)(?:.{0,200}[\s_-])?(?:aff(?:s|il\w{0,12})?|institutions?)(?:$|[\s_\d-])",
    re.IGNORECASE,
)


@functools.lru_cache(maxsize=4096)
def is_affiliation(hint: str) -> bool:
    """Whether a class or id names the institution at which an author works."""
    return _AFFILIATION.match(hint) is not None


@functools.lru_cache(maxsize=4096)
def is_weak(hint: str) -> bool:
    """Whether a class or id is used for both navigation and text."""
    return _WEAK.search(hint) is not None
