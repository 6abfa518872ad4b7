"""Reads the header of a mail or a memorandum above a plain text: sender, date, subject."""

import datetime
import re
from collections.abc import Sequence

from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.formats.plain_text.edges import organs
from index.ingest.formats.plain_text.edges.line_limits import MIN_BODY_WIDTH
from index.ingest.heads import job_titles, mailboxes, name_order, person_names
from index.ingest.line_wrapping import width

_NAMES = {
    "sender": "from von de van da fra från 发件人 发信人 寄件者 寄件人 寄件者",
    "others": "to an à a para aan til till cc bcc 收件人 收信人 收件者 抄送 副本 抄送人",
    "date": "date sent gesendet datum envoyé enviado enviada verzonden inviato"
    " 发送时间 发送日期 发件时间 寄件日期 日期 时间 時間",
    "subject": "subject re betreff objet asunto assunto onderwerp oggetto ämne emne"
    " 主题 主題 主旨 标题",
}
_FIELD = {word: field for field, words in _NAMES.items() for word in words.split()}
_LINE = re.compile(r"^([A-Za-zÀ-ÿ]{1,9}|[\u3400-\u9fff]{2,4})[ \t]?[:：](.*)$")
_BESIDE = re.compile(
    r"(?:(?:fax|tel(?:ephone)?|phone|mobile)(?: no| number)?"
    r"|pages?|no\. of pages|number of pages|company"
    r"|attention|attn|(?:our |your )?ref(?:erence)?|file|copies|priority"
    r"|页数|頁數|传真|傳真|电话|電話|编号|編號)"
    r"\.?\s?[:：].{0,80}",
    re.IGNORECASE,
)
"""What else stands among the lines of a fax or a memorandum; it stays text."""
_ADDRESS = re.compile(r"[<(（\[]?(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,200}[>)）\]]?")
_SPELLED = re.compile(
    r"[<(\[][\w.+-]{1,64} at [\w.-]{2,100}[>)\]]"
    r"|^[\w.+-]{1,64} at [\w-]{1,60}\.[\w.-]{1,100}(?= \()"
)
"""An address as archives of mailing lists write it: <ada at larkford.example>."""
_MAX_HEADER_LINES = 12
"""The most lines of a header."""
_MAX_LINES_ABOVE = 3
"""The most lines above it."""


def is_label(text: str) -> bool:
    """Whether a text is the label of a line in such a header: To, Subject."""
    return text.strip(" :：").lower() in _FIELD


def take(draft: Draft, lines: Sequence[str], latest: datetime.date) -> list[str]:
    """Put a header into the draft; returns the lines without it, but with the recipients.

    It stands at the top, or below few lines such as MEMORANDUM and the office.
    """
    for first in range(_MAX_LINES_ABOVE + 1):
        if any(width(line) > MIN_BODY_WIDTH for line in lines[:first]):
            break
        headers: dict[str, str] = {}
        other_lines: list[str] = []
        end = first
        while end < min(len(lines), first + _MAX_HEADER_LINES):
            match = _LINE.match(lines[end])
            field = _FIELD.get(match[1].lower()) if match else None
            if field is None and headers and _BESIDE.fullmatch(lines[end]):
                other_lines.append(lines[end])
                end += 1
                continue
            if field is None or match is None or (field in headers and field != "others"):
                break
            headers[field] = match[2].strip()
            other_lines += [lines[end]] if field == "others" else []
            end += 1
        if {"sender", "subject"} <= headers.keys() and len(headers) > 2:
            _put(draft, headers, latest)
            if _says_more(headers["sender"], draft):
                other_lines.insert(0, headers["sender"])
            return [*lines[:first], *other_lines, *lines[end:]]
    return _take_printed(draft, lines, latest)


def _says_more(sender: str, draft: Draft) -> bool:
    """Whether the sender has a post or an office that no field has; it then stays text."""
    named = f"{draft.text('author')} {draft.text('source')}"
    words = re.findall(r"\w+", _ADDRESS.sub(" ", _SPELLED.sub(" ", sender)))
    return not set(words) <= set(re.findall(r"\w+", named))


def _take_printed(draft: Draft, lines: Sequence[str], latest: datetime.date) -> list[str]:
    """Put the head of a mail from a web page into the draft; returns the other lines.

    The sender and the day stand without labels above that of the recipient, perhaps below the
    subject.
    """
    for first, (sender, day, to) in enumerate(zip(lines, lines[1:], lines[2:], strict=False)):
        if first > 1:
            break
        name = mailboxes.sender(sender)[0] or _ADDRESS.sub("", sender).strip()
        when = dates.moment(day, latest) or dates.first_labelled(day, latest)
        addressed = (match := _LINE.match(to)) is not None and match[1].lower() in _RECIPIENT
        addressed = addressed or ("@" in sender and _TO.fullmatch(to) is not None)
        paper = "@" in sender and person_names.is_paper(name)
        known = paper or person_names.are_persons(name)
        if addressed and when and width(day) < _MAX_DAY_WIDTH and known:
            draft.put("source" if paper else "author", name, "sender of the mail")
            draft.put("date", when, "date of the mail")
            titled = [line for line in lines[3:_MAX_HEADER_LINES] if _is_subject(line)][:1]
            for line in titled or lines[:first]:
                draft.put("title", line.partition(":")[2].strip() or line, "subject of the mail")
            bare = {to} if _TO.fullmatch(to) is not None else set()
            return [line for line in lines if line not in {sender, day, *titled, *bare}]
    return list(lines)


def _is_subject(line: str) -> bool:
    match = _LINE.match(line)
    return match is not None and _FIELD.get(match[1].lower()) == "subject"


_RECIPIENT = frozenset({"to", "an", "à", "收件人", "收件者"})
_TO = re.compile(r"(?:to|an|à|para) [a-zà-ÿ][\w, ]{0,30}|(?:发送至|收件人为) ?我")
"""The recipient as mail programs show it: to me, to subscribers."""
_MAX_DAY_WIDTH = 40
"""The widest line with the day of such a mail, in columns."""


def _put(draft: Draft, headers: dict[str, str], latest: datetime.date) -> None:
    draft.put("title", headers["subject"], "subject of the mail")
    sender = _ADDRESS.sub(" ", _SPELLED.sub(" ", headers["sender"])).strip(" \u3000\"'()")
    name, _, body = sender.partition(", ")
    if organs.is_organ(body):
        draft.put("source", body, "sender of the mail")
        sender = name
    sender = name_order.given_first(sender, listed=False)
    name = re.split(r"[,，;]", sender)[0].strip()
    bare = job_titles.without_job(sender)
    sender = bare if person_names.are_persons(bare) else name
    draft.put("author", sender, "sender of the mail")
    draft.put("date", dates.moment(headers.get("date", ""), latest), "date of the mail")
    draft.put("date", dates.first_labelled(headers.get("date", ""), latest), "date of the mail")
