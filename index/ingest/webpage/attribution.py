"""Finds source and author of a page without labels, in marked elements, metas and byline rows."""

import itertools
import re
from collections.abc import Iterator

from index.ingest import dates, field_labels, header_lines, job_titles, person_names, print_credit
from index.ingest.draft import Draft
from index.ingest.field_labels import BREAK
from index.ingest.origins import OriginKind
from index.ingest.webpage import accounts, byline_names, meta, site_name
from index.ingest.webpage.block_text import key_of
from index.ingest.webpage.context import BylineContext

_SOURCE = re.compile(
    r"source|laiyuan|(?:^|[\s_-])(?:ly|src|origin|media[_-]?name)(?:$|[\s_-])", re.IGNORECASE
)
_AUTHOR = re.compile(r"author|byline|writer|zuozhe|reader-credits", re.IGNORECASE)
_NICKNAME = re.compile(r"nickname|js_name|(?:media|account|mp|pgc)[_-]?name", re.IGNORECASE)
_OF_PUBLISHER = re.compile(r"(?:^|\s)(?:js_name|profilebt|media[_-]?name)(?:$|\s)", re.IGNORECASE)
"""The class of the name of an account that publishes; it is never that of a person."""
_PAPER = re.compile(r"\s*+[《〈]\s*+([\u3400-\u9fff ]{2,14})\s*+[》〉]")
_ACCOUNT = re.compile(r"(?:^|[\s_-])(?:name|nickname|account|profile)(?:$|[\s_-])", re.IGNORECASE)

_TOP = 4
"""The number of blocks at the beginning of a story, captions included, that may be a dateline."""
_LAST, _LABEL = 3, 10
"""The number of blocks at the end of a story that may say where it is from."""
_DECK = 3
"""The number of blocks after the first sentence that may be a byline."""
_MAX_SOURCE_LINE_CHARS = 60
"""The longest line at the end of a story that says where it is from, in code points."""
_CHINESE_NAME = 3
"""The length of most Chinese names in characters, at most."""
_ACCOUNT_NAME = 20
"""The longest name of an account, in code points."""
_CATALOGUE = re.compile(r"citation|creator", re.IGNORECASE)
"""Metas with one author each, family name first."""
_SOURCE_LINE = re.compile(
    r"SOURCE:?\s(?P<outlet>[A-Z][^.;:!?]{2,60}(?:\.|,? (?:Inc|Ltd|Co|Corp|LLC)\.?)?)"
)
"""The last line of a press release, which names the company."""
_TRADES = ("记者", "記者", "通讯员", "通訊員", "特派员", "特派員", "主笔", "主筆")
"""What those are who report; a line that ends so names no account."""
_COMPANY = re.compile(r"公司$")
"""The company that owns an account; the last choice among outlets."""
_SPEAKER = re.compile(
    r"(?:发言人|發言人|[部局主处司厅院校市县省区]长|主任|书记|主席|总理|总统|秘书长|代表|教授|委员)\s*[\u3400-\u9fff]{2,4}$"
)
"""The line of a speaker at the top of a speech; it is not an account."""
_OWN_SITE = re.compile(r"本[报報网網站刊]")
"""The words by which a site names itself as its source."""
_TAKEN_FROM = re.compile(
    r"\W{0,3}(?:据|據|原载于?|原載於?|摘自|选自|選自|转载自|轉載自|转自|轉自|来源于|首发于)\s?"
    r"(?:《(?P<paper>[^《》]{2,20})》|(?P<outlet>[\u3400-\u9fff]{2,14}?)(?=报道|報道|報導|消息|[\s，。）)]|$))"
)
"""The origin of a story in a line at its end: （据云河日报报道）, （原载《云河日报》…）."""
_TAKEN = re.compile(r"^(?:转载自|轉載自|转自|轉自|摘自|选自|来源于|来自)(?=[\u3400-\u9fff]{2})")


