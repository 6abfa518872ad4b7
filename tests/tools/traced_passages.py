"""Passages for measuring verdicts: verbatim ones, altered ones, absent ones; and chains of copies.

Everything is drawn from a seed, so that a figure can be measured again.
"""

import datetime
import random
import re
from dataclasses import dataclass

import opencc

SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]|(?:[^.\n]|\.(?!\s|$)){12,}\.(?=\s|$)")
HAN = re.compile("[\u4e00-\u9fff]")
NUMBER = re.compile(r"\d+")
NEGATION = re.compile("不|未|没有|\\bnot |\\bno ")
WORD = re.compile(r"[A-Za-z]{3,}")
MIN_LETTERS = 12


@dataclass(frozen=True, slots=True)
class MadePassage:
    """A passage, the text it was made from, the number of changed characters, and how."""

    text: str
    source: str
    changed: int
    how: str


def letters(text):
    return len(re.findall(r"[\u4e00-\u9fff]|[A-Za-z0-9]+", text))


def drawn(chance, body):
    """1 to 5 consecutive sentences of a body; None if there are none of some length."""
    sentences = list(SENTENCE.finditer(body))
    if not sentences:
        return None
    first = chance.randrange(len(sentences))
    last = min(len(sentences), first + chance.randint(1, 5)) - 1
    text = body[sentences[first].start() : sentences[last].end()].strip()
    return text if letters(text) >= MIN_LETTERS and len(text) <= 1500 else None


def passages(chance, bodies):
    """Passages without end, drawn from bodies."""
    while True:
        text = drawn(chance, chance.choice(bodies))
        if text:
            yield text


def _spread(chance, text, share):
    """Positions of about `share` of the characters, at least one, not the outermost."""
    inner = [at for at in range(1, len(text) - 1) if not text[at].isspace()]
    return sorted(chance.sample(inner, min(len(inner), max(1, round(len(text) * share)))))


def replaced(chance, text, share, pool):
    """Other characters for some."""
    chars = list(text)
    spread = _spread(chance, text, share)
    for at in spread:
        chars[at] = chance.choice([char for char in chance.sample(pool, 3) if char != chars[at]])
    return "".join(chars), len(spread)


def dropped(chance, text, share, pool):
    """Some characters less."""
    del pool
    spread = set(_spread(chance, text, share))
    return "".join(char for at, char in enumerate(text) if at not in spread), len(spread)


def inserted(chance, text, share, pool):
    """Some characters more."""
    spread = set(_spread(chance, text, share))
    parts = [char + (chance.choice(pool) if at in spread else "") for at, char in enumerate(text)]
    return "".join(parts), len(spread)


def moved(chance, text, share, pool):
    """A stretch in another place."""
    del pool
    size = max(2, round(len(text) * share / 2))
    start = chance.randrange(1, max(2, len(text) - 3 * size))
    part, rest = text[start : start + size], text[:start] + text[start + size :]
    at = min(len(rest) - 1, start + chance.randint(1, 2 * size))
    return rest[:at] + part + rest[at:], size


def renumbered(chance, text, share, pool):
    """Another number."""
    del share, pool
    numbers = list(NUMBER.finditer(text))
    if not numbers:
        return text, 0
    number = chance.choice(numbers)
    other = str(int(number[0]) + chance.choice([1, 2, 10, 100]))
    return text[: number.start()] + other + text[number.end() :], len(number[0])


def unnegated(chance, text, share, pool):
    """A negation dropped, or put in front of a word."""
    del share, pool
    negations = [match for match in NEGATION.finditer(text) if match.start()]
    if negations:
        negation = chance.choice(negations)
        return text[: negation.start()] + text[negation.end() :], len(negation[0])
    spots = [match.start() for match in HAN.finditer(text) if match.start()]
    if not spots:
        return text, 0
    at = chance.choice(spots)
    return text[:at] + "不" + text[at:], 1


def traditional(chance, text, share, pool):
    """The other script: only the writing changes."""
    del chance, share, pool
    other = opencc.OpenCC("s2t").convert(text)
    return other, sum(first != two for first, two in zip(text, other, strict=False))


def wide(chance, text, share, pool):
    """Full-width digits and letters: only the writing changes."""
    del chance, share, pool
    table = {code: code + 0xFEE0 for code in range(0x30, 0x7B) if chr(code).isalnum()}
    other = text.translate(table)
    return other, sum(first != two for first, two in zip(text, other, strict=True))


def requoted(chance, text, share, pool):
    """Quotation marks dropped, or put around a word."""
    del share, pool
    marks = [at for at, char in enumerate(text) if char in '“”「」《》"']
    if marks and chance.random() < 0.5:
        return "".join(char for at, char in enumerate(text) if at not in marks), len(marks)
    at = chance.randrange(1, len(text) - 4)
    return f"{text[:at]}“{text[at : at + 3]}”{text[at + 3 :]}", 2


def repunctuated(chance, text, share, pool):
    """Other commas."""
    del share, pool
    positions = [at for at, char in enumerate(text[:-1]) if char in "，、；,;"]
    if not positions:
        return text, 0
    at = chance.choice(positions)
    return text[:at] + chance.choice([mark for mark in "，、；" if mark != text[at]]) + text[
        at + 1 :
    ], 1


CHANGES = (
    replaced, dropped, inserted, moved, renumbered, unnegated, traditional, wide, requoted,
    repunctuated, replaced, dropped, inserted,
)  # fmt: skip


def altered(chance, text, pool):
    """A passage with 1 to 15 per cent of its characters changed, in one way or two."""
    made, changed, names = text, 0, []
    pool = pool if HAN.search(text) else list("abcdefghiklmnoprstuvwy")
    share = chance.uniform(0.01, 0.15)
    changes = chance.sample(CHANGES, chance.randint(1, 2))
    for change in changes:
        made, count = change(chance, made, share / len(changes), pool)
        changed += count
        names += [change.__name__] if count else []
    if "".join(made.split()) == "".join(text.split()):
        made, changed = replaced(chance, text, share, pool)
        names = ["replaced"]
    return MadePassage(made.strip(), text, changed, "+".join(names))


def invented(chance, bodies):
    """A passage of clauses that stand in different reports: as a whole it stands nowhere."""
    clauses = []
    while sum(map(letters, clauses)) < chance.randint(20, 80):
        parts = re.findall(r"[\u4e00-\u9fff]{4,9}|[A-Za-z]+ [a-z]+ [a-z]+", chance.choice(bodies))
        clauses += [chance.choice(parts)] if parts else []
    return "，".join(clauses) + "。"


def pool_of(bodies):
    """Characters to put in: those of the texts themselves."""
    return sorted(set(HAN.findall("".join(bodies[:50]))))[:3000] or list("天地人")


def chain(chance, text, pool, number):
    """A story and copies of it, each with 5 to 15 per cent of the last changed: (text, date)."""
    day = datetime.date(2015, 1, 1) + datetime.timedelta(days=chance.randrange(3000))
    links = [(text, day)]
    for _ in range(number):
        base = text if chance.random() < 0.5 else links[-1][0]
        share = chance.uniform(0.05, 0.15)
        change = chance.choice((replaced, dropped, inserted))
        copy, _ = change(chance, base, share, pool)
        day += datetime.timedelta(days=chance.randint(0, 9) + 1)
        links.append((copy, day))
    return links


def randoms(seed):
    return random.Random(seed)
