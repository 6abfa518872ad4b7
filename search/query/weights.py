"""Weights of words, grams and titles in a score."""

TITLE_WEIGHT = 1.0
"""Weight of a word in a title, relative to one in a body. A title is short, so that its words score
higher already; with more than 1, the first words of a query outweigh the rest.
Measured: MRR@10 .707 with 1, .688 with 1.5, .625 with 2 (headlines of xwlb)."""
TITLE_MATCH_WEIGHT = 1.5
"""Extra weight of each word of a query if a title contains all of them: enough to rank that report
above one whose body contains them as often."""
GRAM_WEIGHT = 0.8
"""Weight of a gram of Han characters, relative to a word. Words and grams together rank better than
either alone. Measured: MRR@10 .701 with 0.3, .714 with 0.5, .720 with 0.8 and with 1.2 (headlines
of xwlb, a third of the queries); .982, .982, .981, .979 (questions of cmrc2018)."""
EXACT_FORM_WEIGHT = 0.4
"""Weight of the exact form of an English word, relative to its stem."""
ACRONYM_WEIGHT = 2.0
"""Extra weight of an acronym in capitals: US in a query is not the pronoun."""
LONE_WORD_SCORE = 30.0
"""Score of the exact form of a word that is the whole line: more than its stem can score."""
EXACT_WORDS_SCORE = 3.0
"""Score of the exact forms of all words of a short line, which precede other words of their stems
in reports that are otherwise alike."""
