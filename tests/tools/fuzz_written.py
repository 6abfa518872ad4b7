"""Files that people write, from their grammar.

    python -m tests.tools.fuzz_written [COUNT] [SEED] [KIND …]

Each kind of file is made COUNT times by `tests.tools.written_grammar`, right or nearly right, some
then broken as people and machines break files. Whatever is read ends: in what was meant or in an
error whose sentence somebody can use. All is in one process and in memory.
"""

import contextlib
import datetime
import itertools
import random
import re
import shutil
import sys
import tarfile
import tempfile
import time
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from index import settings
from index.cluster.address import parse_address
from index.cluster_options import ClusterOptions
from index.embedded.segment import generations
from index.embedded.write import backup
from index.errors import OperatorError
from index.ingest.files import corrections, site_rules
from index.text import segmenter
from search.dates.periods import period
from search.errors import QueryError
from search.query.syntax.parser import parse, parse_strict
from tests.tools.states import OLD, build_state
from tests.tools.written_grammar import WrittenFiles
from web.desk.database import DeskLimitError
from web.desk.exchange import import_json
from web.desk.records import ReportCard
from web.desk.store import Desk
from web.errors import BadParameterError
from web.request_codec import pairs_of, request_of

LONGEST = 2.0
"""Processor seconds after which a case counts as endless."""
_SENTENCE = re.compile(r"\w.*[.!?:\"')\]…]\s*$|--[\w-]+$|baogao \w+", re.DOTALL)

RARELY = 200
"""Every so many cases also the step behind the parser that takes milliseconds."""
TODAY = datetime.date(2024, 6, 1)


class Readers:
    """What makes a file of each kind, and what reads it, in a folder."""

    def __init__(self, folder):
        self.folder = folder
        self.root = folder / "index"
        build_state(folder / "corpus", self.root, OLD)
        desk = Desk(folder / "desk.sqlite")
        desk.add("", desk.create_collection("", "a"), [ReportCard(report="r1")])
        backup.backup(self.root, folder / "whole.tar", desk=desk.path)
        with tarfile.open(folder / "whole.tar") as tar:
            self.whole = [(info, tar.extractfile(info).read()) for info in tar]
        self.desk = Desk(folder / "read.sqlite")
        self.number = 0

    def put(self, name, data):
        """Write a file that somebody made; return its folder."""
        (self.folder / name).write_bytes(data)
        return self.folder

    def settings(self, made):
        settings.load(self.put("baogao.toml", made.toml("baogao.toml")), {})

    def sites(self, made):
        site_rules.load(self.put("sites.toml", made.toml("sites.toml")))

    def corrections(self, made):
        corrections.load(self.put("corrections.toml", made.toml("corrections.toml")))

    def dictionary(self, made):
        self.put("words.txt", made.words())
        self.put("baogao.toml", b'dictionary = "words.txt"')
        lines = settings.load(self.folder, {}).dictionary
        for line in lines:
            segmenter.entry(line)
        if self.number % RARELY == 0:
            segmenter.segmenter(lines)

    def golden(self, made):
        for rule in settings.load(self.put("baogao.toml", made.golden()), {}).golden:
            self.read_query(rule.query)

    def query(self, made):
        self.read_query(made.query())

    def read_query(self, text):
        """Read a line leniently, which never fails, and strictly."""
        parse(text)
        with contextlib.suppress(QueryError):
            parse_strict(text)

    def dates(self, made):
        read = period(made.date(), TODAY)
        ends = (read.first, read.last) if read else ()
        assert None in ends or sorted(ends) == list(ends), ends

    def addresses(self, made):
        text = made.address()
        args = MultiDict(parse_qsl(text, keep_blank_values=True, errors="replace"))
        with contextlib.suppress(BadParameterError):
            request = request_of(args, TODAY, _SETTINGS)
            again = request_of(MultiDict(pairs_of(request)), TODAY, _SETTINGS)
            assert pairs_of(again) == pairs_of(request), text

    def clusters(self, made):
        parse_address(made.cluster(), _CLUSTER)

    def collections(self, made):
        with contextlib.suppress(DeskLimitError):
            import_json(self.desk, made.collections(), None)

    def backups(self, made):
        self.put("made.tar", made.tar(self.whole))
        if self.number % RARELY:
            backup.verified(self.folder / "made.tar")
        else:
            desk = self.folder / "restored.sqlite"
            backup.restore(self.folder / "made.tar", self.root, desk=desk, replace_desk=True)
            assert len(generations.names(self.root)) <= 2

    def kinds(self):
        """By name."""
        names = ("settings", "sites", "corrections", "dictionary", "golden", "query", "dates")
        names += ("addresses", "clusters", "collections", "backups")
        return {name: getattr(self, name) for name in names}


_SETTINGS, _CLUSTER = settings.Settings(), ClusterOptions()


def cases(folder, seed, kinds=()):
    """Without end: the kind and the number of a case, and what was wrong with it, if anything."""
    readers = Readers(folder)
    chosen = [(kind, read) for kind, read in readers.kinds().items() if not kinds or kind in kinds]
    rng = random.Random(seed)
    for readers.number in itertools.count():
        for kind, read in chosen:
            rng.seed(seed * 10**9 + readers.number)
            yield kind, readers.number, _tried(read, WrittenFiles(rng))


def _tried(read, made):
    """What is wrong about reading one made file; empty if nothing is."""
    begun = time.thread_time()
    refusal = ""
    try:
        read(made)
    except OperatorError as error:
        refusal = str(error)
        if not _SENTENCE.search(refusal) or len(refusal) > 2_000:
            return f"no sentence: {refusal[:300]!r}"
    except Exception as error:  # noqa: BLE001 - this is what is looked for
        return f"{type(error).__name__}: {error}"[:300]
    return "" if time.thread_time() - begun < LONGEST else f"took long: {refusal[:200]}"


def main(count="10000", seed="1", *kinds):
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="baogao-fuzz-", dir=memory if memory.is_dir() else None))
    wrong, began = Counter(), time.process_time()
    try:
        rounds = cases(folder, int(seed), kinds)
        for kind, number, what in rounds:
            if number == int(count):
                break
            if what:
                wrong[kind] += 1
                sys.stdout.write(f"{kind} {number}: {what}\n")
    finally:
        shutil.rmtree(folder)
    seconds = time.process_time() - began
    what = ", ".join(kinds) or "each kind"
    sys.stdout.write(f"{count} of {what}, wrong: {wrong.total()}, {seconds:.0f} s of processor\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
