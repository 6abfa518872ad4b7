"""Reads labelled values around the body of a page, and finds the lines that are only bylines."""

import dataclasses
import datetime
import itertools
import re
from collections.abc import Iterator

from index.ingest import word_lists
from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.heads import (
    document_numbers,
    field_labels,
    header_fields,
    header_lines,
    job_titles,
    latin_names,
    person_names,
    view_counts,
)
from index.ingest.heads.field_labels import BREAK, LabelledValue
from index.ingest.origins import OriginKind
from index.ingest.webpage.bylines import (
    accounts,
    attribution,
    author_lines,
    byline_dates,
    byline_names,
    byline_text,
    date_signals,
    label_pairs,
    outlying_dates,
    publication_date,
)
from index.ingest.webpage.bylines.context import BylineContext
from index.ingest.webpage.tree import meta
from index.ingest.webpage.tree.heading import HEADING_RANKS

_SIGNED = re.compile(r"\W*[〇○Ｏ零一二三四五六七八九\d]{4}\s?年.{1,12}日\W*")
"""The date below a document, which belongs to its text."""
_BRACKETED_DAY = re.compile(r"\s*[（(]\s*\d{4}\s?年.{3,12}日\s*[）)]\s*$")
"""The day of a speech below its title, （2023年2月9日）; it belongs to the text."""
_WHEN = re.compile(
    r"[一二三四五六七八九十\d]?[、.．]?(?:会议|會議|活动|活動|举办|舉辦|开会|開會)?(?:时间|時間|日期)"
)
_WHERE = re.compile(
    r"[一二三四五六七八九十\d]?[、.．]?\w{0,4}(?:地点|地點|地址|场所|場所|出席|参加|主持|主席)"
)
_EDGE = 6
"""The number of blocks at each end of a body that may describe the author."""
_MAX_COUNT_CHARS = 120
"""The longest block that may contain the number of views, in code points."""


_ABSTRACT = 40
"""The least length of the description of a document that is text besides, in code points."""
_NAME_AND_ADDRESS = 2
"""The largest number of words of a line with the address of a page: that of its site, and it."""
_PAGE = re.compile(r"https?://[^/\s]{4,200}/(?:\S{4,}|\S{0,3}\d\S{0,3})$")
"""The address of a page, not of a site."""


def read(
    draft: Draft, near: BylineContext, declared: meta.Declared, latest: datetime.date
) -> set[int]:
    """Put the values of bylines into the draft; returns the blocks that are only bylines."""
    consumed, labels = _labelled(near)
    header_fields.put_fields(draft, [item for item in labels if item.field != "url"], latest)
    for item in labels:
        if item.field == "url" and _PAGE.match(item.value):
            draft.put("url", item.value, OriginKind.LABEL.of(item.label))
    for position in (*near.head[1:], *near.before):
        words = re.split(rf"[{BREAK}\s]+", near.text(position).strip(BREAK + " "))
        if len(words) <= _NAME_AND_ADDRESS and _PAGE.match(words[-1]):
            draft.put("url", words[-1], "line above the text")
            consumed.add(position)
    for position in (*near.head, *near.inside[-3:], *near.below):
        if len(near.text(position)) <= _MAX_COUNT_CHARS:
            draft.put(
                "views", view_counts.printed(near.unlabelled(position)), "count in the byline"
            )
    for position in (*near.head, *near.inside[:8]):
        number = document_numbers.on_line(near.plain(position))
        draft.put("number", number, "line above the text")
    publication_date.read(draft, near, declared, labels, latest)
    attribution.read(draft, near, declared)
    return consumed | _spent(draft, near)


