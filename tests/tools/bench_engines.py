"""Our index beside its peers, on a corpus of any size made from given texts (`make bench`).

    python tests/tools/bench_engines.py [--texts FOLDER ...] [--sizes 1000 10000] [--engines ...]

Each peer is in the form that is fastest for it and still does the same work; the modules of the
peers say which that is. Each engine has a process of its own. They are built one after the other,
then asked in turns of a few queries, so that other work on the machine hits all of them; every
round asks others, and a figure is the median of the rounds. Both the wall clock and the time of
the processor are told: trust ratios, times are of one machine. A dated result file is written to
var/bench/. Stock Whoosh has other tokens; a peer that is not installed is said to be absent.
"""

import argparse
import contextlib
import datetime
import json
import multiprocessing
import os
import resource
import shutil
import statistics
import sys
import time
from pathlib import Path

import click

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.tools import bench_corpus  # noqa: E402 - run as a script, from anywhere
from tests.tools.bench_peers import ENGINES, passage, words  # noqa: E402
from tests.tools.bench_xapian import AbsentError  # noqa: E402

KINDS = {
    "product, any word": lambda engine, asked: engine.product(asked, all_words=False),
    "product, all words": lambda engine, asked: engine.product(asked, all_words=True),
    "top 10, any word": lambda engine, asked: engine.top(asked, all_words=False),
    "top 10, all words": lambda engine, asked: engine.top(asked, all_words=True),
    "exact phrase": lambda engine, asked: engine.phrase(asked),
}
SLOW = {"whoosh": 20, "fts5": 60}
"""Queries that slow engines are asked."""
QUERIES_PER_TURN = 10
NO_TOTALS = "top 10"
"""Kinds whose answers say how many hits there are, so that nothing can be compared."""


class Engine:
    """An engine in the process that measures it; each method answers one message of `Runner`."""

    def __init__(self, name):
        self.engine = ENGINES[name]()
        self.queries = []

    def build(self, folder, where, jobs):
        """Build anew; the seconds, the seconds of processor, the bytes and the peak of memory.

        With no processes an index is opened that an earlier run built.
        """
        started, before = time.perf_counter(), self._processor()
        if jobs:
            shutil.rmtree(where, ignore_errors=True)
            self.engine.build(folder, where, jobs)
        seconds = time.perf_counter() - started
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        cpu = sum(usage.ru_utime + usage.ru_stime for usage in used) + self._processor() - before
        size = sum(path.stat().st_size for path in Path(where).rglob("*") if path.is_file())
        if hasattr(self.engine, "size"):
            size = self.engine.size(where)
        self.engine.open(where)
        peak = sum(usage.ru_maxrss for usage in used) / 1024
        if not jobs:
            seconds = cpu = None
        return {"build": seconds, "cpu": cpu, "bytes": size, "peak_mb": peak}

    def read(self, folder, count, rounds):
        """Make the queries; the dictionary and the folded characters are loaded by none of them."""
        for number in range(rounds):
            self.queries.append(bench_corpus.queries(Path(folder), count, number))
        for asked in [query for some in self.queries for query in some]:
            words(asked.words)
            passage(asked.passage)
        return [kind for kind in KINDS if kind != "exact phrase" or self.engine.phrase]

    def ask(self, kind, number, start, stop):
        """Ask some queries: for each its milliseconds, those of the processor, and the answer."""
        lines = []
        for asked in self.queries[number][start:stop]:
            wall, spent = time.perf_counter(), time.process_time() + self._processor()
            answer = KINDS[kind](self.engine, asked)
            spent = time.process_time() + self._processor() - spent
            lines.append(((time.perf_counter() - wall) * 1000, spent * 1000, answer))
        return lines

    def warm(self, kind):
        """Ask some queries that are not measured; a compiler that runs beside needs hundreds."""
        for at in range(getattr(self.engine, "warm", 5)):
            KINDS[kind](self.engine, self.queries[0][at % len(self.queries[0])])

    def coarse(self):
        """Whether only the means of the processor's time can be trusted."""
        return getattr(self.engine, "coarse", False)

    def stop(self):
        """End what the engine started."""
        getattr(self.engine, "stop", lambda: None)()

    def _processor(self):
        return getattr(self.engine, "processor", lambda: 0.0)() if self._started() else 0.0

    def _started(self):
        return not self.coarse() or hasattr(self.engine, "nodes")


def serve(name, pipe):
    """Answer the messages of a Runner until it ends."""
    engine = Engine(name)
    with contextlib.suppress(EOFError):
        while True:
            method, arguments = pipe.recv()
            try:
                pipe.send((True, getattr(engine, method)(*arguments)))
            except AbsentError as error:
                pipe.send((False, str(error)))
            except Exception as error:  # noqa: BLE001 - the other engines go on
                pipe.send((False, f"{type(error).__name__}: {error}"))
    engine.stop()


class Runner:
    """An engine in a process of its own."""

    def __init__(self, name):
        self.name = name
        self.pipe, other = multiprocessing.Pipe()
        context = multiprocessing.get_context("spawn")
        self.process = context.Process(target=serve, args=(name, other))
        self.process.start()
        other.close()

    def call(self, method, *arguments):
        """Have a method of Engine run; RuntimeError with its sentence if it fails."""
        self.pipe.send((method, arguments))
        worked, answer = self.pipe.recv()
        if not worked:
            raise RuntimeError(answer)
        return answer

    def end(self):
        """End the process."""
        self.pipe.close()
        self.process.join()


