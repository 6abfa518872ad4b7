"""Marks of notes behind names on the first page of a PDF are written as marks, not as letters."""

import pytest

from tests.test_formats import pdf_file
from tests.test_pdf import read

TEXT = "The harbour board of Larkford agreed on Thursday to rebuild the eastern quay this year."


def page(*pieces):
    """A page whose second line has pieces: a text, its size and how far it is raised."""
    names = " ".join(f"/F1 {size} Tf {rise} Ts ({text}) Tj" for text, size, rise in pieces)
    rest = "/F1 12 Tf 0 Ts " + f"T* T* ({TEXT}) Tj " * 3
    return pdf_file([[f") Tj /F1 24 Tf (Wax as a principle) Tj T* T* {names} {rest} ("]])


@pytest.mark.parametrize(
    ("pieces", "line", "author"),
    [
        (
            [("Mary Oakes", 12, 0), ("a,b", 7, 4), (", Daniel Pike", 12, 0), ("b", 7, 4)],
            "Mary Oakesᵃ˒ᵇ, Daniel Pikeᵇ",
            "Mary Oakes, Daniel Pike",
        ),
        (
            [("Mary Oakes", 12, 0), ("1", 12, 4), (", Daniel Pike", 12, 0), ("2", 12, 4)],
            "Mary Oakes¹, Daniel Pike²",
            "Mary Oakes, Daniel Pike",
        ),
        ([("Mary Oakesa, Daniel Pikeb", 12, 0)], "Mary Oakesa, Daniel Pikeb", None),
        ([("Mary", 12, 0), ("land Oakes", 7, 0)], "Maryland Oakes", None),
    ],
    ids=["small", "raised", "letters of the name", "words in small letters"],
)
def test_small_or_raised_letters_behind_a_name_are_marks(pieces, line, author):
    report = read(page(*pieces))

    assert line in (*report.paragraphs, report.title, report.author)
    assert author is None or report.author == author
