"""Names of persons in Latin letters: their form, lists of them, and the words around them."""

import itertools
import re

from index.ingest.heads.field_labels import BREAK
from index.text.lazy_pattern import lazy_pattern

UPPER = "".join(
    chr(code)
    for code in (*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00))
    if chr(code).isupper()
)
"""The capital letters of all languages that are written in Latin letters."""
_LETTERS = r"[^\W\d_\u0370-\uffff]|[\u1e00-\u1eff]"
WORD = rf"[{UPPER}](?:{_LETTERS}|[.'’-]){{0,30}}"
_PARTICLE = (
    "a[fvln]|b[ei]n|bin[dt]|d[aeiou]|de[lnrsz]|d[ao]s|e[ln]|ibn|l[aeo]|las|los|te[nr]|v[ao]n|vom|z[u]|zum|zur"
    "|[a-z]\\.|[ye]|und"
)
PERSON = lazy_pattern(rf"{WORD}(?:\s{{1,4}}(?:(?:{_PARTICLE})\s{{1,4}}){{0,2}}{WORD}){{1,3}}")
"""The name of one person: Ada Quill, Loïc Le Clerc, Alberto Órfão, John v. Berg."""
NAME_FORM = (
    r"[A-ZÀ-Þ][\w'’.&-]*"
    r"(?: (?:of|the|and|for|&|d[aeiou]|de[lnrs]|l[ae]|las|los|für|van|[A-ZÀ-Þ][\w'’.&-]*)){1,5}"
)
"""A name of several words with capital letters."""
_WORDS_BY = (
    r"[Vv]on|VON|[Vv]om|[Bb]y|BY|[Pp]ar|PAR|[Pp]or|POR|[Dd]oor|di|av|af"
    r"|[Ww]ords by|[Tt]ext by"
)
_KINDS = (
    "about|über|author|autor(?:in|a)?|auteur|autore|text|texte|texto|testo|kommentar|artikel|beitrag|analyse"
    "|interview|kolumne|gastbeitrag|uhr|ein|veröffentlicht|erstellt|geschrieben|verfasst|gepostet"
    "|posted|published|written|story|escrito|escribe|publicado|publié|écrit|rédigé|scritto|skrevet"
)
_LEAD = re.compile(
    rf"(?:(?P<kind>(?i:{_KINDS}))\b\s?:?\s{{0,3}})?(?:(?P<by>{_WORDS_BY})(?:\s{{1,3}}|$))?"
)
"""The words before the name in an element of the author: Von, Artikel von, Author."""


def without_by(value: str) -> str:
    """A name without the words before it; empty if the value has nothing but such words."""
    value = value.strip()
    match = _LEAD.match(value)
    if match is None or not match[0]:
        return value
    rest = value[match.end() :].strip()
    if (match["kind"] or "").casefold() == "author" and " " not in rest:
        return value if rest else ""  # the placeholder Author Name
    if match["kind"] or not match["by"] or match["by"].islower() or not rest or " " in rest:
        return rest
    return value  # the name may be Von Miller


_COMMA = re.compile(r"\s?[,;/|]\s?")
AND = re.compile(r"\s(?:and|und|et|y|e|og|och|&)\s")
"""The word before the last name of a list."""
_BRACKETED = re.compile(r"\s?\([^()]{2,40}\)$")
_MAX_CHARS = 400
_ENDS = 2
"""The number of words behind names that may be a place, an agency or a degree."""


def several(value: str) -> list[str]:
    """The names of persons in a list, in its order; empty if a part of it is no name.

    Words at the end that cannot be names are left out: Ada Quill und Tom Reed, dpa.
    """
    parts = _parts(value)
    for _ in range(_ENDS):
        if len(parts) > 1 and " " not in parts[-1]:
            parts.pop()
    names = [name for part in parts for name in _both(part)]
    return list(dict.fromkeys(names)) if all(map(PERSON.fullmatch, names)) else []


def leading(value: str) -> list[str]:
    """The names of persons with which a list begins, as in Ada Quill, Redakteurin der Zeitung."""
    names = [name for part in _parts(value) for name in _both(part)]
    return list(dict.fromkeys(itertools.takewhile(PERSON.fullmatch, names)))


def _parts(value: str) -> list[str]:
    """The parts of a list that commas and bars separate, without the words before the first."""
    if len(value) > _MAX_CHARS:
        return []
    value = _DEGREE.sub("", NOTE_MARK.sub("", value).replace("\x1f", " "))
    value = without_by(" ".join(value.split()))
    return [_BRACKETED.sub("", part.strip()) for part in _COMMA.split(value) if part.strip()]


_DEGREE = re.compile(
    r",\s(?:Ph\.?\s?D|D\.?Phil|M\.?Sc|B\.?Sc|M\.?D|LL\.?[BMD]|MBA|MPH|MPhil|RN|Esq)\b\.?(?:,(?=\sand\b))?"
)
"""A degree behind a name, and the comma behind it: Ada Quill, PhD, and Tom Reed, MSc."""
HONORIFIC = re.compile(
    r"(?:^|(?<=, )|(?<=\sand ))"
    r"(?:(?:Dr|Prof|Mr|Mrs|Ms|Assoc|Asst|Professor|Doctor|Associate|Assistant)\b\.?\s){1,3}"
    rf"(?=[{UPPER}])"
)
"""The title of a person before the name: Prof. Tom Reed."""
NOTE_MARK = re.compile(
    r"\x1f(?:\d{1,2}|[a-z]|[*†‡§¶#])(?:,?(?:\d{1,2}|[a-z]|[*†‡§¶#])){0,4}(?=\x1f|$)"
)
"""The mark of an institution or a note behind a name, in an element of its own."""


def _both(part: str) -> list[str]:
    """The names that a part joins by a word; itself if it is one name, as José Ortega y Gasset."""
    names = AND.split(part)
    return names if all(map(PERSON.fullmatch, names)) else [part]


HANDLE = re.compile(r"@[\w.]{2,40}(?:@[\w.-]{3,60})?")
"""The account of a person, which stands behind or below the name: @quill, @quill@tide.example."""


_NAMED = rf"{WORD}(?: (?:de|da|van|von|der|den|la|le|du|{WORD})){{1,3}}"
_BYLINE = lazy_pattern(
    r"(?:Par|Von|Por|Av|Door|Di|Af|Text von|Texte de)[ :]{1,2}"
    rf"(?P<names>{_NAMED}(?: (?:et|und|y|e|och|og|en) {_NAMED}|, {_NAMED}){{0,4}})"
    r"(?P<rest>(?:,| ?[|·•–—]| -) .{1,80})?"
)


def in_english(line: str) -> str:
    """A byline in another language, as Par Ada Quill et Ben Orr, with By; else unchanged."""
    match = _BYLINE.fullmatch(line)
    if match is None:
        return line
    return f"By {AND.sub(' and ', match['names'])}{match['rest'] or ''}"


_LAST_LETTER = re.compile(rf"(?<=[a-z]{{2}}){BREAK}(?=[a-z](?:{BREAK}|$))")
"""The soft break before the last letter of a link, which some sites draw apart from the others."""


def with_by(line: str) -> str:
    """A byline whose first element says By and no more, as one text; others are unchanged."""
    if line[:3].lower() != f"by{BREAK}":
        return line
    return f"By {_LAST_LETTER.sub('', line[3:].lstrip(BREAK + ' '))}"
