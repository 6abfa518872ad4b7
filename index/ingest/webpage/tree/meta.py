"""Reads the declarations of a page: meta tags of many conventions, JSON-LD and the URL."""

import contextlib
import datetime
import json
import re
from collections import Counter
from collections.abc import Iterator

from index.fields import READ_FIELDS
from index.ingest import word_lists
from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.heads import field_labels, header_lines
from index.ingest.origins import OriginKind
from index.ingest.structured import lenient_json
from index.ingest.webpage.tree import archivers
from index.ingest.webpage.tree.block_text import key_of
from index.ingest.webpage.tree.blocks import PageBlocks
from index.ingest.webpage.tree.page_titles import PageTitles
from index.json_types import JsonObject

_NAMES = word_lists.table("metas")
_FIELD = {name: field for field, names in _NAMES.items() for name in names}
_PLAIN_FIELDS = [
    name
    for name in _NAMES
    if name in READ_FIELDS
    and name not in {"title", "date", "source", "author", "editor", "keywords", "url"}
]
"""Fields that are taken as they are declared; the others have readers of their own."""
_ORDER = {name: number for names in _NAMES.values() for number, name in enumerate(names)}


_OFFICES = ("LibreOffice", "OpenOffice", "StarOffice")


class Declared:
    """The declarations of a page by field, the most reliable first."""

    def __init__(self, page: PageBlocks) -> None:
        # Programs for notes and office programs say when the file was made, not the page published.
        clipped = any(
            name in {"exporter-version", "source-url"}
            or (name == "generator" and value.startswith(_OFFICES))
            for name, value in page.metas
        )
        metas = [
            (_ORDER[name], name, _ESCAPED_LINES.sub("\n", value.strip()))
            for name, value in page.metas
            if name in _FIELD and value.strip() and not (clipped and name == "created")
        ]
        self._metas = sorted(metas, key=lambda item: item[0])
        self._metas += _labelled(page.metas)
        structured = [*_structured(page.structured), *_parsely(page.metas)]
        self.structured = sorted(_of_page(structured, page), key=lambda item: not _is_article(item))

    def all(self, field: str) -> Iterator[tuple[str, str]]:
        """The values of a field, each with the name of its meta tag as origin."""
        for _, name, value in self._metas:
            if _FIELD[name] == field:
                yield value, OriginKind.META.of(name)

    def structured_text(self, *keys: str) -> Iterator[tuple[str, str]]:
        """The values of JSON-LD keys; the value of an object is its name."""
        for key in keys:
            for item in self.structured:
                for value in _texts(item.get(key)):
                    yield value, f"JSON-LD {key}"

    def persons(self) -> Iterator[list[str]]:
        """The persons that each JSON-LD object names as its authors."""
        for item in self.structured:
            authors = item.get("author")
            people = [
                text
                for author in (authors if isinstance(authors, list) else [authors])[:20]
                if isinstance(author, dict) and "Person" in str(author.get("@type", ""))
                for text in _texts(author)
            ]
            yield list(dict.fromkeys(text.strip() for text in people if text.strip()))


def _labelled(metas: list[tuple[str, str]]) -> Iterator[tuple[int, str, str]]:
    """The authors in metas of two: twitter:label1 has "Written by", twitter:data1 the name."""
    values = dict(reversed(metas))
    for name, value in metas:
        label = _CARD_LABEL.fullmatch(name)
        items = (
            field_labels.scan(f"{value}：{values.get(f'twitter:data{label[1]}', '')}")
            if label
            else ()
        )
        if len(items) == 1 and items[0].field == "author" and items[0].value:
            yield _ORDER["author"], "author", items[0].value


_CARD_LABEL = re.compile(r"twitter:label([1-4])")
_ESCAPED_LINES = re.compile(
    r"\\x0[ad]|(?<=[\u2e80-\u9fff\uff00-\uffef\U0001f000-\U0001ffff])\\n(?:\\n)*+"
)
"""Line breaks that a program wrote as escapes into an attribute, as in the titles of posts."""
_CDATA = re.compile(r"(?:/\*|//)?\s{0,4}(?:<!\[CDATA\[|\]\]>)\s{0,4}(?:\*/)?|<!--|-->")
"""The marks of XHTML around a script."""
_NESTED = ("mainEntity", "mainEntityOfPage")