def read(draft: Draft, near: BylineContext, declared: meta.Declared) -> None:
    """Put source and author into the draft."""
    if _OWN_SITE.fullmatch(draft.text("source")):
        del draft.values["source"], draft.origins["source"]
        draft.put("source", _site(declared), "name of the site")
    posters = {name for name, _ in _posters(near)}
    for name, origin in _sources(draft, near, declared):
        if name in posters or (posters and origin == "byline"):  # the rank of a poster
            continue
        draft.put("source", _site(declared) if _OWN_SITE.fullmatch(name) else name, origin)
        if draft.has("source"):
            break
    for position in reversed(near.inside[-3:]):
        credit = print_credit.at_end(near.page.blocks[position].plain)
        draft.put("source", credit.source if credit is not None else "", "credit at the end")
    for position in near.inside[-_LAST:]:
        names = person_names.edited(near.page.blocks[position].plain)
        draft.put("editor", names, "credit at the end")
    for value, origin in _authors(near, declared):
        name = job_titles.without_job(value).replace(" , ", ", ")
        known = name.casefold() in draft.text("source").casefold()
        job = job_titles.is_job(name) and not person_names.has_given_name(name)
        nobody = job or byline_names.is_place(near, name)
        if name and not (known or nobody or _is_editor(draft, name)):
            draft.put("author", name, origin)
        if draft.has("author"):
            break
    accounts.swap(draft, near)


def _site(declared: meta.Declared) -> str:
    """The declared name of the site; or empty."""
    return next((value for value, _ in declared.all("site") if field_labels.can_be_name(value)), "")


def _sources(
    draft: Draft, near: BylineContext, declared: meta.Declared
) -> Iterator[tuple[str, str]]:
    """Possible names of the outlet, the most reliable first."""
    for text, origin in (*near.marked(near.head, _SOURCE), *declared.all("source")):
        name = _without_label(text)
        latin = not field_labels.has_han(name)
        if latin and not _is_latin_outlet(name, declared):
            continue  # a section or a credit, such as Illustration by Jane Doe
        if field_labels.can_be_name(name) and dates.first_date(name) is None:
            yield _outlet_in(name), origin
    yield draft.text("issuer"), "issuer"
    for position in near.head:
        yield _paper(near.text(position)), "byline"
    yield from _nicknames(near)
    rows = list(near.rows())
    outlets = [name for name in _outlets(draft, rows) if not _COMPANY.search(name)]
    yield from ((name, "byline") for name in outlets)
    firsts = {row[0] for row in rows if len(row) == 2}
    for text, origin in near.marked(near.head, _AUTHOR):
        if person_names.are_persons(person_names.without_place(text)) or text in firsts:
            continue
        yield person_names.employer(text), origin
        if _is_account(text) and (field_labels.has_han(text) or person_names.is_latin_outlet(text)):
            yield _outlet_in(text), origin
    yield from _accounts(near)
    yield from ((name, "byline") for name in _outlets(draft, rows))
    yield from _outlets_in_text(near)
    yield from ((outlet, "byline") for _, outlet in byline_names.credited(near))
    yield byline_names.in_title(near)[1], "title of the page"
    yield from declared.structured_text("publisher")
    yield from (site for site in declared.all("site") if field_labels.can_be_name(site[0]))
    yield site_name.in_title(near.page, near.title, draft.text("url")), "title of the page"


def _outlets_in_text(near: BylineContext) -> Iterator[tuple[str, str]]:
    """The outlet in the dateline of a story, and that in a line at its end."""
    first = range(near.head.stop, min(near.head.stop + 1, near.inside.stop))
    for position in (*near.inside[:_TOP], *first):
        yield print_credit.agency(near.page.blocks[position].plain), "dateline"
    for position in near.inside[-_LAST:]:
        text = near.page.blocks[position].plain
        line = _SOURCE_LINE.fullmatch(text) if len(text) < _MAX_SOURCE_LINE_CHARS + _LABEL else None
        yield line["outlet"] if line else "", "line at the end"
        match = _TAKEN_FROM.match(text) if len(text) < _MAX_SOURCE_LINE_CHARS else None
        if match and (match["paper"] or person_names.is_outlet(match["outlet"])):
            yield match["paper"] or match["outlet"], "line at the end"


