"""Parts of a package that are named again and again take no more time than they and their names."""

import functools
import plistlib
import struct

import pytest

from index.indexing import corpus, extract
from index.ingest.formats.compound import CompoundFile
from index.ingest.formats.office.compound_writer import compound_file
from index.ingest.formats.printed import pdf as pdf_reader
from index.report import Skipped
from tests.growth import STEEP, exponent
from tests.made_files import relations, zip_file
from tests.packages import (
    SAID,
    SHAPE,
    cells,
    document,
    items,
    odt,
    pptx,
    text,
    xlsx,
)

GLYPHS = f'<Glyphs UnicodeString="{SAID}" OriginX="9" OriginY="9" FontRenderingEmSize="9"/>'
SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
TEXT = (
    '<ofd:TextObject Boundary="10 10 100 10" Size="4">'
    f'<ofd:TextCode X="0" Y="4">{SAID}</ofd:TextCode></ofd:TextObject>'
)
DRAWN = '<ofd:CompositeObject ResourceID="9" Boundary="0 0 1 1"/>'


def ofd(page, *, unit="", pages=1, documents=1):
    roots = "".join(f"<ofd:DocRoot>D{number}.xml</ofd:DocRoot>" for number in range(documents))
    document = (
        f"<ofd:Document {SPACE}><ofd:PublicRes>Res.xml</ofd:PublicRes><ofd:Pages>"
        + '<ofd:Page BaseLoc="P.xml"/>' * pages
        + "</ofd:Pages></ofd:Document>"
    )
    composite = f'<ofd:CompositeGraphicUnit ID="9">{unit}</ofd:CompositeGraphicUnit>'
    return zip_file(
        {
            "OFD.xml": f"<ofd:OFD {SPACE}>{roots}</ofd:OFD>",
            **{f"D{number}.xml": document for number in range(documents)},
            "Res.xml": f"<ofd:Res {SPACE}>{composite}</ofd:Res>",
            "P.xml": f"<ofd:Page {SPACE}><ofd:Content>{page}</ofd:Content></ofd:Page>",
        }
    )


def epub(*, metadata="", spine="", encrypted="", files=0):
    return zip_file(
        {
            "META-INF/container.xml": '<container><rootfile full-path="c.opf"/></container>',
            "c.opf": f"<package><metadata>{metadata}</metadata><manifest>"
            '<item id="a" href="a.xhtml"/><item id="m" href="missing.xhtml"/></manifest>'
            f'<spine><itemref idref="a"/>{spine}</spine></package>',
            "a.xhtml": f"<html><body><p>{SAID}</p></body></html>",
            "META-INF/encryption.xml": f"<encryption>{encrypted}</encryption>",
            **{f"f{number}": "" for number in range(files)},
        }
    )


def xps(page, pages):
    return zip_file(
        {
            "_rels/.rels": relations(f=("fixedrepresentation", "F.fdseq")),
            "F.fdseq": '<x><DocumentReference Source="D.fdoc"/></x>',
            "D.fdoc": "<x>" + '<PageContent Source="Pages/1.fpage"/>' * pages + "</x>",
            "Pages/1.fpage": f"<FixedPage>{page}</FixedPage>",
        }
    )


def record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def xls(sheet, sheets=1):
    """A workbook of Excel 97 whose sheets are all in one place."""
    begin = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0xDBB, 0x7CC, 0, 6))
    at = len(begin) + sheets * 13 + 4
    name = record(0x85, struct.pack("<IBBBBc", at, 0, 0, 1, 0, b"S"))
    inner = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0xDBB, 0x7CC, 0, 6))
    return compound_file(
        {"Workbook": begin + name * sheets + record(10) + inner + sheet + record(10)}
    )


def label(row, text):
    return record(0x204, struct.pack("<HHHHB", row, 0, 0, len(text), 0) + text.encode())


LINK = struct.pack("<HHHH16sII", 0, 65_535, 0, 3, bytes(16), 2, 0)
"""A link over 262,144 cells."""


def properties(count):
    """A file of Excel with so many properties, which are all the same text."""
    text = struct.pack("<II", 30, 8 * count) + b"a" * 8 * count
    entries = b"".join(struct.pack("<II", number + 50, 8 + 8 * count) for number in range(count))
    section = struct.pack("<II", 8 + 8 * count + len(text), count) + entries + text
    summary = bytes(28) + bytes(16) + struct.pack("<I", 48) + section
    workbook = CompoundFile(xls(label(0, SAID))).stream("Workbook")
    return compound_file({"Workbook": workbook, "\x05SummaryInformation": summary})


def webarchive(frames):
    """A page that Safari saved, whose frames name frames, and those others, so often each."""
    main = {"WebResourceData": f"<p>{SAID}</p>".encode(), "WebResourceMIMEType": "text/html"}
    inner = {"WebMainResource": main}
    for _ in range(3):
        inner = {"WebMainResource": main, "WebSubframeArchives": [inner] * frames}
    return plistlib.dumps(inner, fmt=plistlib.FMT_BINARY)


