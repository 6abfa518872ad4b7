"""The paragraphs of HTML that a mail, a book or an RTF file contains."""

from index.ingest import markup_tree
from index.ingest.formats import xml_text
from index.ingest.webpage.main_text import body
from index.ingest.webpage.tree.blocks import page_blocks


def paragraphs_of_markup(markup: str) -> list[str]:
    """All paragraphs of an HTML page."""
    page = markup_tree.parsed(xml_text.undeclared(markup))
    return body.everything(page_blocks(page))