def _nicknames(near: BylineContext) -> Iterator[tuple[str, str]]:
    """Names of accounts in elements for them, above the text."""
    yield from near.marked(near.head, _OF_PUBLISHER)
    for text, origin in near.marked(near.head, _NICKNAME):
        if not (person_names.are_persons(text) and person_names.has_surname(text)):
            yield text, origin


def _paper(text: str) -> str:
    """The name of a newspaper before date and page, as in 《云河日报》（2024年03月05日 第11版）."""
    match = _PAPER.match(text) if dates.find_dates(text) else None
    return match[1].strip() if match else ""


def _is_latin_outlet(name: str, declared: meta.Declared) -> bool:
    """Whether a name in Latin letters has the form of an outlet or is that of the site."""
    credited = re.search(r"\b(?:by|courtesy|photo|images?)\b", name, re.IGNORECASE)
    built = (
        person_names.is_outlet(name) or name.isupper() or re.search(r"\.\w{2,3}$", name) is not None
    )
    return not credited and (built or name == _site(declared) or " " not in name)


def _outlets(draft: Draft, rows: list[list[str]]) -> Iterator[str]:
    """Parts of byline rows that have the form of outlets."""
    parts = [_TAKEN.sub("", _after_label(part)) for row in rows for part in row]
    for name, part in ((_outlet_in(part), part) for part in parts):
        person = person_names.are_persons(person_names.without_place(name))
        if person or _SPEAKER.search(name) or job_titles.is_job(name):
            continue
        if (
            person_names.is_outlet(name)
            and not person_names.reporter_line(part)
            and not _is_editor(draft, name)
        ):
            yield name


def _after_label(part: str) -> str:
    """A part of a byline without its label 来源; empty if its label is that of another field."""
    labelled = field_labels.scan(field_labels.normalised(part, among=True))
    if not labelled or labelled[0].start:
        return part
    return labelled[0].value if labelled[0].field == "source" else ""


def _accounts(near: BylineContext) -> Iterator[tuple[str, str]]:
    """Names that count as outlets only by their position in bylines or below the text."""
    english = not field_labels.has_han(near.title)
    for row in itertools.islice(near.named_rows(), 2):
        if english and not all(map(person_names.is_latin_outlet, row)):
            continue  # a section, such as Climate and Environment
        staffed = any(
            person_names.are_persons(part) and person_names.has_surname(part) for part in row
        )
        for part in filter(None, map(_after_label, row[::-1])):
            if _is_account(part) and not (staffed and person_names.are_persons(part)):
                yield part, "byline"
    for position in (*near.head, *near.inside[-3:]):
        yield person_names.employer(near.text(position)), "reporter's line"
    after = range(near.head.stop, near.all[-1] + 60 if near.all else 0)
    for text, origin in () if english else near.marked(after, _ACCOUNT):
        if person_names.is_outlet(text) and not _AUTHOR.search(origin):
            yield text, origin


def _is_account(part: str) -> bool:
    """Whether a name in a byline can be an account, that is, not a person or reporter."""
    if len(part) > _ACCOUNT_NAME or "《" in part or part.endswith(_TRADES):
        return False
    part = person_names.without_office(part)
    person = person_names.are_persons(part) and (part.isascii() or person_names.has_surname(part))
    return (
        not person
        and not _SPEAKER.search(part)
        and not person_names.reporter_line(part)
        and not part.lower().startswith("by ")
    )


def _without_label(text: str) -> str:
    """The value in a meta that repeats its label, as in 来源：云河日报."""
    return next(
        (item.value for item in field_labels.scan(text) if item.value), header_lines.name(text)
    )


