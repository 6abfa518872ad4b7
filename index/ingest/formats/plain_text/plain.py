"""Reads plain text: header lines in any order, a title with or without a label.

Header lines are expected above the body, just below its beginning, and at its very end. A similar
line in the middle of the text stays text.
"""

import datetime
import itertools
import re

from index.ingest import character_references, line_wrapping
from index.ingest.days import dates, partial_dates
from index.ingest.draft import Draft, tidy_line
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import Format
from index.ingest.formats.plain_text import chat_log, citation_list, databases
from index.ingest.formats.plain_text.edges import (
    case_head,
    document_head,
    field_lines,
    head_order,
    item_credits,
    label_columns,
    label_lines,
    lifted_lines,
    mail_lines,
    mixed_lines,
    monitoring_line,
    name_lines,
    nameplate,
    opening_lines,
    programmes,
    release_head,
    reprint_note,
    rfc_head,
    separators,
    signatures,
    single_line,
    symbol_head,
    text_edges,
    text_title,
    title_blocks,
    title_evidence,
    title_line,
    top_lines,
)
from index.ingest.formats.plain_text.edges.database_heads import Article
from index.ingest.formats.plain_text.layout import (
    article_breaks,
    form_feeds,
    layout_gaps,
    letter_gaps,
    page_copy,
    quoted_lines,
    terminal_codes,
)
from index.ingest.heads import (
    dated_outlet,
    document_numbers,
    header_lines,
    name_order,
    person_names,
)

_ENTITY = re.compile(
    r"&(?:amp|quot|apos|lt|gt|nbsp|[lr][ds]quo|[mn]dash|hellip|#\d{2,6}|#x[\da-f]{2,5});"
)

_ESCAPED = 3
"""The number of line ends written as \\n in a single line, from which they are line ends."""
MAX_ARTICLES = 10_000
"""The largest number of articles of an export that are read; the rest is cut and reported."""
MAX_TEXT_LINES = 60_000
"""The largest number of lines that are read; the rest is cut and reported."""


def read(draft: Draft, text: str, rules: ExtractionRules) -> None:
    """Read a plain text into the draft."""
    text = quoted_lines.removed(re.sub(r"\r\n?", "\n", terminal_codes.removed(text)))
    text = rfc_head.labelled(text)
    if text.count("\\n") > _ESCAPED and "\n" not in text.strip():
        text = text.replace("\\r", "").replace("\\n", "\n")
    text = without_gaps(article_breaks.without_tags(text))
    if "<" not in text and len(_ENTITY.findall(text)) > 1:
        text = character_references.decoded(text)
    articles = databases.articles(article_breaks.normalised(text))
    if len(articles) > 1 or (articles and "title" in articles[0].fields):
        _exported(draft, articles, rules)
        return
    if citation_list.read(draft, text, rules.latest):
        return
    draft.add_visible(text)
    text, heads = form_feeds.joined(text)
    read_lines(draft, text, rules)
    if heads:
        draft.note("paragraphs", "running heads are kept once")


def without_gaps(text: str) -> str:
    """A text without the gaps inside its days and between all letters of a line."""
    text = letter_gaps.removed(article_breaks.with_days(text))
    return letter_gaps.removed_from_headings(text)


def _exported(draft: Draft, articles: list[Article], rules: ExtractionRules) -> None:
    """Put the articles of a database export into this draft and further ones."""
    path = draft.entry.path
    for number, article in enumerate(articles[:MAX_ARTICLES], start=1):
        article_draft = draft if number == 1 else Draft(draft.entry)
        article_draft.entry = draft.entry.at(f"{path}!{number}")
        article_draft.add_visible(article.text)
        for name in ("title", "source", "author", "url"):
            value = article.fields.get(name, "")
            if name == "author":
                value = person_names.without_place(value)
                value = person_names.reporter_line(value) or name_order.listed(value)
            article_draft.put(name, value, "export of a database")
        keywords = header_lines.keywords(article.fields.get("keywords", "").replace(";;", ";"))
        article_draft.put("keywords", keywords, "export of a database")
        written = article.fields.get("date", "")
        date = dates.first_labelled(written, rules.latest)
        article_draft.put(
            "date", date or partial_dates.read(written, rules.latest), "export of a database"
        )
        known = article_draft.values.keys()
        if {"title", "date"} <= known or (article.lines and {"title", "source", "author"} <= known):
            lines = list(filter(None, map(tidy_line, line_wrapping.flowed(article.lines))))
            article_draft.paragraphs = _without_byline(article_draft, lines)
        else:
            read_lines(article_draft, article.text, rules)
            _unnumber(article_draft, number)
        article_draft.paragraphs[:0] = article.above
        if number > 1:
            draft.others.append(article_draft)
    if len(articles) > MAX_ARTICLES:
        draft.cut_off(f"only the first {MAX_ARTICLES} articles were read")


