"""The embedded index beside clusters of one, two and three nodes, in one run on one machine.

    python tests/tools/bench_cluster.py [--texts FOLDER ...] [--size 20000] [--nodes 1 2 3]

The same made reports and the same queries for each. Times are of the wall clock, so run it where
nothing else runs; beside them stands what the processors spent, here and on the nodes, which other
work disturbs less. All nodes share the machine's cores: this says what a cluster costs, not what
more machines bring. Results go to var/bench/.
"""

import argparse
import datetime
import json
import os
import resource
import statistics
import sys
import time
import urllib.request
from pathlib import Path

import click

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.tools import bench_corpus  # noqa: E402 - run as a script, from anywhere
from tests.tools.bench_engines import KINDS  # noqa: E402
from tests.tools.bench_opensearch import JVM  # noqa: E402
from tests.tools.bench_peers import Ours  # noqa: E402
from tests.tools.cluster_nodes import Nodes  # noqa: E402


class Spent:
    """Seconds of processor spent by this process, its children and the nodes."""

    def __init__(self, processes=()):
        self.processes = processes
        self.before = self._now()

    def seconds(self):
        return self._now() - self.before

    def _now(self):
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        seconds = sum(usage.ru_utime + usage.ru_stime for usage in used)
        ticks = 0
        for process in self.processes:
            stat = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(stat[11]) + int(stat[12])
        return seconds + ticks / os.sysconf("SC_CLK_TCK")


def measured(name, where, folder, text, options, processes=()):  # noqa: PLR0917 - its only caller's
    """One place to build at and ask: what is printed and kept."""
    engine = Ours()
    started, spent = time.perf_counter(), Spent(processes)
    engine.build(str(folder), where, options.jobs)
    seconds, cpu = time.perf_counter() - started, spent.seconds()
    engine.open(where)
    asked = bench_corpus.queries(folder, options.queries)
    times = {kind: _timed(engine, ask, asked, processes) for kind, ask in KINDS.items()}
    about = engine.index.about()
    engine.index.close()
    click.echo(
        f"{name:10} build {text / seconds / 1e6:6.2f} MB/s, {about.reports / seconds:7.1f} "
        f"reports/s, {text / cpu / 1e6:.2f} MB per second of processor, "
        f"{about.bytes / text:.2f} bytes per byte"
    )
    for kind, timed in times.items():
        click.echo(
            f"    {kind:20} p50 {timed['p50']:8.2f} ms  p95 {timed['p95']:8.2f} ms  "
            f"processor {timed['cpu']:7.2f} ms"
        )
    return {"place": name, "build": seconds, "cpu": cpu, "bytes": about.bytes, "times": times}


def _timed(engine, ask, asked, processes):
    for query in asked:
        ask(engine, query)
    times, spent = [], Spent(processes)
    for query in asked:
        started = time.perf_counter()
        ask(engine, query)
        times.append((time.perf_counter() - started) * 1000)
    return {
        "p50": statistics.median(times),
        "p95": sorted(times)[int(len(times) * 0.95)],
        "cpu": spent.seconds() * 1000 / len(times),
    }


def on_nodes(count, folder, text, options):
    """A cluster of so many nodes, a shard on each."""
    nodes = Nodes(count, JVM)
    try:
        nodes.start()
        os.environ["BAOGAO_CLUSTER_SHARDS"] = str(count)
        os.environ["BAOGAO_CLUSTER_TIMEOUT"] = "120"
        running = list(nodes.processes.values())
        result = measured(f"{count} nodes", f"{nodes.url}/bench", folder, text, options, running)
        return result | {"memory": _memory(nodes)}
    finally:
        nodes.stop()


def _memory(nodes):
    """Bytes of heap in use and of segments in memory, by node."""
    with urllib.request.urlopen(f"http://{nodes.hosts[0]}/_nodes/stats/jvm,indices") as answer:
        stats = json.load(answer)["nodes"].values()
    return [
        {
            "heap": stat["jvm"]["mem"]["heap_used_in_bytes"],
            "segments": stat["indices"]["segments"]["memory_in_bytes"],
            "fielddata": stat["indices"]["fielddata"]["memory_size_in_bytes"],
        }
        for stat in stats
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", nargs="+", default=[str(ROOT / "corpus")])
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--nodes", nargs="+", type=int, default=[1, 2, 3])
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    work = ROOT / "var" / "bench"
    folder = work / f"corpus-{options.size}"
    text = bench_corpus.make(options.texts, options.size, folder)
    click.echo(f"{options.size} reports, {text / 1e6:.1f} MB of text")
    kept = [measured("embedded", str(work / "embedded"), folder, text, options)]
    kept += [on_nodes(count, folder, text, options) for count in options.nodes]
    day = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d-%H%M")
    figures = {"reports": options.size, "text": text, "results": kept}
    (work / f"cluster-{day}.json").write_text(json.dumps(figures, indent=1), "utf-8")


if __name__ == "__main__":
    main()
