"""Cuts a report into passages: some sentences that mean one thing, short enough for one vector."""

import bisect
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from index.text import sentence_ends
from index.text.lazy_pattern import lazy_pattern

PASSAGE_WEIGHT = 300
"""The greatest weight of a passage; a Latin letter weighs 1, so that it has 300 of them."""
HAN_WEIGHT = 2.5
"""The weight of a Han character, so that a passage has 120 of them."""
MAX_PASSAGE_CHARS = 600
"""The greatest number of code points of a passage, whatever they weigh."""
FULL_SHARE = 0.5
"""From this share of PASSAGE_WEIGHT on, a passage ends with its paragraph."""
TAIL_WEIGHT = 80
"""The rest of a paragraph up to this weight joins the passage before it."""
MAX_REPORT_PASSAGES = 4096
"""Passages of one report; the rest of a longer report has none. A national work report of 83,000
characters has 800."""
MAX_TITLE_CHARS = 200
"""Code points of a title that are encoded."""

_END = re.compile(r"[。！？!?；;…]+[”’』」）)\"']{0,2}|\n+|\.(?=\s)")
_PAUSES = "，、,：: \t\u3000"
_WORDY = lazy_pattern(r"[^\W\d_]{2}|[\u3400-\u9fff]")
_HAN_FIRST, _HAN_LAST = 0x2E80, 0x9FFF
_HAN_BEYOND = 0x20000


@dataclass(frozen=True, slots=True)
class TextPassage:
    """A passage: code points `start` to `end` of the body of its report."""

    start: int
    end: int


def passages(body: str) -> list[TextPassage]:
    """The passages of a body, without white space at their ends; MAX_REPORT_PASSAGES at most.

    A passage ends at the end of a sentence, and of a paragraph if it is half full. A sentence that
    is longer than a passage is cut at a comma or a space. Passages without a word are left out.
    """
    cut = []
    for start, end in _ranges(body):
        text = body[start:end]
        lead, trail = len(text) - len(text.lstrip()), len(text) - len(text.rstrip())
        if _WORDY.search(text):
            cut.append(TextPassage(start + lead, end - trail))
            if len(cut) == MAX_REPORT_PASSAGES:
                break
    return cut


def report_passages(title: str, body: str) -> list[tuple[TextPassage, str]]:
    """The passages of a report, each with the text that represents it; the title comes first.

    The title is a passage of its own, empty in the body, and begins the first passage of the body
    too. Measured: with the lead in one vector alone a headline was nearest to its translation in
    .85 of NTREX-128, with both in .99; a paragraph without its title is found less often.
    """
    named = title[:MAX_TITLE_CHARS]
    cut = passages(body)
    texts = [body[passage.start : passage.end] for passage in cut]
    of_body = list(zip(cut, texts, strict=True))
    if not _WORDY.search(named):
        return of_body
    if of_body:
        of_body[0] = cut[0], f"{named}\n{texts[0]}"
    return [(TextPassage(0, 0), named), *of_body[: MAX_REPORT_PASSAGES - 1]]


def is_chinese(text: str) -> bool:
    """Whether a passage is Chinese: at least a fifth of its letters are Han characters."""
    han = sum(map(_is_han, text))
    return han * 5 >= max(sum(map(str.isalpha, text)), 1)


def _is_han(char: str) -> bool:
    code = ord(char)
    return _HAN_FIRST <= code <= _HAN_LAST or code >= _HAN_BEYOND


def _ranges(body: str) -> Iterator[tuple[int, int]]:
    """The ranges of passages: whole sentences, as many as fit; tails join the passage before."""
    pending = (0, 0)
    for start, end, tail in _packed(body):
        if tail:
            pending = pending[0], end
            continue
        if pending[1]:
            yield pending
        pending = start, end
    if pending[1]:
        yield pending


def _packed(body: str) -> Iterator[tuple[int, int, bool]]:
    """Ranges of whole sentences, and whether one is a tail: the short rest of a paragraph."""
    weights = _weights(body)
    start = end = 0
    opens = True  # whether the range begins with a paragraph
    for stop, paragraph in _sentences(body, weights):
        if end > start and not _fits(weights, start, stop):
            yield start, end, False
            start, opens = end, False
        end = stop
        weight = weights[end] - weights[start]
        tail = not opens and weight <= TAIL_WEIGHT
        if paragraph and (tail or weight >= PASSAGE_WEIGHT * FULL_SHARE):
            yield start, end, tail
            start, opens = end, True
    if end > start:
        yield start, end, False


def _weights(body: str) -> list[float]:
    """The weight of each beginning of a body, one number more than it has characters."""
    codes = np.frombuffer(body.encode("utf-32-le", "surrogatepass"), "<u4")
    han = ((codes >= _HAN_FIRST) & (codes <= _HAN_LAST)) | (codes >= _HAN_BEYOND)
    weights = np.zeros(len(codes) + 1)
    np.cumsum(np.where(han, HAN_WEIGHT, 1.0), out=weights[1:])
    values: list[float] = weights.tolist()
    return values


def _fits(weights: list[float], start: int, end: int) -> bool:
    return weights[end] - weights[start] <= PASSAGE_WEIGHT and end - start <= MAX_PASSAGE_CHARS


def _sentences(body: str, weights: list[float]) -> Iterator[tuple[int, bool]]:
    """The ends of sentences and of parts of long ones, and whether a paragraph ends there."""
    start = 0
    for match in _END.finditer(body):
        end = match.end()
        if match[0] == "." and not _is_full_stop(body, match.start()):
            continue
        yield from _parts(body, weights, start, end)
        yield end, match[0][0] == "\n"
        start = end
    if start < len(body):
        yield from _parts(body, weights, start, len(body))
        yield len(body), True


def _is_full_stop(body: str, at: int) -> bool:
    window = sentence_ends.WINDOW_CHARS
    before, after = body[max(0, at - window) : at], body[at + 1 : at + 1 + window]
    return sentence_ends.is_full_stop(before, after)


def _parts(body: str, weights: list[float], start: int, end: int) -> Iterator[tuple[int, bool]]:
    """The ends at which a sentence that is longer than a passage is cut, into about equal parts."""
    while not _fits(weights, start, end):
        weight = weights[end] - weights[start]
        share = weight / math.ceil(weight / PASSAGE_WEIGHT)
        most = weights[start] + min(share * 1.2, PASSAGE_WEIGHT)
        heavy = bisect.bisect_right(weights, most, start, end) - 1
        stop = max(min(heavy, start + MAX_PASSAGE_CHARS), start + 1)
        pause = max(body.rfind(pause, (start + stop) // 2, stop) for pause in _PAUSES) + 1
        start = pause or stop
        yield start, False