def _without_byline(draft: Draft, lines: list[str]) -> list[str]:
    """The lines below a title and its day without the byline, and the labels of a database."""
    author = person_names.reporter_line(lines[0]) if lines[1:] and not draft.has("author") else ""
    draft.put("author", author, "line above the text")
    end = len(lines)
    while end > 1 and label_lines.is_of_database(lines[end - 1]):
        end -= 1
    return lines[bool(author) : end]


def _unnumber(draft: Draft, number: int) -> None:
    """Take the number of an article in its file from the title: 2. Quay reopens."""
    match = field_lines.NUMBERED_LINE.match(draft.text("title")) or _FRAMED_NUMBER.match(
        draft.text("title")
    )
    if match is not None and int(match["number"]) == number:
        draft.replace("title", draft.text("title")[match.end() :], "title without its number")


_FRAMED_NUMBER = re.compile(r"[【\[(（#](?P<number>\d{1,4})[】\])）.]?\s{0,3}(?=\S)")


def read_lines(draft: Draft, text: str, rules: ExtractionRules, *, flowing: bool = True) -> None:
    """Read the lines of one text into the draft.

    With `flowing`, hard-wrapped lines are joined first.
    """
    text = separators.usual(text)
    lines, site = page_copy.take(draft, _lines(draft, text, flowing=flowing))
    if chat_log.put(draft, lines, rules.latest):
        draft.paragraphs = lines
        return
    lines = mail_lines.take(draft, lines, rules.latest)  # its labels mean other fields
    spaced, first_lines = _spaced(text), list(lines)
    menus = filter(field_lines.MENU_LINE.search, lines[:_FIRST_LINES])
    path = next(filter(None, map(field_lines.outlet_of_path, menus)), "")
    before = draft.fields()
    _read_parts(draft, lines, (site, path), spaced, rules.latest)
    plate = title_evidence.find(draft, first_lines, rules.latest)
    plate = plate or nameplate.find(draft, first_lines, rules.latest)
    if plate is not None and not item_credits.positions(first_lines):
        read = draft.fields()
        draft.restore(before)
        title, *rest = first_lines[plate.lines :]
        _read_parts(draft, [title, *plate.below, *rest], (site, path), spaced, rules.latest)
        text_title.put_first(draft, first_lines[plate.lines])
        begin = draft.text("title")[:_BEGIN]
        if begin and begin in first_lines[plate.lines][: _BEGIN + _MAX_LABEL_CHARS]:
            nameplate.put(draft, plate, rules.latest)
        else:
            draft.restore(read)


_BEGIN, _MAX_LABEL_CHARS = 12, 4
"""The beginning of a title by which its line is found, and the longest label before it."""


def _read_parts(
    draft: Draft,
    lines: list[str],
    outlets: tuple[str, str],
    spaced: dict[str, str],
    latest: datetime.date,
) -> None:
    """Read head, body and end of a text into the draft; `outlets` are those of menu and path."""
    site, path = outlets
    for step in _TOP_STEPS:
        lines = step(draft, lines, latest)
    lines = top_lines.take(draft, lines, latest, spaced)
    outlet = title_line.take_outlet(lines)
    lines = name_lines.take(draft, lines, latest)
    office, opening = document_head.put(draft, lines)
    lifted = sorted({*opening, *lifted_lines.find(lines)})
    head = lifted_lines.head_length(lines)
    lifted_lines.put(draft, lines, lifted, head, latest)
    mixed_lines.put(draft, lines[: max(head, 1)], latest)
    for line in lines[:10]:
        draft.put("number", document_numbers.on_line(line), "line above the text")
    reprint_note.put(draft, lines, latest)
    field_lines.put(draft, lines[:head], latest)
    signed = signatures.signed(lines)
    text_edges.put(draft, lines, head, signed, latest)
    out = set(lifted) - (
        {signed} if signed >= head or signatures.is_written(lines, signed) else set()
    )
    out |= text_edges.bylines(draft, lines[:head])
    if draft.entry.kind == "txt":  # what its author wrote above it, such as keywords, is its text
        out -= {position for position in lifted if label_lines.is_of_text(lines[position])}
    last = max((position for position in lifted if position < head), default=0)
    above = sum(position not in out for position in range(last))
    draft.paragraphs = text_title.take(
        draft,
        [line for position, line in enumerate(lines) if position not in out],
        above,
        label_lines.unknown(lines[:head]),
    )
    title_line.finish(draft, outlet, latest)
    draft.put("source", field_lines.FORM.sub("", site), "menu above the title")
    draft.put("source", path, "path above the title")
    _take_paper(draft)
    document_head.finish(draft, lines, office)
    head_order.finish(draft, lines, latest)


def _without_buttons(draft: Draft, lines: list[str], latest: datetime.date) -> list[str]:
    """The lines without what a page says above its title: Skip to content, its age."""
    del draft, latest
    begin = 0
    while begin < len(lines) - _FIRST_LINES and header_lines.is_noise(lines[begin]):
        begin += 1
    return lines[begin:]


def _without_opening(draft: Draft, lines: list[str], latest: datetime.date) -> list[str]:
    digest = item_credits.take(draft, lines, latest)
    if digest is not None:
        return digest
    return reprint_note.below_title(opening_lines.take(draft, lines))


