"""The meaning of field names in exports, and values converted to the types of their fields."""

import datetime
import functools
import re
from collections.abc import Iterator

from index.ingest import word_lists
from index.ingest.days import field_dates
from index.ingest.draft import Draft, DraftValue
from index.ingest.heads import label_names, person_names, view_counts
from index.ingest.origins import OriginKind
from index.ingest.prose import is_prose
from index.ingest.structured import composed_cells, field_values, json_values
from index.json_types import JsonObject as JsonItem
from index.report import ReportId
from index.text import fold

_NAMES = word_lists.table("records")
_JAPANESE = frozenset(["新聞名"])
"""Names that mean something else in Chinese: 新聞名 is a newspaper, 新闻名 a headline."""
_FIELD = {
    name if name in _JAPANESE else fold.fold(name): field
    for field, names in _NAMES.items()
    for name in names
}
LEADING = {
    fold.fold(name): field for field, names in word_lists.table("leading").items() for name in names
}
"""The fields of words in other languages that come first in a name, as in texte intégral."""
_FIELD = {name: field for name, field in LEADING.items() if field in _NAMES} | _FIELD
_FIELD |= {
    glued: field
    for name, field in _FIELD.items()
    if len(glued := name.replace("_", "")) > 7 and glued not in _FIELD
}
for _field, _names in (
    *(
        (field, label_names.FIELD_LABELS[field])
        for field in _NAMES
        if field in label_names.FIELD_LABELS
    ),
    ("date", label_names.FIELD_LABELS["written"]),
):
    for _name in _names:
        if not _name.isascii() and _name not in label_names.WEAK_LABELS:
            _FIELD.setdefault(fold.fold(_name), _field)
_ORDER = {name: number for number, name in enumerate(_FIELD)}
_FOUND = 100 * len(_ORDER)
"""The rank of names that no list has."""
_OF_RECORD = 2 * _FOUND
"""The rank of the days on which a record was made, behind those found for the publication."""
_RECORDED = re.compile(
    r"(?:^|_)(?:creat|user_edited|add|input|insert|save|ctime|record)|创建|創建|添加|录入|錄入|上传|上傳"
)
"""Words in the names of days on which a record was made."""
CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
"""The position of a capital inside a name: newsTitle, but not URL."""
_KIND_BEFORE = re.compile(
    r"^(?:news|article|doc|document|post|info|item|story|page(?!_created)|report|content|record|msg|the|web|widget|thread|topic|blog)_"
    r"|^(?:(?:ss|sm|ds|dm|ts|tm|tus|tum)_(?:x3b_[a-z]{2}_)?(?:field_)?|field_)"  # Drupal in Solr
    r"|^(?:文章|新闻|新聞|稿件|帖子|微博|博文|信息|报道)(?=..)"
)
_KIND_AFTER = re.compile(
    r"_(?:name|text|str|string|value|field|info|snippet)$|(?<=..)(?:名称|姓名)$"
    r"|_(?:s|ss|t|txt|txt_[a-z]{2,4}|dt|dts|tdt|en|zh|cn)$"  # types of Solr, and languages
)
_REMARK = re.compile(r"\s?[(（][^()（）]{0,30}[)）]$|(?<=..)(?:[/:*]in(?:nen)?|/s)$")
"""A remark behind a name, as in 发布时间（北京）, Author(s), Author/s and Verfasser/in."""
_ADDRESS = re.compile(r"https?://\S+$")
_CLIENT = re.compile(
    r"</a>|^(?:iPhone|iPad|Android|HUAWEI|OPPO|vivo|Redmi)\b|^(?:iPhone|Android|iPad)?客户端$"
    r"|^微博 |[网網][页頁]版$|^Twitter (?:for|Web)|超话$",
    re.IGNORECASE,
)
"""The program from which a post was sent, which some services call its source."""


_PATH = re.compile(r"[^\s/]*(?:/[^\s/]+)+\.\w{1,5}", re.ASCII)
"""The path of a file."""
_ID = re.compile(r"\d++(?:; \d++)*+|[A-Z]++\d[A-Z\d]*+|[\da-f]{8}(?:-?[\da-f]{4}){3}-?[\da-f]{12}")
_NUMBERED = re.compile(r"(?<=.)\|\d{1,4}$")
"""The number of an outlet in a list, which phpcms writes behind its name: 澜溪日报|0."""
_AROUND = " \t\u3000:：[]【】<>《》\"'#*"
"""Characters around a name that are not part of it, as in 标题： and [Title]."""