def measured(folder, options):
    """All engines built and asked on one corpus: what is printed and kept of each."""
    running, results = [], {}
    for name in options.engines:
        runner = Runner(name)
        try:
            where = str(Path(options.work) / name)
            results[name] = runner.call("build", str(folder), where, options.jobs)
            kinds = runner.call("read", str(folder), options.queries, options.rounds)
            results[name] |= {"engine": name, "times": {}, "found": {}, "kinds": kinds}
            results[name]["coarse"] = runner.call("coarse")
            running.append(runner)
        except RuntimeError as error:
            click.echo(f"{name}: {error}")
            runner.end()
    try:
        for kind in KINDS:
            asked = [engine for engine in running if kind in results[engine.name]["kinds"]]
            for name, (times, answers) in _in_turns(kind, asked, options).items():
                results[name]["times"][kind] = _summary(times, coarse=results[name]["coarse"])
                results[name]["found"][kind] = answers
    finally:
        for runner in running:
            runner.end()
    return list(results.values())


def _in_turns(kind, running, options):
    """By engine, the times of each round and all answers."""
    times = {runner.name: [] for runner in running}
    answers = {runner.name: [] for runner in running}
    for runner in running:
        runner.call("warm", kind)
    for number in range(options.rounds):
        for runner in running:
            times[runner.name].append([])
        for start in range(0, options.queries, QUERIES_PER_TURN):
            for runner in running:
                if start >= SLOW.get(runner.name, options.queries) or (
                    number and runner.name in SLOW
                ):
                    continue
                rows = runner.call("ask", kind, number, start, start + QUERIES_PER_TURN)
                times[runner.name][-1] += [(wall, cpu) for wall, cpu, _ in rows]
                answers[runner.name] += [answer for _, _, answer in rows]
    return {name: (times[name], answers[name]) for name in times}


def _summary(rounds, *, coarse):
    """Medians over the rounds of the median, the 95th percentile and the mean, of both clocks."""
    summary = {}
    for at, clock in enumerate(("wall", "cpu")):
        parts = [sorted(row[at] for row in rows) for rows in rounds if rows]
        mean = statistics.median(statistics.mean(rows) for rows in parts)
        p50 = statistics.median(statistics.median(rows) for rows in parts)
        p95 = statistics.median(rows[int(len(rows) * 0.95)] for rows in parts)
        figures = (mean, mean, mean) if coarse and clock == "cpu" else (p50, p95, mean)
        summary[clock] = dict(zip(("p50", "p95", "mean"), figures, strict=True))
    return summary


def compared(results, text):
    """The lines that are printed: each engine, and how the times compare with ours."""
    ours = next((result for result in results if result["engine"] == "baogao"), None)
    for result in results:
        line = f"{result['engine']:13} {result['bytes'] / text:.2f} bytes per byte"
        if result["build"] is not None:
            line += (
                f", build {text / result['build'] / 1e6:.2f} MB/s "
                f"({text / result['cpu'] / 1e6:.2f} per second of processor), "
                f"peak {result['peak_mb']:.0f} MB"
            )
            if ours and result is not ours:
                line += f", ours at {result['cpu'] / ours['cpu']:.2f} times its rate"
        yield line
        yield from _times(result, ours)


def _times(kind_times, ours):
    for kind, times in kind_times["times"].items():
        line = f"    {kind:18}"
        for clock in ("wall", "cpu"):
            line += f" {clock} {times[clock]['p50']:7.2f} / {times[clock]['p95']:7.2f} ms"
        if ours and kind_times is not ours:
            base = ours["times"][kind]
            for clock in ("wall", "cpu"):
                ratios = [base[clock][part] / times[clock][part] for part in ("p50", "p95")]
                line += f"   ours takes {ratios[0]:.2f} / {ratios[1]:.2f}"
            if not kind.startswith(NO_TOTALS):
                same = _agreement(ours["found"][kind], kind_times["found"][kind])
                line += f"   same totals {same:.0%}"
        yield line


def _agreement(ours, theirs):
    pairs = list(zip(ours, theirs, strict=False))
    return sum(a == b for a, b in pairs) / max(1, len(pairs))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", nargs="+", default=[str(ROOT / "corpus")])
    parser.add_argument("--sizes", nargs="+", type=int, default=[1000, 10_000])
    parser.add_argument("--engines", nargs="+", default=list(ENGINES), choices=list(ENGINES))
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="0: not built")
    parser.add_argument("--work", default=str(ROOT / "var" / "bench"))
    options = parser.parse_args()
    work = Path(options.work)
    kept = []
    for size in options.sizes:
        folder = work / f"corpus-{size}"
        text = (
            bench_corpus.make(options.texts, size, folder)
            if options.jobs
            else bench_corpus.size(folder)
        )
        click.echo(f"{size} reports, {text / 1e6:.1f} MB of text, {options.jobs} processes")
        click.echo(
            "times are p50 / p95; load " + " ".join(f"{load:.1f}" for load in os.getloadavg())
        )
        results = measured(folder, options)
        click.echo("\n".join(compared(results, text)))
        kept.append({"reports": size, "text": text, "results": results})
    day = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d-%H%M")
    (work / f"engines-{day}.json").write_text(json.dumps(kept, indent=1), "utf-8")


if __name__ == "__main__":
    main()