def _outlet_in(value: str) -> str:
    """The outlet in a value such as 漪江報／江映雪; else the whole value."""
    parts = [part.strip() for part in re.split(r"[/／]", value) if part.strip()]
    named = [part for part in parts if person_names.is_outlet(part)]
    return named[0] if len(parts) == 2 and len(named) == 1 else value


def _authors(near: BylineContext, declared: meta.Declared) -> Iterator[tuple[str, str]]:
    """Possible names of the author, the most reliable first."""
    for text in (*map(near.unlabelled, near.head), *map(near.text, near.inside)):
        yield person_names.reporter_line(text), "reporter's line"
    for position in near.inside[:8]:
        yield person_names.reporter_within(near.page.blocks[position].plain), "reporter in the text"
    yield from byline_names.spelled_out(near)
    yield from _declared_authors(near, declared)
    rows = list(near.rows())
    named = [*near.named_rows(), *(row for row in rows if len(row) == 1 and _is_short(row[0]))]
    for person in (byline_names.person_in(part) for row in named for part in row):
        known = person_names.has_surname(person) or person_names.has_given_name(person)
        yield person if known else "", "byline"
    yield from byline_names.roles(near)
    for position, row in itertools.islice(near.numbered_rows(), 2):
        others = [part for part in row if not person_names.is_outlet(part)]
        if len(row) == 2 and len(others) == 1 and person_names.are_persons(others[0]):
            yield others[0], "byline"
        latin = not field_labels.has_han(near.title)
        dated = latin and bool(dates.find_dates(near.text(position)))
        known = not latin or dated or person_names.has_given_name(row[0])
        if len(row) == 2 and known and not person_names.is_outlet(row[0]):
            pen = field_labels.has_han(near.title) and _is_account(row[0])
            yield byline_names.person_in(row[0]) or (row[0] if pen else ""), "byline"
    yield from ((author, "byline") for author, _ in byline_names.credited(near))
    yield byline_names.in_title(near)[0], "title of the page"
    yield from _beside(near)
    yield from accounts.answerers(near)
    if near.body is not None:
        good = [position for position in near.inside if near.body.weights[position] > 8]
        for position in near.inside[-3:]:
            yield person_names.credited(near.page.blocks[position].plain), "credit at the end"
        for position in good[-1:]:
            yield person_names.signed(near.page.blocks[position].plain), "signed at the end"


def _beside(near: BylineContext) -> Iterator[tuple[str, str]]:
    """Authors directly below the text or above the title, and accounts in elements of authors."""
    for position in near.below:
        yield person_names.reporter_line(near.text(position)), "reporter's line"
    for text, origin in near.marked(near.below, _AUTHOR):
        yield byline_names.person_in(_without_label(text)), origin
    for position in near.before[-_DECK:]:
        name = near.text(position).strip(BREAK + " ")
        yield name if person_names.has_given_name(name) else "", "byline"
    for text, origin in near.marked(near.head, _AUTHOR):
        name = text.removeprefix("by ").strip(" »")
        yield name if _ACCOUNT_WORD.fullmatch(name) else "", origin


_POSTER = re.compile(r"(?:^|\s)(?:authi|p_author_name|hnuser)(?:$|\s)")
"""The class of the name of who began a thread in a forum; it may be any word."""
_BLOGS = re.compile(r"博客园?$|博客网$|部落格$")
"""A site of blogs; the title of a page there has the name of the blogger before it."""
_ABOVE = 3
"""The number of blocks directly above a title that may be a byline."""
_BY_HAN = re.compile(r"^[由文]\s+")
_ACCOUNT_WORD = re.compile(r"[A-Za-z][\w.-]{1,24}")
_ENTRY_AUTHOR = re.compile(r"(?:^|\s)p-author(?:$|\s)")
"""The class of the author in pages that programs read too (microformats)."""


def _is_short(part: str) -> bool:
    """Whether a part is as short as most Chinese names are, or is no Chinese."""
    return len(part) <= _CHINESE_NAME or not field_labels.has_han(part)


