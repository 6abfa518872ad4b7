"""A site's own rules from `sites.toml` beside the reports: selectors that win over everything.

A table's name is a host, as www.example.gov.cn, or a pattern of paths with a slash, as news/*; its
keys are fields, `body` and `remove`, its values CSS selectors, with @name for an attribute:

    ["www.example.gov.cn"]
    title  = "h1.tit"
    date   = "meta[name=PubDate]@content"
    body   = "#zoom"
    remove = [".share", ".ad"]

For exports, `columns` says what other names mean; a list names the columns of a table without a
header, "" for one that is not read:

    ["news.csv"]
    columns = { news_title = "title", news_body = "body" }
"""

import datetime
import fnmatch
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import soupsieve
from bs4 import BeautifulSoup
from bs4.element import Tag

from index import toml_file
from index.errors import CorpusError
from index.fields import RULED_FIELDS
from index.ingest import dates, field_labels, header_lines
from index.ingest.draft import Draft, tidy
from index.toml_file import TomlFile, quoted, shown

SITE_RULES_FILE = "sites.toml"
#: The attribute of a rule, at its end.
_ATTRIBUTE = re.compile(r"@([A-Za-z_][\w:.-]*)\s*$")
_LONGEST, _DEEPEST = 2_000, 30  # characters and brackets of a selector
#: What soupsieve knows and finds nowhere, as there is nobody who points or plays.
_NEVER = re.compile(
    r"(?<!:):(?:active|current|focus(?:-visible|-within)?|future|host|hover|local-link|past"
    r"|paused|playing|target(?:-within)?|user-invalid|visited)\b"
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
    columns: tuple[tuple[str, str], ...] = ()
    positions: tuple[str, ...] = ()

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
    file = toml_file.load(Path(folder) / SITE_RULES_FILE, CorpusError)
    return tuple(_site(file, name, table) for name, table in file.values.items())


def _site(file: TomlFile, name: str, table: object) -> SiteRules:
    if not isinstance(table, dict):
        raise CorpusError(
            f'{file.path}: {shown(name)} is no table; write ["{shown(name)}"] above its selectors.'
        )
    if "columns" not in table and (why := _unspoken(name)):
        raise CorpusError(f"{file.line(name)}: [{quoted(name)}] speaks of no page; {why}.")
    known = {*RULED_FIELDS, "body", "remove"}
    columns, positions = _columns(file, name, table)
    for key, value in table.items():
        if key == "columns":
            continue
        if key not in known:
            where = file.line(name, key)
            names = ", ".join(sorted({*known, "columns"}))
            raise CorpusError(f"{where}: {shown(name)} has {shown(key)}; known are {names}.")
        for selector in value if isinstance(value, list) else (value,):
            if why := _wrong(key, selector):
                where = file.line(name, key)
                raise CorpusError(f"{where}: {key} of {shown(name)} is {quoted(selector)}; {why}.")
    if "/" not in name and "*" not in name:
        name = name.lower()
    rules = tuple(
        _rule(key, selector) for key in RULED_FIELDS for selector in _list(table.get(key, ()))
    )
    body = ", ".join(_list(table.get("body", ())))
    return SiteRules(name, rules, body, _list(table.get("remove", ())), columns, positions)


def _columns(
    file: TomlFile, name: str, table: dict[str, object]
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """What columns mean: by their names, and by their places."""
    told = table.get("columns", ())
    pairs = told.items() if isinstance(told, dict) else [(str(one), one) for one in _list(told)]
    known = {*RULED_FIELDS, "body", "id", "url", "language"}
    for _, meant in pairs:
        if not isinstance(meant, str) or (meant and meant not in known):
            raise CorpusError(
                f"{file.line(name, 'columns')}: {shown(name)} has a column that means "
                f"{quoted(meant)}; known are {', '.join(sorted(known))}."
            )
    if isinstance(told, dict):
        return tuple((str(column), str(meant)) for column, meant in told.items() if meant), ()
    return (), _list(told)


def _list(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (str(value),)


def _unspoken(name: str) -> str:
    """Why a name can be that of no page; empty where it can."""
    if "://" in name:
        return "write the host alone, as www.example.gov.cn"
    if not name.strip() or name != name.strip():
        return "write a host, as www.example.gov.cn, or a pattern of paths, as news/*"
    if "/" in name:
        outside = name.startswith(("/", "./", "../"))
        return "write paths as they are below the folder, as news/*" if outside else ""
    if "*" not in name and (name.startswith(".") or ":" in name or " " in name):
        return "write the host alone, without a port or a dot before it"
    return ""


def _wrong(key: str, selector: object) -> str:
    """Why a selector cannot work; empty where it can."""
    if not isinstance(selector, str):
        return 'write a selector as "text"'
    rule = _rule(key, selector)
    if rule.attribute and key in {"body", "remove"}:
        return f"{key} takes whole elements, no attribute: leave @{rule.attribute} out"
    if key == "remove" and rule.selector.lower() in {"*", "html", "body", ":root"}:
        return "nothing would be left of a page"
    if (dead := _NEVER.search(rule.selector)) is not None:
        return f"nothing on a saved page is {dead[0]}"
    return _unreadable(rule.selector)


def _unreadable(selector: str) -> str:
    """Why a selector is none; empty where it is one. It is tried on a page, however small."""
    if len(selector) > _LONGEST or selector.count("(") > _DEEPEST:
        return "it is too long or nested too deeply"
    try:
        soupsieve.compile(selector).select(BeautifulSoup("<p>a</p>", "html.parser"))
    except Exception as error:  # noqa: BLE001 - it raises what its own parts raise
        return f"that is no selector: {str(error).partition(chr(10))[0].rstrip('.')}"
    return ""


def _rule(field: str, text: str) -> SelectorRule:
    """A rule as it is written: the name of an attribute may stand at its end, behind an @."""
    match = _ATTRIBUTE.search(text)
    selector, attribute = (text[: match.start()], match[1]) if match else (text, "")
    return SelectorRule(field, selector.strip(), attribute)


def rules_for(sites: tuple[SiteRules, ...], path: str, url: str) -> SiteRules | None:
    """The first site that speaks of a page."""
    return next((site for site in sites if site.speaks_of(path, url)), None)


def columns_of(sites: tuple[SiteRules, ...], path: str) -> dict[str, str]:
    """What the columns of an export mean, by their names."""
    site = _export(sites, path)
    return dict(site.columns) if site is not None else {}


def positions_of(sites: tuple[SiteRules, ...], path: str) -> tuple[str, ...]:
    """What the columns of a table without a header mean, by their places."""
    site = _export(sites, path)
    return site.positions if site is not None else ()


def _export(sites: tuple[SiteRules, ...], path: str) -> SiteRules | None:
    """The rules for an export: by its name, its path, or a pattern of paths."""
    if not any(site.columns or site.positions for site in sites):
        return None
    file = path.partition("!")[0]
    names = {file.lower(), file.rpartition("/")[2].lower(), file}
    for site in sites:
        if site.name in names or (
            ("/" in site.name or "*" in site.name) and fnmatch.fnmatchcase(file, site.name)
        ):
            return site
    return None


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
