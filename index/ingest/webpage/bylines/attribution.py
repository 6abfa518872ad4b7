"""Finds source and author of a page without labels, in marked elements, metas and byline rows.

`authors` has the names of authors in their order.
"""

import itertools
import re
from collections.abc import Iterator

from index.ingest import name_placeholders
from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.heads import (
    field_labels,
    job_titles,
    loose_labels,
    person_names,
    print_credit,
    staff_credits,
)
from index.ingest.webpage.bylines import accounts, author_lists, authors, byline_names
from index.ingest.webpage.bylines.context import BylineContext
from index.ingest.webpage.tree import meta, site_name
from index.ingest.webpage.tree.block_text import key_of
from index.text.lazy_pattern import lazy_pattern

_SOURCE = re.compile(
    r"source|laiyuan|(?:^|[\s_-])(?:ly|src|origin|media[_-]?name)(?:$|[\s_-])", re.IGNORECASE
)
_NICKNAME = re.compile(r"nickname|js_name|(?:media|account|mp|pgc)[_-]?name", re.IGNORECASE)
_OF_PUBLISHER = re.compile(r"(?:^|\s)(?:js_name|profilebt|media[_-]?name)(?:$|\s)", re.IGNORECASE)
"""The class of the name of an account that publishes; it is never that of a person."""
_PAPER = lazy_pattern(r"\s*+[《〈]\s*+([\u3400-\u9fff ]{2,14})\s*+[》〉]")
_ACCOUNT = re.compile(r"(?:^|[\s_-])(?:name|nickname|account|profile)(?:$|[\s_-])", re.IGNORECASE)

_DATELINE_BLOCKS = 4
"""The number of blocks at the beginning of a story, captions included, that may be a dateline."""
_MAX_LABEL_CHARS = 10
_MAX_SOURCE_LINE_CHARS = 60
"""The longest line at the end of a story that says where it is from, in code points."""
_SOURCE_LINE = re.compile(
    r"SOURCE:?\s(?P<outlet>[A-Z][^.;:!?]{2,60}(?:\.|,? (?:Inc|Ltd|Co|Corp|LLC)\.?)?)"
)
"""The last line of a press release, which names the company."""
_ISSUE = re.compile(r"(?:19|20)\d\d\s?年\s?第?\s?\d{1,3}\s?[期卷辑輯]|总第\s?\d|總第\s?\d")
"""The issue of a journal, 2023年第2期."""
_TITLE_OF_PAPER = re.compile(r"^《([^《》]{2,20})》$")
_WAY = re.compile(r"(?:web|mobile|desktop|mail|app|android|ios)\.[\w.]{2,20}")
"""The way on which a note came into a program for notes: web.clip, mobile.android."""
_MAILBOX = re.compile(r"\w@\w")
_COMPANY = re.compile(r"公司$")
"""The company that owns an account; the last choice among outlets."""
_OWN_SITE = re.compile(r"本[报報网網站刊]")
"""The words by which a site names itself as its source."""
_TAKEN_FROM = lazy_pattern(
    r"\W{0,3}(?:据|據|原载于?|原載於?|摘自|选自|選自|转载自|轉載自|转自|轉自|来源于|首发于)\s?"
    r"(?:《(?P<paper>[^《》]{2,20})》|(?P<outlet>[\u3400-\u9fff]{2,14}?)(?=报道|報道|報導|消息|[\s，。）)]|$))"
)
"""The origin of a story in a line at its end: （据云河日报报道）, （原载《云河日报》…）."""
_TAKEN = lazy_pattern(
    r"^(?:[\u3400-\u9fff]{2,4} )?(?:转载自|轉載自|转自|轉自|摘自|选自|来源于|来自)"
    r"(?=[\u3400-\u9fff]{2})"
)


def read(draft: Draft, near: BylineContext, declared: meta.Declared) -> None:
    """Put source and author into the draft."""
    if _OWN_SITE.fullmatch(draft.text("source")):
        del draft.values["source"], draft.origins["source"]
        draft.put("source", _site(declared), "name of the site")
        draft.put("source", site_name.owner(near.page, near.title), "title of the page")
    accounts.of_forum(draft, near)
    if author := draft.text("author"):
        draft.values["author"] = _without_site(near, author)
    _read_source(draft, near, declared)
    for position in near.closing:
        names = staff_credits.edited(near.plain(position))
        draft.put("editor", names, "credit at the end")
    _read_author(draft, near, declared)
    accounts.swap(draft, near)


