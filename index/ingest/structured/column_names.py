"""Says what the words in names of columns mean: postedDate and 新闻发布日期 end in known ones."""

import re
from functools import lru_cache

from index.ingest.structured import json_fields
from index.text import fold

_PARTS = re.compile(r"[\s_.\-/:|]+")
_OF_OTHERS = frozenset(
    (
        *("image", "img", "thumb", "thumbnail", "photo", "picture", "cover", "video", "audio"),
        *("avatar", "icon", "logo", "banner", "media", "file", "attachment", "enclosure", "alt"),
        *("comment", "comments", "reply", "replies", "parent", "related", "prev", "previous"),
        *(
            "next",
            "quoted",
            "retweeted",
            "retweet",
            "repost",
            "forwarded",
            "category",
            "section",
            "tag",
            "topic",
            "column",
            "menu",
        ),
        *("seo", "og", "search", "query", "rss", "feed", "profile", "location", "place", "event"),
        *("project", "status", "priority", "issuetype", "workflow", "job", "role", "company"),
        *("organization", "organisation", "group", "license", "licence"),
        *("imagen", "imagem", "immagine", "foto", "bild", "фото", "изображения", "zdjęcia"),
        *("commentaire", "comentario", "comentário", "commento", "kommentar", "комментария"),
    )
)
"""Words of a name that make it one of something beside the report."""
_OTHER_DAYS = frozenset(
    (
        *("update", "updated", "modified", "modify", "modification", "edit", "edited", "last"),
        *("crawl", "crawled", "fetch", "fetched", "download", "downloaded", "scrape", "scraped"),
        *("retrieved", "retrieval", "access", "accessed", "index", "indexed", "import", "imported"),
        *("export", "exported", "extracted", "captured", "processed", "expire", "expires"),
        *("expiry", "expiration", "end", "ended", "due", "deadline", "closing", "birth", "deleted"),
        *("archived", "read", "seen", "start", "opens", "closes", "harvest", "sync", "synced"),
        *(
            "changed",
            "checked",
            "upd",
            "mod",
            "chg",
            "jour",
            "maj",
            "naissance",
            "actualización",
            "modificación",
        ),
        *(
            "обновления",
            "изменения",
            "удаления",
            "рождения",
            "окончания",
            "fin",
            "inicio",
            "início",
        ),
        *("vencimiento", "scadenza", "nacimiento", "aktualizacji", "التحديث"),
        *("aggiornamento", "änderung", "geändert", "aktualisiert", "abruf"),
    )
)
"""Words of a name that make it the day of something else than the publication."""
_OTHER_WORK = frozenset(
    (
        *("approved", "reviewed", "verified", "translated", "edited", "proofread", "audited"),
        *("photographed", "illustrated", "assigned", "requested", "signed", "supervised"),
    )
)
"""Words of a name that make it the name of somebody else than the author: approved by."""
_CHANGED = re.compile(r"modified|updated|crawled|fetched|accessed|indexed|exported|closed")
_PERSONAL = frozenset(("user", "author", "creator", "owner", "editor", "sender", "account"))
_PERSONS = [
    [word] for word in (*sorted(_PERSONAL), "poster", "writer", "submitter", "uploader", "member")
]
_OF_PERSON = frozenset(
    ("author", "auth", "creator", "writer", "reporter", "journalist", "byline", "poster")
)
"""Words before name that make it that of the author."""
_OTHER_HAN = re.compile(
    r"评论|評論|回复|回覆|转发|轉發|图片|圖片|封面|视频|視頻|影片|附件|댓글|이미지|첨부|분류|栏目|欄目|分类|分類|相关|相關|上级|上級|父"
)
_OTHER_DAY_HAN = re.compile(
    r"当前|當前|系统|系統|更新|修改|采集|採集|抓取|爬取|下载|下載|入库|入庫|导出|匯出|截止|结束|結束|生日|出生|注册|註冊|删除|刪除|到期|开始|開始|수정|수집|종료|마감"
)
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{2,20}$")
"""The words of a name in Chinese, Japanese or Korean, of which the last says what it is."""
_OUTLETS = frozenset(
    (
        *("channel", "site", "feed", "publication", "newspaper", "journal", "magazine", "paper"),
        *("publisher", "outlet", "source", "blog", "pub"),
    )
)
"""Words before title and name that make it that of an outlet."""
_OUTLET_ALONE = _OUTLETS - {"feed", "pub", "blog"}
"""Words that may be the name of an outlet without name or title behind them."""
_DAY_FIRST = frozenset(("date", "data"))
_PUBLISHED = frozenset(
    ("published", "publish", "publication", "pub", "issued", "posted", "released")
)
"""Words that begin the name of a day, as in date de parution and published-print."""
_NAMES = frozenset(("name", "names", "title"))
_TYPES = frozenset(("s", "ss", "t", "ts", "txt", "dt", "dts", "tdt", "tdate", "tdates", "i", "is"))
"""The types that Solr has behind the names of its fields."""


