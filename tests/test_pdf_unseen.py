"""What nobody sees on a page of a PDF is not read as if it stood there; what is seen never goes."""

import pytest

from index.ingest.formats.printed import pdf_actual_text
from index.ingest.scans import recogniser
from tests.test_formats import pdf_file
from tests.test_pdf import read

SEEN = "The ferry of Larkford leaves at seven each morning of the week."
OTHER = "The council voted for the northern ramp after a debate of four hours."
LEFT_OUT, LAID = "text that nobody sees was left out", "the text lies unseen on the page"
CORRECTED = "drawn words were read"


@pytest.fixture(autouse=True)
def no_reader_of_scans(monkeypatch):
    """What is right does not depend on what else is installed."""
    monkeypatch.setattr(recogniser, "installed", lambda: False)


def page(drawn, *, resources="", catalog=""):
    """A PDF of one page with a line that is seen, and what else it draws."""
    data = pdf_file([[f"{SEEN}) Tj ET {drawn} BT ("]])
    data = data.replace(b"/Font << /F1 3 0 R >>", b"/Font << /F1 3 0 R >> " + resources.encode())
    return data.replace(b"/Pages 2 0 R", b"/Pages 2 0 R " + catalog.encode())


def text(words=OTHER, *, size=12, before="", at="50 600"):
    return f"BT {before} /F1 {size} Tf {at} Td ({words}) Tj 0 Tr ET"


GROUND = "0.1 0.2 0.5 rg 40 590 500 30 re f"
LETTERS = " ".join(f"{50 + 6 * at} 598 5 14 re f" for at in range(70))
PICTURE = "q 500 0 0 30 40 590 cm BI /W 1 /H 1 /BPC 8 /CS /G ID 0 EI Q"
CASES = {
    "without ink": (text(before="3 Tr"), "", LEFT_OUT),
    "only an edge": (text(before="7 Tr"), "", LEFT_OUT),
    "white": (f"1 1 1 rg {text()} 0 g", "", LEFT_OUT),
    "almost white": (f"0.98 g {text()} 0 g", "", LEFT_OUT),
    "no ink of four": (f"0 0 0 0 k {text()} 0 g", "", LEFT_OUT),
    "white edges of letters": (f"1 G {text(before='1 Tr')} 0 G", "", LEFT_OUT),
    "white on white": (f"1 g 40 590 500 30 re f {text()} 0 g", "", LEFT_OUT),
    "white below a frame": (f"40 90 500 600 re S 1 g {text()} 0 g", "", LEFT_OUT),
    "a tenth of a point": (text(size="0.1"), "", LEFT_OUT),
    "made small": (f"q 0.01 0 0 0.01 50 600 cm {text(at='0 0')} Q", "", LEFT_OUT),
    "white on a ground": (f"{GROUND} 1 g {text()} 0 g", OTHER, ""),
    "white on a thick line": (f"30 w 40 605 m 540 605 l S 1 g {text()} 0 g", OTHER, ""),
    "white on a picture": (f"{PICTURE} 1 g {text()} 0 g", OTHER, ""),
    "a size that is scaled": (f"q 12 0 0 12 50 600 cm {text(size=1, at='0 0')} Q", OTHER, ""),
    "small print": (text(size=4), OTHER, ""),
    "light grey": (f"0.8 g {text()} 0 g", OTHER, ""),
    "filled and with edges": (f"1 g {text(before='2 Tr')} 0 g", OTHER, ""),
    "without ink over a picture": (f"{PICTURE} {text(before='3 Tr')}", OTHER, LAID),
    "without ink over drawn letters": (f"{LETTERS} {text(before='3 Tr')}", OTHER, LAID),
}


@pytest.mark.parametrize(("drawn", "read_too", "said"), CASES.values(), ids=CASES)
def test_text_that_nobody_sees_is_left_out_and_said(drawn, read_too, said):
    report = read(page(drawn))

    assert report.paragraphs == (*filter(None, [SEEN, read_too]),)
    note = dict(report.origins).get("paragraphs", "")
    assert said in note
    assert bool(said) == bool(note)


LAYER = "/OCProperties << /OCGs [9 0 R] /D << {state} >> >>"
GROUP = b"9 0 obj\n<< /Type /OCG /Name (North) >>\nendobj\n"
IN_LAYER = f"/OC /L BDC {text()} EMC"


@pytest.mark.parametrize(
    ("state", "read_too"),
    [("", OTHER), ("/ON [9 0 R]", OTHER), ("/OFF [9 0 R]", ""), ("/BaseState /OFF", "")],
)
def test_text_of_a_layer_is_read_where_the_layer_is_shown(state, read_too):
    catalog = LAYER.format(state=state)
    data = page(IN_LAYER, resources="/Properties << /L 9 0 R >>", catalog=catalog)

    report = read(data.replace(b"1 0 obj", GROUP + b"1 0 obj", 1))

    assert report.paragraphs == (*filter(None, [SEEN, read_too]),)
    assert (LEFT_OUT in dict(report.origins).get("paragraphs", "")) == (not read_too)


def test_a_page_of_unseen_text_alone_keeps_it_and_says_so():
    report = read(pdf_file([[f") Tj 3 Tr ({SEEN}"]]))

    assert report.paragraphs == (SEEN,)
    assert LAID in dict(report.origins)["paragraphs"]


MARKED = "/Span << /ActualText ({said}) >> BDC {drawn} EMC"


@pytest.mark.parametrize(
    ("said", "read_too", "note"),
    [
        ("Nobody wrote any such remark here.", OTHER, CORRECTED),
        (OTHER, OTHER, ""),
        (OTHER.replace("northern", "northern "), OTHER, ""),
    ],
)
def test_words_are_those_that_are_drawn_where_the_file_says_others(said, read_too, note):
    report = read(page(MARKED.format(said=said, drawn=text())))

    assert report.paragraphs == (SEEN, read_too)
    assert note in dict(report.origins).get("paragraphs", "")


@pytest.mark.parametrize(
    ("said", "drawn", "other"),
    [
        ("the ferry left", "the ferry left", False),
        ("ferry", "yrref", False),
        ("officials", "of\ufb01cials", False),
        ("officials", "Q7#$%&x!", False),
        ("officials", "qwrtzpsdf", False),
        ("北码头重建", "北码头重建", False),
        ("नमस्ते", "नमसत", False),
        ("-", "\u00ad", False),
        ("nobody agreed", "all were pleased", True),
        ("工程已经取消", "北码头重建完成", True),
        ("工程已经取消", "The quay is rebuilt", True),
    ],
)
def test_a_mark_is_believed_unless_other_words_are_drawn(said, drawn, other):
    assert pdf_actual_text.is_other(said, drawn) == other
