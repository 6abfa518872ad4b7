"""Queries an adversary would send: 2,000 characters each, of every kind that might cost much."""

import random

LENGTH = 2000
HAN = (
    "的是在一不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而"
    "方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好"
)
ENGLISH = ["the", "of", "to", "and", "in", "that", "is", "was", "for", "with", "as", "on", "new"]


def cut(parts, between=" "):
    """So many of the parts, joined, that they are LENGTH characters or just under it."""
    text = ""
    for part in parts:
        longer = text + between + part if text else part
        if len(longer) > LENGTH:
            return text
        text = longer
    return text


def many(rng, words):
    while True:
        yield rng.choice(words)


def misspelt(rng):
    letters = "abcdefghijklmnopqrstuvwxyz"
    while True:
        yield "".join(rng.choices(letters, k=rng.randrange(5, 10)))


def pairs(rng):
    while True:
        yield rng.choice(HAN) + rng.choice(HAN)


def _each(pattern, parts):
    return (pattern.format(part) for part in parts)


def queries(seed=0):
    """The adversary's queries by name; each is at most LENGTH characters long."""
    rng = random.Random(seed)
    han, english = list(HAN), ENGLISH
    kinds = {
        "single characters, all of them": cut(many(rng, han)),
        "single characters, any of them": cut(many(rng, han), " OR "),
        "pairs of characters": cut(pairs(rng)),
        "pairs of characters, any": cut(pairs(rng), " OR "),
        "one long run": cut(many(rng, han), ""),
        "one long phrase": '"' + cut(many(rng, han), "")[:-2] + '"',
        "a phrase of one character": '"' + "的" * (LENGTH - 2) + '"',
        "many phrases": cut(_each('"{}"', pairs(rng))),
        "common English words": cut(many(rng, english)),
        "an English phrase": '"' + cut(many(rng, english))[:-2] + '"',
        "words nobody wrote": cut(misspelt(rng)),
        "prefixes": cut(_each("{}*", "abcdefghijklmnopqrstuvwxyz0123456789" * 99)),
        "prefixes of characters": cut(_each("{}*", many(rng, han))),
        "suffixes": cut(_each("*{}", many(rng, han))),
        "inner wildcards": cut(_each("*{}*", many(rng, han))),
        "one wildcard word": cut(many(rng, ["a", "*", "?", "e", "*"]), ""),
        "stars": "*" * LENGTH,
        "question marks": cut(["?" * 9] * 999),
        "wild in a phrase": '"' + cut(_each("{}*", many(rng, english)))[:-2] + '"',
        "fuzzy": cut(_each("{}~2", misspelt(rng))),
        "near, in any order": cut(_each('"{}"~999', many(rng, ["的 是 在 了 和 有"]))),
        "near, very long": '"' + cut(many(rng, han))[:-8] + '"~999',
        "near, one word": '"' + cut(["的"] * 999)[:-8] + '"~999',
        "in one sentence": cut(many(rng, han), " SENTENCE "),
        "in one paragraph": cut(many(rng, han), " PARAGRAPH "),
        "not": cut(_each("-{}", many(rng, han))),
        "not not": "NOT " * 499 + "的",
        "brackets": "(" * 999 + "的" + ")" * 999,
        "brackets that stay open": "(的 " * 660,
        "alternating operators": cut(many(rng, ["的", "AND", "OR", "NOT", "("])),
        "quotes": '"' * LENGTH,
        "Chinese quotes": "“”「」『』《》" * 250,
        "fields": "title:" * 333,
        "fields of characters": cut(_each("title:{}", many(rng, han))),
        "sources": cut(_each("source:{}*", many(rng, han))),
        "dates": cut(_each("date:20{:02d}..2026", iter(range(99)))),
        "words of dates": "近三个月去年下半年" * 222,
        "years": "2023年" * 400,
        "numbers": "1" * LENGTH,
        "pinyin": cut(many(rng, ["zhongguo", "renmin", "shi", "yi", "xian", "fangan"])),
        "initials": cut(many(rng, ["zg", "rm", "zgrm", "fx", "xwlb", "s"])),
        "letters": cut(many(rng, list("abcdefghijklmnopqrstuvwxyz"))),
        "glued": cut(many(rng, ["的a", "1是", "c++", "gb/t", "a-b", "5g"]), ""),
        "combining marks": "a" + "\u0301" * (LENGTH - 1),
        "nothing to see": "\u200b\u200e\u2060\ufeff" * 500,
        "bidi": "\u202e\u2066的\u2069" * 500,
        "NULs and controls": "\0\x01\x1b[2J的" * 280,
        "lone surrogates": "\ud800的\udfff" * 660,
        "emoji": "👩‍👩‍👧‍👦" * 280,
        "markup": "<script>alert(1)</script>" * 80,
        "patterns": "(a+)+$ [^x]* .*.* \\1 " * 90,
    }
    return {name: text[:LENGTH] for name, text in kinds.items()}