def _in_parts(draft: Draft, lines: list[str], latest: datetime.date) -> list[str]:
    del draft, latest
    lines = single_line.parts(lines[0]) if len(lines) == 1 else title_line.joined(lines)
    return title_line.with_label_line(lines)


_TOP_STEPS = (
    _without_buttons,
    release_head.ordered,  # moves whom to ask below the text, so that the title is first
    programmes.take,  # a station is above its programme as an outlet above a title
    symbol_head.take,  # a symbol decides what the lines below it are
    _without_opening,  # section and kind stand where other texts have a title
    monitoring_line.take,  # names outlet and day of the original in one line
    case_head.take,  # the parties of a case are its title, not the number above them
    _in_parts,  # cuts at labels what no step has taken
)
"""The steps that take the first lines of a text or put them in order; the order matters.

Each puts fields into the draft and returns the lines that remain.
"""


def _take_paper(draft: Draft) -> None:
    """Let a paper that was read as the author be the source, if there is none."""
    author = draft.text("author")
    if author.isascii() and not draft.has("source") and person_names.is_paper(author):
        draft.put("source", author, draft.origins["author"])
        del draft.values["author"], draft.origins["author"]


_FIRST_LINES = 4
"""The first lines, among which the path to a page may be."""
_EMPHASISED = 6
_EMPHASIS = re.compile(r"^([*_]{1,3})([^*_\s][^*_]{2,160})\1$")
"""A line that is emphasised as a whole: **Title**, *9 February 2023*."""
_FRAME = re.compile(r"^[*#] (\S.{2,160}) [*#]$")
"""A line within a frame of signs: * Quay rebuilt *"""
_PAGE_NUMBER = re.compile(r"[-–—·•] ?\d{1,4} ?[-–—·•]")
"""The number of a page on a line of its own: - 1 -"""
_SMALL = re.compile(r"\d{1,3}")
_GAP = re.compile(r"\S(?:[ \t]{2,}|[\t\u3000])\S")
_BEGINNING = 3_000
"""The beginning of a text, in code points, whose lines may separate fields by wide gaps."""


def _spaced(text: str) -> dict[str, str]:
    """The first lines that have wide gaps, by the same line with single spaces."""
    beginning = text[:_BEGINNING].split("\n")
    return {tidy_line(line): line.strip() for line in beginning if _GAP.search(line)}


def _lines(draft: Draft, text: str, *, flowing: bool) -> list[str]:
    """The lines of a text that are not blank; the draft notes if there are too many."""
    split = re.split(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]", text, maxsplit=MAX_TEXT_LINES)
    if len(split) > MAX_TEXT_LINES:
        draft.cut_off(f"only the first {MAX_TEXT_LINES} lines were read")
    split = layout_gaps.apart(split[:MAX_TEXT_LINES])
    split = title_blocks.joined(_without_marks(split))
    flowed = line_wrapping.flowed(split) if flowing else split
    lines = label_columns.joined([line for line in map(tidy_line, flowed) if line])
    while len(lines) > _FIRST_LINES and any(map(_PAGE_NUMBER.fullmatch, (lines[0], lines[-1]))):
        lines = lines[1:] if _PAGE_NUMBER.fullmatch(lines[0]) else lines[:-1]
    if len(lines) > _FIRST_LINES and _SMALL.fullmatch(lines[0]) and dated_outlet.find(lines[1]):
        lines = lines[1:]  # the number of the page above its head
    lines[:_EMPHASISED] = [
        _FRAME.sub(r"\1", _EMPHASIS.sub(r"\2", line)) for line in lines[:_EMPHASISED]
    ]
    lines = title_line.with_credit_line(lines)
    return label_lines.normalised(lines, lifted_lines.head_length(lines), _spaced(text))


_MARKED = re.compile(r"(?P<mark>#|%|;|//)(?: (?P<rest>[^\s#%;/].*)|[-=#*_%;/ ]*)")
_MARKED_LINES = 2
"""The least number of first lines with such a mark."""


def _without_marks(lines: list[str]) -> list[str]:
    """The lines without the mark of a remark before each of the first ones: # Title, # Author."""
    head = list(itertools.takewhile(str.strip, lines[:_FIRST_MARKED]))
    matches = [_MARKED.fullmatch(line.strip()) for line in head]
    marks = {match["mark"] if match is not None else "" for match in matches}
    below = next(filter(str.strip, lines[len(head) :]), "")
    if len(head) < _MARKED_LINES or len(marks) > 1 or "" in marks or below.startswith(tuple(marks)):
        return lines
    bare = [(match["rest"] or "") if match is not None else "" for match in matches]
    return [*bare, *lines[len(head) :]]


_FIRST_MARKED = 12
"""The largest number of first lines with such a mark."""

FORMAT = Format(
    kind="txt", endings=(".txt", ".text", ".asc", ".log", ".nfo", ".utf8"), read_text=read
)
