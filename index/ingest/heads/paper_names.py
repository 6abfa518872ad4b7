"""Recognises the names of papers by their last word or their article, in several languages."""

import re

from index.ingest import word_lists

_ENGLISH = "|".join(word_lists.table("outlets")["papers"])
_FOREIGN = "|".join(filter(str.istitle, word_lists.table("outlets")["foreign"]))
_PAPER = re.compile(
    rf"(?:The )?(?:[A-Z][\w'’.&-]{{0,20}} ){{1,3}}(?:{_ENGLISH})"
    rf"|(?:(?:L[ae]s?|L['’]|El|Los|Il|Die|Der|Das|Het|De|O) ?(?:[A-Z][\w'’-]{{1,20}} ){{0,2}}"
    rf"|[A-ZÀ-Þ][\w'’-]{{1,20}} )(?:{_FOREIGN})"
    r"(?: (?:d[aeiou]|de[lnrs]|de la|d['’]|von|van|für)? ?[A-ZÀ-Þ][\w'’-]{1,20}){0,2}"
)


def has_form(name: str) -> bool:
    """Whether a name has the form of a paper's.

    Larkford Record; Le Courrier de Valbrune; Altenbrucher Bote.
    """
    return _PAPER.fullmatch(name) is not None
