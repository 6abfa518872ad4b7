r"""Reads RTF files. HTML of a mail that was converted to RTF (`\fromhtml`) is converted back."""

import re

from index.ingest import visible_text
from index.ingest.draft import Draft, tidy_line
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import Format
from index.ingest.formats.compound import Properties, put_properties
from index.ingest.formats.markup_paragraphs import paragraphs_of_markup
from index.ingest.formats.office import (
    embedded_objects,
    headed_articles,
    office_exports,
    word_layout,
)
from index.ingest.formats.office.rtf_parser import MAX_RTF_CHARS, RtfParser
from index.ingest.formats.plain_text import lost_lines
from index.ingest.formats.printed import headlines, page_margins
from index.ingest.unreadable import UnreadableError


def read(draft: Draft, data: bytes, rules: ExtractionRules) -> None:
    """Read an RTF file into the draft; raises UnreadableError if it is not RTF."""
    if not data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf"):
        raise UnreadableError("The RTF file is damaged (its beginning is missing).")
    parser = RtfParser()
    parser.parse(data)
    draft.parts += embedded_objects.in_rtf(draft.entry, data)
    if parser.from_html:
        markup = parser.text("body")
        draft.add_visible(visible_text.of_page(markup))
        draft.paragraphs = paragraphs_of_markup(markup)
    else:
        head, inner, foot = (
            re.sub(r" \| (?=\n|$)", "", parser.text(name)) for name in ("head", "body", "foot")
        )
        if office_exports.read(draft, inner.splitlines(), rules):
            return
        lines = [" ".join(line.split()) for line in inner.splitlines() if line.strip()]
        alone = not head.strip() and not foot.strip()
        if alone and headed_articles.read(draft, lines, parser.headings, rules):
            return
        draft.add_visible(f"{inner}\n{foot}\n{head}")
        lines = word_layout.titled_lines(draft, lines, parser.sized)
        lost_lines.read(draft, [*lines, *foot.splitlines()], rules)
        headlines.put_title(draft)
        margins = page_margins.distinct(filter(None, map(tidy_line, head.splitlines())))
        page_margins.put_fields(draft, margins, rules)
        page_margins.append(draft, margins)
    if parser.char_count > MAX_RTF_CHARS:
        draft.cut_off(f"only the first {MAX_RTF_CHARS:,} characters were read")
    put_properties(
        draft, rules, "RTF", Properties(parser.text("title"), parser.text("author"), None)
    )


FORMAT = Format(kind="rtf", endings=(".rtf",), magic=(b"{\\rtf",), read_file=read, attachable=True)