def _is_article(item: JsonObject) -> bool:
    """Whether a JSON-LD object describes the article, rather than the page or the site."""
    return re.search("Article|Report|Posting", str(item.get("@type", ""))) is not None


def _of_page(items: list[JsonObject], page: PageBlocks) -> list[JsonObject]:
    """The objects without those of other pages."""
    titles = PageTitles(page)
    items = [item for item in items if not _is_other(item, page, titles)]
    articles = [item for item in items if _is_article(item)]
    own = [item for item in articles if _names_page(item, page)] if len(articles) > 1 else []
    others = [
        item
        for item in articles
        if own and item not in own and (item.get("headline") or item.get("url"))
    ]
    return [item for item in items if item not in others]


def _is_other(item: JsonObject, page: PageBlocks, titles: PageTitles) -> bool:
    """Whether an object has the names of something else; the page itself is told by its address."""
    names = {str(item[key]) for key in _NAMING if item.get(key)}
    of_page = "WebPage" in str(item.get("@type", "")) or not names or _names_page(item, page)
    return not of_page and titles.are_of_other(names)


_NAMING = ("headline", "name", "alternativeHeadline")


def _names_page(item: JsonObject, page: PageBlocks) -> bool:
    """Whether an article has the address of the page, or its headline begins the page's title."""
    addresses = {page.canonical, *(text for name, text in page.metas if name == "og:url")} - {""}
    entity = item.get("mainEntityOfPage")
    page_id = entity.get("@id") if isinstance(entity, dict) else entity
    ids = (item.get("url"), item.get("@id"), page_id)
    known = {str(value).partition("#")[0] for value in ids if value}
    if known & addresses:
        return True
    headline = key_of(str(item.get("headline") or ""))
    titles = (page.title, *(text for name, text in page.metas if name in {"og:title", "title"}))
    return bool(headline) and any(key_of(title).startswith(headline) for title in titles)


_PARSELY = {
    "title": "headline",
    "pub_date": "datePublished",
    "author": "author",
    "authors": "author",
}


def _parsely(metas: list[tuple[str, str]]) -> Iterator[JsonObject]:
    """The article in the meta parsely-page, whose content is an object, as in JSON-LD."""
    for value in (value for name, value in metas if name == "parsely-page"):
        loaded = lenient_json.loads(value)
        if isinstance(loaded, dict):
            named = {_PARSELY[name]: text for name, text in loaded.items() if name in _PARSELY}
            yield {"@type": "Article", **named}


def _structured(scripts: list[str]) -> Iterator[JsonObject]:
    """The JSON-LD objects that describe an article or a page, their references resolved."""
    items = list(_objects(scripts))
    by_id = {str(item["@id"]): item for item in items if "@id" in item and len(item) > 1}
    sites = [
        item["name"]
        for item in items
        if _SITE.search(str(item.get("@type", ""))) and item.get("name")
    ]
    for item in items:
        kind = str(item.get("@type", ""))
        if not _ANSWER.search(kind) and (
            re.search("Article|Report|Posting|WebPage|News(?!Media)|Document", kind)
            or "datePublished" in item
            or "pubDate" in item
        ):
            known = {name: _resolved(item[name], by_id) for name in _REFERRING if name in item}
            yield {**({"publisher": sites[0]} if len(sites) == 1 else {}), **item, **known}


_ANSWER = re.compile(r"(?:Comment|Answer)s?\b")
"""The kinds of what visitors write."""
_SITE = re.compile("WebSite|NewsMediaOrganization")
_REFERRING = ("author", "publisher", "creator")
"""Properties whose value may be the @id of another object of the page."""


def _resolved(value: object, by_id: dict[str, JsonObject]) -> object:
    """A value with references replaced by the objects that they name."""
    if isinstance(value, list):
        return [_resolved(item, by_id) for item in value[:20]]
    if isinstance(value, dict) and "name" not in value and "@id" in value:
        return by_id.get(str(value["@id"]), value)
    return value


