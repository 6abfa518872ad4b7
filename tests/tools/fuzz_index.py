"""Index files with anything in them: python -m tests.tools.fuzz_index [SECONDS] [SEED].

Bytes of a small index are changed and every checksum made right again, as an attacker or a fault
in our own writer would. Whatever is asked of it then ends: in an answer or in an OperatorError.
Each case runs in a process of its own, so that a crash or an endless loop is seen.
"""

import contextlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from whoosh import query

from index.api import COUNTABLE_FIELDS, DateFilter, Order, Question, TermPart, ValueFilter
from index.embedded.query.index import EmbeddedIndex
from index.embedded.segment import array_file, generations, manifest
from index.embedded.segment.disk import DISK
from index.errors import OperatorError
from index.query_nodes import Near
from tests.tools.states import NEW, OLD, build_state

LONGEST = 20
"""Seconds after which a case counts as endless."""
MEMORY = 2 << 30
"""Bytes of address space a case may have more than it has at its start."""


def resealed(data, rng):
    """The bytes of a container with some of its arrays' bytes changed and all checksums right."""
    data = bytearray(data)
    table = array_file._HEADER.unpack_from(data)[4]
    if table <= array_file.FIRST_ARRAY_BYTE:
        return data
    for _ in range(rng.choice((1, 1, 3, 20))):
        at = rng.randrange(array_file.FIRST_ARRAY_BYTE, table)
        data[at : at + 4] = rng.choice(
            (bytes(4), b"\xff" * 4, rng.randbytes(4), b"\x7f\xff\xff\xff", b"\x00\x00\x00\x80")
        )[: table - at]
    return sealed(data)


def sealed(data):
    """The bytes of a container with all checksums made right."""
    magic, version, page, size, table, sums, _ = array_file._HEADER.unpack_from(data)
    pages = [
        array_file.checksum(bytes(data[offset : min(offset + page, table)]))
        for offset in range(array_file.FIRST_ARRAY_BYTE, table, page)
    ]
    tail = bytes(data[table:sums]) + np.array(pages, dtype="<u8").tobytes()
    data[table:] = tail
    head = array_file._HEADER.pack(
        magic, version, page, size, table, sums, array_file.checksum(tail)
    )
    data[: len(head)] = head
    return data


def damaged_table(data, rng):
    """The container with another table of its arrays."""
    magic, version, page, size, table, sums, _ = array_file._HEADER.unpack_from(data)
    contents = json.loads(bytes(data[table:sums]))
    name = rng.choice(sorted(contents["arrays"]))
    kind, start, count = contents["arrays"][name]
    contents["arrays"][name] = rng.choice(
        (
            [kind, start, count * 2 + 1],
            [kind, start + 1, count],
            ["<u8", start, count],
            [kind, -start, count],
            [kind, start, 0],
            [kind, start, 1 << 62],
            ["O", start, count],
            None,
        )
    )
    if rng.random() < 0.2:
        contents["reports"] = rng.choice((0, -1, 1 << 40, "a", None))
    new = json.dumps(contents, separators=(",", ":")).encode()
    tail = new + bytes(data[sums:])
    size = table + len(tail)
    check = array_file.checksum(tail)
    head = array_file._HEADER.pack(magic, version, page, size, table, table + len(new), check)
    return bytearray(head + bytes(data[len(head) : table]) + tail)


def mutated_text(data, rng):
    """Bytes cut, doubled or changed anywhere."""
    data = bytearray(data)
    at = rng.randrange(len(data) + 1)
    match rng.randrange(4):
        case 0:
            del data[at:]
        case 1:
            data[at:at] = data[max(0, at - 40) : at] * 3
        case 2:
            data[at : at + 1] = rng.randbytes(1)
        case _:
            data[at : at + 8] = rng.choice((b"null", b"-1", b"[]", b"1e999", b'"\\ud800"', b"{}"))
    return data


def mutate(generation, rng):
    """Change one file of a generation and seal it again."""
    paths = sorted(path for path in generation.iterdir() if path.name != manifest.MANIFEST_FILE)
    victim = rng.choice(paths)
    data = victim.read_bytes()
    if victim.suffix == ".arrays" and data:
        change = rng.choice((resealed, resealed, resealed, damaged_table))
        data = change(data, rng)
    else:
        data = mutated_text(data, rng)
    victim.unlink()
    victim.write_bytes(data)
    before = manifest.read(generation).before
    (generation / manifest.MANIFEST_FILE).unlink()
    manifest.seal(DISK, generation, before)


def use(root):
    """Ask the index everything; OperatorError where it says that it is damaged."""
    index = EmbeddedIndex.open(str(root))
    try:
        asked = [
            query.Every(),
            query.Term("body", "物流"),
            query.Or([query.Term("title", "通报"), query.Term("body", "冷链")]),
            query.And([query.Prefix("body_grams", "物"), query.Not(query.Term("source", "a"))]),
            query.Phrase("body_grams", ["农村", "村物"]),
            query.Wildcard("body_grams", "*流"),
            query.FuzzyTerm("body", "logistics", maxdist=2),
            Near(
                "body_grams",
                [query.Term("body_grams", "农村"), query.Term("body_grams", "物流")],
                9,
            ),
        ]
        filters = (DateFilter(), ValueFilter("source", ("云河晚报",), exclude=True))
        for request in asked:
            with contextlib.suppress(OperatorError):
                order = Order.NEWEST if request is asked[1] else Order.RELEVANCE
                index.ask(
                    Question(
                        query=request,
                        filters=filters,
                        size=50,
                        counts=COUNTABLE_FIELDS,
                        order=order,
                    )
                )
        names = []
        with contextlib.suppress(OperatorError):
            names = [name for name, _ in index.fingerprints()]
        with contextlib.suppress(OperatorError):
            index.reports([*names, "absent"])
        for part in TermPart:
            with contextlib.suppress(OperatorError):
                index.terms("body_grams", "物", part, 10)
        with contextlib.suppress(OperatorError):
            index.frequencies("body", ["物流", "a"])
        with contextlib.suppress(OperatorError):
            index.about()
    finally:
        index.close()


def attempt(root):
    """What happened in a process of its own: "" if it ended well, else what went wrong."""
    child = os.fork()
    if child == 0:
        signal.alarm(LONGEST)
        try:
            with contextlib.suppress(OperatorError):
                use(root)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is a find
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            os._exit(1)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return "" if status == 0 else f"status {status}"


def cases(folder, seed):
    """Run one case after the other; yields (number, what went wrong)."""
    for state in (OLD, NEW):
        build_state(folder / "corpus", folder / "whole", state, update=state == NEW)
    number = 0
    while True:
        rng = random.Random(f"{seed} {number}")
        root = Path(shutil.copytree(folder / "whole", folder / "case"))
        mutate(generations.current(root), rng)
        yield number, attempt(root)
        shutil.rmtree(root)
        number += 1


def main(seconds=60, seed=0):
    end, faults = time.monotonic() + seconds, []
    with tempfile.TemporaryDirectory() as folder:
        for number, wrong in cases(Path(folder), seed):
            if wrong:
                faults.append(number)
                print(f"case {number} of seed {seed}: {wrong}", flush=True)  # noqa: T201
            if time.monotonic() > end:
                break
    print(f"{number + 1} cases, {len(faults)} went wrong")  # noqa: T201
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
