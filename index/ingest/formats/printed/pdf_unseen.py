"""Takes out of a page of a PDF the text that nobody sees: white, transparent, tiny, switched off.

What is drawn where a text lies unseen may be its picture, as that of a scan is: it is kept then.
"""

import contextlib
from dataclasses import dataclass

import pypdfium2

from index.ingest.formats.printed import pdf_actual_text, pdf_layers, pdf_marks
from index.ingest.formats.printed.drawn_ground import DrawnGround
from index.ingest.formats.printed.pdf_inks import InkReader, InkState
from index.ingest.formats.printed.pdf_objects import DrawnObject, ObjectKind, objects_of


@dataclass(frozen=True, slots=True)
class UnseenText:
    """Whether unseen text was taken out of a page, and whether some was kept.

    A page is corrected where its file says other words than it draws.
    """

    left_out: bool = False
    laid: bool = False
    corrected: bool = False


ALL_SEEN = UnseenText()
"""Nothing was done."""


def without_unseen(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> UnseenText:
    """Take the text that nobody sees out of an open page; one without other text keeps it."""
    drawn = list(objects_of(page))
    texts = [shown for shown in drawn if shown.kind == ObjectKind.TEXT]
    marks = pdf_marks.distinct(texts)
    corrected = pdf_actual_text.corrected(document, page, marks)
    reader = InkReader()
    states = {id(text): reader.state_of(text) for text in texts}
    states |= {id(text): InkState.OFF for text in pdf_layers.switched_off(page, marks)}
    if not any(states.values()):
        return UnseenText(corrected=corrected)
    ground = DrawnGround(page.get_mediabox())
    ground.cover(shown for shown in drawn if reader.is_ground(shown))
    gone, laid = _judged(texts, states, ground)
    with contextlib.closing(page.get_textpage()) as text_page:
        gone, laid = _worded(gone, text_page), _worded(laid, text_page)
        ends = {id(text) for text in gone}
        others = (text for text in texts if id(text) not in ends)
        bare = not any(_has_letters(text, text_page) for text in others)
    if bare:
        return UnseenText(laid=bool(gone), corrected=corrected)
    for text in gone:
        text.remove(page)
    return UnseenText(bool(gone), bool(laid), corrected)


def _judged(
    texts: list[DrawnObject], states: dict[int, InkState], ground: DrawnGround
) -> tuple[list[DrawnObject], list[DrawnObject]]:
    """The texts that nobody sees, and those that lie unseen over what may be their picture.

    Text without ink may have letters below it that another font draws. `SEEN` is false.
    """
    unseen = [text for text in texts if states[id(text)]]
    over = {id(text) for text in unseen if ground.is_below(text)}
    ground.cover(text for text in texts if not states[id(text)])
    gone, laid = [], []
    for text in unseen:
        state, is_over = states[id(text)], id(text) in over
        if state in {InkState.CLEAR, InkState.OFF} and (
            is_over or (state == InkState.CLEAR and ground.is_below(text))
        ):
            laid.append(text)
        elif not (state == InkState.WHITE and is_over):
            gone.append(text)
    return gone, laid


def _worded(texts: list[DrawnObject], text_page: pypdfium2.PdfTextPage) -> list[DrawnObject]:
    """The texts that have letters; others are not seen anyway."""
    return [text for text in texts if _has_letters(text, text_page)]


def _has_letters(text: DrawnObject, text_page: pypdfium2.PdfTextPage) -> bool:
    return any(map(str.isalnum, text.written(text_page)))
