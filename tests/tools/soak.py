"""A server under steady load during updates: python -m tests.tools.soak [SECONDS] [RATE].

20,000 reports made from the sentences of the sample corpus are served; every minute an update
changes some. Requests go out on a fixed clock, whether or not the ones before were answered: 55 %
results, 20 % reports, 10 % as-you-type, 5 % home, 4 % the API, 2 % feeds, 2 % static, 1 % exports
of one source, 1 % hostile. Printed at the end: statuses, times, and how the memory went.
"""

import collections
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import quote

from index.operations.build import build
from index.operations.opening import open_index
from tests.tools.adversary import queries
from tests.tools.load import Load
from tests.tools.servers import started

CORPUS = Path(__file__).parent.parent.parent / "corpus"
REPORTS = 20_000
THREADS = 24
HEADERS = {"Accept-Language": "zh, en"}
HOSTS = 200


class Archive:
    """Reports recombined from the sentences of others, and the words they hold."""

    def __init__(self, folder):
        self.rng = random.Random(29)
        build([str(CORPUS)], str(folder / "sample"))
        index = open_index(str(folder / "sample"))
        reports = index.reports([name for name, _ in index.fingerprints()])
        index.close()
        self.sentences = [
            part for report in reports for part in re.findall(r"[^。.]{8,}[。.]", report.body)
        ]
        self.sources = sorted({report.source for report in reports if report.source})
        self.words = sorted(
            {*re.findall(r"[\u4e00-\u9fff]{2,4}|[a-z]{4,}", " ".join(self.sentences))}
        )
        self.folder = folder / "reports"
        self.folder.mkdir()
        for part in range(20):
            lines = [self.line(f"{part}-{number}") for number in range(REPORTS // 20)]
            (self.folder / f"{part:02d}.jsonl").write_text("\n".join(lines), "utf-8")

    def line(self, name):
        rng = self.rng
        day = f"{rng.randrange(2015, 2025)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}"
        return json.dumps(
            {
                "id": name,
                "title": rng.choice(self.sentences)[:40],
                "body": "\n".join(rng.choices(self.sentences, k=12)),
                "date": day,
                "source": rng.choice(self.sources),
            }
        )

    def change(self):
        """One file of twenty is written anew."""
        part = self.rng.randrange(20)
        lines = [self.line(f"{part}-{number}") for number in range(REPORTS // 20)]
        (self.folder / f"{part:02d}.jsonl").write_text("\n".join(lines), "utf-8")

    def address(self, hostile):
        rng = self.rng
        word = quote(" ".join(rng.sample(self.words, rng.choice((1, 1, 2)))))
        report = f"{rng.randrange(20)}-{rng.randrange(REPORTS // 20)}"
        kinds = {
            f"/search?q={word}": 30,
            f"/search?q={word}&page={rng.randrange(1, 20)}": 10,
            f"/search?q={word}&source={quote(rng.choice(self.sources))}&from=2018": 15,
            f"/report/{report}?q={word}": 20,
            f"/search?q={word[:9]}": 10,
            "/": 5,
            f"/api/search?q={word}": 4,
            f"/feed.atom?q={word}": 2,
            "/static/style.css": 2,
            f"/export.csv?q={word}&source={quote(rng.choice(self.sources))}&from=2024-06": 1,
            f"/search?q={quote(rng.choice(hostile), errors='surrogatepass')}": 1,
        }
        return rng.choices(list(kinds), kinds.values())[0]


def memory(pid):
    """Bytes of the server and its workers that are their own: what is shared counts once."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    texts = [Path(f"/proc/{child}/smaps_rollup").read_text() for child in (pid, *children)]
    sizes = [re.findall(r"^(?:Pss_Anon|Pss):\s+(\d+) kB", text, re.MULTILINE) for text in texts]
    return sum(int(size[-1]) for size in sizes) * 1024


def update_each_minute(archive, root, stop, done):
    command = [sys.executable, "-m", "baogao", "index", str(archive.folder), "--index", str(root)]
    command.append("--no-meaning")  # the archive grows faster than passages are encoded
    while not stop.wait(60):
        archive.change()
        subprocess.run([*command, "--update", "--quiet"], capture_output=True, check=True)
        done.append(time.monotonic())


def main(seconds=3600, rate=30):
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder))
        root = Path(folder) / "index"
        build([str(archive.folder)], str(root))
        with started(str(root), "--rate", "0") as server:
            soak(archive, root, server, seconds, rate)


def soak(archive, root, server, seconds, rate):
    stop, done = threading.Event(), []
    updates = threading.Thread(target=update_each_minute, args=(archive, root, stop, done))
    updates.start()
    hostile = [text for seed in range(9) for text in queries(seed).values()]
    load = Load(server.host, server.port, THREADS, HEADERS)
    began, grown = time.monotonic(), []

    def watch(number):
        if number % (rate * 10) == 0:
            grown.append((time.monotonic() - began, memory(server.pid)))

    load.run((archive.address(hostile) for _ in range(seconds * rate)), rate, watch)
    stop.set()
    updates.join()
    server.terminate()
    code = server.wait(60)
    show(load.answers, grown, len(done), code)


def show(answers, grown, updates, code):
    taken = sorted(seconds for _, seconds, _ in answers)
    statuses = collections.Counter(status for status, _, _ in answers)
    quantiles = {share: taken[int(len(taken) * share / 100)] * 1000 for share in (50, 95, 99)}
    print(f"{len(answers)} answers, by status {dict(statuses)}; {updates} updates")  # noqa: T201
    print("times:", ", ".join(f"p{share} {ms:.0f} ms" for share, ms in quantiles.items()))  # noqa: T201
    by_kind = collections.defaultdict(list)
    for _, seconds, address in answers:
        by_kind["/".join(address.partition("?")[0].split("/")[:2])].append(seconds)
    for path, samples in sorted(by_kind.items(), key=lambda pair: -len(pair[1]))[:9]:
        p99 = sorted(samples)[int(len(samples) * 0.99)] * 1000
        print(f"  {path[:30]:30} {len(samples):7} p99 {p99:6.0f} ms")  # noqa: T201
    for after, size in grown[:: max(1, len(grown) // 12)]:
        print(f"  after {after:5.0f} s {size / 1e6:6.0f} MB")  # noqa: T201
    settled = [size for after, size in grown if after > 600] or [size for _, size in grown]
    quarter = max(1, len(settled) // 4)
    growth = statistics.mean(settled[-quarter:]) / statistics.mean(settled[:quarter]) - 1
    print(f"memory after the first ten minutes: {growth:+.1%}, last quarter to first")  # noqa: T201
    print(f"the server ended with {code}")  # noqa: T201


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
