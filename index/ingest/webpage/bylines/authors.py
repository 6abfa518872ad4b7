"""Finds the possible authors of a page without labels, the most reliable first."""

import itertools
import re
from collections.abc import Iterator

from index.ingest import word_lists
from index.ingest.days import dates
from index.ingest.heads import (
    field_labels,
    header_lines,
    latin_names,
    name_order,
    person_names,
    staff_credits,
)
from index.ingest.heads.field_labels import BREAK
from index.ingest.origins import OriginKind
from index.ingest.webpage.bylines import accounts, author_lines, byline_names
from index.ingest.webpage.bylines.context import BylineContext
from index.ingest.webpage.main_text import comments
from index.ingest.webpage.tree import meta
from index.ingest.webpage.tree.block_text import key_of

_DECK = 3
"""The number of blocks after the first sentence that may be a byline."""
_CHINESE_NAME = 3
"""The length of most Chinese names in characters, at most."""
_CATALOGUE = re.compile(r"citation|creator", re.IGNORECASE)
"""Metas with one author each, family name first."""


def candidates(near: BylineContext, declared: meta.Declared) -> Iterator[tuple[str, str]]:
    """Possible names of the author, the most reliable first."""
    yield from _reporters(near)
    yield from byline_names.spelled_out(near)
    yield from author_lines.candidates(near)
    yield from _declared_authors(near, declared)
    rows = list(near.rows())
    named = [*near.named_rows(), *(row for row in rows if len(row) == 1 and _is_short(row[0]))]
    for person in (byline_names.person_in(part) for row in named for part in row):
        known = person_names.has_surname(person) or person_names.has_given_name(person)
        yield person if known else "", "byline"
    yield from byline_names.roles(near)
    yield byline_names.in_heading(near), "heading below the title"
    for position, row in itertools.islice(near.numbered_rows(), 2):
        others = [part for part in row if not person_names.is_outlet(part)]
        if len(row) == 2 and len(others) == 1 and person_names.are_persons(others[0]):
            yield others[0], "byline"
        latin = not field_labels.has_han(near.title)
        dated = latin and bool(dates.find_dates(near.text(position)))
        known = not latin or dated or person_names.has_given_name(row[0])
        if len(row) == 2 and known and not person_names.is_outlet(row[0]):
            pen = field_labels.has_han(near.title) and byline_names.is_account(row[0])
            yield byline_names.person_in(row[0]) or (row[0] if pen else ""), "byline"
    yield from ((author, "byline") for _, author, _ in byline_names.credited(near))
    yield byline_names.in_title(near)[0], "title of the page"
    yield from accounts.above_day(near)
    yield from _beside(near)
    yield from accounts.answerers(near)
    yield from accounts.thread_starter(near)
    for position in near.head[1:]:
        line = near.plain(position)
        name = line.removeprefix("Reviewed by ")  # a book
        yield name if name != line and latin_names.PERSON.fullmatch(name) else "", "byline"
    yield from _at_ends(near)


def _at_ends(near: BylineContext) -> Iterator[tuple[str, str]]:
    """Names in the credit, the signature and the biography at the ends of a text."""
    if near.body is None:
        return
    for position in near.closing:
        yield staff_credits.credited(near.plain(position)), "credit at the end"
    for position in near.closing:
        yield person_names.signed(near.plain(position)), "signed at the end"
    for position in near.inside[-_MAX_NOTES:]:
        yield _biographed(near, position), "biography"
    for position in (*near.inside[:_MAX_NOTES], *near.inside[-_MAX_NOTES:]):
        described = _DESCRIBED.match(near.plain(position))
        known = described is not None and person_names.has_surname(described["name"])
        yield described["name"] if described is not None and known else "", "biography"


def _biographed(near: BylineContext, position: int) -> str:
    """The author in a note that says what its writer is, and whom the text does not name."""
    text = near.plain(position)
    if (han := _WRITER_IS.fullmatch(text)) is not None:
        names = (family + han["name"] for family in (han["office"][-1], ""))
        return next(filter(person_names.is_han_name, names), "")
    latin = _IS_WRITER.match(text)
    if latin is None or not person_names.has_given_name(latin["name"]):
        return ""
    family = latin["name"].split()[-1]
    others = (near.page.blocks[at].plain for at in near.inside if at != position)
    return "" if any(family in other for other in others) else latin["name"]


_WRITER_IS = re.compile(
    r"[（(]?(?:本文)?作者[系为為是](?P<office>[\u3400-\u9fff、，]{2,30}?)[ \u3000]?"
    r"(?P<name>[\u3400-\u9fff]{2})[)）]?[。]?"
)
"""（作者系云河大学教授 林舟）"""
_IS_WRITER = re.compile(
    r"(?P<name>[A-Z][\w.'’-]{1,20}(?: [A-Z][\w.'’-]{0,20}){1,2}) is (?:an?|the)\b[^.]{0,60}?"
    r"\b(?:professor|writer|journalist|author|fellow|columnist|economist|lecturer|researcher|scholar"
    r"|novelist|historian|analyst|critic|poet)\b"
)
"""Ada Quill is a professor of harbour studies, below a text."""
_DESCRIBED = re.compile(
    r"\W{0,2}作者[简簡]介\W{1,3}(?P<name>[\u3400-\u9fff]{2,4})(?=\s?[，,（(、])"
)
"""The author in a note: 【作者简介】林舟，云河大学教授。"""
_MAX_NOTES = 6
"""The number of blocks at each end of a body that may describe the author."""


