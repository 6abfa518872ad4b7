"""Measures verdicts on quotations, earliest carriers, and the time of a trace, on real reports.

    python -m tests.tools.bench_trace verdicts INDEX --elsewhere FOLDER… [--count 3000]
    python -m tests.tools.bench_trace chains FOLDER… [--count 500] [--archive 3000]
    python -m tests.tools.bench_trace speed INDEX [--count 200]

`--elsewhere` names folders of texts that are not in the index. `chains` builds an index of
its own in a temporary folder: a part of the reports, and chains of copies of others.
"""

import argparse
import collections
import dataclasses
import gc
import json
import tempfile
import time
from pathlib import Path

import click

from index.operations.opening import open_index
from index.report import Report
from search.trace.comparison_units import units
from search.trace.trace import trace
from search.trace.verify import verify
from tests.archive_files import indexed
from tests.tools import traced_passages as made
from tests.tools.bench_corpus import texts


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else 0.0


def bodies_of(index, chance, count):
    names = [name for name, _ in index.fingerprints()]
    sample = chance.sample(names, min(count, len(names)))
    return [report.body for report in index.reports(sample) if report and len(report.body) > 60]


def passages_of(chance, bodies, elsewhere, count):
    """Triples (expected verdict, passage, made passage or None)."""
    pool = made.pool_of(bodies)
    archive, others = made.passages(chance, bodies), made.passages(chance, elsewhere or bodies)
    for number in range(count):
        if number % 3 == 0:
            yield "verbatim", next(archive), None
        elif number % 3 == 1:
            passage = made.altered(chance, next(archive), pool)
            yield "altered", passage.text, passage
        elif elsewhere and number % 2:
            yield "absent", next(others), None
        else:
            yield "absent", made.invented(chance, bodies), None


def marked_right(verdict, passage):
    """Whether the differences lead back to the source and mark little more than what changed."""
    if verdict.best is None:
        return False
    start = verdict.best.start
    marked = sum(
        max(1, len(units(verdict.best.text[other.other_start - start : other.other_end - start])))
        for other in verdict.best.differences
    )
    same = "".join(verdict.best.text.split()) == "".join(passage.source.split())
    return same and marked <= 2 * passage.changed + 6


def verdicts(args):
    chance = made.randoms(args.seed)
    index = open_index(args.index)
    elsewhere = [report.body for report in texts(args.elsewhere)]
    bodies = bodies_of(index, chance, 4000)
    counts, wrong, times = collections.Counter(), [], []
    for expected, text, passage in passages_of(chance, bodies, elsewhere, args.count):
        before = time.process_time()
        verdict = verify(index, text)
        times.append(time.process_time() - before)
        verdict_kind = verdict.match.value
        counts[expected, "all"] += 1
        counts[expected, "right"] += verdict_kind == expected
        counts["false verbatim"] += verdict_kind == "verbatim" != expected
        if passage and verdict_kind == "altered":
            right = marked_right(verdict, passage)
            counts["differences", "all"] += 1
            counts["differences", "right"] += right
        if verdict_kind != expected or (passage and not right):
            wrong.append(
                (
                    expected,
                    verdict_kind,
                    passage and passage.how,
                    text,
                    verdict.best and verdict.best.text,
                )
            )
    for name in ("verbatim", "altered", "absent", "differences"):
        said(f"{name} right", counts[name, "right"], counts[name, "all"])
    click.echo(f"false verbatim: {counts['false verbatim']}")
    said_times("processor", times)
    kept(args.wrong, wrong)


def said(name, right, count):
    click.echo(f"{name}: {right} of {count} = {right / max(1, count):.4f}")


def said_times(name, times):
    p50, p95 = (percentile(times, share) * 1e3 for share in (0.5, 0.95))
    click.echo(f"{name} ms: p50 {p50:.1f} p95 {p95:.1f} of {len(times)}")


def kept(path, wrong):
    if path:
        lines = [json.dumps(failure, ensure_ascii=False) for failure in wrong]
        Path(path).write_text("\n".join(lines), "utf-8")


def chained(chance, originals, archive, count):
    """Reports of an archive with chains, and for each chain (ids, texts)."""
    reports = [
        dataclasses.replace(original, id=f"a{at}")
        for at, original in enumerate(originals[:archive])
    ]
    pool = made.pool_of([report.body for report in reports])
    chains = []
    for number, original in enumerate(originals[archive:]):
        if len(chains) == count:
            break
        body = original.body[:1200]
        if made.letters(body) < 100:
            continue
        versions = made.chain(chance, body, pool, chance.randint(2, 6))
        ids = [f"c{number}-{row}" for row in range(len(versions))]
        reports += [
            Report(
                id=name,
                title=f"{number} {row}",
                paragraphs=tuple(filter(None, text.split("\n"))),
                date=day,
                source=f"s{row}",
            )
            for row, (name, (text, day)) in enumerate(zip(ids, versions, strict=True))
        ]
        chains.append((ids, [text for text, _ in versions]))
    return reports, chains


def earliest_right(index, chance, ids, told):
    """Whether a passage of a copy is traced to the first of the chain; the answer, and the text."""
    text = chance.choice(told[1:])
    start = chance.randrange(max(1, len(text) - 500))
    traced = trace(index, text[start : start + 500])
    earliest = traced.earliest.report.id if traced.earliest else ""
    return earliest == ids[0], earliest, text[start : start + 500]


def chains(args):
    chance = made.randoms(args.seed)
    originals = [report for report in texts(args.folders) if len(report.body) > 200]
    chance.shuffle(originals)
    reports, known = chained(chance, originals, args.archive, args.count)
    with tempfile.TemporaryDirectory() as folder:
        index = indexed(Path(folder), reports)
        right, wrong = 0, []
        for ids, versions in known:
            good, earliest, text = earliest_right(index, chance, ids, versions)
            right += good
            wrong += [] if good else [(ids[0], earliest, text)]
        index.close()
    said("earliest right", right, len(known))
    kept(args.wrong, wrong)


def speed(args):
    chance = made.randoms(args.seed)
    index = open_index(args.index)
    texts_of = []
    for body in bodies_of(index, chance, 2 * args.count + 20):
        if len(body) > 520:
            start = chance.randrange(len(body) - 500)
            texts_of.append(body[start : start + 500])
    gc.collect()
    gc.freeze()  # as a server does
    processor, wall = [], []
    for number, text in enumerate(texts_of[: args.count + 10]):
        before, clock = time.process_time(), time.perf_counter()
        trace(index, text)
        if number >= 10:
            processor.append(time.process_time() - before)
            wall.append(time.perf_counter() - clock)
    said_times("processor", processor)
    said_times("wall", wall)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wrong", help="a file for what went wrong, as JSON Lines")
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("verdicts")
    command.add_argument("index")
    command.add_argument("--elsewhere", nargs="*", default=[])
    command.add_argument("--count", type=int, default=3000)
    command.set_defaults(run=verdicts)
    command = commands.add_parser("chains")
    command.add_argument("folders", nargs="+")
    command.add_argument("--count", type=int, default=500)
    command.add_argument("--archive", type=int, default=3000)
    command.set_defaults(run=chains)
    command = commands.add_parser("speed")
    command.add_argument("index")
    command.add_argument("--count", type=int, default=200)
    command.set_defaults(run=speed)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
