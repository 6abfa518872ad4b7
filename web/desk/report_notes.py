"""The text of a report with the passages that this reader noted."""

from collections.abc import Iterator

from markupsafe import Markup

from search.views.report_view import ReportView
from web.desk.context import reader_desk
from web.desk.passages import MAX_SHOWN, PassageFinder, PassageRange, with_passages
from web.highlight_html import marked_html
from web.language import gettext


def noted_paragraphs(view: ReportView, numbers: Iterator[int]) -> list[Markup]:
    """The paragraphs of a report, its matches numbered, the noted passages highlighted."""
    ranges = _ranges(view)
    if not ranges:
        return [
            marked_html(paragraph.text, paragraph.marks, numbers) for paragraph in view.paragraphs
        ]
    label = gettext("Note on this passage")
    return [with_passages(paragraph, ranges, numbers, label) for paragraph in view.paragraphs]


def _ranges(view: ReportView) -> list[PassageRange]:
    """Where the noted passages of all collections are; one that is gone from the text is not."""
    desk = reader_desk()
    notes = desk.notes_on(view.report.id) if desk else ()
    passages = [passage for note in notes for passage in note.item.passages][:MAX_SHOWN]
    finder = PassageFinder(view.report.body if passages else "")
    located = [(passage.id, finder.locate(passage.quote, passage.start)) for passage in passages]
    return [PassageRange(number, *span) for number, span in located if span is not None]