REPORTER = "reporter's line"


def _reporters(near: BylineContext) -> Iterator[tuple[str, str]]:
    """The names in lines of reporters, and those of reporters in the first sentences."""
    for text in (*map(near.unlabelled, near.head), *map(near.text, near.inside)):
        if name := person_names.reporter_line(text):
            yield name, REPORTER
    for position in near.inside[:8]:
        yield person_names.reporter_within(near.plain(position)), "reporter in the text"


def _beside(near: BylineContext) -> Iterator[tuple[str, str]]:
    """Authors directly below the text or above the title, and accounts in elements of authors."""
    for position in near.below:
        yield person_names.reporter_line(near.text(position)), "reporter's line"
    commenters = "\n".join(_commenters(near))
    for text, origin in near.marked(near.below, byline_names.AUTHOR_CLASS):
        if text not in commenters:
            yield byline_names.person_in(byline_names.without_label(text)), origin
    for position in near.before[-_DECK:]:
        name = near.text(position).strip(BREAK + " ")
        yield name if person_names.has_given_name(name) else "", "byline"
    for text, origin in near.marked(near.head, byline_names.AUTHOR_CLASS):
        yield _account(text), origin


def _commenters(near: BylineContext) -> Iterator[str]:
    """The texts of elements of authors below the text that are those of comments."""
    for mark in near.page.marked:
        named = mark.block in near.below and byline_names.AUTHOR_CLASS.search(mark.hint)
        if named and comments.in_container(near.page, near.page.blocks[mark.block].node):
            yield mark.text


def _account(text: str) -> str:
    """The name of an account in an element of the author, such as von flerche; or empty."""
    name = latin_names.without_by(text).strip(" »:,|")
    single = _ACCOUNT_WORD.fullmatch(name) is not None and name.casefold() not in NO_NAMES
    return name if single and not header_lines.is_noise(name) else ""


NO_NAMES = frozenset(word_lists.table("no_names")["latin"])
"""Words that stand in place of a name, in small letters."""


_POSTER = re.compile(r"(?:^|\s)(?:authi|p_author_name|hnuser)(?:$|\s)")
"""The class of the name of who began a thread in a forum; it may be any word."""
_BLOGS = re.compile(r"博客园?$|博客网$|部落格$")
"""A site of blogs; the title of a page there has the name of the blogger before it."""
_BLOCKS_ABOVE = 3
"""The number of blocks directly above a title that may be a byline."""
_BY_HAN = re.compile(r"^[由文]\s+")
_ACCOUNT_WORD = re.compile(rf"[A-Za-z{latin_names.UPPER}][\w.-]{{1,24}}")
_ENTRY_AUTHOR = re.compile(r"(?:^|\s)p-author(?:$|\s)")
"""The class of the author in pages that programs read too (microformats)."""


def _is_short(part: str) -> bool:
    """Whether a part is as short as most Chinese names are, or is no Chinese."""
    return len(part) <= _CHINESE_NAME or not field_labels.has_han(part)


def posters(near: BylineContext) -> Iterator[tuple[str, str]]:
    """The names of those who began a thread in a forum."""
    for text, origin in near.marked(near.head, _POSTER):
        if len(text) <= byline_names.MAX_ACCOUNT_CHARS and not person_names.is_outlet(text):
            yield text, origin


def _declared_authors(near: BylineContext, declared: meta.Declared) -> Iterator[tuple[str, str]]:
    """Authors in marked elements and declarations, without the name of the site."""
    first = (*near.head, *range(near.head.stop, min(near.head.stop + 1, near.inside.stop)))
    reprinted = (accounts.reprinted(near.text(position)) for position in first)
    yield from ((name, "line above the text") for name in reprinted)
    yield accounts.before_title(near), "title of the page"
    authors = (name for name, _ in declared.structured_text("author"))
    structured = [
        name_order.given_first(name, listed=True)
        for name in authors
        if not person_names.is_outlet(name)
    ]
    names = (", ".join(dict.fromkeys(structured)), "JSON-LD author")
    several = [text for text, _ in in_metas(declared) if ", " in text]
    close = range(near.head.start, near.head.stop + _DECK)
    yield from accounts.posted_by(near)
    yield from _first_poster(near)
    yield from in_elements(near)
    for text, origin in (
        *near.marked(close, byline_names.AUTHOR_CLASS),
        *in_metas(declared),
        names,
    ):
        person = byline_names.person_in(byline_names.without_label(text))
        person = person_names.without_role(person)
        person = next((names for names in several if person and person in names), person)
        if person and not _is_publisher(person, near, declared):
            yield person, origin
    yield from posters(near)
    above = range(max(near.before.start, near.before.stop - _BLOCKS_ABOVE), near.before.stop)
    for text, origin in near.marked(above, byline_names.AUTHOR_CLASS):
        person = byline_names.person_in(byline_names.without_label(_BY_HAN.sub("", text)))
        if person_names.has_surname(person) or person_names.has_given_name(person):
            yield person, origin
    parts = re.split(r"\s?[-_–—|]\s?", near.page.title.strip())
    blog = len(parts) > 2 and (_BLOGS.search(parts[-1]) or _posted_by(near, parts[-2]))
    if blog and parts[-2] != near.title:
        yield accounts.blogger(near, parts[-2]), "title of the page"
    signed = {mark.text for mark in near.marks() if _ENTRY_AUTHOR.search(mark.hint)}
    if len(signed) == 1:
        yield byline_names.person_in(signed.pop()), "element of the author"


