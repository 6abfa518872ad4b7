"""Extraction rules of sites, from `sites.toml` in the corpus folder; they take precedence.

The name of a table is a host (www.example.gov.cn) or a pattern of paths with a slash (news/*). Its
keys are fields, `body` and `remove`; its values are CSS selectors, with @name for an attribute:

    ["www.example.gov.cn"]
    title  = "h1.tit"
    date   = "meta[name=PubDate]@content"
    body   = "#zoom"
    remove = [".share", ".ad"]

For exports, `columns` maps column names to fields. A list gives the fields of a table without a
header row, "" for a column that is not read:

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

from index.errors import CorpusError
from index.fields import RULED_FIELDS
from index.ingest.days import partial_dates
from index.ingest.draft import Draft, tidy_line
from index.ingest.heads import field_labels, header_lines, view_counts
from index.system import toml_file
from index.system.toml_file import TomlFile, as_text, as_toml

SITE_RULES_FILE = "sites.toml"
_ATTRIBUTE = re.compile(r"@([A-Za-z_][\w:.-]*)\s*$")
"""The name of an attribute at the end of a rule."""
_MAX_SELECTOR_CHARS, _MAX_BRACKETS = 2_000, 30
"""The longest selector in characters, and the most brackets in it."""
_NEVER = re.compile(
    r"(?<!:):(?:active|current|focus(?:-visible|-within)?|future|host|hover|local-link|past"
    r"|paused|playing|target(?:-within)?|user-invalid|visited)\b"
)
"""Pseudo-classes that soupsieve accepts but that match nothing in a saved page."""


@dataclass(frozen=True, slots=True)
class SelectorRule:
    """A selector for a field; without an `attribute`, the value is the text of the element."""

    field: str
    selector: str
    attribute: str


@dataclass(frozen=True, slots=True)
class SiteRules:
    """The rules of a site; `name` is a host or a pattern of paths."""

    name: str
    rules: tuple[SelectorRule, ...]
    body: str = ""
    remove: tuple[str, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    positions: tuple[str, ...] = ()

    def matches(self, path: str, url: str) -> bool:
        """Whether a page with that path and URL belongs to this site."""
        if "/" in self.name or "*" in self.name:
            return fnmatch.fnmatchcase(path, self.name)
        try:
            host = urlsplit(url).hostname or ""
        except ValueError:
            return False
        return host == self.name or host.endswith("." + self.name)


def load(folder: str) -> tuple[SiteRules, ...]:
    """The rules in `sites.toml` of a folder; raises CorpusError if it is invalid."""
    file = toml_file.load(Path(folder) / SITE_RULES_FILE, CorpusError)
    return tuple(_site(file, name, table) for name, table in file.values.items())


def _site(file: TomlFile, name: str, table: object) -> SiteRules:
    if not isinstance(table, dict):
        raise CorpusError(
            f"{file.path}: {as_text(name)} is no table; "
            f'write ["{as_text(name)}"] above its selectors.'
        )
    if "columns" not in table and (why := _name_error(name)):
        raise CorpusError(f"{file.line(name)}: [{as_toml(name)}] speaks of no page; {why}.")
    known = {*RULED_FIELDS, "body", "remove"}
    columns, positions = _columns(file, name, table)
    for key, value in table.items():
        if key == "columns":
            continue
        if key not in known:
            where = file.line(name, key)
            names = ", ".join(sorted({*known, "columns"}))
            raise CorpusError(f"{where}: {as_text(name)} has {as_text(key)}; known are {names}.")
        for selector in value if isinstance(value, list) else (value,):
            if why := _selector_error(key, selector):
                where = file.line(name, key)
                raise CorpusError(
                    f"{where}: {key} of {as_text(name)} is {as_toml(selector)}; {why}."
                )
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
    """The fields of columns: by name, and by position."""
    configured = table.get("columns", ())
    pairs = (
        configured.items()
        if isinstance(configured, dict)
        else [(str(heading), heading) for heading in _list(configured)]
    )
    known = {*RULED_FIELDS, "body", "id", "url", "language"}
    for _, field in pairs:
        if not isinstance(field, str) or (field and field not in known):
            raise CorpusError(
                f"{file.line(name, 'columns')}: {as_text(name)} has a column that means "
                f"{as_toml(field)}; known are {', '.join(sorted(known))}."
            )
    if isinstance(configured, dict):
        return tuple((str(column), str(field)) for column, field in configured.items() if field), ()
    return (), _list(configured)


def _list(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (str(value),)


def _name_error(name: str) -> str:
    """Why a name cannot match any page; empty if it can."""
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


def _selector_error(key: str, selector: object) -> str:
    """Why a selector cannot work; empty if it can."""
    if not isinstance(selector, str):
        return 'write a selector as "text"'
    rule = _rule(key, selector)
    if rule.attribute and key in {"body", "remove"}:
        return f"{key} takes whole elements, no attribute: leave @{rule.attribute} out"
    if key == "remove" and rule.selector.lower() in {"*", "html", "body", ":root"}:
        return "nothing would be left of a page"
    if (dead := _NEVER.search(rule.selector)) is not None:
        return f"nothing on a saved page is {dead[0]}"
    return _syntax_error(rule.selector)


def _syntax_error(selector: str) -> str:
    """Why a selector is invalid; empty if it is valid. It is tried on a tiny page."""
    if len(selector) > _MAX_SELECTOR_CHARS or selector.count("(") > _MAX_BRACKETS:
        return "it is too long or nested too deeply"
    try:
        soupsieve.compile(selector).select(BeautifulSoup("<p>a</p>", "html.parser"))
    except Exception as error:  # noqa: BLE001 - soupsieve raises errors of many types
        return f"that is no selector: {str(error).partition(chr(10))[0].rstrip('.')}"
    return ""


def _rule(field: str, text: str) -> SelectorRule:
    """Parses a rule: a selector, optionally followed by @ and the name of an attribute."""
    match = _ATTRIBUTE.search(text)
    selector, attribute = (text[: match.start()], match[1]) if match else (text, "")
    return SelectorRule(field, selector.strip(), attribute)


def rules_for(sites: tuple[SiteRules, ...], path: str, url: str) -> SiteRules | None:
    """The rules of the first site that a page belongs to; None without one."""
    return next((site for site in sites if site.matches(path, url)), None)


def columns_of(sites: tuple[SiteRules, ...], path: str) -> dict[str, str]:
    """Maps column names of an export to fields."""
    site = _export(sites, path)
    return dict(site.columns) if site is not None else {}


def positions_of(sites: tuple[SiteRules, ...], path: str) -> tuple[str, ...]:
    """The fields of the columns of a table without a header row, in order."""
    site = _export(sites, path)
    return site.positions if site is not None else ()


def _export(sites: tuple[SiteRules, ...], path: str) -> SiteRules | None:
    """The rules for an export whose name or path matches."""
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
    """Put the values that the rules of a site select into the draft."""
    for rule in site.rules:
        for element in soup.select(rule.selector, limit=3):
            text = str(element.get(rule.attribute, "")) if rule.attribute else element.get_text(" ")
            _put(draft, rule, tidy_line(text), latest)


def _put(draft: Draft, rule: SelectorRule, text: str, latest: datetime.date) -> None:
    origin = f"{SITE_RULES_FILE} {rule.selector}"
    value = next((item.value for item in field_labels.scan(text) if item.field == rule.field), text)
    if rule.field == "date":
        draft.put("date", partial_dates.moment(text, latest), origin)
    elif rule.field == "views":
        draft.put("views", view_counts.parse(value), origin)
    elif rule.field == "keywords":
        draft.put("keywords", header_lines.keywords(value), origin)
    else:
        draft.put(rule.field, value, origin)


def body(site: SiteRules, soup: BeautifulSoup) -> Iterator[Tag]:
    """The elements of the body, after removing others; none without a rule for the body."""
    for selector in site.remove:
        for element in soup.select(selector):
            element.decompose()
    if site.body:
        yield from (
            element for element in soup.select(site.body, limit=50) if not element.decomposed
        )
