"""A dossier as a Word file: each report with notes and passages, then the list of citations.

Written by hand, as the workbook of `web.spreadsheet` is: a few kinds of paragraphs need no library.
"""

import io
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from web import formatting
from web.desk.citations import numbered_line, page_label
from web.desk.dossier import Dossier, DossierEntry
from web.highlight_html import original_url, without_controls
from web.language import gettext
from web.spreadsheet import OFFICE_NS, XML_HEAD

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_KIND}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_KIND}.styles+xml"/></Types>'
)
_ROOT = (
    f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{OFFICE_NS}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_FONTS = '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="宋体" w:cs="Calibri"/>'
_STYLES = (
    ("Title", '<w:spacing w:after="120"/>', '<w:b/><w:sz w:val="40"/>'),
    (
        "heading 1",
        '<w:keepNext/><w:spacing w:before="360" w:after="120"/><w:outlineLvl w:val="0"/>',
        '<w:b/><w:sz w:val="30"/>',
    ),
    (
        "heading 2",
        '<w:keepNext/><w:spacing w:before="280" w:after="60"/><w:outlineLvl w:val="1"/>',
        '<w:b/><w:sz w:val="25"/>',
    ),
    ("Subtitle", '<w:keepNext/><w:spacing w:after="100"/>', '<w:color w:val="555555"/>'),
    (
        "Quote",
        '<w:pBdr><w:left w:val="single" w:sz="12" w:space="8"/></w:pBdr><w:ind w:left="420"/>',
        "",
    ),
    ("Bibliography", '<w:spacing w:after="80"/><w:ind w:left="420" w:hanging="420"/>', ""),
)
_LANGUAGES = {"zh": "zh-CN", "zh-Hant": "zh-TW", "en": "zh-CN"}


def word_file(dossier: Dossier) -> Iterator[bytes]:
    """The .docx of a dossier."""
    document = _Document()
    document.paragraph(dossier.collection.name, "Title")
    document.text(dossier.collection.note)
    for entry in dossier.entries:
        _write_entry(document, entry)
    document.paragraph(gettext("References"), "Heading1")
    form = "apa" if dossier.language == "en" else "gbt7714"
    for entry in dossier.entries:
        document.paragraph(numbered_line(form, entry, dossier), "Bibliography")
    yield document.packed(_LANGUAGES.get(dossier.language, "zh-CN"))


def _write_entry(document: "_Document", entry: DossierEntry) -> None:
    report = entry.report
    document.paragraph(f"{entry.number}. {report.title or gettext('Untitled')}", "Heading2")
    facts = [formatting.date(report.date) or gettext("no date"), report.source]
    if not entry.archived:
        facts.append(gettext("no longer in the archive"))
    document.paragraph(" · ".join(filter(None, facts)), "Subtitle", link=original_url(report.url))
    document.text(entry.item.note)
    for passage, page in zip(entry.item.passages, entry.pages, strict=True):
        *lines, last = passage.quote.split("\n")
        for line in (*lines, f"{last} {page_label(page)}".rstrip()):
            document.paragraph(line, "Quote")
        document.text(passage.note)
    if entry.item.tags:
        tags = ", ".join(entry.item.tags)
        document.paragraph(gettext("Tags: %(tags)s", tags=tags), "Subtitle")


class _Document:
    """The paragraphs of a document, and the addresses that they link to."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._links: list[str] = []

    def text(self, text: str) -> None:
        """A paragraph for each line."""
        for line in text.split("\n"):
            if line.strip():
                self.paragraph(line, "")

    def paragraph(self, text: str, style: str, link: str = "") -> None:
        """One paragraph; with `link` an address follows the text."""
        kind = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        self._parts.append(f"<w:p>{kind}{_run(text)}{self._hyperlink(link) if link else ''}</w:p>")

    def _hyperlink(self, address: str) -> str:
        self._links.append(address)
        color = '<w:rPr><w:color w:val="155A86"/><w:u w:val="single"/></w:rPr>'
        words, number = _run(address, color), len(self._links)
        return f'{_run(" · ")}<w:hyperlink r:id="link{number}">{words}</w:hyperlink>'

    def packed(self, language: str) -> bytes:
        """The bytes of the file."""
        body = "".join(self._parts)
        page = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" '
        page += (
            'w:bottom="1440" w:left="1440" w:header="708" w:footer="708" w:gutter="0"/></w:sectPr>'
        )
        parts = {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _ROOT,
            "word/document.xml": f'<w:document xmlns:w="{_MAIN}" xmlns:r="{OFFICE_NS}">'
            f"<w:body>{body}"
            f"{page}</w:body></w:document>",
            "word/styles.xml": _styles(language),
            "word/_rels/document.xml.rels": self._relations(),
        }
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
            for name, text in parts.items():
                file.writestr(zipfile.ZipInfo(name), (XML_HEAD + text).encode("utf-8", "replace"))
        return data.getvalue()

    def _relations(self) -> str:
        links = "".join(
            f'<Relationship Id="link{number}" Type="{OFFICE_NS}/hyperlink" '
            f'Target={quoteattr(without_controls(address))} TargetMode="External"/>'
            for number, address in enumerate(self._links, 1)
        )
        return (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="styles" '
            f'Type="{OFFICE_NS}/styles" Target="styles.xml"/>{links}</Relationships>'
        )


def _run(text: str, properties: str = "") -> str:
    words = escape(without_controls(text))
    return f'<w:r>{properties}<w:t xml:space="preserve">{words}</w:t></w:r>' if words else ""


def _styles(language: str) -> str:
    normal = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{_FONTS}<w:sz w:val="21"/>'
        f'<w:lang w:val="en-US" w:eastAsia="{language}"/></w:rPr></w:rPrDefault><w:pPrDefault>'
        '<w:pPr><w:spacing w:after="100" w:line="300" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        '</w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
        '<w:name w:val="Normal"/></w:style>'
    )
    named = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name.title().replace(" ", "")}"><w:name '
        f'w:val="{name}"/><w:basedOn w:val="Normal"/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr>'
        "</w:style>"
        for name, paragraph, run in _STYLES
    )
    return f'<w:styles xmlns:w="{_MAIN}">{normal}{named}</w:styles>'
