"""The table of citation formats; the report's page and all exports of citations use it."""

from dataclasses import dataclass
from types import MappingProxyType

from search.views import citation

_TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationFormat:
    """A way to write citations; `label` is its name for people, `ending` that of a file."""

    label: str
    cite: citation.Cite
    ending: str = "txt"
    mimetype: str = _TEXT


CITATION_FORMATS = MappingProxyType(
    {
        "gbt7714": CitationFormat(label="GB/T 7714", cite=citation.gbt7714),
        "apa": CitationFormat(label="APA", cite=citation.apa),
        "bibtex": CitationFormat(
            label="BibTeX",
            cite=citation.bibtex,
            ending="bib",
            mimetype="application/x-bibtex; charset=utf-8",
        ),
        "ris": CitationFormat(
            label="RIS",
            cite=citation.ris,
            ending="ris",
            mimetype="application/x-research-info-systems; charset=utf-8",
        ),
    }
)
"""The formats by their name in an address, in the order of the report's page."""
