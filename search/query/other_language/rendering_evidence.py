"""What speaks for a rendering beside its nearness in meaning, in the dictionary and the archive.

Other renderings of the word agree with it. Longer words of the archive have both: 内战 is *civil
war*. And where reports have translations in the archive, those of reports with the word have it.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from index.api import Index, Question
from index.text.analysis import stem
from index.text.fold import fold
from search.query.exact_text.passage_count import passage_of
from search.query.other_language.base_forms import RENDERED_WORD, base_forms
from search.query.other_language.cedict import Cedict
from search.translated_reports import translations_of_hits

AGREEMENT_BONUS = 0.25
"""Bonus if all renderings of the word agree with this one; less in proportion."""
COMPOUND_BONUS, MIN_COMPOUNDS = 0.1, 3
"""Bonus of the rendering that most longer words have, of the others in proportion; and the longer
words that one of them must have."""
MAX_LONGER_WORD_CHARS = 8
"""Characters of a longer word."""
TRANSLATED_BONUS = 0.3
"""Bonus if all translations have the rendering, and the usual report of its language has not."""
MAX_TRANSLATED_SHARE = 0.6
"""What translations say counts up to this difference."""
UNLIKELY_SHARE = 0.4
"""A rendering that is no more frequent in the translations than elsewhere should be in this share
of them."""
CONFIRMED_RATIO, IMAGINED_TRANSLATIONS = 0.35, 2
"""How much more frequent in the translations a rendering must be to need a lower score, if there
were so many more translations without it: two of three say little."""
MIN_TRANSLATIONS, MANY_TRANSLATIONS = 3, 6
"""Translations from which something can be told, and from which it counts in full."""
MAX_EVIDENCE_REPORTS, MAX_TRANSLATIONS = 1_000, 40
"""Reports with the word whose translations are looked for, and translations that are read."""


class Evidence(NamedTuple):
    """What is added to the score of a rendering, and whether translations confirm it."""

    bonus: float
    confirmed: bool


def evidence(
    part: str,
    usual: Mapping[str, float],
    lacking: Mapping[str, float],
    index: Index,
    dictionary: Cedict,
) -> dict[str, Evidence]:
    """The evidence for each rendering, by the share of reports in its language that have it.

    `lacking` is what each must get at least. Translations are read if one of them may get it.
    """
    compounds = _compounds(part, list(usual), index, dictionary)
    most = max(compounds.values(), default=0)
    likely = _likely_renderings(part, dictionary)
    bonuses = {text: AGREEMENT_BONUS * _agreement(part, text, likely, dictionary) for text in usual}
    if most >= MIN_COMPOUNDS:
        for text in usual:
            bonuses[text] += COMPOUND_BONUS * compounds[text] / most
    most_translated = TRANSLATED_BONUS * MAX_TRANSLATED_SHARE
    open_still = any(bonuses[text] + most_translated >= lacking[text] for text in usual)
    translations = _translations(part, index) if open_still else []
    weight = min(len(translations) / MANY_TRANSLATIONS, 1.0)
    found = {}
    for text, share in usual.items():
        bonus, surely = bonuses[text], 0.0
        if len(translations) >= MIN_TRANSLATIONS:
            having = _share(text, list(usual), translations)
            more = having - share
            told = min(more if more > 0 else having - UNLIKELY_SHARE, MAX_TRANSLATED_SHARE)
            bonus += TRANSLATED_BONUS * weight * told
            shown = len(translations) / (len(translations) + IMAGINED_TRANSLATIONS)
            surely = having * shown - share
        found[text] = Evidence(bonus, surely >= CONFIRMED_RATIO)
    return found


def synonyms(part: str, text: str, other: str, dictionary: Cedict) -> bool:
    """Whether two renderings have the same sense: they share a word, or another sense."""
    if part.isascii():
        return bool(
            set(text) & set(other)
            or _senses(text, dictionary) & _senses(other, dictionary) - {part}
        )
    words = [{stem(word) for word in RENDERED_WORD.findall(written)} for written in (text, other)]
    return bool(
        words[0] & words[1] or _words(text, dictionary) & _words(other, dictionary) - {part}
    )


def _senses(word: str, dictionary: Cedict) -> set[str]:
    return {sense.text for sense in dictionary.senses(word)}


def _words(text: str, dictionary: Cedict) -> set[str]:
    return {sense.word for sense in dictionary.meaning(text)}


def _likely_renderings(part: str, dictionary: Cedict) -> dict[str, float]:
    """The renderings of a part, in the archive or not, each with its weight.

    Those near in meaning count most, by the third power of their nearness.
    """
    if part.isascii():
        nearness = {
            sense.word: sense.nearness
            for base, _, _ in base_forms(part)
            for sense in dictionary.meaning(base)
            if len(sense.word) > 1
        }
    else:
        nearness = {sense.text: sense.nearness for sense in dictionary.senses(part)}
    return {text: near**3 for text, near in nearness.items()}


def _agreement(part: str, text: str, likely: Mapping[str, float], dictionary: Cedict) -> float:
    """The share of the renderings of a part that agree with this one, by their weights."""
    agreed = sum(
        weight
        for other, weight in likely.items()
        if other == text or synonyms(part, text, other, dictionary)
    )
    return agreed / max(sum(likely.values()), 1e-9)


def _compounds(part: str, texts: Sequence[str], index: Index, dictionary: Cedict) -> dict[str, int]:
    """For each rendering, how many longer words of the archive have both it and the part."""
    if " " in part:
        return dict.fromkeys(texts, 0)
    latin = part.isascii()
    if latin:
        root = stem(part)
        written = root.removesuffix("i")  # energi is the stem of energy
        senses = [s for s in dictionary.meanings_containing(written) if root in _stems(s.text)]
    else:
        senses = [s for s in dictionary.senses_of_longer_words(part) if s.word != part]
    pairs = {
        (sense.word, text)
        for sense in senses
        if len(sense.word) <= MAX_LONGER_WORD_CHARS
        for text in texts
        if (
            text != sense.word and text in sense.word if latin else stem(text) in _stems(sense.text)
        )
    }
    words = list({word for word, _ in pairs})
    indexed = {
        word
        for field in ("body", "body_grams")
        for word, count in zip(words, index.frequencies(field, words), strict=True)
        if count
    }
    return {text: sum((word, text) in pairs for word in indexed) for text in texts}


def _stems(text: str) -> set[str]:
    return {stem(word) for word in RENDERED_WORD.findall(text)}


def _translations(part: str, index: Index) -> list[str]:
    """The folded translations of reports with a part, so far as the archive has them."""
    question = Question(query=passage_of(index, part, whole_words=True), size=MAX_EVIDENCE_REPORTS)
    ids = [hit.id for hit in index.ask(question).hits]
    translations = translations_of_hits(ids, MAX_TRANSLATIONS, index)
    return [fold(translation.body) for translation in translations]


def _share(text: str, others: Sequence[str], translations: Sequence[str]) -> float:
    """The share of translations that have a rendering, by itself: no 毕业 where 毕业生 stands."""
    longer = [other for other in others if text in other and text != other]
    return sum(_has(text, longer, other) for other in translations) / len(translations)


def _has(text: str, longer: Sequence[str], translation: str) -> bool:
    if text.isascii():
        if " " in text:
            return text in translation
        words = (word for word in RENDERED_WORD.findall(translation) if word.startswith(text[:-1]))
        return any(text == base for word in words for base, _, _ in base_forms(word))
    for other in longer:
        translation = translation.replace(other, " ")
    return text in translation
