"""What annotations draw on a page of a PDF is text of the page."""

import pytest

from index.indexing import extract
from index.ingest.source_file import SourceFile

LINE = "The harbour board agreed on Thursday to rebuild the quay."
FONT = "/Resources<</Font<</F1 6 0 R>>>>"


def pdf_with(annotation, drawn):
    """A page of one line with an annotation that draws a text."""
    page = f"BT /F1 12 Tf 40 300 Td ({LINE}) Tj ET"
    form = f"BT /F1 14 Tf 5 10 Td ({drawn}) Tj ET"
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 400]{FONT}/Contents 4 0 R/Annots[5 0 R]>>",
        f"<</Length {len(page)}>>stream\n{page}\nendstream",
        f"<</Type/Annot{annotation}/Rect[40 100 300 140]/AP<</N 7 0 R>>>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        f"<</Subtype/Form/BBox[0 0 260 40]{FONT}/Length {len(form)}>>stream\n{form}\nendstream",
    )
    body, offsets = "%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = f"trailer<</Root 1 0 R/Size 8>>\nstartxref\n{len(body)}\n%%EOF"
    return f"{body}xref\n0 8\n0000000000 65535 f \n{table}{end}".encode()


@pytest.mark.parametrize(
    ("annotation", "drawn", "text"),
    [
        ("/Subtype/Stamp/F 4", "RECEIVED BY THE CLERK", "RECEIVED BY THE CLERK"),
        ("/Subtype/FreeText/F 4/Contents(Seen by me)", "Seen by me", "Seen by me"),
        ("/Subtype/Stamp/F 2", "HIDDEN STAMP", ""),
        ("/Subtype/Stamp/F 32", "STAMP ON PAPER ALONE", ""),
        ("/Subtype/Text/F 4/Contents(A note)", "icon", "A note"),
        ("/Subtype/Stamp/F 4", "harbour board", ""),
    ],
    ids=["a stamp", "a callout once", "hidden", "without a view", "an icon", "known words"],
)  # fmt: skip
def test_what_an_annotation_draws_is_read_once(annotation, drawn, text):
    data = pdf_with(annotation, drawn)
    [report] = extract.read(SourceFile(path="a.pdf", file="", kind="pdf", data=data))
    lines = [line for line in (report.title, *report.paragraphs) if line != LINE]

    assert [line for line in lines if not LINE.startswith(line.rstrip("…"))] == [text] * bool(text)