def names_person(name: str) -> bool:
    """Whether the name of an object is that of a person, as user_profile and createdBy."""
    words = _words(name)
    of_person = words[:1] in _PERSONS or words[-1:] in _PERSONS or words[-1:] == ["by"]
    return of_person and not set(words) & _OTHER_DAYS


def names_publication(kind: str) -> bool:
    """Whether a word for what happened is that of the publication, as Issued and 发布."""
    words = _words(kind)
    return bool(_PUBLICATION.intersection(words)) or _PUBLICATION_HAN.search(kind) is not None


_PUBLICATION = frozenset((*_PUBLISHED, "available", "release"))
_PUBLICATION_HAN = re.compile(
    "^(?:首次)?(?:发布|發佈|發布|发表|發表|出版|刊发|刊發|刊登|公布|公佈)"
)


def names_outlet(name: str) -> bool:
    """Whether the name of an object is that of an outlet, as feed and sourceJournal."""
    words = _words(name)
    return words[-1:] != [] and words[-1] in _OUTLETS


def names_replies(name: str) -> bool:
    """Whether a name is that of texts by others below or beside a report."""
    return bool(_singular(name) & _REPLIES)


_REPLIES = frozenset(
    (
        *("comment", "reply", "replie", "answer", "related", "quoted", "retweeted", "retweet"),
        *("repost", "forwarded"),
    )
)


def names_repeated(name: str) -> bool:
    """Whether a name is that of a post that another one shows with its own text."""
    return _REPEATED.search(name) is not None


_REPEATED = re.compile(
    r"quoted|retweet|repost|reblog|forward|shared|original_?(?:post|status|tweet)|转发|轉發|引用",
    re.IGNORECASE,
)


def is_of_others(path: str) -> bool:
    """Whether a name, or one in a path of names, is that of something beside the report."""
    words = _singular(path)
    if "primary" in words:
        words.discard("location")  # where a paper was published, in catalogues of papers
    return bool(words & (_OF_OTHERS | _OTHER_DAYS | _PERSONAL)) or bool(_OTHER_HAN.search(path))


def is_worded(name: str) -> bool:
    """Whether a name has words for people, so that one that is not known is something else.

    Names such as f1, SN, Column3 and 字段2 leave it to the values of the column.
    """
    return bool(_HAN_WORD.search(_NUMBERED.sub("", name))) or any(
        len(word) > _MAX_SHORT_CHARS for word in _words(_NUMBERED.sub("", name))
    )


_HAN_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{2}")
_NUMBERED = re.compile(
    r"(?:columna?|colonn[ae]|coluna|spalte|unnamed|field|cell|字段|列|栏|欄)[\s_:]?\d+",
    re.IGNORECASE,
)
"""The name that a program gives a column without one."""
_MAX_SHORT_CHARS = 5
"""The most code points of words in names that are codes or short forms."""


def _singular(name: str) -> set[str]:
    return {word.removesuffix("s") for word in _words(name)} | set(_words(name))


def _words(name: str) -> list[str]:
    words = [word for word in _PARTS.split(json_fields.CAPITAL.sub("_", name).lower()) if word]
    return words[:-1] if len(words) > 1 and words[-1] in _TYPES else words


@lru_cache(maxsize=1024)
def field_of_ending(name: str) -> str:
    """The field that the last words of a name mean; empty if its others make it something else."""
    if "/" in name and (field := _field_of_both(name)):
        return field
    if han := _HAN.search(name.strip()):
        endings = (han[0][at:] for at in range(len(han[0]) - 1))
        field = next(filter(None, map(json_fields.field_of, endings)), "")
        return "" if is_of_other(field, name.strip().removesuffix(han[0][-2:])) else field
    words = _words(name)
    if field := _field_of_leading(words):
        return "" if is_of_other(field, name) else field
    return "title" if words == ["heading"] else _field_of_last(name, words)


