"""What a search did and did not do, said in English; the web translates the same sentences.

A sentence holds its values as {0}, {1}, in the order of `Note.values`. A code without a sentence
here is shown as it is, so that nothing a search wants to say is ever dropped.
"""

from types import MappingProxyType

from search.page import Note

MESSAGES = MappingProxyType(
    {
        "layer-verbatim": "with the line as it stands, signs and operators and all",
        "layer-inside": "only inside other words",
        "layer-translation": "in the other language: {0}",
        "layer-some": "with at least one of the {0} words",
        "layer-most": "with at least {0} of the {1} words",
        "nothing-of-it": "No report has {0}.",
        "dictionary-changed": "The dictionary changed since the last build; index again.",
        "timed out": "The search was stopped when its time was up; there may be more reports.",
        "not-answered": "The time for all queries together was up before this one.",
        "parts-missing": "A part of the index did not answer; there are more reports than shown.",
        "counts-cut": "Some lists of values were too long to be counted whole.",
        "words-cut": "A part of a word stands for too many words; only the commonest were used.",
        "near-cut": "Too many reports might hold the words so close together; some were left out.",
        "passage-cut": "Of a quoted passage the first {0} characters or words were looked for.",
        "expanded": "{0} stands for more than {1} words; the rarest were left out.",
        "nothing-asked": "Nothing was asked, so all reports are shown.",
        "folded-apart": "Copies are folded over the first {0} results together; these stand behind "
        "them and are folded among themselves.",
        "dates-swapped": "The first day was later than the last; they were exchanged.",
        "parameters-ignored": "The address holds what is not known here and was left out: {0}.",
        "series-cut": "Only the first {0} searches are drawn.",
        "sources-not-drawn": "Other sources are not drawn: {0}, with {1} reports.",
        "no-source-not-drawn": "Reports without a source are not drawn: {0}.",
        "undated-not-drawn": "Reports without a date are not drawn: {0}.",
        "guessed": "The query could not be read to the letter; it was taken as shown.",
        "ignored": "{0} was left out: it holds no letter, digit or Chinese character.",
        "sign-ignored": "{0} was left out: it has a meaning only in words of letters and digits.",
        "date-unread": "{0} is no date that is known here; it was read as text.",
        "day-meant": "{0} was read as the day {1}.",
        "day-or-named": "{0}: reports of that day, and reports that name it.",
        "days-meant": "{0} was read as the days from {1} to {2}.",
        "days-from": "{0} was read as the days from {1} on.",
        "days-until": "{0} was read as the days up to {1}.",
        "no-value": "No report has {0} in the field {1}; it was read as text.",
        "nothing-fits": "No word of the reports fits {0}: ? is one letter, * any number of them.",
        "unknown-field": "{0} is no field; it was read as text.",
        "recent-first": "Recent reports count a little more (`recency` in baogao.toml).",
        "too-long": "Only the first {0} characters of the query were read.",
        "too-many-words": "Only the first {0} words of the query were used.",
        "nothing-to-find": "Nothing is asked for.",
        "bracket-closes-nothing": "A bracket closes nothing.",
        "bracket-not-closed": "A bracket is never closed.",
        "brackets-empty": "There is nothing between two brackets.",
        "brackets-too-deep": "Brackets go deeper than {0}.",
        "sign-alone": "{0} was read as text, as nothing is left to exclude from.",
        "quote-alone": "A quotation mark has no partner.",
        "quotes-empty": "There is nothing between two quotation marks.",
        "needs-both-sides": "{0} needs something on both sides.",
        "nothing-follows": "Nothing follows {0}.",
        "not-expected": "{0} is not expected where it stands.",
        "scopes-mixed": "Sentence and paragraph cannot be mixed without brackets.",
    }
)


def message(note: Note) -> str:
    """The English sentence of a note."""
    return fill(MESSAGES.get(note.code, ""), note)


def fill(template: str, note: Note) -> str:
    """A sentence with the values of a note put in; without a sentence, code and values."""
    if not template:
        return " ".join((note.code, *note.values))
    for place, value in enumerate(note.values):
        template = template.replace(f"{{{place}}}", value)
    return template
