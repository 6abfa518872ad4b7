"""What lines say about a report: header lines, bylines and noise, for texts and pages alike."""

import datetime
import functools
import re

from index.ingest import dates, field_labels, person_names, word_lists
from index.ingest.draft import Draft, DraftValue
from index.ingest.field_labels import BREAK, LabelledValue

_NOISE_WORDS = "|".join(map(re.escape, word_lists.spaced(word_lists.table("noise")["words"])))
_NOISE = re.compile(rf"(?:{_NOISE_WORDS})", re.IGNORECASE)
_EDGES = r"[*\s\x1f%:：|｜丨/／\\\[\]【】()（）·•,，、;；>＞<《》+＋=\-—_.0-9次人万萬条]"
_NOISE_EDGE = re.compile(rf"{_EDGES}+")
_ALL_NOISE = re.compile(rf"(?:{_EDGES}*+(?>{_NOISE_WORDS}))++{_EDGES}*+", re.IGNORECASE)
_TIME = re.compile(word_lists.either("times", "patterns"), re.IGNORECASE)
_PATH = re.compile(rf"^(?:{word_lists.either('paths', 'patterns')})", re.IGNORECASE)
_LEGAL = re.compile(word_lists.either("notices", "patterns"), re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://|www\.)[\w./?=&%:#~-]+")
_CHANCE = re.compile(r"[:：∶﹕︰/／|｜丨】\])(（]|\d")


#: 云政办发〔2022〕12号 on a line of its own, as under the title of a document.
_NUMBERED = re.compile(
    r"[（(]?(?P<number>[\u3400-\u9fff]{1,20}[〔\[［（(]\s?(?:19|20)\d\d\s?[〕\]］）)]\s?(?:第\s?)?\d{1,5}\s?[号號])[）)]?"
)


def document_number(line: str) -> str:
    """The number of a document on a line that says nothing else; or empty."""
    match = _NUMBERED.fullmatch(line.strip()) if len(line) < 60 else None
    return numbered(match["number"]) if match else ""


def numbered(text: str) -> str:
    """A document number with the brackets of its standard (GB/T 9704): 云政办发〔2022〕12号."""
    return _YEAR.sub(r"〔\1〕", text)


_YEAR = re.compile(r"\s?[〔\[［（(【]\s?((?:19|20)\d\d)\s?[〕\]］）)】]\s?")


def may_be(text: str) -> bool:
    """Whether a text has any sign that labels and dates have: cheap to ask first."""
    return _CHANCE.search(text) is not None


#: （2023年2月9日第三次会议通过）, as under the title of a resolution or a law: a part of it.
_ADOPTED = re.compile(
    r"(?:通过|通過|修订|修訂|修正|批准|公布|施行|签署|发布|印发|制定)\W*$"
    r"|\b(?:adopted|passed|approved|promulgated|enacted|ratified|amended|issued|signed)\b",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"^\s*[（(【〔\[].*[）)】〕\]]\s*$", re.DOTALL)


def is_adoption(text: str) -> bool:
    """Whether a dated line says how a document came into force, in brackets or as a sentence."""
    text = text.replace(BREAK, "")
    if (
        len(text) > 300
        or not _ADOPTED.search(text.rstrip("）)】〕] "))
        or not dates.find_dates(text)
    ):
        return False
    return (
        _BRACKETED.match(text) is not None or re.search(r"会议|會議|大会|大會|令", text) is not None
    )


def labelled(text: str) -> bool:
    """Whether a text holds a label."""
    return bool(field_labels.scan(text))


def without_times(text: str, mark: str = BREAK) -> str:
    """The text with a mark in place of times of day, weekdays and time zones."""
    return _TIME.sub(mark, text)


@functools.lru_cache(maxsize=1024)
def is_noise(text: str) -> bool:
    """Whether a line is nothing but switches: text size, share, print; or the path to the page."""
    if len(text) > 200:
        return False
    if len(text) < 100 and _PATH.search(text):
        return True
    if not _ALL_NOISE.fullmatch(text):
        return False
    found = _NOISE.findall(text)
    return len(found) > 1 or (len(found) == 1 and len(found[0]) > 1)


def is_legal(text: str) -> bool:
    """Whether a block at the edge of a text is a notice or an appeal: copyright, scan this code."""
    found = _LEGAL.search(text) if len(text) < 320 else None
    return found is not None and (len(text) < 160 or found.start() == 0)


@functools.lru_cache(maxsize=1024)
def is_header(text: str) -> bool:
    """Whether a line is nothing but labels with fitting values, dates and switches."""
    if len(text) > 400:
        return False
    found = list(field_labels.scan(text))
    good = [item for item in found if item.field == "other" or _blank(item) or fits(item)]
    if len(good) < len(found):
        return False
    return bare(text, good) and (bool(good) or bool(dates.find_dates(text)))


def fits(item: LabelledValue) -> bool:
    """Whether a labelled value is one of its field; 记者：您好 is a question, not a byline."""
    if item.label in {"记者", "記者"} and not person_names.reporter_line(item.value):
        return person_names.persons(item.value) and person_names.surnamed(item.value)
    if item.label.lower() == "by" and not person_names.persons(item.value):
        return False  # Posted by: MM Texas CPA, 28 Sep
    return field_labels.fits(item)


def _blank(item: LabelledValue) -> bool:
    """Whether a label has no value, or a counter that a script was to fill."""
    return not item.value or (item.field == "views" and len(item.value) < 5)


def bare(text: str, found: list[LabelledValue]) -> bool:
    """Whether nothing is left of a line beside its labelled values, dates, times and switches."""
    if found and _long_other(found):
        return False
    rest = text
    for item in reversed(found):
        rest = rest[: item.start] + " " + rest[item.end :]
    for date in reversed(dates.find_dates(rest)):
        rest = rest[: date.start] + " " + rest[date.end :]
    rest = _TIME.sub(" ", _ADDRESS.sub(" ", rest))
    if field_labels.counted(rest) is not None and len(rest) < 40:
        return True
    rest = _NOISE_EDGE.sub("", rest)
    return not rest or is_noise(rest)


def _long_other(found: list[LabelledValue]) -> bool:
    return any(item.field == "other" and len(item.value) > 60 for item in found)


def take(draft: Draft, found: list[LabelledValue], latest: datetime.date) -> None:
    """Put what labels say into the draft, all but dates that are not those of publication."""
    fitting = [item for item in found if fits(item)]
    for item in sorted(fitting, key=lambda item: not _RESPONSIBLE.search(item.label)):
        if item.field not in {"updated", "written", "other"}:
            draft.put(item.field, _meant(item, latest), f"label {item.label}")


def take_late(draft: Draft, found: list[LabelledValue], latest: datetime.date) -> None:
    """Put the labelled dates of a change and of writing into the draft: a last resort."""
    fitting = [item for item in found if fits(item)]
    for wanted in ("updated", "written"):
        for item in fitting:
            if item.field == wanted:
                draft.put("date", dates.first_labelled(item.value, latest), f"label {item.label}")


#: Of two editors the responsible one comes first.
_RESPONSIBLE = re.compile(r"责|責|charge|responsible|duty", re.IGNORECASE)


def _meant(item: LabelledValue, latest: datetime.date) -> DraftValue | None:
    """A labelled value as its field has it."""
    match item.field:
        case "date":
            return dates.first_labelled(item.value, latest)
        case "views":
            return field_labels.number(item.value)
        case "keywords":
            return keywords(item.value)
        case "source" | "editor" | "issuer":
            return name(item.value)
        case "author":
            value = name(item.value)
            return person_names.reporter_line(value) or person_names.without_verbs(value)
    return numbered(item.value) if item.field == "number" else item.value


_PERSON_CODE = re.compile(
    r"(?:(?<![\s_])[\s_]++)?(?:[（(【\[]|(?!\d)|(?<!\d))(?:[A-Z]{0,4}\d{2,}+|[A-Z]{2}\d++)[)）\]】]?$"
)
_AFTER = re.compile(
    rf"(?<!\s)\s++(?:(?:{word_lists.either('afterwards', 'words')})"
    r"|大\s*中\s*小|小\s*中\s*大|\d{4}[-/.年]|\d{1,2}[:：]\d\d)(?s:.*)"
    rf"|(?:(?<![\s(（])[\s(（]++)?(?:{word_lists.either('afterwards', 'latin')})\b[^a-z]*$"
    r"|(?:(?<!\s)\s++)?[（(]?\d{4}[-年/](?s:.*)"
)


_PAIR = re.compile(r"[^(（\[【][(（\[【][^(（\[【)）\]】]+[)）\]】]$")


def name(value: str) -> str:
    """The name in a labelled value, without an internal code, a date or a switch after it."""
    value = _AFTER.sub("", re.sub(rf"(?:(?<!\s)\s++)?[▪■●◆]\s*|{BREAK}", " ", value))
    value = _PERSON_CODE.sub("", value).strip(" \u3000\xa0:：|｜,，;；、.。/-—_<>")
    return (
        value.strip("()（）[]【】 ") if not _PAIR.search(value) else value.lstrip("()（）[]【】 ")
    )


def keywords(value: str) -> tuple[str, ...]:
    """Keywords separated by commas, semicolons or spaces, each once, at most 30."""
    parts = re.split(r"[,，;；、|\n]+", value)
    if len(parts) == 1:
        parts = value.split() if field_labels.has_han(value) else parts
    return tuple(dict.fromkeys(part.strip() for part in parts if 0 < len(part.strip()) < 60))[:30]