def _posters(near: BylineContext) -> Iterator[tuple[str, str]]:
    """The names of those who began a thread in a forum."""
    for text, origin in near.marked(near.head, _POSTER):
        if len(text) <= _ACCOUNT_NAME and not person_names.is_outlet(text):
            yield text, origin


def _declared_authors(near: BylineContext, declared: meta.Declared) -> Iterator[tuple[str, str]]:
    """Authors in marked elements and declarations, without the name of the site."""
    reprinted = (accounts.reprinted(near.text(position)) for position in near.head)
    yield from ((name, "line above the text") for name in reprinted)
    authors = (name for name, _ in declared.structured_text("author"))
    structured = [
        person_names.given_first(name, listed=True)
        for name in authors
        if not person_names.is_outlet(name)
    ]
    names = (", ".join(dict.fromkeys(structured)), "JSON-LD author")
    several = [text for text, _ in _authors_declared(declared) if ", " in text]
    close = range(near.head.start, near.head.stop + _DECK)
    yield from _in_elements(near)
    for text, origin in (*near.marked(close, _AUTHOR), *_authors_declared(declared), names):
        person = byline_names.person_in(_without_label(text))
        person = person_names.without_role(person)
        person = next((names for names in several if person and person in names), person)
        if person and not _is_publisher(person, near, declared):
            yield person, origin
    yield from _posters(near)
    above = range(max(near.before.start, near.before.stop - _ABOVE), near.before.stop)
    for text, origin in near.marked(above, _AUTHOR):
        person = byline_names.person_in(_without_label(_BY_HAN.sub("", text)))
        if person_names.has_surname(person) or person_names.has_given_name(person):
            yield person, origin
    parts = re.split(r"\s?[-_–—|]\s?", near.page.title.strip())
    if len(parts) > 2 and _BLOGS.search(parts[-1]) and parts[-2] != near.title:
        yield accounts.blogger(near, parts[-2]), "title of the page"
    signed = {mark.text for mark in near.page.marked if _ENTRY_AUTHOR.search(mark.hint)}
    if len(signed) == 1:
        yield byline_names.person_in(signed.pop()), "element of the author"


def _in_elements(near: BylineContext) -> Iterator[tuple[str, str]]:
    """The authors of a byline with an element of one class for each, their offices behind them."""
    by_class: dict[str, list[str]] = {}
    for mark in near.page.marked:
        if mark.block in near.head and _AUTHOR.search(mark.hint):
            text = re.split(rf"[{BREAK}\n]", mark.text.strip(BREAK + " \n"), maxsplit=1)[0]
            person = person_names.without_role(byline_names.person_in(text))
            if person and not re.search(r"[,，、&;]|\sand\s", person):
                by_class.setdefault(mark.hint[:_MAX_HINT_CHARS], []).append(person)
    for hint, names in by_class.items():
        if len(set(names)) > 1:
            yield ", ".join(list(dict.fromkeys(names))[:_MOST_AUTHORS]), OriginKind.CLASS.of(hint)


_MOST_AUTHORS, _MAX_HINT_CHARS = 20, 40


def _authors_declared(declared: meta.Declared) -> Iterator[tuple[str, str]]:
    """Authors in metas, those of one meta joined; "Quill, Ada" becomes "Ada Quill"."""
    by_origin: dict[str, list[str]] = {}
    for value, origin in declared.all("author"):
        by_origin.setdefault(origin, []).extend(map(str.strip, value.split(";")))
    for origin, values in sorted(by_origin.items(), key=lambda candidate: -len(set(candidate[1]))):
        listed = _CATALOGUE.search(origin) is not None or len(values) > 1
        names = list(
            dict.fromkeys(person_names.given_first(value, listed=listed) for value in values)
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
    others = {key_of(value) for value, _ in declared.all("author")} - {key}
    last = near.page.blocks[-40:]
    return len(others) > 0 and any("©" in b.text and key in key_of(b.text) for b in last)


def _is_editor(draft: Draft, person: str) -> bool:
    editor = draft.text("editor")
    return bool(editor) and (editor in person or person in editor)