def _read_source(draft: Draft, near: BylineContext, declared: meta.Declared) -> None:
    """Put the outlet into the draft."""
    people = {key_of(name) for name in author_lists.people(near, declared)}
    writers = (authors.posters(near), accounts.users(near), accounts.thread_starter(near))
    posters = {name for name, _ in itertools.chain(*writers)}
    for name, origin in _sources(draft, near, declared):
        ranked = posters and origin == "byline"  # the rank of a poster
        nobody = name_placeholders.is_nameless(name) or _names_no_outlet(near, declared, name)
        if name in posters or ranked or nobody or key_of(name) in people:
            continue
        outlet = _TITLE_OF_PAPER.sub(r"\1", name)
        draft.put("source", _site(declared) if _OWN_SITE.fullmatch(outlet) else outlet, origin)
        if draft.has("source"):
            break
    for position in reversed(near.closing):
        credit = print_credit.at_end(near.plain(position))
        draft.put("source", credit.source if credit is not None else "", "credit at the end")


def _names_no_outlet(near: BylineContext, declared: meta.Declared, name: str) -> bool:
    """Whether a name is a mailbox, the place of a dateline, or a job: Staff Writer."""
    place = byline_names.is_place(near, name, before="(")
    job = name.isascii() and job_titles.is_job(name) and key_of(name) not in _sites(declared)
    return place or job or _MAILBOX.search(name) is not None


def _sites(declared: meta.Declared) -> set[str]:
    """The declared names of the site and of who publishes it, for comparison."""
    names = (*declared.all("site"), *declared.structured_text("publisher"))
    return {key_of(name) for name, _ in names}


def _read_author(draft: Draft, near: BylineContext, declared: meta.Declared) -> None:
    """Put the author into the draft, who is neither the outlet nor the editor."""
    people = {key_of(name) for name in author_lists.people(near, declared)}
    people |= {key_of(value) for value, _ in declared.all("author")}
    others = ((author_lists.in_other_writings(near, declared), "JSON-LD author"),)
    candidates = itertools.chain(authors.candidates(near, declared), others)
    for value, origin in (pair for pair in candidates if pair[0]):
        plain = _without_site(near, job_titles.without_job(value))
        name = _BEFORE_MARK.sub("", plain).replace("、 ", "、")
        own = key_of(name) in people and person_names.has_given_name(name)  # on a site of its own
        known = name.casefold() in draft.text("source").casefold() and not own
        job = job_titles.is_job(name) and not person_names.has_given_name(name)
        nobody = job or byline_names.is_place(near, name) or bool(_NO_PERSON.search(name))
        nobody = nobody or (person_names.is_host(name) and origin == authors.REPORTER)
        if name and not (known or nobody or _is_editor(draft, name)):
            draft.put("author", author_lists.completed(name, near, declared), origin)
        if draft.has("author"):
            break


_BEFORE_MARK = re.compile(r"(?<![\s,，、;；])\s{1,9}(?=[,，、;；])")
"""The space between a name and the mark behind it."""
_NO_PERSON = re.compile(
    r"\b(?:GmbH|AG|Ltd|Inc|LLC|Corp|S\.?A)\b\.?|\b(?:19|20)\d\d\b|(?:软件|軟件|軟體|科技|公司)$"
)
"""Words in names of companies and days, but not in those of persons."""


def _without_site(near: BylineContext, names: str) -> str:
    """Several names without the first if it begins the name of the site: 江新 林舟, in 江新网."""
    first, space, others = names.partition(" ")
    sites = re.split(r"[_|｜\s–—-]+", near.page.title.strip())[1:]
    site = space and field_labels.has_han(first) and any(name.startswith(first) for name in sites)
    return others.strip() if site else names


def _site(declared: meta.Declared) -> str:
    """The declared name of the site; or empty."""
    names = (site_name.plain(value) for value, _ in declared.all("site"))
    return next(filter(site_name.is_name, names), "")


