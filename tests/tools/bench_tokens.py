"""The words and grams that all engines of `bench_engines` get, cut as fast as Python can.

They are those of `index.text.analysis`, without positions: a peer shall not wait for our tokens.
"""

import itertools
import json
import multiprocessing
import re
from dataclasses import dataclass
from pathlib import Path

from index.text.analysis import SYMBOLS, Analyzer, grams, stem
from index.text.compounds import MAX_SURROUNDING_CHARS, compounds
from index.text.fold import HAN, IGNORED, LETTERS, fold, fold_alike

ROWS_PER_TASK = 256
_ANALYZER = Analyzer(())
_HAN = re.compile(f"[{HAN}]")
_HAN_RUN = re.compile(rf"[{HAN}]+")
_LATIN = re.compile(LETTERS)
_PIECE = re.compile(rf"([{HAN}](?:\s*[{HAN}])*)|{LETTERS}|[{SYMBOLS}]")
_NO_GAP = re.compile(rf"[{HAN}{SYMBOLS}]")


@dataclass(frozen=True, slots=True)
class Row:
    """A report with its tokens joined by spaces; `day` is yyyymmdd, `stored` its JSON."""

    id: str
    source: str
    day: int
    stored: bytes
    title: str
    body: str
    title_grams: str = ""
    body_grams: str = ""


def words(text):
    """The distinct words of a query."""
    return list(dict.fromkeys(token.text for token in _ANALYZER.words(text)))


def passage(text):
    """The grams of a passage; its last Han character is in the gram before."""
    terms = [token.text for token in grams(text)]
    return terms[:-1] if len(terms) > 1 and _HAN.match(terms[-1]) else terms


def rows(folder):
    """The reports as they were made."""
    with (Path(folder) / "reports.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def joined_words(text):
    """All words of a text, joined by spaces."""
    folded = fold(text).replace(IGNORED, "")
    runs = _HAN_RUN.findall(folded)
    cut = _ANALYZER.cut_runs("\n".join(runs)) if runs else []
    words = [word for word in cut if word != "\n"]
    return " ".join((*words, *_latin_words(folded)))


def _latin_words(folded):
    """The stems of words and numbers of a folded text, and of those in several parts."""
    latin = list(_LATIN.finditer(folded))
    gaps = [folded[before.end() : other.start()] for before, other in itertools.pairwise(latin)]
    near = [None if _NO_GAP.search(gap) else gap for gap in gaps]

    def around(at):
        start, end = latin[at].start(), latin[at + 1].end()
        return folded[max(0, start - MAX_SURROUNDING_CHARS) : start], folded[end : end + 1]

    parts = set()
    for at, compound in compounds([word[0] for word in latin], near, around):
        if compound.is_word:
            yield stem(compound.text)
        if compound.whole:
            parts.update(range(at, at + compound.runs))
    yield from (stem(word[0]) for at, word in enumerate(latin) if at not in parts)


def joined_grams(text):
    """All grams of a text in order, joined by spaces."""
    joined = []
    for piece in _PIECE.finditer(fold_alike(text).replace(IGNORED, "")):
        if piece.lastindex is None:
            joined.append(piece[0])
        else:
            run = piece[0] if piece[0].isalnum() else "".join(piece[0].split())
            joined += map(str.__add__, run, f"{run[1:]} ")
    return " ".join(joined)


def with_words(row):
    """A report with its words."""
    return Row(
        id=row["id"],
        source=row["source"],
        day=int(row["date"].replace("-", "")),
        stored=json.dumps(row, ensure_ascii=False).encode(),
        title=joined_words(row["title"]),
        body=joined_words(row["body"]),
    )


def with_grams(row):
    """A report with its words and grams."""
    cut = with_words(row)
    return Row(
        id=cut.id,
        source=cut.source,
        day=cut.day,
        stored=cut.stored,
        title=cut.title,
        body=cut.body,
        title_grams=joined_grams(row["title"]),
        body_grams=joined_grams(row["body"]),
    )


def tokenised(folder, jobs, cut=with_grams):
    """Every report, its tokens cut in this many processes."""
    _ANALYZER.cut_runs("")  # the dictionary is loaded before the processes are forked
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        yield from pool.imap(cut, rows(folder), ROWS_PER_TASK)
