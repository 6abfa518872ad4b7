"""Damaged mail stores and books of help pages, read in one process.

    python -m tests.tools.fuzz_stores [COUNT] [SEED] [KIND …]

Small files of each kind (`pst`, `chm`) are changed COUNT times: words overwritten with numbers at
the borders of their size, bytes, pieces moved, ends cut. Each must end in members and sentences.
What raises, takes long or ends in no sentence of its own is printed, with its number.
"""

import random
import re
import struct
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import click

from index.indexing import file_types
from index.ingest.source_file import SourceFile
from index.report import Skipped
from tests.made_books import help_book
from tests.made_stores import pst_file, wide

LONGEST = 2.0
"""Processor seconds after which a case counts as endless."""
SENTENCE = re.compile(r"[A-Z].{3,}[.)]$", re.DOTALL)
NUMBERS = (
    0,
    1,
    2,
    0x7F,
    0x80,
    0xFF,
    0x7FFF,
    0xFFFF,
    0x7FFFFFFF,
    0xFFFFFFFF,
    1 << 63,
    (1 << 64) - 1,
)
PAGE = "<html><title>Quay Act</title><p>The quay opens at dawn.</p></html>"


def stores():
    """Stores of both ages, encoded or not, with attached files and mails."""
    mail = ({0x0037: wide("Quay"), 0x1000: wide("It opens at dawn.")}, {}, ())
    full = (mail[0], {"plan.txt": b"Cranes first."}, (mail,))
    for number in "QI":
        for encoding in (0, 1):
            yield pst_file([mail, full], number=number, encoding=encoding)


def books():
    """Books with one short page, and with several."""
    for pages in ({"a.html": PAGE}, {"a.html": PAGE * 30, "b/c.html": PAGE, "d.txt": "Notes."}):
        with tempfile.TemporaryDirectory() as folder:
            yield help_book(Path(folder), pages)


KINDS = {"pst": stores, "chm": books}


def changed(data, chance):
    """The data with a few words, bytes or pieces changed."""
    data = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 12))):
        at = chance.randrange(len(data))
        match chance.randrange(8):
            case 0 | 1 | 2:
                size = chance.choice((1, 2, 4, 8))
                number = chance.choice(NUMBERS) if chance.random() < 0.7 else chance.getrandbits(64)
                word = struct.pack("<Q", number)[:size]
                data[at : at + size] = word
            case 3 | 4:
                data[at] ^= 1 << chance.randrange(8)
            case 5:
                other, size = chance.randrange(len(data)), chance.choice((4, 8, 24, 64, 512))
                data[at : at + size] = data[other : other + size]
            case 6 if chance.random() < 0.3:
                del data[max(at, 16) :]
            case _:
                data[at] = chance.randrange(256)
    return bytes(data)


def read(kind, data):
    """What a file ends in: members, or the beginnings of its sentences."""
    entry = SourceFile(path=f"a.{kind}", file="", kind=kind, data=data)
    ends = set()
    for item in file_types.members(entry):
        if not isinstance(item, Skipped):
            ends.add("member")
        elif not SENTENCE.match(item.reason) or "its reader does not know" in item.reason:
            raise ValueError(f"no sentence, or one that says nothing: {item.reason}")
        else:
            ends.add(item.reason.split("(")[0][:40])
    return ends or {"nothing"}


def fuzz(kind, count, seed):
    """Read COUNT changed files of a kind; how many ended in a fault."""
    files = [bytes(data) for data in KINDS[kind]()]
    ends, faults, slowest = Counter(), 0, 0.0
    begun = time.process_time()
    for number in range(count):
        chance = random.Random(f"{seed} {kind} {number}")
        data = changed(chance.choice(files), chance)
        before = time.process_time()
        try:
            ends.update(read(kind, data))
        except Exception as error:  # noqa: BLE001 - whatever is raised is what is looked for
            faults += 1
            click.echo(f"{kind} {number}: {type(error).__name__}: {error}")
        took = time.process_time() - before
        slowest = max(slowest, took)
        if took > LONGEST:
            click.echo(f"{kind} {number}: {took:.1f} s")
        if number % 50_000 == 49_999:
            click.echo(f"{kind}: {number + 1:,} read")
    spent = time.process_time() - begun
    click.echo(
        f"{kind}: {count:,} of seed {seed}, {faults} faults, {spent:.0f} s, slowest {slowest:.2f} s"
    )
    click.echo("  " + "; ".join(f"{end} {times}" for end, times in ends.most_common()))
    return faults


@click.command()
@click.argument("count", default=10_000)
@click.argument("seed", default=1)
@click.argument("kinds", nargs=-1)
def main(count, seed, kinds):
    faults = [fuzz(kind, count, seed) for kind in kinds or KINDS]
    sys.exit(any(faults))


if __name__ == "__main__":
    main()
