"""Reads a web page into a draft; BeautifulSoup parses it once, and all rules use its blocks."""

import datetime
import re
import warnings

from bs4 import XMLParsedAsHTMLWarning
from lxml.html import defs

from index.ingest import markup_comments, markup_tree, visible_text
from index.ingest.draft import Draft
from index.ingest.files import site_rules
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import CERTAIN, LIKELY, NO, Format, Sample
from index.ingest.webpage import script_payloads, script_state
from index.ingest.webpage.bylines import byline, byline_blocks, byline_text
from index.ingest.webpage.main_text import body, comments, fallback, later_reports
from index.ingest.webpage.titles import deck, title
from index.ingest.webpage.tree import archivers, entities, meta
from index.ingest.webpage.tree.blocks import PageBlocks, page_blocks
from index.ingest.webpage.tree.frames import Frames
from index.ingest.webpage.tree.heading import Heading

# XHTML pages are parsed as HTML on purpose, so the warning would only confuse users.
warnings.filterwarnings("ignore", category=XMLParsedAsHTMLWarning)

MAX_PAGE_CHARS = 4_000_000
"""The number of code points of a page that are parsed; the rest is cut and reported."""
MAX_PAGE_TAGS = 100_000
"""The number of tags of a page that are parsed."""
_KICKER = 0.2
"""The largest share of a body above its title that is excluded as a kicker or a path."""


def read(draft: Draft, text: str, rules: ExtractionRules) -> None:
    """Put the fields and the text of a page into the draft."""
    text = entities.with_elements(archivers.without_furniture(text))
    text, shown_text = _shown(draft, _closed(markup_comments.ended(text)))
    draft.add_visible(shown_text)
    text, cut = _capped(text)
    soup = markup_tree.parsed(text)
    frames = Frames(draft.entry)
    page = page_blocks(soup, frames=frames)
    for shown in frames.texts:
        draft.add_visible(shown)
    declared = meta.Declared(page)
    draft.put("url", *archivers.address(text))
    meta.put_others(draft, page, declared)
    site = site_rules.rules_for(rules.sites, draft.entry.path, draft.text("url"))
    if site is not None:
        site_rules.apply(draft, site, soup, rules.latest)
    _by_rules(draft, page, declared, rules.latest)
    script_state.take(draft, soup, declared, rules.latest)
    script_state.put_day(draft, soup, declared, rules.latest)
    parts = tuple(site_rules.body(site, soup)) if site is not None else ()
    if parts:
        draft.paragraphs = body.everything(page_blocks(*parts))
        draft.origins["paragraphs"] = f"{site_rules.SITE_RULES_FILE} body"
    elif cut or page.cut or script_state.FROM_SCRIPT in draft.origins.get("paragraphs", ""):
        pass  # the cut is reported below, and the missing text is expected
    else:
        fallback.take(draft, page, soup)
    if cut or page.cut:
        draft.cut_off("the page is too long and was cut")


_MAX_UNDRAWN_CHARS = 200
"""The most visible text, in code points, of a page that only its scripts draw."""


def _shown(draft: Draft, text: str) -> tuple[str, str]:
    """A page as browsers show it, with or without scripts, and its visible text."""
    shown_text = visible_text.of_page(text)
    for other in (_drawn, _without_scripts):
        if len(shown_text) >= _MAX_UNDRAWN_CHARS:
            break
        text, shown_text = other(draft, text, shown_text)
    return text, shown_text


def _drawn(draft: Draft, text: str, shown: str) -> tuple[str, str]:
    """A page that shows next to nothing with the elements that its scripts would draw."""
    if not any(mark in text for mark in script_payloads.PAYLOAD_MARKS):
        return text, shown
    drawn = script_payloads.drawn(text[:MAX_PAGE_CHARS])
    if len(visible_text.of_page(drawn)) <= 2 * len(shown):
        return text, shown
    draft.note("paragraphs", script_state.FROM_SCRIPT)
    whole = f"{text}<div>{drawn}</div>"
    return whole, visible_text.of_page(whole)


_NOSCRIPT = re.compile(r"</?noscript\b[^<>]{0,200}>", re.IGNORECASE)
_MIN_UNSCRIPTED_CHARS = 400
"""The least visible text, in code points, for which a page is read as without scripts."""


def _without_scripts(draft: Draft, text: str, shown: str) -> tuple[str, str]:
    """A page that shows next to nothing, as browsers without scripts show it, if that is much."""
    if _NOSCRIPT.search(text) is None:
        return text, shown
    opened = _NOSCRIPT.sub("", text)
    opened_text = visible_text.of_page(opened)
    if len(opened_text) < _MIN_UNSCRIPTED_CHARS:
        return text, shown
    draft.note("paragraphs", fallback.UNSEEN)
    return opened, opened_text


_TITLE = re.compile(r"<(/?)title\b[^<>]*>?", re.IGNORECASE)
_TITLE_CHARS = 200_000
"""The part of a page that has its title, in code points."""


_BODY_END = re.compile(r"</(?:body|html)\s{0,9}>", re.IGNORECASE)
_ENDS = ("</body>", "</html>", "</BODY>", "</HTML>")


def _closed(text: str) -> str:
    """A page whose title and comments end; without an end, they would contain all of the text.

    Where the end of the page stands more than once, text may follow the first: none is read.
    """
    if any(text.count(end) > 1 for end in _ENDS):
        text = _BODY_END.sub("", text)
    if (comment := text.rfind("<!--")) > text.rfind("-->"):
        end = text.find(">", comment)
        text = text[:comment] + (text[end + 1 :] if end > 0 else "")
    title = _TITLE.search(text, 0, _TITLE_CHARS)
    if title is None or title[1]:
        return text
    after = _TITLE.search(text, title.end())
    if after is not None and after[1]:
        return text
    tag = text.find("<", title.end())
    return f"{text[:tag]}</title>{text[tag:]}" if tag > 0 else text


