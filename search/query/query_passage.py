"""A text to match exactly, analysed once: the slots that find it, the patterns that mark it."""

from dataclasses import dataclass

from index.text.analysis import stem
from index.text.fold import fold
from search import match_patterns
from search.match_patterns import Pattern
from search.query import spellings
from search.query.exact_text.phrase_slots import PhraseSlot, phrase_slots
from search.query.word_patterns import WordPattern, word_pattern


@dataclass(frozen=True, slots=True)
class QueryPassage:
    """An exact text of a query line; with a `stem`, a word that matches in all its forms.

    With a `wild` pattern, the words that it matches.
    """

    text: str
    slots: tuple[PhraseSlot, ...]
    patterns: tuple[Pattern, ...]
    stem: str = ""
    wild: WordPattern | None = None

    @classmethod
    def pattern(cls, wild: WordPattern) -> "QueryPassage":
        """The words that a wildcard or a fuzzy word matches, marked by the word compiler."""
        return cls(wild.text, (), (), wild=wild)

    @classmethod
    def word(cls, text: str) -> "QueryPassage":
        """A word of a line near others: in all its forms, or as its wildcard says."""
        wild = word_pattern(text)
        return cls.pattern(wild) if wild else cls.of(text, stemmed=True)

    @classmethod
    def of(
        cls,
        text: str,
        *,
        whole_words: bool = True,
        spelled: bool = False,
        stemmed: bool = False,
        unsigned: bool = False,
    ) -> "QueryPassage":
        """Analyse a text; `whole_words` if it begins and ends with whole words.

        With `spelled`, a Latin text is marked in its other spellings too (e-mail, email). With
        `stemmed`, an English word has its stem. With `unsigned`, a number at the beginning of the
        text is no negative one.
        """
        ungrouped = spellings.without_thousands(text)
        patterns: list[Pattern] = [
            match_patterns.passage_pattern(other, 0, whole_words=whole_words, unsigned=unsigned)
            for other in dict.fromkeys((text, ungrouped))
        ]
        if spelled and spellings.has_latin(text):
            patterns.append(match_patterns.spelling_pattern(text, 0, unsigned=unsigned))
        word = fold(text).strip() if stemmed else ""
        root = stem(word) if word.isascii() and word.isalpha() else ""
        slots = phrase_slots(ungrouped, whole_words=whole_words, unsigned=unsigned)
        return cls(text, slots, tuple(patterns), root)
