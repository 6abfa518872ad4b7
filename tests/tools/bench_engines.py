"""Our index beside its peers, on a corpus of any size made from given texts (`make bench`).

    python tests/tools/bench_engines.py [--texts FOLDER ...] [--sizes 1000 10000] [--engines ...]

Every engine runs in a process of its own, one after the other; ratios are to be trusted, times are
of one machine. A dated result file is written to var/bench/. Unfair rows are labelled: tantivy's
Python binding needs two passes for hits and counts; stock Whoosh has other tokens and one process.
"""

import argparse
import datetime
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import click

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.tools import bench_corpus  # noqa: E402 - run as a script, from anywhere
from tests.tools.bench_peers import ENGINES, passage, words  # noqa: E402

KINDS = {
    "product, any word": lambda engine, asked: engine.product(asked, every=False),
    "product, all words": lambda engine, asked: engine.product(asked, every=True),
    "top 10, any word": lambda engine, asked: engine.top(asked, every=False),
    "top 10, all words": lambda engine, asked: engine.top(asked, every=True),
    "exact phrase": lambda engine, asked: engine.phrase(asked),
}
SLOW = {"whoosh": 20, "fts5": 60}
"""Queries that slow engines are asked."""


def measured(name, folder, where, count, jobs):
    """One engine, built and asked: what `main` prints and keeps."""
    engine = ENGINES[name]()
    shutil.rmtree(where, ignore_errors=True)
    started = time.perf_counter()
    engine.build(folder, where, jobs)
    seconds = time.perf_counter() - started
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    peak = sum(one.ru_maxrss for one in used)
    size = sum(path.stat().st_size for path in Path(where).rglob("*") if path.is_file())
    engine.open(where)
    asked = bench_corpus.queries(Path(folder), count)
    times, found = {}, {}
    for kind, ask in KINDS.items():
        if kind == "exact phrase" and engine.phrase is None:
            continue
        times[kind], found[kind] = _timed(engine, ask, asked[: SLOW.get(name, count)])
    return {
        "engine": name,
        "build": seconds,
        "cpu": sum(one.ru_utime + one.ru_stime for one in used),
        "bytes": size,
        "peak_mb": peak / 1024,
        "times": times,
        "found": found,
    }


def _timed(engine, ask, asked):
    for one in asked:  # the dictionary and the folded characters are loaded once, by no query
        words(one.words)
        passage(one.passage)
    for one in asked[:5]:
        ask(engine, one)
    times, found = [], []
    for one in asked:
        # Of the processor: no engine waits for anything, and other work on the machine may.
        started = time.process_time()
        found.append(ask(engine, one))
        times.append((time.process_time() - started) * 1000)
    return {"p50": statistics.median(times), "p95": sorted(times)[int(len(times) * 0.95)]}, found


def compared(results, text):
    """The lines that are printed: each engine, and how the times compare with ours."""
    ours = next((one for one in results if one["engine"] == "baogao"), None)
    for one in results:
        rate = text / one["build"] / 1e6
        yield (
            f"{one['engine']:8} build {rate:6.2f} MB/s ({text / one['cpu'] / 1e6:.2f} per second "
            f"of processor), {one['bytes'] / text:.2f} bytes per byte, peak {one['peak_mb']:.0f} MB"
        )
        for kind, times in one["times"].items():
            line = f"    {kind:20} p50 {times['p50']:8.2f} ms  p95 {times['p95']:8.2f} ms"
            if ours and one is not ours:
                base = ours["times"][kind]
                ratios = [base[part] / times[part] for part in ("p50", "p95")]
                line += f"   ours takes {ratios[0]:.2f} / {ratios[1]:.2f}"
                same = _agreement(ours["found"][kind], one["found"][kind])
                line += f"   same totals {same:.0%}"
            yield line


def _agreement(ours, theirs):
    pairs = list(zip(ours, theirs, strict=False))
    return sum(a == b for a, b in pairs) / max(1, len(pairs))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", nargs="+", default=[str(ROOT / "corpus")])
    parser.add_argument("--sizes", nargs="+", type=int, default=[1000, 10_000])
    parser.add_argument("--engines", nargs="+", default=["baogao", "tantivy", "fts5", "whoosh"])
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--work", default=str(ROOT / "var" / "bench"))
    parser.add_argument("--one", nargs=2, metavar=("ENGINE", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    work = Path(options.work)
    if options.one:
        name, folder = options.one
        where = str(work / name)
        click.echo(json.dumps(measured(name, folder, where, options.queries, options.jobs)))
        return
    kept = []
    for size in options.sizes:
        folder = work / f"corpus-{size}"
        text = bench_corpus.make(options.texts, size, folder)
        click.echo(f"{size} reports, {text / 1e6:.1f} MB of text, {options.jobs} processes")
        results = [_run(name, folder, options) for name in options.engines]
        results = [one for one in results if one]
        click.echo("\n".join(compared(results, text)))
        kept.append({"reports": size, "text": text, "results": results})
    day = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d-%H%M")
    (work / f"engines-{day}.json").write_text(json.dumps(kept, indent=1), "utf-8")


def _run(name, folder, options):
    command = [sys.executable, __file__, "--one", name, str(folder)]
    command += ["--queries", str(options.queries), "--jobs", str(options.jobs)]
    command += ["--work", options.work]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        click.echo(f"{name}: {done.stderr.strip().splitlines()[-1]}")
        return None
    return json.loads(done.stdout)


if __name__ == "__main__":
    main()
