"""A site's own rules from `sites.toml` beside the reports: selectors that win over everything.

A table's name is a host, as www.example.gov.cn, or a pattern of paths with a slash, as news/*; its
keys are fields, `body` and `remove`, its values CSS selectors, with @name for an attribute:

    ["www.example.gov.cn"]
    title  = "h1.tit"
    date   = "meta[name=PubDate]@content"
    body   = "#zoom"
    remove = [".share", ".ad"]
"""

import datetime
import fnmatch
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import soupsieve
from bs4 import BeautifulSoup
from bs4.element import Tag

from index.errors import CorpusError
from index.ingest import dates, field_labels, header_lines
from index.ingest.draft import Draft, tidy

SITE_RULES_FILE = "sites.toml"
_FIELDS = (
    *("title", "date", "source", "author", "editor", "views"),
    *("number", "issuer", "keywords", "description"),
)


@dataclass(frozen=True, slots=True)
class SelectorRule:
    """A selector for a field; `attribute` is empty where the text counts."""

    field: str
    selector: str
    attribute: str


@dataclass(frozen=True, slots=True)
class SiteRules:
    """The rules of a site: `name` is a host or a pattern of paths."""

    name: str
    rules: tuple[SelectorRule, ...]
    body: str = ""
    remove: tuple[str, ...] = ()

    def speaks_of(self, path: str, url: str) -> bool:
        """Whether a page of that path and address is of this site."""
        if "/" in self.name or "*" in self.name:
            return fnmatch.fnmatchcase(path, self.name)
        try:
            host = urlsplit(url).hostname or ""
        except ValueError:
            return False
        return host == self.name or host.endswith("." + self.name)


def load(folder: str) -> tuple[SiteRules, ...]:
    """The sites of a folder's `sites.toml`; CorpusError says what is wrong in it."""
    path = Path(folder) / SITE_RULES_FILE
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CorpusError(f"{path} cannot be read: {error}. Correct it or remove it.") from error
    return tuple(_site(path, name, table) for name, table in tables.items())


def _site(path: Path, name: str, table: object) -> SiteRules:
    if not isinstance(table, dict):
        raise CorpusError(f'{path}: {name} is no table; write ["{name}"] above its selectors.')
    known = {*_FIELDS, "body", "remove"}
    for key, value in table.items():
        if key not in known:
            raise CorpusError(f"{path}: {name} has {key}; known are {', '.join(sorted(known))}.")
        for selector in _list(value):
            _checked(path, name, selector)
    rules = tuple(_rule(key, selector) for key in _FIELDS for selector in _list(table.get(key, ())))
    return SiteRules(
        name, rules, ", ".join(_list(table.get("body", ()))), _list(table.get("remove", ()))
    )


def _list(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list | tuple) else (value,)
    return tuple(str(item) for item in items)


def _checked(path: Path, name: str, selector: str) -> None:
    try:
        soupsieve.compile(_rule("", selector).selector)
    except soupsieve.SelectorSyntaxError as error:
        first = str(error).partition("\n")[0]
        raise CorpusError(f"{path}: {name} has the selector {selector!r}: {first}") from error


def _rule(field: str, text: str) -> SelectorRule:
    selector, _, attribute = text.rpartition("@") if "@" in text else (text, "", "")
    return SelectorRule(field, selector.strip(), attribute.strip())


def rules_for(sites: tuple[SiteRules, ...], path: str, url: str) -> SiteRules | None:
    """The first site that speaks of a page."""
    return next((site for site in sites if site.speaks_of(path, url)), None)


def apply(draft: Draft, site: SiteRules, soup: BeautifulSoup, latest: datetime.date) -> None:
    """Put what a site's rules select into the draft."""
    for rule in site.rules:
        for element in soup.select(rule.selector, limit=3):
            text = str(element.get(rule.attribute, "")) if rule.attribute else element.get_text(" ")
            _put(draft, rule, tidy(text), latest)


def _put(draft: Draft, rule: SelectorRule, text: str, latest: datetime.date) -> None:
    origin = f"{SITE_RULES_FILE} {rule.selector}"
    found = next((item.value for item in field_labels.scan(text) if item.field == rule.field), text)
    if rule.field == "date":
        draft.put("date", dates.moment(text, latest), origin)
    elif rule.field == "views":
        draft.put("views", field_labels.number(found), origin)
    elif rule.field == "keywords":
        draft.put("keywords", header_lines.keywords(found), origin)
    else:
        draft.put(rule.field, found, origin)


def body(site: SiteRules, soup: BeautifulSoup) -> Iterator[Tag]:
    """The elements of the body, without what is to be removed; nothing where there is no rule."""
    for selector in site.remove:
        for element in soup.select(selector):
            element.decompose()
    if site.body:
        yield from (
            element for element in soup.select(site.body, limit=50) if not element.decomposed
        )