def _by_rules(
    draft: Draft, page: PageBlocks, declared: meta.Declared, latest: datetime.date
) -> None:
    """Put title, byline and body into the draft by the general rules."""
    page_body = body.find(page)
    heading = title.find(page, declared, page_body)
    if heading is not None:
        draft.put("title", heading.text, heading.origin)
    near = byline_blocks.context(page, page_body, heading)
    draft.others_lines = frozenset(page.blocks[position].plain for position in near.hidden)
    used = byline.read(draft, near, declared, latest)
    used |= {
        at for at in near.head if at in near.hidden and byline_text.is_byline(page.blocks[at].plain)
    }
    if heading is not None:
        used |= _above(page, page_body, heading) if page_body is not None else set(heading.blocks)
    if page_body is None:
        draft.paragraphs = fallback.everything(page, None, used)
        draft.note("paragraphs", fallback.NO_BODY)
    elif fallback.is_outside(page, page_body, used):
        draft.paragraphs = fallback.everything(page, page_body, used)
        draft.note("paragraphs", fallback.OUTSIDE)
    else:
        draft.paragraphs = body.paragraphs(page, page_body, used)
        if heading is not None and draft.paragraphs:
            draft.paragraphs[:0] = deck.above(page, page_body, heading, used)
            draft.paragraphs[:0] = [
                line for line in deck.kicker(page, heading) if line not in draft.paragraphs
            ]
        if page_body.comments or comments.named(page, page_body.bad):
            draft.note("paragraphs", "comments below the text were left out")
        if page_body.others:
            draft.note("paragraphs", later_reports.OTHERS_LEFT_OUT)
        if not draft.paragraphs:
            draft.paragraphs = fallback.everything(page, page_body, used)
            draft.note("paragraphs", fallback.NO_BODY)


def _above(page: PageBlocks, page_body: body.PageBody, heading: Heading) -> set[int]:
    """The blocks of the title, and those above it in the body if they have little text.

    So are those above it in an element of furniture, however much they say.
    """
    above = range(page_body.first, heading.block)
    total = sum(max(weight, 0.0) for weight in page_body.weights[page_body.first : page_body.last])
    weight_above = sum(max(page_body.weights[block], 0.0) for block in above)
    little = weight_above < _KICKER * total
    furniture = (at for at in above if _is_furniture(page, at, heading.block))
    return {*heading.blocks, *(above if little else furniture)}


def _is_furniture(page: PageBlocks, position: int, title: int) -> bool:
    """Whether the name of an element that ends above the title excludes a block."""
    around = map(page.nodes.__getitem__, page.above(page.blocks[position].node))
    return any(node.bad and node.last <= title for node in around)


def read_all(draft: Draft, text: str) -> None:
    """Put all text of a fragment into the draft, such as the body of a mail or a feed item."""
    shown_text = visible_text.of_page(text)
    draft.add_visible(shown_text)
    text, cut = _capped(text)
    draft.paragraphs = body.everything(page_blocks(markup_tree.parsed(text)))
    if not draft.paragraphs:  # all of it looks like navigation
        draft.paragraphs = [line for line in shown_text.splitlines() if line.strip()]
    if cut:
        draft.cut_off("the text is too long and was cut")


def _capped(text: str) -> tuple[str, bool]:
    """The text up to the limits, and whether it was cut."""
    if text.count("<") <= MAX_PAGE_TAGS and len(text) <= MAX_PAGE_CHARS:
        return text, False
    end = 0
    for _ in range(MAX_PAGE_TAGS):
        end = text.find("<", end + 1)
        if end < 0 or end > MAX_PAGE_CHARS:
            break
    return text[: min(end if end > 0 else MAX_PAGE_CHARS, MAX_PAGE_CHARS)], True


_LATER_TAGS = frozenset(
    ("main", "template", "slot", "picture", "search", "dialog", "frame", "nobr")
)
"""Tags of pages that lxml does not name."""
TAG = re.compile(
    rb"<(?:/[a-z][a-z0-9]{0,15}\s{0,9}>"
    rb"|(?:%b)(?:\s[^<>]{0,2000})?/?>|![a-z-])"
    % "|".join(sorted(map(re.escape, {*defs.tags, *_LATER_TAGS}))).encode(),
    re.IGNORECASE,
)
"""A tag that HTML knows, or the end of any; a text without one is not a page, whatever its name."""
_PROLOGUE = re.compile(rb"(?:<\?xml[^>]{0,500}>\s{0,200})?(?:<!doctype\s+html|<html[\s>])")
_HEAD = re.compile(rb"<(?:head|body|title|meta|script|base)[\s>]")
_BLOCK = re.compile(rb"<(?:p|div|h[1-6]|table|article|section|main|ul|ol|font|center)[\s>]")


def _is_page(sample: Sample) -> int:
    """CERTAIN for the beginning of a page, LIKELY for a fragment."""
    start = sample.markup
    if _PROLOGUE.match(start) or _HEAD.match(start):
        return CERTAIN
    return LIKELY if _BLOCK.match(start) else NO


FORMAT = Format(
    kind="html",
    endings=(".html", ".htm", ".shtml", ".xhtml"),
    sniff=_is_page,
    read_text=read,
)