def _field_of_both(name: str) -> str:
    """The field of a name in two languages, as Media / 媒体; empty if they do not agree."""
    parts = [part.strip() for part in name.split("/")]
    if len(parts) != _BOTH_LANGUAGES or parts[0].isascii() == parts[1].isascii():
        return ""
    fields = {json_fields.field_of(part) or field_of_ending(part) for part in parts} - {""}
    return fields.pop() if len(fields) == 1 else ""


_BOTH_LANGUAGES = 2


def _field_of_last(name: str, words: list[str]) -> str:
    """The field that the last words of a name mean, or the first in some cases."""
    if words[-1:] and words[-1] in _NAMES:
        if set(words[:-1]) & _OUTLETS:
            return "source"
        if set(words[:-1]) & _OF_PERSON or names_person("_".join(words[:-1])):
            return "author"
    if "of" in words[1:-1]:
        return _field_of_genitive(words)
    for count in (3, 2, 1):
        if len(words) > count and (field := json_fields.field_of("_".join(words[-count:]))):
            return "" if is_of_other(field, "_".join(words[:-count])) else field
    return _field_of_begin(name, words)


def _field_of_genitive(words: list[str]) -> str:
    """The field of a name such as date of publication, or name of newspaper."""
    at = words.index("of")
    if words[at - 1] in _NAMES:
        return field_of_ending("_".join((*words[at + 1 :], "name")))
    first = "_".join(words[:at])
    field = json_fields.field_of(first) or field_of_ending(first)
    return "" if is_of_other(field, "_".join(words[at + 1 :])) else field


def _field_of_leading(words: list[str]) -> str:
    """The field by the word that says in other languages first what follows; empty for English."""
    leading = json_fields.LEADING
    folded = [fold.fold(word) for word in words]
    field = next(filter(None, (leading.get("_".join(folded[:count])) for count in (1, 2))), "")
    if not field or (
        len(words) > 1 and json_fields.field_of(words[-1]) and folded[-1] not in leading
    ):
        return ""
    if field in {"name", "title"}:
        named = {leading.get(word) or json_fields.field_of(word) for word in folded[1:]}
        field = next((other for other in ("source", "author") if other in named), field)
    return "" if field == "name" else field


def _field_of_begin(name: str, words: list[str]) -> str:
    """The field by the word that says in other languages first what follows, or by one word."""
    if words[-1:] and words[-1] in _OUTLET_ALONE:
        return "source"
    if len(words) == 1 and (glued := _GLUED.fullmatch(words[0])):
        return "" if _GLUED_OTHER.match(words[0]) else json_fields.field_of(glued[1])
    dated = name.endswith("Dt") or (len(words) > 1 and words[0] in _DAY_FIRST | _PUBLISHED)
    return "date" if dated and not is_of_other("date", name) else ""


_GLUED = re.compile(
    r"\w{2,40}?(titel|überschrift|schlagzeile|text|tekst|inhalt|datum|quelle|zeitung|autor|verfasser)"
)
"""A word that is put together from others, the last of which says what it is: Beitragstitel."""
_GLUED_OTHER = re.compile(
    r"(?:unter|zwischen|bild|kon|änder|abruf|geburt|end|start|ablauf|aktualisier|lösch|import|export"
    r"|fällig|wijzig|geboorte|eind|slut|up+dater)"
)


def is_of_other(field: str, name: str) -> bool:
    """Whether words of a name make it that of something else."""
    words = _singular(name)
    if field == "date":
        glued = any(_CHANGED.search(word) for word in words)  # LASTMODIFIEDDATE
        return glued or bool(words & _OTHER_DAYS) or _OTHER_DAY_HAN.search(name) is not None
    if _OTHER_HAN.search(name) or (field == "author" and words & (_OTHER_WORK | _OTHER_DAYS)):
        return True
    if words & _PERSONAL and field in {"url", "title", "body", "date"}:
        return True
    return bool(words & _OF_OTHERS)
