"""The words for kinds of differences and for verdicts; keys of translations."""

from types import MappingProxyType

from search.trace.carriers import TextMatch
from search.trace.differences import DifferenceKind

KIND_WORDS = MappingProxyType(
    {
        DifferenceKind.WORDS: "other words",
        DifferenceKind.OMISSION: "the same with something left out",
        DifferenceKind.PUNCTUATION: "same words, other punctuation",
        DifferenceKind.WRITING: "same words, other writing",
    }
)
MATCH_WORDS = MappingProxyType(
    {
        TextMatch.VERBATIM: "verbatim",
        TextMatch.ALTERED: "altered",
        TextMatch.ABSENT: "not found",
    }
)
