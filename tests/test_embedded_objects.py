"""Files inside office files, in each of the ways in which programs keep them."""

import io
import struct
import zipfile

import pypdfium2
import pytest

from index.indexing import extract
from index.ingest.formats.compound import CompoundFile
from index.ingest.source_file import SourceFile
from index.report import Report
from tests.made_files import (
    compound_file,
    doc_file,
    odf_file,
    ppt_file,
    pptx_file,
    relations,
    xlsx_file,
    zip_file,
)
from tests.test_formats import pdf_file

INSIDE = "The board met on the north quay."
HOST = "The report has a file inside."
TEXT = INSIDE.encode()
RTF = f"{{\\rtf1 {INSIDE}}}".encode()


def attachment(name="notes.txt", data=TEXT):
    """The stream of the packager of Windows."""
    path = b"C:\\" + name.encode() + b"\0"
    body = struct.pack("<H", 2) + name.encode() + b"\0" + path + struct.pack("<HH", 0, 3)
    body += struct.pack("<I", len(path)) + path + struct.pack("<I", len(data)) + data
    return struct.pack("<I", len(body)) + body


def docx(**objects):
    """A Word file with objects by the name of their part."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    links = {f"o{number}": ("oleObject", name) for number, name in enumerate(objects)}
    return zip_file(
        {
            "_rels/.rels": relations(a=("officeDocument", "word/document.xml")),
            "word/_rels/document.xml.rels": relations(**links),
            "word/document.xml": f'<w:document xmlns:w="{word}"><w:body><w:p><w:r><w:t>{HOST}'
            "</w:t></w:r></w:p></w:body></w:document>",
            **{f"word/{name}": data for name, data in objects.items()},
        }
    )


def with_part(package, beside, path, data):
    """A package of Open XML with one more part, to which another refers."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    folder, _, name = beside.rpartition("/")
    parts[f"{folder}/_rels/{name}.rels"] = relations(x=("oleObject", f"/{path}"))
    return zip_file({**parts, path: data})


def rtf_object(kind, data):
    """An object as RTF writes it, in hexadecimal digits."""
    name = kind.encode() + b"\0"
    native = struct.pack("<III", 0x501, 2, len(name)) + name + struct.pack("<II", 0, 0)
    digits = (native + struct.pack("<I", len(data)) + data).hex()
    lines = "\n".join(digits[at : at + 64] for at in range(0, len(digits), 64))
    return f"{{\\rtf1 {HOST}{{\\object\\objemb{{\\*\\objdata {lines}}}}}}}".encode()


PACKED = compound_file({"\x01Ole10Native": attachment()})
FILES = {
    "an attachment in Word": ("a.docx", docx(**{"oleObject1.bin": PACKED}), "a.docx!notes.txt"),
    "a PDF in Word": (
        "a.docx",
        docx(**{"oleObject1.bin": compound_file({"CONTENTS": pdf_file([[INSIDE]])})}),
        "a.docx!oleObject1.pdf",
    ),
    "an old Word file in Word": (
        "a.docx",
        docx(**{"oleObject1.bin": doc_file(f"{INSIDE}\r")}),
        "a.docx!oleObject1.doc",
    ),
    "an attachment on slides": (
        "a.pptx",
        with_part(pptx_file(((HOST,),)), "ppt/slides/slide0.xml", "ppt/embeddings/o.bin", PACKED),
        "a.pptx!notes.txt",
    ),
    "an attachment on a sheet": (
        "a.xlsx",
        with_part(
            xlsx_file(((HOST, "x"), ("y", "z"))), "xl/worksheets/sheet1.xml", "xl/o.bin", PACKED
        ),
        "a.xlsx!notes.txt",
    ),
    "an attachment in old Word": (
        "a.doc",
        doc_file(f"{HOST}\r", others={"ObjectPool/_1/\x01Ole10Native": attachment()}),
        "a.doc!notes.txt",
    ),
    "a file of WordPad in old Word": (
        "a.doc",
        doc_file(f"{HOST}\r", others={"ObjectPool/_1/Contents": RTF}),
        "a.doc!object1.rtf",
    ),
    "slides in old Word": (
        "a.doc",
        doc_file(
            f"{HOST}\r",
            others={"ObjectPool/_1/Package": pptx_file(((INSIDE,),)), "ObjectPool/_1/x": b""},
        ),
        "a.doc!object1",
    ),
    "an attachment on old slides": (
        "a.ppt",
        ppt_file(((HOST,),), inside=PACKED),
        "a.ppt!notes.txt",
    ),
    "an old Word file on old slides": (
        "a.ppt",
        ppt_file(((HOST,),), inside=doc_file(f"{INSIDE}\r")),
        "a.ppt!object1.doc",
    ),
    "an old Word file in RTF": (
        "a.rtf",
        rtf_object("Word.Document.8", doc_file(f"{INSIDE}\r")),
        "a.rtf!object1.doc",
    ),
    "an attachment in RTF": ("a.rtf", rtf_object("Package", attachment()[4:]), "a.rtf!notes.txt"),
}


def items_of(name, data):
    kind = name.rpartition(".")[2]
    return list(extract.read(SourceFile(path=name, file="", kind=kind, data=data)))


@pytest.mark.parametrize(("name", "data", "path"), FILES.values(), ids=FILES)
def test_a_file_inside_an_office_file_is_a_report_that_knows_where_it_was(name, data, path):
    host, inside = items_of(name, data)

    assert HOST in f"{host.title} {host.body}"
    assert INSIDE.rstrip(".") in f"{inside.title} {inside.body}"
    assert (inside.path, inside.attached_to) == (path, name)
    assert host.attachments == (path,)


