"""How much words, grams and titles weigh in a score."""

TITLE_WEIGHT = 1.0
"""How much a word in a title weighs, where one in a body weighs 1. A title is short, so that its
words count for more than those of a body anyway; above 1 the first words of a query drown the rest
(headlines of xwlb: MRR@10 .707 with 1, .688 with 1.5, .625 with 2)."""
TITLE_MATCH_WEIGHT = 1.5
"""How much each word of a query weighs besides where a title holds all of them: enough for a title
to stand above a body that holds them as often."""
GRAM_WEIGHT = 0.8
"""How much a gram of Han characters weighs, where a word weighs 1: words and grams together rank
better than either alone (headlines of xwlb, a third of the queries: MRR@10 .701 with 0.3, .714 with
0.5, .720 with 0.8 and with 1.2; questions of cmrc2018 .982, .982, .981, .979)."""
EXACT_FORM_WEIGHT = 0.4
"""How much an English word as it is written weighs beside its stem."""
ACRONYM_WEIGHT = 2.0
"""How much an acronym in capitals weighs besides: who asks for US means no pronoun."""
LONE_WORD_SCORE = 30.0
"""What a word as it is written adds where it is all of the line: more than its stem may get."""