def in_elements(near: BylineContext) -> Iterator[tuple[str, str]]:
    """The authors of a byline with an element of one class for each, their offices behind them."""
    by_class: dict[str, list[str]] = {}
    for mark in near.marks():
        if mark.block in near.head and byline_names.AUTHOR_CLASS.search(mark.hint):
            text = re.split(rf"[{BREAK}\n]", mark.text.strip(BREAK + " \n"), maxsplit=1)[0]
            person = person_names.without_role(byline_names.person_in(text))
            if person and not re.search(r"[,，、&;]|\sand\s", person):
                by_class.setdefault(mark.hint[:_MAX_HINT_CHARS], []).append(person)
    for hint, names in by_class.items():
        if len(set(names)) > 1:
            yield ", ".join(list(dict.fromkeys(names))[:MAX_AUTHORS]), OriginKind.CLASS.of(hint)


MAX_AUTHORS, _MAX_HINT_CHARS = 20, 40


def in_metas(declared: meta.Declared) -> Iterator[tuple[str, str]]:
    """Authors in metas, those of one meta joined; "Quill, Ada" becomes "Ada Quill"."""
    by_origin: dict[str, list[str]] = {}
    for value, origin in declared.all("author"):
        parts = (byline_names.without_employer(part.strip()) for part in value.split(";"))
        by_origin.setdefault(origin, []).extend(parts)
    for origin, values in sorted(by_origin.items(), key=lambda candidate: -len(set(candidate[1]))):
        listed = _CATALOGUE.search(origin) is not None or len(values) > 1
        names = list(
            dict.fromkeys(name_order.given_first(value, listed=listed) for value in values)
        )
        if len(names) > 1 and all(map(person_names.are_persons, names)):
            yield ", ".join(names), origin
        else:
            yield from ((name, origin) for name in names)


def _is_publisher(name: str, near: BylineContext, declared: meta.Declared) -> bool:
    """Whether a name is that of the site: titles end with it, or it owns the copyright.

    Because a person may own a site, names with a Chinese surname are kept, and a Latin name is
    dropped only if the page also declares another author.
    """
    if person_names.has_surname(name):
        return False
    key = key_of(name)
    if field_labels.has_han(name):
        sites = [value for value, _ in declared.all("site")]
        ends = re.split(r"[_|｜\s–—-]+", near.page.title.strip())[-1]
        return any(key_of(site).startswith(key) for site in (*sites, ends))
    others = {_parts(value) for value, _ in declared.all("author")} - {_parts(name)}
    last = near.page.blocks[-40:]
    return len(others) > 0 and any("©" in b.text and key in key_of(b.text) for b in last)


def _parts(name: str) -> frozenset[str]:
    """The words of a name in any order: Quill, Ada is Ada Quill."""
    return frozenset(map(key_of, name.split()))


def _posted_by(near: BylineContext, name: str) -> bool:
    """Whether the line of a blog about a post has a name: posted @ 2023-02-09 10:11 江声码农."""
    lines = (block.text for block in near.page.blocks if block.text.startswith("posted "))
    return any(name in re.split(rf"[{BREAK}\s]+", line) for line in lines)


def _first_poster(near: BylineContext) -> Iterator[tuple[str, str]]:
    """The name above the title of a thread, in an element of the class that replies have too."""
    above = range(max(near.before.start, near.before.stop - _POST), near.before.stop)
    replies = {mark.hint for mark in near.page.marked if mark.block >= near.head.stop}
    for mark in near.page.marked:
        hinted = mark.block in above and byline_names.AUTHOR_CLASS.search(mark.hint)
        if hinted and mark.hint in replies and len(mark.text) <= byline_names.MAX_ACCOUNT_CHARS:
            yield mark.text.strip(BREAK + " "), OriginKind.CLASS.of(mark.hint)


_POST = 6
"""The number of blocks above the title of a thread in which its writer may be."""
