"""Finds exports of newspaper databases in Word and RTF files: many articles in one file."""

from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.formats.plain_text import databases, plain


def read(draft: Draft, lines: list[str], rules: ExtractionRules) -> bool:
    """Read an export into the draft and further ones; False if the lines are no export.

    Each article must end with the line that databases put below it.
    """
    text = "\n\n".join(line for line in lines if line.strip())
    if not databases.is_marked(text):
        return False
    plain.read(draft, text, rules)
    return True