def _spent(draft: Draft, near: BylineContext) -> set[int]:
    """The blocks between title and body that contain only values that were read."""
    author = draft.text("author")
    joined = _LAST_COMMA.sub(" and ", author)
    known = " ".join((draft.text("source"), author, joined, draft.text("editor")))
    rows = ((position, near.row(position)) for position in near.head[1:])
    spent = {
        position
        for position, row in rows
        if row and all(part in known for part in row) and not near.is_of_text(position)
    }
    spent |= {position for position in near.head[1:] if _says_little(near, position)}
    spent |= {at for at in near.head[1:] if accounts.reprinted(near.text(at))}
    spent |= {
        position
        for position, author, source in byline_names.credited(near)
        if (author, source) == (draft.text("author"), draft.text("source"))
    }
    spent -= {position for position in near.head[1:] if _is_of_text(near, position)}
    spent |= {
        position for position in near.inside[-3:] if header_lines.is_floor(near.text(position))
    }
    spent -= {position for position in spent if _is_text(near, position)}
    names = {_letters(author), _letters(joined), _letters(joined.replace(" and ", " & "))} - {""}
    lines = (*near.head[1:], *near.inside[:_EDGE], *near.closing)
    return (
        spent
        | {at for at in lines for name in names if _names_author(near.text(at), name)}
        | set(_biographies(draft, near))
    )


_LAST_COMMA = re.compile(r", (?=[^,]{1,80}$)")
"""The comma before the last of several authors, whom a line joins by a word."""


def _is_of_text(near: BylineContext, position: int) -> bool:
    """Whether a line has the source of a table or picture, or a day that is not of the text."""
    text = near.text(position)
    items = field_labels.scan(text)
    chart = bool(items) and near.is_apart(position, items[0])
    other = date_signals.OF_OTHER.match(text) is not None
    return chart or other or byline_dates.is_span(text)


_OF_TRADE = re.compile(
    r"^(?:Role[,\s\x1f]{1,4})?[^，。,.]{2,20}(?:记者|記者|通讯员|通訊員|特派员|特派員)$"
)
"""The job of the author, in a line of its own: 漪江中文记者."""


def _says_little(near: BylineContext, position: int) -> bool:
    """Whether a block above the text is a byline or a job title."""
    tag = near.page.tag(position)
    if byline_text.is_day_without_year(near.text(position)) and tag not in HEADING_RANKS:
        return not _is_of_list(near, position)
    if _OF_TRADE.search(near.text(position)) is not None:
        return not near.is_of_text(position)
    if near.is_byline(position) or job_titles.is_job(near.text(position)):
        return not (_is_of_list(near, position) or near.is_of_text(position))
    first = near.head.stop
    headed = near.page.tag(position) in {"h2", "h3", "h4"}  # who speaks, in a debate
    short = len(near.text(position)) <= _MAX_COUNT_CHARS // 4 and not headed
    return short and any(
        _OF_ACCOUNT.search(node.hint) is not None and not node.first <= first < node.last
        for node in map(near.page.nodes.__getitem__, _around(near, position))
    )


def _is_of_list(near: BylineContext, position: int) -> bool:
    """Whether a line is a time of day in an item of a list, as in a report as it happens."""
    if dates.find_dates(near.text(position)):
        return False
    items = (near.page.nodes[node].tag for node in _around(near, position))
    return any(tag in {"li", "tr", "dl"} for tag in items) or _recurs(near, position)


def _recurs(near: BylineContext, position: int) -> bool:
    """Whether a time of day is above text in its element, and the text below has another such."""
    if near.body is None or not _TIME.fullmatch(near.text(position)):
        return False
    node = near.page.nodes[near.page.blocks[position].node]
    below = range(position + 1, near.page.nodes[max(node.parent, 0)].last)
    others = (at for at in near.inside if at >= near.head.stop and _TIME.fullmatch(near.text(at)))
    return any(near.body.weights[at] > 0 for at in below) and any(
        (other.tag, other.hint) == (node.tag, node.hint)
        for other in (near.page.nodes[near.page.blocks[at].node] for at in others)
    )


