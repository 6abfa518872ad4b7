"""Parts of a package that are named again and again take no more time than they and their names."""

import pytest

from index.indexing import extract
from index.ingest.source_file import SourceFile
from tests.growth import STEEP, exponent
from tests.packages import SAID, package

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
    return package(
        {
            "OFD.xml": f"<ofd:OFD {SPACE}>{roots}</ofd:OFD>",
            **{f"D{number}.xml": document for number in range(documents)},
            "Res.xml": f"<ofd:Res {SPACE}>{composite}</ofd:Res>",
            "P.xml": f"<ofd:Page {SPACE}><ofd:Content>{page}</ofd:Content></ofd:Page>",
        }
    )


def epub(*, metadata="", spine="", encrypted="", files=0):
    return package(
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


PACKAGES = {
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


def read(kind):
    def text(data):
        report, *_ = extract.read(SourceFile(path=f"a.{kind}", file="", kind=kind, data=data))
        return report.body

    return text


CASES = [(kind, name) for kind, cases in PACKAGES.items() for name in cases]


@pytest.mark.parametrize(("kind", "name"), CASES, ids=[" ".join(case) for case in CASES])
def test_what_is_named_again_takes_no_more_time(kind, name):
    make = PACKAGES[kind][name]

    assert SAID in read(kind)(make(3))
    assert exponent(read(kind), make, (100, 1_000)) < STEEP


def test_a_graphic_that_is_drawn_twice_is_read_twice():
    body = read("ofd")(ofd(DRAWN + DRAWN.replace("0 0", "0 90"), unit=TEXT))

    assert body.count(SAID) == 2