def _objects(scripts: list[str]) -> Iterator[JsonObject]:
    """The objects in JSON-LD, those in graphs and around an article included."""
    for script in scripts[:8]:
        try:
            loaded = json.loads(_CDATA.sub("", script).strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            loaded = lenient_json.loads(_CDATA.sub("", script))
        queue = [loaded]
        for item in queue:
            if len(queue) > 200:
                break
            if isinstance(item, list):
                queue.extend(item)
            elif isinstance(item, dict):
                queue.extend(item.get("@graph", []) if isinstance(item.get("@graph"), list) else [])
                queue.extend(item[key] for key in _NESTED if isinstance(item.get(key), dict))
                yield item


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, dict):
        yield from _texts(value.get("name"))
    elif isinstance(value, list):
        people = [
            item for item in value if isinstance(item, dict) and item.get("@type") == "Person"
        ]
        for item in (people or value)[:20]:
            yield from _texts(item)


_DAY_CHARS = len("2023-02-09")


def published(declared: Declared) -> tuple[tuple[str, str], ...]:
    """The declared values of the date of publication, each with its origin.

    A name with several days is that of items on the page, as those of other reports.
    """
    values = list(declared.all("date"))
    days = Counter(
        origin for _, origin in {(value[:_DAY_CHARS], origin) for value, origin in values}
    )
    own = [(value, origin) for value, origin in values if days[origin] == 1]
    return (
        *own,
        *declared.structured_text("datePublished", "pubDate", "dateCreated", "uploadDate"),
    )


def date(declared: Declared, latest: datetime.date) -> tuple[datetime.date, str] | None:
    """The declared date of publication and its origin."""
    for value, origin in published(declared):
        if (moment := dates.moment(value, latest)) is not None:
            return moment, origin
    return None


_IN_UTC = re.compile(
    r"\s*(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d(?:\.\d{1,9})?)?\s?(?:Z|[+-]00:?00|UTC|GMT)\s*"
)


def moment_in_utc(declared: Declared) -> datetime.datetime | None:
    """The declared moment of publication to the minute, if it is in UTC."""
    values = (*declared.all("date"), *declared.structured_text("datePublished"))
    for value, _ in values[:1]:
        match = _IN_UTC.fullmatch(value)
        with contextlib.suppress(ValueError):
            return match and datetime.datetime.fromisoformat(f"{match[1]}T{match[2]}+00:00")
    return None


def updated(
    declared: Declared, latest: datetime.date
) -> Iterator[tuple[datetime.date | None, str]]:
    """The declared dates of the last change, each with its origin, as a last resort."""
    for value, origin in (*declared.all("updated"), *declared.structured_text("dateModified")):
        yield dates.moment(value, latest), origin


def _article_urls(declared: Declared) -> Iterator[tuple[str, str]]:
    """The addresses of the article in JSON-LD."""
    for item in declared.structured:
        entity = item.get("mainEntityOfPage")
        inner = entity.get("@id") if isinstance(entity, dict) else entity
        for value in (inner, item.get("url")) if _is_article(item) else ():
            if isinstance(value, str):
                yield value, "JSON-LD url"


def put_others(draft: Draft, page: PageBlocks, declared: Declared) -> None:
    """Put the fields that only declarations contain into the draft: keywords, URL, plain texts."""
    for value, origin in declared.all("keywords"):
        draft.put("keywords", header_lines.keywords(value), origin)
    for name in _PLAIN_FIELDS:
        for value, origin in (*declared.all(name), *declared.structured_text(name)):
            draft.put(name, value, origin)
    if draft.entry.url:
        draft.put("url", draft.entry.url, "the archive")
    if page.canonical.startswith(("http://", "https://")):
        draft.put("url", archivers.original(page.canonical), "link canonical")
    for value, origin in (*declared.all("url"), *_article_urls(declared)):
        if value.startswith(("http://", "https://")):
            draft.put("url", archivers.original(value), origin)
