"""The English sentences of notes and layers; the web translates the same sentences.

A sentence takes its values as {0}, {1}, in the order of `Note.values`. A code without a sentence
is shown as it is, so that no note of a search is ever dropped. The sentence of a layer is the
object of "reports contain …".
"""

from types import MappingProxyType

from search.page import Note

MESSAGES = MappingProxyType(
    {
        "layer-verbatim": "the line exactly as written, signs and operators included",
        "layer-inside": "“{0}” only inside longer words",
        "layer-translation": "the query in the other language: {0}",
        "layer-some": "at least one of the {0} words",
        "layer-most": "at least {0} of the {1} words",
        "nothing-of-it": "No report contains {0}.",
        "dictionary-changed": "The dictionary changed since the last build; index again.",
        "timed out": "The search timed out; there may be more reports.",
        "not-answered": "The time limit for all queries was reached before this one ran.",
        "parts-missing": "A part of the index did not respond; there are more reports than shown.",
        "counts-cut": "Some facets have too many values; their counts are incomplete.",
        "words-cut": "The wildcard matches too many words; only the most frequent were used.",
        "near-cut": "Too many reports may contain these words close together; some were left out.",
        "passage-cut": "Only the first {0} characters or words of a quoted passage were used.",
        "expanded": "“{0}” matches more than {1} words; the rarest were left out.",
        "nothing-asked": "The query is empty; showing all reports.",
        "folded-apart": "Copies are grouped across the first {0} results; these later results "
        "are grouped among themselves.",
        "dates-swapped": "The first day was later than the last, so they were swapped.",
        "parameters-ignored": "Unknown parameters in the address were ignored: {0}.",
        "series-cut": "Only the first {0} searches are in the chart.",
        "sources-not-drawn": "Other sources are not in the chart: {0}, with {1} reports.",
        "no-source-not-drawn": "Reports without a source are not in the chart: {0}.",
        "undated-not-drawn": "Reports without a date are not in the chart: {0}.",
        "guessed": "The query has an error; it was interpreted as shown.",
        "ignored": "{0} was ignored: it contains no letter, digit or Chinese character.",
        "sign-ignored": "{0} was ignored: it has a meaning only in words of letters and digits.",
        "date-unread": "{0} is not a known date; it was read as text.",
        "day-meant": "{0} was read as the day {1}.",
        "day-or-named": "{0}: reports of that day, and reports that name it.",
        "days-meant": "{0} was read as the days from {1} to {2}.",
        "days-from": "{0} was read as the days from {1} on.",
        "days-until": "{0} was read as the days up to {1}.",
        "no-value": "No report has {0} in the field {1}; it was read as text.",
        "nothing-fits": "No word in the reports matches {0}: ? is one letter, * any number.",
        "unknown-field": "{0} is not a field; it was read as text.",
        "recent-first": "Recent reports rank a little higher (`recency` in baogao.toml).",
        "too-long": "Only the first {0} characters of the query were read.",
        "too-many-words": "Only the first {0} words of the query were used.",
        "nothing-to-find": "The query is empty.",
        "bracket-closes-nothing": "A closing bracket has no opening bracket.",
        "bracket-not-closed": "An opening bracket is never closed.",
        "brackets-empty": "A pair of brackets is empty.",
        "brackets-too-deep": "Brackets are nested more than {0} deep.",
        "sign-alone": "{0} was read as text, as there is nothing to exclude it from.",
        "quote-alone": "A quotation mark has no partner.",
        "quotes-empty": "A pair of quotation marks is empty.",
        "needs-both-sides": "{0} needs something on both sides.",
        "nothing-follows": "Nothing follows {0}.",
        "not-expected": "{0} is not expected here.",
        "scopes-mixed": "Sentence and paragraph cannot be mixed without brackets.",
    }
)


def message(note: Note) -> str:
    """The English sentence of a note."""
    return fill(MESSAGES.get(note.code, ""), note)


def fill(template: str, note: Note) -> str:
    """The sentence with the values of a note filled in; code and values without a sentence."""
    if not template:
        return " ".join((note.code, *note.values))
    for number, value in enumerate(note.values):
        template = template.replace(f"{{{number}}}", value)
    return template