MEANS = " = "
"""The sign between a name and the field that it was found to mean (see column_meanings)."""


@functools.lru_cache(maxsize=1024)
def rank_and_field(name: str) -> tuple[int, str]:
    """The rank of a name, the most specific names first, and its field; empty for none."""
    if MEANS in name and (field := name.rpartition(MEANS)[2]) in _NAMES:
        return _FOUND, field
    named = _REMARK.sub("", _OF_NAME.sub("_name", name.strip(_AROUND))).rstrip(_AROUND)
    words = CAPITAL.sub("_", _PREFIX.sub("", named))
    plain = re.sub(r"[\s_-]+", "_", words.lower()).lstrip("_") or words.lower()
    above, dot, last = plain.rpartition(".")
    path = dot and last and "/" not in above  # news.title, but not https://tide.example/1.html
    if path and plain not in _FIELD and above not in _FIELD:
        if last == "name" and (person := _named_above(above)):
            return _FOUND, person
        return rank_and_field(name.strip().rpartition(".")[2])
    for distance, form in enumerate((name.strip().lower(), plain, *_shortened(plain))):
        known = form if form.isascii() or form in _JAPANESE else fold.fold(form)
        if known in _FIELD:
            recorded = _OF_RECORD if is_of_record(name) and _FIELD[known] == "date" else 0
            return _ORDER[known] + max(distance - 1, 0) * len(_ORDER) + recorded, _FIELD[known]
    return 0, ""


def _named_above(path: str) -> str:
    """Whether a name below such a path is that of an author or of an outlet; empty for another."""
    known = (_FIELD.get(word, "") for word in path.replace(".", "_").split("_")[::-1])
    return next((field for field in known if field in {"author", "source"}), "")


_OF_NAME = re.compile(r":?\s?\(name\)$", re.IGNORECASE)
"""What Outlook writes behind a name that has an address as well: From: (Name)."""
_PREFIX = re.compile(r"^[a-z]{1,12}:(?=[A-Za-z]{3})")
"""The prefix of a name that comes from XML, as in dc:creator."""


@functools.lru_cache(maxsize=1024)
def is_of_record(name: str) -> bool:
    """Whether the name of a day says that the record was made then, as createdAt and 录入时间."""
    return _RECORDED.search(CAPITAL.sub("_", name).lower()) is not None


def _shortened(plain: str) -> Iterator[str]:
    """Shorter forms of a name, without a prefix or suffix: src for news_src_name."""
    without = _KIND_BEFORE.sub("", plain)
    yield from (without, _KIND_AFTER.sub("", without), _KIND_AFTER.sub("", plain))
    if languages := _TWO_LANGUAGES.fullmatch(plain):
        yield languages[1] or languages[2]


_TWO_LANGUAGES = re.compile(r"[a-z0-9_]+[/|_]([\u3400-\u9fff]+)|([\u3400-\u9fff]+)[/|_][a-z0-9_]+")
"""A name in English and Chinese, as in Title-题名; the Chinese one tells more."""


def ordered(item: JsonItem) -> list[tuple[str, object]]:
    """The items with a known name, the most specific names first."""
    return [(name, item[name]) for name, _ in fields_of(item)]


def values_of(item: JsonItem, field: str) -> list[tuple[str, object]]:
    """The names and values of a field, the most specific names first."""
    return [(name, item[name]) for name, known in fields_of(item) if known == field]


def fields_of(item: JsonItem) -> tuple[tuple[str, str], ...]:
    """The known names in an object and their fields, the most specific names first."""
    names = tuple(item)
    return _fields_of_row(names) if len(names) <= _MAX_ROW_NAMES else _fields_of(names)


_MAX_ROW_NAMES = 64
"""The most names of an object whose fields are remembered for the next row of its export."""


