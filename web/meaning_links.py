"""The addresses of passages found by meaning."""

from dataclasses import replace
from urllib.parse import urlencode

from index.report import ReportId
from web.links import Links
from web.passage_address import text_fragment

PATH = "/like"


def by_meaning(links: Links, meaning: bool | None) -> str:  # noqa: FBT001 - a template passes no names
    """The search of `links` with passages by meaning switched off (False), or as usual (None)."""
    return links.of(replace(links.request, meaning=meaning, start=0))


def like_text(text: str) -> str:
    """The passages like a text."""
    return _address(text=text) if text else PATH


def like_report(report_id: ReportId, start: int = 0, end: int = 0) -> str:
    """The passages like a part of a report's body, or like all of it."""
    position = {"start": str(start), "end": str(end)} if end > start else {}
    return _address(id=report_id, **position)


def at_text(links: Links, report_id: ReportId, text: str) -> str:
    """The page of a report, where browsers go to this text."""
    return f"{links.alone(report_id)}#:~:text={text_fragment(text)}"


def _address(**values: str) -> str:
    return f"{PATH}?{urlencode(values, errors='surrogatepass')}"