def _sources(
    draft: Draft, near: BylineContext, declared: meta.Declared
) -> Iterator[tuple[str, str]]:
    """Possible names of the outlet, the most reliable first."""
    for text, origin in (*near.marked(near.head, _SOURCE), *declared.all("source")):
        name = "" if _WAY.fullmatch(text) else byline_names.without_label(text)
        latin = not field_labels.has_han(name)
        if latin and not (_of_journal(origin) or _is_latin_outlet(name, declared)):
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
    for text, origin in near.marked(near.head, byline_names.AUTHOR_CLASS):
        if person_names.are_persons(person_names.without_place(text)) or text in firsts:
            continue
        yield person_names.employer(text), origin
        if byline_names.is_account(text) and (
            field_labels.has_han(text) or person_names.is_latin_outlet(text)
        ):
            yield _outlet_in(text), origin
    yield from _accounts(near)
    yield from ((name, "byline") for name in _outlets(draft, rows))
    yield from accounts.above_title(near)
    yield from _outlets_in_text(near)
    yield from ((outlet, "byline") for _, _, outlet in byline_names.credited(near))
    yield byline_names.in_title(near)[1], "title of the page"
    yield from declared.structured_text("publisher")
    titled = site_name.in_title(near.page, near.title, draft.text("url"))
    if field_labels.has_han(titled) and not field_labels.has_han(_site(declared)):
        yield titled, "title of the page"
    for name, origin in declared.all("site"):
        yield site_name.plain(name) if site_name.is_name(name) else "", origin
    yield titled, "title of the page"
    yield site_name.printed(near.page, near.title), "top of the page"


def _outlets_in_text(near: BylineContext) -> Iterator[tuple[str, str]]:
    """The outlet in the dateline of a story, and that in a line at its end."""
    first = range(near.head.stop, min(near.head.stop + 1, near.inside.stop))
    for position in (*near.inside[:_DATELINE_BLOCKS], *first):
        yield print_credit.agency(near.plain(position)), "dateline"
    for position in near.closing:
        text = near.plain(position)
        line = (
            _SOURCE_LINE.fullmatch(text)
            if len(text) < _MAX_SOURCE_LINE_CHARS + _MAX_LABEL_CHARS
            else None
        )
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


def _of_journal(origin: str) -> bool:
    """Whether a name is declared as that of the journal in which an article is."""
    return _JOURNAL.search(origin) is not None


_JOURNAL = re.compile(r"citation_\w{4,9}_title|prism\.publicationname", re.IGNORECASE)


def _paper(text: str) -> str:
    """The name of a newspaper before date and page, as in 《云河日报》（2024年03月05日 第11版）."""
    match = _PAPER.match(text) if dates.find_dates(text) or _ISSUE.search(text) else None
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
        if person or byline_names.SPEAKER_LINE.search(name) or job_titles.is_job(name):
            continue
        if (
            person_names.is_outlet(name)
            and not person_names.reporter_line(part)
            and not _is_editor(draft, name)
        ):
            yield name


def _after_label(part: str) -> str:
    """A part of a byline without its label 来源; empty if its label is that of another field."""
    labelled = field_labels.scan(loose_labels.normalised(part, among=True))
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
            if byline_names.is_account(part) and not (staffed and person_names.are_persons(part)):
                yield part, "byline"
    for position in (*near.head, *near.inside[-3:]):
        yield person_names.employer(near.text(position)), "reporter's line"
    after = range(near.head.stop, near.all[-1] + 60 if near.all else 0)
    for text, origin in () if english else near.marked(after, _ACCOUNT):
        if person_names.is_outlet(text) and not byline_names.AUTHOR_CLASS.search(origin):
            yield text, origin


def _outlet_in(value: str) -> str:
    """The outlet in a value such as 漪江報／江映雪; else the whole value."""
    parts = [part.strip() for part in re.split(r"[/／]", value) if part.strip()]
    named = [part for part in parts if person_names.is_outlet(part)]
    return named[0] if len(parts) == 2 and len(named) == 1 else value


def _is_editor(draft: Draft, person: str) -> bool:
    editor = draft.text("editor")
    return bool(editor) and (editor in person or person in editor)
