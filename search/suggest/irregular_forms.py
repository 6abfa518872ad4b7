"""English words whose forms have different stems: child and children, buy and bought.

A search finds the forms of one stem together; for these the others are offered.
"""

import re
from collections.abc import Iterator
from types import MappingProxyType

from search.suggest.replacement import replaced

_NOUNS = (
    "man men|woman women|child children|foot feet|tooth teeth|goose geese|mouse mice|louse lice"
    "|ox oxen|knife knives|wife wives|life lives|leaf leaves|loaf loaves|half halves|shelf shelves"
    "|thief thieves|wolf wolves|calf calves|hoof hooves|scarf scarves|dwarf dwarves"
    "|analysis analyses|basis bases|crisis crises|thesis theses|hypothesis hypotheses"
    "|synthesis syntheses|axis axes|oasis oases|diagnosis diagnoses|prognosis prognoses"
    "|criterion criteria|phenomenon phenomena|datum data|bacterium bacteria|curriculum curricula"
    "|memorandum memoranda|referendum referenda|stadium stadia|aquarium aquaria|spectrum spectra"
    "|stratum strata|symposium symposia|millennium millennia|moratorium moratoria|index indices"
    "|appendix appendices|matrix matrices|vertex vertices|vortex vortices|cactus cacti"
    "|nucleus nuclei|fungus fungi|stimulus stimuli|radius radii|alumnus alumni|syllabus syllabi"
    "|corpus corpora|genus genera|larva larvae|alga algae|formula formulae|antenna antennae"
    "|vertebra vertebrae|nebula nebulae|plateau plateaux|bureau bureaux|tableau tableaux"
)
_VERBS = (
    "arise arose arisen|beat beaten|become became|begin began begun|break broke broken"
    "|breed bred|bring brought|build built|burn burnt|buy bought|catch caught|choose chose chosen"
    "|deal dealt|dig dug|draw drew drawn|drink drank drunk|drive drove driven|eat ate eaten"
    "|fall fell fallen|feed fed|fight fought|find found|flee fled|fly flew flown"
    "|forbid forbade forbidden|forget forgot forgotten|forgive forgave forgiven"
    "|freeze froze frozen|grow grew grown|hear heard|hide hid hidden|hold held|keep kept"
    "|know knew known|lead led|learn learnt|leave left|lend lent|lose lost|make made|meet met"
    "|mistake mistook mistaken|overcome overcame|pay paid|ride rode ridden|rise rose risen|run ran"
    "|seek sought|sell sold|send sent|shake shook shaken|shoot shot|shrink shrank shrunk|sing sang"
    "|sink sank sunk|sleep slept|speak spoke spoken|spend spent|stand stood|steal stole stolen"
    "|strike struck stricken|swear swore sworn|sweep swept|swim swam swum|swing swung"
    "|take took taken|teach taught|tear tore torn|think thought|throw threw thrown"
    "|undergo underwent undergone|understand understood|undertake undertook undertaken"
    "|wake woke woken|wear wore worn|weave wove woven|weep wept"
    "|withdraw withdrew withdrawn|withhold withheld|withstand withstood|write wrote written"
)
_OTHER_WORDS = frozenset(
    ("bases", "axes", "fell", "fed", "found", "left", "lent", "met", "rose", "shot", "thought")
)
"""Forms that are other words, too, so that nothing is offered for them."""
_ENDINGS = (("man", "men"), ("child", "children"), ("foot", "feet"), ("wife", "wives"))
"""Ends of longer words: policeman, grandchild, crowfoot, housewife."""
_WORD = re.compile(r"(?<!\S)[a-z]{2,20}(?![^\s,.;?!])")


def _forms() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each word of the tables with its other forms."""
    for group in f"{_NOUNS}|{_VERBS}".split("|"):
        words = group.split()
        for word in words:
            if word not in _OTHER_WORDS:
                yield word, tuple(other for other in words if other != word)


_FORMS = MappingProxyType(dict(_forms()))


def irregular_forms(line: str) -> Iterator[str]:
    """A folded line with one of its words in another form. The caller drops those of no report."""
    for word in _WORD.finditer(line):
        for form in _FORMS.get(word[0]) or _with_ending(word[0]):
            yield replaced(line, word, form)


def _with_ending(word: str) -> Iterator[str]:
    """The other form of a word that ends like policeman; none of other words."""
    for pair in _ENDINGS:
        for ending, other in (pair, pair[::-1]):
            if word.endswith(ending) and len(word) > len(ending) + 2:
                yield word.removesuffix(ending) + other