def _fields_of(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    known = [name for name in names if rank_and_field(name)[1]]
    known.sort(key=lambda name: rank_and_field(name)[0])
    return tuple((name, rank_and_field(name)[1]) for name in known)


_fields_of_row = functools.lru_cache(maxsize=32)(_fields_of)


def field_of(name: str) -> str:
    """The field for a name in an export; empty for none."""
    return rank_and_field(name)[1]


def fields(draft: Draft, item: JsonItem, latest: datetime.date) -> None:
    """Put the fields of an object into the draft, except its body."""
    item = _parted(_resolved(item))
    permanent = ""
    for name, field in fields_of(item):
        value = item[name]
        if field == "id":
            draft.id = draft.id or ReportId(json_values.text_of(value)[:_MAX_ID_CHARS])
            if isinstance(value, str) and value[:4] == "http" and _ADDRESS.match(value):
                permanent = permanent or value
        elif field == "url" and not _ADDRESS.match(field_values.address(value)):
            continue
        elif field == "keywords" and draft.has(field):
            _add_keywords(draft, name, value)
        elif field != "body" and not draft.has(field):
            if field == "date" and is_of_record(name):
                _put_parts(draft, item, latest)
            draft.put(field, _typed(field, value, latest), _origin(name))
    if not draft.has("date"):
        _put_parts(draft, item, latest)
    _put_addresses(draft, item, permanent)


_MAX_ID_CHARS = 200


@functools.lru_cache(maxsize=1024)
def _origin(name: str) -> str:
    """The origin of a value under that name, of which all rows of an export have one string."""
    return OriginKind.FIELD.of(name)


def _add_keywords(draft: Draft, name: str, value: object) -> None:
    """Add the keywords of a further field, as tags beside categories."""
    known = draft.values["keywords"]
    more = field_values.written("keywords", json_values.text_of(value))
    if isinstance(known, tuple) and isinstance(more, tuple):
        every = tuple(dict.fromkeys((*known, *more)))[:_MAX_KEYWORDS]
        draft.replace("keywords", every, f"{draft.origins['keywords']}, {name}")


_MAX_KEYWORDS = 30
"""The largest number of keywords of a report."""


def _put_parts(draft: Draft, item: JsonItem, latest: datetime.date) -> None:
    """Put the date whose parts are in fields of their own."""
    parts = {
        part: json_values.text_of(value)
        for name, value in item.items()
        if (part := name.strip().lower().replace(" ", "_")) in field_dates.PART_NAMES
    }
    date = field_dates.in_parts(parts, latest)
    draft.put("date", date, OriginKind.FIELD.of("year, month, day"))


def _put_addresses(draft: Draft, item: JsonItem, permanent: str) -> None:
    """Put the address of the report, the best there is; its host is a source if nothing else is."""
    for name, value in values_of(item, "source"):
        if isinstance(value, str) and _ADDRESS.match(value):
            draft.put("url", value, _origin(name))
    for name, value in values_of(item, "url"):
        if not _SCHEME.match(found := field_values.address(value)) or _ADDRESS.match(found):
            draft.put("url", found, _origin(name))
    draft.put("url", permanent, OriginKind.FIELD.of("id"))
    for name, host in () if draft.has("source") else item.items():
        if name.lower() not in _HOSTS:
            continue
        if isinstance(host, str) and "." in host and f"{host}/" in draft.text("url"):
            draft.put("source", host, OriginKind.FIELD.of(name))


_SCHEME = re.compile(r"[A-Za-z][A-Za-z\d+.-]{0,20}:(?!\d)")
"""The beginning of what is no path, as tag: and https:."""
_HOSTS = ("domain", "domain_name", "hostname", "source_domain")
"""Names of the host of an address, which is a source if nothing else is."""
_ACCOUNTS = frozenset(("username", "screen_name", "login", "user_name", "userName", "handle"))
"""Names of the account of a person, beside which a name is that of the person."""
_TITLE_CHARS = 200


def _resolved(item: JsonItem) -> JsonItem:
    """An object whose names say what is the title, where several or none are called so."""
    titles = [name for name, value in values_of(item, "title") if value]
    if account := _publishing_account(item):
        item = _with_meaning(item, account, "source")
    if "name" in item and not _ACCOUNTS.isdisjoint(item):
        person = {name: value for name, value in item.items() if name not in _ACCOUNTS}
        return _with_meaning(person, "name", "author")
    if "venue" in item and (venue := _venue(item)):
        item = _with_meaning(item, venue, "source")
    if not titles and (typed := _typed_title(item)):
        return _with_meaning(item, typed, "title")
    if not titles:
        return _with_meaning(item, summary, "title") if (summary := _short_summary(item)) else item
    for name in titles if len(titles) > 1 else ():
        if isinstance(item[name], dict) and "id" in item[name]:  # an outlet beside a heading
            return _with_meaning(item, name, "source")
    return item


def _parted(item: JsonItem) -> JsonItem:
    """An object whose cells with a whole line below a title have a field for each of its parts."""
    parts: dict[str, object] = {}
    for name, field in fields_of(item):
        for part, text in composed_cells.fields_in(item[name]) if field in _COMPOSED else ():
            parts.setdefault(name if part == field else f"{name}{MEANS}{part}", text)
    return {**item, **parts} if parts else item


_COMPOSED = frozenset({"date", "source", "author"})
"""Fields in whose cells a crawler may have left such a line."""


def _typed_title(item: JsonItem) -> str:
    """The name of the value whose type is that of a title, as the title of a page in Notion."""
    return next(
        (
            name
            for name, value in item.items()
            if isinstance(value, dict) and value.get("type") == "title" and value.get("title")
        ),
        "",
    )


def _venue(item: JsonItem) -> str:
    """The name of the venue of a paper, which is its outlet; an event has no summary and people."""
    fields = {field for name, field in fields_of(item) if item[name]}
    return "venue" if {"author", "description"} <= fields and "source" not in fields else ""


def _publishing_account(item: JsonItem) -> str:
    """The name of an account that is an outlet, because the author has another name."""
    if NICKNAMES.isdisjoint(item):
        return ""
    account = next(name for name in item if name in NICKNAMES)
    names = {field: name for name, field in reversed(fields_of(item)) if item[name]}
    other = names.get("author", account)
    outlet = isinstance(item[account], str) and person_names.is_outlet(str(item[account]))
    apart = any(field == "author" and name not in NICKNAMES for name, field in fields_of(item))
    told = (outlet and apart) or (item[account] and other not in NICKNAMES)
    return account if told and "source" not in names else ""


NICKNAMES = frozenset(("nickname", "nick_name", "screen_name", "account_name"))


def _with_meaning(item: JsonItem, wanted: str, field: str) -> JsonItem:
    return {
        f"{name}{MEANS}{field}" if name == wanted else name: value for name, value in item.items()
    }


def _short_summary(item: JsonItem) -> str:
    """The name of a summary that is a title: a line that is no sentence, beside a text."""
    descriptions = [
        (name, value)
        for name, value in values_of(item, "description")
        if isinstance(value, str) and value
    ]
    texts = [value for _, value in (*descriptions, *values_of(item, "body"))]
    if not any(isinstance(text, str) and is_prose(text) for text in texts):
        return ""
    return next(
        (
            name
            for name, value in descriptions
            if len(value) <= _TITLE_CHARS and not is_prose(value)
        ),
        "",
    )


def _typed(field: str, value: object, latest: datetime.date) -> DraftValue | None:
    """A value in the type of its field; None or empty if it does not fit the field."""
    text = json_values.text_of(value)
    if field == "date":
        return field_dates.read(text, latest)
    if field == "views":
        return view_counts.parse(_DOTTED.sub("", text))
    if field == "url":
        return field_values.address(value)
    text = field_values.unlabelled(field, text)
    if field == "source":
        text = _NUMBERED.sub("", text)
    if field == "source" and (
        text.isdecimal() or _ADDRESS.match(text) or is_client(text) or _PATH.fullmatch(text)
    ):
        return None
    if field in {"author", "editor", "keywords"} and _ID.fullmatch(text):
        return None  # ids of people and tags in another table
    return field_values.written(field, text)


_DOTTED = re.compile(r"(?<=\d)\.(?=\d{3}(?:\.|\s*$))")
"""A point between thousands, as in 1.234, which is no count with a fraction."""


def is_client(text: str) -> bool:
    """Whether a value is the program from which a post was sent."""
    return _CLIENT.search(text) is not None


def text_of_field(name: str, value: object) -> str:
    """The text of an object that is the value of a known field; empty for another object."""
    field = field_of(name)
    if field == "body":
        return json_values.body_of(value)
    return json_values.text_of(value) if field else ""