OBJECT = '<draw:object xlink:href="./O"/>'
PACKAGES = {
    "pptx": {"a slide": lambda size: pptx(SHAPE + "<x/>" * size, slides=size)},
    "xlsx": {
        "a sheet": lambda size: xlsx(cells(1, [SAID]) + "<row/>" * size, sheets=size // 5 + 1)
    },
    "odt": {
        "an object": lambda size: odt(
            f"<text:p>{SAID}</text:p>" + OBJECT * (size // 10),
            {"O/content.xml": document("<text:x/>" * 40 * size)},
        )
    },
    "xps": {"a page": lambda size: xps(GLYPHS + "<x/>" * 10 * size, size)},
    "vsdx": {
        "texts in each other": lambda size: zip_file(
            {
                "visio/pages/page1.xml": "<a>"
                + "<Text>" * (size // 5 + 1)
                + f"{SAID}\n" * 10 * size
                + "</Text>" * (size // 5 + 1)
                + "</a>"
            }
        )
    },
    "xls": {
        "a sheet": lambda size: xls(label(0, SAID) + label(1, "x") * size, size // 5 + 1),
        "a link": lambda size: xls(label(0, SAID) + record(0x1B8, LINK) * size),
        "a property": properties,
    },
    "webarchive": {"a frame": lambda size: webarchive(size // 10 + 1)},
    "ofd": {
        "a graphic of empty elements": lambda size: ofd(TEXT + DRAWN * size, unit="<x/>" * size),
        "a page": lambda size: ofd(TEXT + "<x/>" * size, pages=size),
        "resources": lambda size: ofd(TEXT, unit="<x/>" * size, documents=size),
    },
    "epub": {
        "a missing chapter": lambda size: epub(spine='<itemref idref="m"/>' * size, files=size),
        "a missing secret": lambda size: epub(
            encrypted='<CipherReference URI="z"/>' * size, files=size
        ),
        "elements in each other": lambda size: epub(metadata="<x>" * 8 * size),
    },
}


CASES = [(kind, name) for kind, cases in PACKAGES.items() for name in cases]


@pytest.mark.parametrize(("kind", "name"), CASES, ids=[" ".join(case) for case in CASES])
def test_what_is_named_again_takes_no_more_time(kind, name):
    make = PACKAGES[kind][name]

    read = functools.partial(text, kind)

    assert SAID in read(make(3))
    assert exponent(read, make, (100, 1_000)) < STEEP


def test_a_graphic_that_is_drawn_twice_is_read_twice():
    body = text("ofd", ofd(DRAWN + DRAWN.replace("0 0", "0 90"), unit=TEXT))

    assert body.count(SAID) == 2


ONCE = {
    "pptx": lambda count: pptx(SHAPE, slides=count),
    "ofd": lambda count: ofd(TEXT, pages=count),
    "xps": lambda count: xps(GLYPHS, count),
    "xlsx": lambda count: xlsx(cells(1, [SAID]), sheets=count),
    "xls": lambda count: xls(label(0, SAID), count),
}


@pytest.mark.parametrize("kind", ONCE)
def test_what_is_named_again_is_read_once_and_that_is_said(kind):
    for count in (1, 3):
        found = items(kind, ONCE[kind](count))
        reports = [item for item in found if not isinstance(item, Skipped)]
        said = " ".join(
            item.reason if isinstance(item, Skipped) else dict(item.origins).get("paragraphs", "")
            for item in found
        )

        assert sum(report.body.count(SAID) for report in reports) == 1
        assert ("were read once" in said) == (count > 1)


def test_the_properties_of_a_file_of_excel_are_read_behind_many_others():
    [report] = items("xls", properties(40))

    assert SAID in report.body


def pdf(draws, side):
    """A page that draws one picture of so many pixels by so many, again and again."""
    drawn = "q 9 0 0 9 0 0 cm /I Do Q " * draws
    size = f"/Width {side}/Height {side}/BitsPerComponent 1/Filter/CCITTFaxDecode"
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>",
        f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream",
        f"<</Length 1/Subtype/Image/ColorSpace/DeviceGray{size}>>stream\n0\nendstream",
    ]
    objects = "\n".join(f"{n} 0 obj\n{part}\nendobj" for n, part in enumerate(parts, start=1))
    return f"%PDF-1.4\n{objects}\ntrailer<</Root 1 0 R>>\n%%EOF".encode()


@pytest.mark.parametrize(
    ("draws", "side", "too_many"), [(1, 4_000, 0), (1, 30_000, 1), (40, 4_000, 1)]
)
def test_a_page_of_too_many_pixels_is_not_drawn(draws, side, too_many):
    data = pdf(draws, side)
    [said] = items("pdf", data)

    assert ("too many pixels" in said.reason) == too_many
    assert pdf_reader.scanned_pages(data) == [1] * (1 - too_many)


def test_a_memo_of_blanks_that_rows_name_again_counts_each_time(tmp_path):
    columns = [(b"TITLE", b"C", 20), (b"BODY", b"M", 10)]
    head = b"".join(
        name.ljust(11, b"\0") + kind + bytes(4) + bytes([width]) + bytes(15)
        for name, kind, width in columns
    )
    first = b" " + b"Quay".ljust(20) + b"1".rjust(10)
    again = b" " + b"Pier".ljust(20) + b"2".rjust(10)
    rows = first + again * 3_000
    start = struct.pack("<4xIHH20x", len(rows) // len(first), 33 + len(head), len(first))
    (tmp_path / "a.dbf").write_bytes(b"\x83\x7c\x05\x06" + start[4:] + head + b"\r" + rows)
    memo = SAID.encode().ljust(511, b"\x1a") + b"\x1a"
    (tmp_path / "a.dbt").write_bytes(bytes(512) + memo + b" " * (4 << 20))
    read = [item for entry in corpus.entries(str(tmp_path)) for item in all_of(entry)]

    assert any(SAID in getattr(item, "body", "") for item in read)
    assert any("states more text" in getattr(item, "reason", "") for item in read)


def all_of(entry):
    return [entry] if isinstance(entry, Skipped) else extract.read(entry)
