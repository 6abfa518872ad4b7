"""Continuations of a text, read from reports: they complete names that no vocabulary has.

A continuation in Chinese ends where a word ends and the next character varies: after 李家 every
text goes on with 超, after 李家超 with anything.
"""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

from index.api import Index, Question
from index.text.analysis import Analyzer
from index.text.fold import HAN_CHARACTER, HAN_RUN, fold
from index.text.function_words import APART, FUNCTION_WORDS
from index.text.phrase_edges import may_end
from search.query.exact_text.passage_count import passage_of
from search.report_beginnings import read_beginnings

CONTINUED_REPORTS = 30
"""Reports that are read."""
CONTINUED_CHARS = 20_000
"""Code points of each report that are read."""
MAX_CONTINUATION_CHARS = 12
"""Characters of a continuation."""
MIN_CONTINUED_REPORTS = 2
"""Reports that must have a continuation."""
CHECKED_ENDS = 4
"""Occurrences of a continuation that are sampled; half of them must end where a word does."""
WORDS_AFTER = 2
"""Latin words behind a completed word that are read with it."""
MAX_PARTED_SHARE = 0.7
"""A continuation ends where the likeliest next character has at most this share."""


def continuations(index: Index, text: str) -> Iterator[str]:
    """The text with each of its continuations, the most frequent first.

    A particle continues a text only if it nearly always follows it, as 和 follows 碳中.
    """
    bodies = [body for body in _bodies(index, text) if text in body]
    if len(bodies) == 1:
        yield from _next_word(bodies[0], text)
        return
    counts: Counter[str] = Counter()
    for body in bodies:
        counts.update(set(_following(body, text)))
    after: dict[str, int] = defaultdict(int)
    for longer, count in counts.items():
        after[longer[:-1]] = max(after[longer[:-1]], count)
    for longer, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        part = longer[-1] not in APART or count >= MAX_PARTED_SHARE * len(bodies)
        varies = (
            part and count >= MIN_CONTINUED_REPORTS and after[longer] <= MAX_PARTED_SHARE * count
        )
        if varies and _ends_with_word(longer, bodies):
            yield longer


def with_other_character(index: Index, text: str, reports: Callable[[str], int]) -> Iterator[str]:
    """A text that no report has with one character as texts have it, beside what they know of it.

    海水淡化 for 海水谈化, 泽连斯基 for 则连斯基; `reports` counts those with a text.
    """
    size = len(text)
    end = next((end for end in range(size - 2, 1, -1) if reports(text[:end])), 0)
    counts = _others(index, text, 0, end, end) if end else Counter()
    if not counts:
        start = next((start for start in range(2, size - 1) if reports(text[start:])), 0)
        start = 1 if reports(text[1:]) else start
        counts = _others(index, text, start, size, start - 1) if start else counts
    yield from (other for other, _ in counts.most_common(MIN_CONTINUED_REPORTS))


def _others(index: Index, text: str, start: int, end: int, changed: int) -> Counter[str]:
    """How often texts with a part of a text have the rest too, but for the `changed` character."""
    part, counts = text[start:end], Counter[str]()
    for body in _bodies(index, part):
        at = body.find(part)
        while at >= 0:
            other = body[max(at - start, 0) : at - start + len(text)]
            same = other[:changed] == text[:changed] and other[changed + 1 :] == text[changed + 1 :]
            if same and len(other) == len(text) and HAN_RUN.fullmatch(other):
                counts[other] += 1
            at = body.find(part, at + 1)
    return counts


def _bodies(index: Index, text: str) -> list[str]:
    """The beginnings of the bodies of some reports with a text, folded."""
    question = Question(query=passage_of(index, text), size=CONTINUED_REPORTS)
    reports = read_beginnings(index, [hit.id for hit in index.ask(question).hits])
    return [fold(report.body[:CONTINUED_CHARS]) for report in reports if report is not None]


def _next_word(body: str, text: str) -> Iterator[str]:
    """The text up to the end of its next word in the only report that has it."""
    longest = max(_following(body, text), key=len, default=text)
    stops = itertools.accumulate(map(len, Analyzer(()).split_runs(longest)))
    yield from itertools.islice((longest[:stop] for stop in stops if stop > len(text)), 1)


def _ends_with_word(text: str, bodies: Sequence[str]) -> bool:
    """Whether a word ends where the text ends, in half of its first occurrences."""
    split, ends = Analyzer(()).split_runs, []
    for body in itertools.islice((body for body in bodies if text in body), CHECKED_ENDS):
        at = body.find(text)
        run = HAN_RUN.match(body, at)
        words = split(run[0][: len(text) + MAX_CONTINUATION_CHARS] if run else text)
        stops = itertools.accumulate(map(len, words))
        ends.append(
            any(
                stop == len(text)
                for stop, whole in zip(stops, may_end(words), strict=True)
                if whole
            )
        )
    return 2 * sum(ends) >= len(ends)


def latin_continuations(index: Index, before: str, typed: str) -> Iterator[str]:
    """Words that begin with `typed` and follow `before` in the texts, the most frequent first.

    Where nearly all texts go on with the same words, those are added: productive forces for
    new quality pro.
    """
    gap = r"[\W_]{1,2}"
    pattern = re.compile(
        rf"(?<![^\W_]){gap.join(map(re.escape, before.split()))}{gap}({re.escape(typed)}[^\W_]*)"
        rf"((?:[ -][^\W_]+){{0,{WORDS_AFTER}}})"
    )
    following: dict[str, Counter[str]] = defaultdict(Counter)
    for body in _bodies(index, f"{before} {typed}"):
        for word, rest in dict.fromkeys(match.groups() for match in pattern.finditer(body)):
            more = rest.replace("-", " ").split()
            following[word].update(" ".join(more[:size]) for size in range(len(more) + 1))
    for word, rests in sorted(following.items(), key=lambda pair: (-pair[1][""], pair[0])):
        often = [
            rest
            for rest, count in rests.items()
            if count >= max(MIN_CONTINUED_REPORTS, MAX_PARTED_SHARE * rests[""])
        ]
        longest = max(often, key=len, default="")
        if longest and not set(longest.split()[-1:]) & FUNCTION_WORDS:
            yield f"{word} {longest}"
        yield word


def _following(body: str, text: str) -> Iterator[str]:
    """Each occurrence with one, two, three … of the next characters, up to the next break."""
    at = body.find(text)
    while at >= 0:
        end = at + len(text)
        while (
            end < len(body)
            and end < at + len(text) + MAX_CONTINUATION_CHARS
            and HAN_CHARACTER.match(body[end])
            and (body[end] not in APART or end == at + len(text))
        ):
            end += 1
            yield body[at:end]
        at = body.find(text, at + 1)