_TIME = re.compile(r"\d{1,2}[:：.]\d\d(?:\s?(?:[ap]\.?m\.?|uhr|[A-Z]{2,4}))?", re.IGNORECASE)
"""A line with a time of day only."""


_OF_ACCOUNT = re.compile(
    r"(?:^|[\s_-])(?:(?:author|user|poster|member)(?:-?info)?|badge|medal|level)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""The class of the elements beside a message that say who wrote it, and the rank of the writer."""
_NESTED = 3


def _around(near: BylineContext, position: int) -> Iterator[int]:
    """The elements around a block, innermost first."""
    return itertools.islice(near.page.above(near.page.blocks[position].node), _NESTED)


def _names_author(text: str, author: str) -> bool:
    """Whether a line consists only of the author's name."""
    if len(text) > _MAX_COUNT_CHARS or not author:
        return False
    names = _letters(person_names.reporter_line(text))
    forms = (text, latin_names.without_by(text), author_lines.names_in(text))
    alone = author in map(_letters, forms)
    return alone or (bool(names) and names in author)


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text)


def _biographies(draft: Draft, near: BylineContext) -> Iterator[int]:
    """The blocks at both ends of the body that describe the author."""
    names = [name for name in re.split(r",| and ", draft.text("author")) if name.strip()]
    if not names or field_labels.has_han(near.title):
        return
    known = {form for name in names for form in (name.strip(), name.split()[-1])}
    begins = re.compile(
        rf"(?:{'|'.join(map(re.escape, known))})\s"
        r"(?:is an?|currently|works|covers|writes|reports)\b",
        re.IGNORECASE,
    )
    for position in (*near.inside[:_EDGE], *near.inside[-_EDGE:], *near.closing):
        if begins.match(near.text(position)):
            yield position


def _labelled(near: BylineContext) -> tuple[set[int], list[LabelledValue]]:
    """The blocks that are header lines, and the labelled values around the body."""
    consumed: set[int] = set()
    values: list[LabelledValue] = []
    for position in near.all:
        text = near.text(position)
        if len(text) > label_pairs.MAX_BYLINE_CHARS:
            continue
        joined = label_pairs.joined(near.page, position)
        if not header_lines.may_have_fields(joined):
            continue
        items = [item for item in field_labels.scan(joined) if item.start < len(text)]
        below = position >= near.head.stop
        if near.is_apart(position, items[0]) if items else _is_plain(text, joined):
            continue
        may_be = bool(items) or len(text) <= _MAX_COUNT_CHARS  # a long line has labels at least
        header = may_be and (
            header_lines.is_header(text) or (joined != text and header_lines.is_header(joined))
        )
        listed = position in near.listed and not items  # a day in a table of data
        signed = position not in near.head and _SIGNED.fullmatch(text)
        if header and not (listed or signed or _is_text(near, position)):
            if below and position in near.inside and _describes(items):
                continue
            if (
                _is_abstract(items)
                or _is_purpose(items, text)
                or (below and position in near.inside and _is_note(items))
            ):
                values.extend(items)
                continue
            consumed.add(position)
            if (
                text
                and joined != label_pairs.within(near.page, position)
                and label_pairs.ends_as_value(joined)
            ):
                consumed.update(
                    label_pairs.values(near.page, position + 1)
                )  # elements of their own
        around = items and (position in near.head or position in near.below)
        if header or (around and byline_text.has_moment(text)) or _mostly(text, items):
            values.extend(map(_as_source, items) if position in near.head else items)
    return consumed, values


def _is_plain(text: str, joined: str) -> bool:
    """Whether a line without labelled values has no day either, as most lines of a text."""
    return joined == text and not dates.find_dates(text)


def _as_source(item: LabelledValue) -> LabelledValue:
    """A label above the text as that of the source, if it names the office that publishes."""
    office = re.sub(r"\s", "", item.label) in _OF_OFFICES and _OFFICE.search(item.value) is not None
    return dataclasses.replace(item, field="source") if office else item


