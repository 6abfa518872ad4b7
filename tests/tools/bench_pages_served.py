"""How fast pages of results are served: python -m tests.tools.bench_pages_served INDEX.

Queries are made from the reports of the index themselves and no two are the same: half of them are
one or two words, the rest phrases, three words, filters, and later pages. First the pages are made
one after the other in this process, for the time and the processor time each takes; then a server
of its own is asked for others on a fixed clock, whether or not those before were answered, and the
times count from when each was due. The load generator runs on the same cores.
"""

import argparse
import json
import random
import re
import statistics
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import click

from index.operations.opening import open_index
from index.system.garbage import collect_rarely
from tests.tools.load import Load
from tests.tools.servers import started
from web.server.app import create_app

CONNECTIONS = 32
HEADERS = {"Accept-Language": "zh, en", "Accept-Encoding": "gzip"}
READ = 4_000
_HAN = re.compile("[\u4e00-\u9fff]{2,}")
_WORD = re.compile("[A-Za-z]{4,}")


class Asker:
    """Addresses of pages of results, each with another query, from the words of the reports."""

    def __init__(self, where, seed):
        self.rng = random.Random(seed)
        index = open_index(where)
        names = [name for name, _ in index.fingerprints()]
        sampled = index.reports(self.rng.sample(names, min(READ, len(names))))
        self.texts = [report.body for report in sampled if report and len(report.body) > 40]
        self.sources = sorted({report.source for report in sampled if report and report.source})
        index.close()
        self.asked = set()

    def words(self, number):
        """As many words, all from one report: of Han text two to four characters."""
        text = self.rng.choice(self.texts)
        runs = _HAN.findall(text) or _WORD.findall(text) or [text[:4]]
        for run in self.rng.choices(runs, k=number):
            length = min(len(run), self.rng.choice((2, 2, 2, 3, 4)))
            start = self.rng.randrange(len(run) - length + 1)
            yield run[start : start + length] if _HAN.match(run) else run

    def address(self):
        """An address that was not asked before."""
        while True:
            kind = self.rng.choices("123pfn", (25, 30, 15, 10, 15, 5))[0]
            text = " ".join(self.words(int(kind) if kind.isdigit() else 1))
            more = ""
            if kind == "p":
                text = f"“{text}”"
            if kind == "f":
                source = quote(self.rng.choice(self.sources)) if self.sources else "-"
                more = f"&source={source}" if self.rng.random() < 0.5 else "&from=2018&sort=newest"
            if kind == "n":
                more = f"&page={self.rng.randrange(2, 6)}"
            address = f"/search?q={quote(text)}{more}"
            if address not in self.asked:
                self.asked.add(address)
                return address


def quantiles(values):
    """The percentiles people ask for, in milliseconds."""
    ranked = sorted(values)
    shown = (
        f"p{share} {ranked[min(len(ranked) - 1, len(ranked) * share // 100)] * 1e3:.1f}"
        for share in (50, 95, 99)
    )
    return f"{', '.join(shown)} ms (mean {statistics.mean(values) * 1e3:.1f})"


def alone(where, asker, pages):
    """Pages made one after the other in this process."""
    collect_rarely()  # as the command that starts a server does
    app = create_app(where)
    client = app.test_client()
    head = {"Accept-Language": "zh, en", "Accept-Encoding": "gzip"}
    for _ in range(30):
        client.get(asker.address(), headers=head)
    walls, cores = [], []
    for _ in range(pages):
        address = asker.address()
        wall, core = time.perf_counter(), time.process_time()
        answer = client.get(address, headers=head)
        walls.append(time.perf_counter() - wall)
        cores.append(time.process_time() - core)
        if answer.status_code != 200:
            click.echo(f"{answer.status_code} {address}")
    app.extensions["baogao"].index_manager.close()
    click.echo(f"{pages} pages one by one: {quantiles(walls)}")
    click.echo(f"  processor time: {quantiles(cores)}")


def served(where, asker, seconds, rate, options):
    """Different pages asked of a server on a fixed clock."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "access.log"
        with started(where, "--rate", "0", "--access-log", str(log), *options) as server:
            time.sleep(10)  # the vocabulary for completions is built in the meantime
            warming = Load(server.host, server.port, CONNECTIONS, HEADERS)
            warming.run([asker.address() for _ in range(5 * rate)], rate)
            warm = len(log.read_text("utf-8").splitlines())
            load = Load(server.host, server.port, CONNECTIONS, HEADERS)
            load.run([asker.address() for _ in range(seconds * rate)], rate)
            server.terminate()
            server.wait(60)
        lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()[warm:]]
    bad = [status for status, _, _ in load.answers if status != 200]
    click.echo(f"{rate} different pages a second for {seconds} s: {len(bad)} not answered")
    click.echo(f"  from when each was due: {quantiles([taken for _, taken, _ in load.answers])}")
    click.echo(f"  in the server: {quantiles([line['ms'] / 1e3 for line in lines])}")
    click.echo(f"  in the index: {quantiles([line['index_ms'] / 1e3 for line in lines])}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("index")
    parser.add_argument("--pages", type=int, default=300, help="pages one by one; 0 for none")
    parser.add_argument("--seconds", type=int, default=60, help="of load; 0 for none")
    parser.add_argument("--rate", type=int, default=40)
    parser.add_argument("--seed", type=int, default=7)
    arguments, options = parser.parse_known_args()
    asker = Asker(arguments.index, arguments.seed)
    if arguments.pages:
        alone(arguments.index, asker, arguments.pages)
    if arguments.seconds:
        served(arguments.index, asker, arguments.seconds, arguments.rate, options)


if __name__ == "__main__":
    main()