def test_a_document_is_made_of_the_streams_that_an_old_file_keeps_of_it():
    file = CompoundFile(doc_file(f"{INSIDE}\r"))
    others = {f"ObjectPool/_1/{name}": file.stream(name) for name in file.names}

    _, inside = items_of("a.doc", doc_file(f"{HOST}\r", others=others))

    assert INSIDE.rstrip(".") in f"{inside.title} {inside.body}"


DAMAGED = {
    "an attachment that is cut": attachment()[:20],
    "an attachment of no size": attachment(data=b""),
    "one whose sizes are wrong": attachment()[:6] + b"\xff" * 40,
    "nothing": b"",
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_object_leaves_the_text_around_it(data):
    native = doc_file(f"{HOST}\r", others={"ObjectPool/_1/\x01Ole10Native": data})

    [host] = [item for item in items_of("a.doc", native) if isinstance(item, Report)]

    assert HOST.rstrip(".") in f"{host.title} {host.body}"


def test_objects_of_one_name_are_told_apart():
    objects = {
        f"oleObject{number}.bin": compound_file(
            {"\x01Ole10Native": attachment(data=f"{INSIDE} {number}".encode())}
        )
        for number in (1, 2)
    }

    paths = [item.path for item in items_of("a.docx", docx(**objects))]

    assert paths == ["a.docx", "a.docx!notes.txt", "a.docx!notes-2.txt"]


LINKED = 'xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="./Object 1"'


def odf(inner, kind="text", more=None, name="object"):
    """An OpenDocument file whose object is the folder `Object 1`, or the file `more`."""
    frame = f"<draw:frame><draw:{name} {LINKED}/></draw:frame>"
    shown = {
        "text": f"<office:text><text:p>{HOST}{frame} It ends.</text:p></office:text>",
        "spreadsheet": "<office:spreadsheet><table:table><table:shapes>"
        f"{frame}</table:shapes><table:table-row><table:table-cell><text:p>{HOST}</text:p>"
        "</table:table-cell></table:table-row></table:table></office:spreadsheet>",
    }[kind]
    with zipfile.ZipFile(io.BytesIO(odf_file(shown, kind))) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    return zip_file({**parts, **({"Object 1": more} if more else inner_parts(inner))})


def inner_parts(inner):
    if inner.startswith("<math"):
        return {"Object 1/content.xml": inner}
    with zipfile.ZipFile(io.BytesIO(odf_file(inner))) as archive:
        return {"Object 1/content.xml": archive.read("content.xml")}


SHEET = f"""<office:spreadsheet><table:table><table:table-row><table:table-cell>
<text:p>{INSIDE}</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>"""
CHART = """<office:chart><chart xmlns="c"><title><text:p>Ships by month</text:p></title>
<table:table><table:table-row><table:table-cell><text:p>May</text:p></table:table-cell>
<table:table-cell><text:p>17</text:p></table:table-cell></table:table-row></table:table></chart></office:chart>"""
FORMULA = """<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><msup><mi>x</mi><mn>2</mn></msup>
<mo>=</mo><mfrac><mi>a</mi><mrow><mi>b</mi><mo>+</mo><mn>1</mn></mrow></mfrac></mrow>
<annotation encoding="StarMath 5.0">x^2 = a over {b + 1}</annotation></semantics></math>"""


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.odt", odf(SHEET)),
        ("a.ods", odf(SHEET, "spreadsheet")),
        ("a.odt", odf(f"<office:text><text:p>{INSIDE}</text:p></office:text>")),
        ("a.odt", odf("", more=doc_file(INSIDE), name="object-ole")),
        ("a.odt", odf("", more=RTF)),
    ],
    ids=["a sheet", "in a sheet", "a text", "a Word file", "a file of another program"],
)
def test_an_object_in_a_file_of_opendocument_is_a_report_of_its_own(name, data):
    host, inside = items_of(name, data)

    assert HOST in (host.title, *host.paragraphs) or HOST in host.body
    assert INSIDE in f"{inside.title} {inside.body}"
    assert inside.attached_to == name


def test_a_chart_is_read_where_it_is_shown():
    [report] = items_of("a.odt", odf(CHART))

    assert {"Ships by month", "May | 17"} <= set(report.paragraphs)


def test_a_chart_in_a_spreadsheet_shows_values_of_its_cells_and_only_its_words_are_read():
    [report] = items_of("a.ods", odf(CHART, "spreadsheet"))

    assert "Ships by month" in report.body
    assert "May" not in report.body


def test_a_formula_stands_in_its_line():
    [report] = items_of("a.odt", odf(FORMULA))

    assert f"{HOST}x^2=a/(b+1) It ends." in report.body


def test_formulas_that_a_pdf_embeds_again_are_no_reports():
    document = pypdfium2.PdfDocument(pdf_file([["The sum is n squared."]]))
    formula = b'<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>n</mi></math>'
    for name, data in (("formula.xml", formula), ("note.txt", b"A note beside the sum.")):
        document.new_attachment(name).set_data(data)
    out = io.BytesIO()
    document.save(out)
    source = SourceFile(path="a.pdf", file="", kind="pdf", data=out.getvalue())
    reports = [item for item in extract.read(source) if isinstance(item, Report)]

    assert [report.title for report in reports] == ["The sum is n squared", "A note beside the sum"]
