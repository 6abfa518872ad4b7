"""Turns names with the family name first, as catalogues have them, into names in plain order."""

import re

from index.ingest.heads import job_titles, person_names

_FAMILY_FIRST = re.compile(
    r"(?P<family>(?:(?:[a-z]{1,3}|[A-Z][^\W\d_]*[.'’]?)[\s-]){0,3}[^\W\d_][\w.'’-]*),\s{1,3}"
    r"(?P<given>[^\W\d_][\w.'’-]*(?:\s[^\W\d_][\w.'’-]*){0,2})"
)
"""Quill, Ada; van der Berg, Jo; García Márquez, Gabriel"""
_SEMICOLON = re.compile("[;；]")
_SUFFIX = re.compile(r"(?:jr|sr|ph\.?d|md|m\.d|esq|ii|iii|iv)\.?", re.IGNORECASE)


def given_first(value: str, *, listed: bool) -> str:
    """Turns "Quill, Ada" into "Ada Quill"; other names are unchanged.

    If names are `listed` separately, the family name may have several words; otherwise two words
    before a comma are the name of another person.
    """
    if not listed and _SEMICOLON.search(value):
        names = filter(None, map(str.strip, _SEMICOLON.split(value)))
        return ", ".join(given_first(name, listed=True) for name in names)
    joined = value.split(" and ")
    if len(joined) > 1 and all(_FAMILY_FIRST.fullmatch(name.strip()) for name in joined):
        return ", ".join(given_first(name, listed=True) for name in joined)
    match = _FAMILY_FIRST.fullmatch(value.strip())
    if match is None or _SUFFIX.fullmatch(match["given"]) or person_names.is_outlet(match["given"]):
        return value
    if not listed and len(re.sub(r"\b[a-z]{1,3}\s", "", match["family"]).split()) > 1:
        return value
    if _HAN_NAME.search(match["family"]):
        known = person_names.is_surname(match["family"])
        return match["family"] + match["given"] if known else value
    return f"{match['given']} {match['family']}"


def listed(value: str) -> str:
    """Turns a list such as "Quill, Ada; Reed, Tom" into "Ada Quill, Tom Reed"."""
    value = re.sub(r"^by\s+", "", value.strip(), flags=re.IGNORECASE).rstrip(".")
    names = filter(None, map(str.strip, _SEMICOLON.split(value)))
    bare = map(job_titles.without_job, names)  # Ada Quill, Staff Writer is in order
    return ", ".join(dict.fromkeys(given_first(name, listed=True) for name in bare))


_HAN_NAME = re.compile(r"[\u3400-\u9fff]{1,2}")
