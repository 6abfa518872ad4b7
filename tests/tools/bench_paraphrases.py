"""Whether a sentence said in other words finds its report: by words, by meaning, by both.

    python -m tests.tools.bench_paraphrases FILE.jsonl.gz …

`tests/data/paraphrases.tsv` has 300 sentences, 150 Chinese and 150 English, each with the id of a
report and the checksum of the sentence of that report which it says in other words. A language
model wrote them from that sentence alone, with the aim to repeat none of its content words; what is
still repeated is counted. The files have the reports (`id`, `title`, `body`): news transcripts of
which every fourth is indexed (by a checksum of its id), and whatever else is given.
"""

# ruff: noqa: T201 - a bench prints

import argparse
import contextlib
import csv
import dataclasses
import gzip
import hashlib
import json
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from index.api import PassageQuestion
from index.indexing.progress import no_progress
from index.operations.build import build
from index.operations.opening import open_index
from index.text.analysis import Analyzer
from index.text.function_words import FUNCTION_WORDS
from index.text.passages import is_chinese
from search.page import Nearness
from search.query.run_query import near_layers, run_query
from search.request import Match, Request
from search.views.meaning import like_text
from tests.tools.bench_quality import TODAY

DATA = Path(__file__).parent.parent / "data" / "paraphrases.tsv"
SAMPLED = "xwlb-"
"""Reports whose ids begin so are indexed if they are in a sample of a fourth."""
FIRST = 10
_SENTENCES = re.compile(r"(?<=[。！？])|(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Paraphrase:
    """A report's sentence in other words; `sentence` is the checksum of the original."""

    report: str
    sentence: str
    text: str


def paraphrases():
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Paraphrase(row["report"], row["sentence"], row["paraphrase"]) for row in rows]


def reports(paths):
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for report in map(json.loads, lines):
                if not report["id"].startswith(SAMPLED) or _sampled(report["id"]):
                    yield report


def _sampled(name):
    return hashlib.blake2b(name.encode(), digest_size=4).digest()[0] % 4 == 0


def original(body, checksum):
    """The sentence of a report with this checksum."""
    for text in (body.replace("\n", ""), body.replace("\n", " ")):
        for sentence in _SENTENCES.split(text):
            for form in (sentence, sentence.strip()):
                if hashlib.blake2b(form.encode(), digest_size=8).hexdigest() == checksum:
                    return form
    raise ValueError(checksum)


def content_words(text, analyzer):
    tokens = analyzer.words(text, compounds=False)
    words = {token.text for token in tokens if token.text not in FUNCTION_WORDS}
    return {word for word in words if len(word) > 1 and not word.isdigit()}


def by_words(index, text, *, meaning):
    """The reports in the order in which a person comes to them, at most FIRST."""
    request = Request(
        text=text, today=TODAY, match=Match.BEST, size=FIRST, facets=(), meaning=meaning
    )
    asked = run_query(index, request)
    ids = dict.fromkeys(hit.id for hit in asked.answer.hits)
    for layer in near_layers(index, request, asked, room=1):
        if len(ids) < FIRST:
            shown = run_query(index, dataclasses.replace(request, layer=layer.layer_query.layer))
            ids |= dict.fromkeys(hit.id for hit in shown.answer.hits)
    return list(ids)[:FIRST]


def by_meaning(index, text):
    language = "zh" if is_chinese(text) else "en"
    question = PassageQuestion(texts=(text,), languages=(language,), size=FIRST)
    return [hit.id for hit in index.nearest(question).hits[0]]


def on_the_page(index, text):
    groups = like_text(index, text).groups
    hits = [group.hits for group in groups if group.nearness is Nearness.IN_OTHER_WORDS]
    return [hit.report.id for hit in hits[0][:FIRST]] if hits else []


WAYS = {
    "words": lambda index, text: by_words(index, text, meaning=False),
    "words and meaning": lambda index, text: by_words(index, text, meaning=True),
    "nearest passages": by_meaning,
    "the page of like passages": on_the_page,
}


@contextlib.contextmanager
def indexed(paths, kept):
    with tempfile.TemporaryDirectory() as scratch:
        where = str(kept or f"{scratch}/index")
        if not Path(where).exists():
            folder = Path(scratch, "reports")
            folder.mkdir()
            with (folder / "reports.jsonl").open("w", encoding="utf-8") as file:
                for report in reports(paths):
                    file.write(json.dumps(report, ensure_ascii=False) + "\n")
            build([str(folder)], where, meaning=no_progress)
        with contextlib.closing(open_index(where)) as index:
            yield index


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--index", type=Path, help="where the index is, or is kept")
    options = parser.parse_args()
    bodies = {report["id"]: report["body"] for report in reports(options.files)}
    analyzer = Analyzer()
    asked = paraphrases()
    common = [
        content_words(paraphrase.text, analyzer)
        & content_words(original(bodies[paraphrase.report], paraphrase.sentence), analyzer)
        for paraphrase in asked
    ]
    repeated = sum(map(bool, common))
    print(f"{len(asked)} paraphrases; {repeated} repeat {sum(map(len, common))} content words")
    with indexed(options.files, options.index) as index:
        print(f"{index.about().reports} reports, {index.about().passages} passages")
        for way, find in WAYS.items():
            hits = [paraphrase.report in find(index, paraphrase.text) for paraphrase in asked]
            half = {
                language: [
                    hit
                    for hit, paraphrase in zip(hits, asked, strict=True)
                    if is_chinese(paraphrase.text) == (language == "zh")
                ]
                for language in ("zh", "en")
            }
            shares = "  ".join(f"{name} {sum(v) / len(v):.3f}" for name, v in half.items())
            print(f"  {way:26} {sum(hits) / len(hits):.3f}  {shares}", flush=True)


if __name__ == "__main__":
    main()
