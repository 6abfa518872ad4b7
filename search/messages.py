"""The English sentences of notes and layers; the web translates the same sentences.

A sentence takes its values as {0}, {1}, in the order of `Note.values`. The sentence of a layer is
the object of "reports contain …".
"""

import re
from types import MappingProxyType

from index.note_codes import NoteCode
from search.page import Note

_C = NoteCode
_PLACE = re.compile(r"\{([0-9])\}")
"""The place of a value in a sentence; a value may look like one and stays as it is."""
MESSAGES = MappingProxyType(
    {
        _C.LAYER_VERBATIM: "the line exactly as written, signs and operators included",
        _C.LAYER_INSIDE: "“{0}” only inside longer words",
        _C.LAYER_TRANSLATION: "the query in the other language: {0}",
        _C.LAYER_TRANSLATION_MOST: "at least {0} of the {1} words in the other language: {2}",
        _C.LAYER_SOME: "at least one of the {0} words",
        _C.LAYER_MOST: "at least {0} of the {1} words",
        _C.LAYER_SOME_OF: "only some words of “{0}”",
        _C.LAYER_MOST_OF: "most words of “{0}”",
        _C.OUTLET_OPTIONAL: "{0} was read as the name of a source behind a title, which reports "
        "need not contain.",
        _C.NOTHING_OF_IT: "No report contains {0}.",
        _C.DICTIONARY_CHANGED: "The dictionary changed since the last build; index again.",
        _C.TIMED_OUT: "The search timed out; there may be more reports.",
        _C.LATE_PARTS: "The time was up before all near matches and suggestions were looked for; "
        "the number of reports is exact.",
        _C.NOT_ANSWERED: "The time limit for all queries was reached before this one ran.",
        _C.PARTS_MISSING: "A part of the index did not respond; there are more reports than shown.",
        _C.COUNTS_CUT: "Some facets have too many values; their counts are incomplete.",
        _C.SNIPPETS_CUT: "Long reports were read only in part for their snippets; more may match.",
        _C.SUGGESTIONS_BEHIND: "The index has just changed; suggestions may lack its newest words.",
        _C.WORDS_CUT: "The wildcard matches too many words; only the most frequent were used.",
        _C.NEAR_CUT: "Too many reports may contain these words close together; some were left out.",
        _C.PASSAGE_CUT: "Only the first {0} characters or words of a quoted passage were used.",
        _C.EXPANDED: "“{0}” matches more than {1} words; the rarest were left out.",
        _C.NOTHING_ASKED: "The query is empty; showing all reports.",
        _C.COLLAPSED_APART: "Copies are grouped across the first {0} results; these later results "
        "are grouped among themselves.",
        _C.DATES_SWAPPED: "The first day was later than the last, so they were swapped.",
        _C.PARAMETERS_IGNORED: "Unknown parameters in the address were ignored: {0}.",
        _C.SERIES_CUT: "Only the first {0} searches are in the chart.",
        _C.SOURCES_NOT_DRAWN: "Other sources are not in the chart: {0}, with {1} reports.",
        _C.NO_SOURCE_NOT_DRAWN: "Reports without a source are not in the chart: {0}.",
        _C.UNDATED_NOT_DRAWN: "Reports without a date are not in the chart: {0}.",
        _C.IMPRECISE_NOT_DRAWN: (
            "Reports whose dates are less exact than the periods of the chart are not in it: {0}."
        ),
        _C.COPIES_NOT_COLLAPSED: "Too many reports to tell copies: each copy of a story counts.",
        _C.PHRASE_MAY_BE_OLDER: "The phrase is there from the start of the archive ({0}) and may "
        "be older.",
        _C.FIRST_NOT_SURE: "The first report is dated by its month or year alone ({0}); another of "
        "that time may be older.",
        _C.LAST_NOT_SURE: "Reports dated by their year alone may be later than the last report "
        "shown.",
        _C.MONTHS_TOO_SMALL: "No month of the archive has enough reports for grades and a peak.",
        _C.GUESSED: "The query has an error; it was interpreted as shown.",
        _C.IGNORED: "{0} was ignored: it contains no letter, digit or Chinese character.",
        _C.SIGN_IGNORED: "{0} was ignored: it has a meaning only in words of letters and digits.",
        _C.WEIGHT_IGNORED: "{0} was ignored: a word cannot be given a weight.",
        _C.DATE_UNREAD: "{0} is not a known date; it was read as text.",
        _C.DAY_MEANT: "{0} was read as the day {1}.",
        _C.DAY_OR_NAMED: "{0}: reports of that day, and reports that name it.",
        _C.DAYS_MEANT: "{0} was read as the days from {1} to {2}.",
        _C.DAYS_FROM: "{0} was read as the days from {1} on.",
        _C.DAYS_UNTIL: "{0} was read as the days up to {1}.",
        _C.NO_VALUE: "No report has {0} in the field {1}; it was read as text.",
        _C.NO_SUCH_CHOICE: "No report has the value {0} in the field {1}.",
        _C.NOTHING_FITS: "No word in the reports matches {0}: ? is one letter, * any number.",
        _C.UNKNOWN_FIELD: "{0} is not a field; it was read as text.",
        _C.RECENT_FIRST: "Recent reports rank a little higher (`recency` in baogao.toml).",
        _C.TOO_LONG: "Only the first {0} characters of the query were read.",
        _C.TOO_MANY_WORDS: "Only the first {0} words of the query were used.",
        _C.NOTHING_TO_FIND: "The query is empty.",
        _C.BRACKET_CLOSES_NOTHING: "A closing bracket has no opening bracket.",
        _C.BRACKET_NOT_CLOSED: "An opening bracket is never closed.",
        _C.BRACKETS_EMPTY: "A pair of brackets is empty.",
        _C.BRACKETS_TOO_DEEP: "Brackets are nested more than {0} deep.",
        _C.SIGN_ALONE: "{0} was read as text, as there is nothing to exclude it from.",
        _C.QUOTE_ALONE: "A quotation mark has no partner.",
        _C.QUOTES_EMPTY: "A pair of quotation marks is empty.",
        _C.NEEDS_BOTH_SIDES: "{0} needs something on both sides.",
        _C.NOTHING_FOLLOWS: "Nothing follows {0}.",
        _C.NOT_EXPECTED: "{0} is not expected here.",
        _C.MEANING_REFUSED: "Passages by meaning cannot be searched: the encoder is not installed, "
        "or another version of it made this index.",
        _C.ORDERED_BY_MEANING: "Ordered by words and by likeness of meaning, found by a machine.",
        _C.DISTANCES_MIXED: "Words joined in a row have one distance, the widest: {0}.",
        _C.ORDER_KEPT: "More than {0} words near each other are found only in the order given.",
    }
)


def note_message(note: Note) -> str:
    """The English sentence of a note."""
    return fill(MESSAGES[note.code], note)


def fill(template: str, note: Note) -> str:
    """The sentence with the values of a note filled in."""
    values = dict(enumerate(note.values))
    return _PLACE.sub(lambda place: values.get(int(place[1]), place[0]), template)