_OF_OFFICES = frozenset({"资料来源", "資料來源", "发布者", "發佈者", "发布人", "發佈人"})
"""Labels of data and of clerks that name the source where an office stands behind them."""
_OFFICE = re.compile(r"^[\u3400-\u9fff]{2,14}[處处局部署司会會院厅廳委科室所站府社报報网網]$")
_DESCRIBING = frozenset(
    label.replace("_", "").lower() for label in word_lists.table("describing")["labels"]
)


def _describes(items: list[LabelledValue]) -> bool:
    """Whether the labels of a line are those that describe a document above it only."""
    names = (re.sub(r"\s", "", item.label).lower() for item in items)
    return bool(items) and all(name in _DESCRIBING for name in names)


def _is_abstract(items: list[LabelledValue]) -> bool:
    """Whether a line has a description that is long enough to be text, as that of a study."""
    return any(item.field == "description" and len(item.value) >= _ABSTRACT for item in items)


def _is_purpose(items: list[LabelledValue], text: str) -> bool:
    """Whether a line has a sentence behind the label of a title, as 主旨：… in a letter."""
    return text.endswith("。") and any(item.field == "title" for item in items)


_NOTES = frozenset({"资料来源", "資料來源", "数据来源", "數據來源", "图片来源", "圖片來源"})
"""Labels of sources below a table or a text, which say where its figures are from."""


def _is_note(items: list[LabelledValue]) -> bool:
    """Whether all labels of a line are those of a note below a text."""
    return bool(items) and all(re.sub(r"\s", "", item.label) in _NOTES for item in items)


def _is_text(near: BylineContext, position: int) -> bool:
    """Whether a dated line belongs to the text: that of a meeting, or of a speech."""
    if byline_dates.is_span(near.text(position)) or _is_section(near, position):
        return True
    if _is_of_term(near, position) or outlying_dates.ENACTED.match(near.text(position)):
        return True
    if _BRACKETED_DAY.match(near.text(position)):
        above = (other for other in near.head if other < position)
        return any(dates.find_dates(near.text(other)) for other in above)
    return _is_of_meeting(near, position)


def _is_section(near: BylineContext, position: int) -> bool:
    """Whether a label or a day is the heading of a section of the text.

    Such are SUMMARY: in a notice, and the days of a history, each a heading of the same rank.
    """
    tag = near.page.tag(position)
    if tag not in {"h2", "h3", "h4", "h5", "h6"}:
        return False
    others = [at for at in near.inside if at != position and near.page.tag(at) == tag]
    if sum(near.text(at).endswith(":") for at in others) >= _MIN_SECTIONS:
        return True
    return position >= near.head.stop or any(dates.find_dates(near.text(at)) for at in others)


_MIN_SECTIONS = 2
"""The least number of other headings with a colon by which a label is one of the sections."""


def _is_of_term(near: BylineContext, position: int) -> bool:
    """Whether a line explains a term that is no label of a field, as the day of an event does."""
    if near.page.tag(position) != "dd" or near.page.tag(position - 1) != "dt":
        return False
    return not field_labels.is_label(near.text(position - 1).rstrip(":： "))


def _is_of_meeting(near: BylineContext, position: int) -> bool:
    """Whether a line says when a meeting is or was, above the line that says where."""
    if position + 1 >= len(near.page.blocks):
        return False
    here, below = (re.sub(r"\s", "", near.page.blocks[at].text) for at in (position, position + 1))
    return _WHEN.match(here) is not None and _WHERE.match(below) is not None


def _mostly(text: str, items: list[LabelledValue]) -> bool:
    """Whether labels make up enough of a block for all of it to be a byline."""
    if not items:
        return False
    credits_editor = any(item.field == "editor" for item in items) and len(text) < 100
    covered = sum(item.end - item.start for item in items) * 2 > len(text)
    return covered or credits_editor or (items[0].start == 0 and len(text) < 80)
