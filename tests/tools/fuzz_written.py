"""Files that people write, from their grammar: python -m tests.tools.fuzz_written [COUNT] [SEED].

Settings, rules of sites, corrections, words, golden queries, kept backups: each is made right or
nearly right from what it may hold, then some of it is broken as people and machines break files.
Whatever is read ends: in what was meant or in an OperatorError whose sentence somebody can use.
"""

import contextlib
import io
import itertools
import json
import random
import re
import shutil
import sys
import tarfile
import tempfile
import time
from collections import Counter
from pathlib import Path

from index import settings
from index.embedded import backup, generations, manifest
from index.errors import OperatorError
from index.fields import CORRECTED_FIELDS, RULED_FIELDS
from index.ingest import corrections, site_rules
from index.text.segmenter import segmenter
from tests.tools.states import OLD, build_state

LONGEST = 2.0
"""Processor seconds after which a case counts as endless."""
_SENTENCE = re.compile(r"\w.*[.!?:\"')\]…]\s*$|--[\w-]+$|baogao \w+", re.DOTALL)

WORDS = ("index", "corpus", "body", "title", "date", "云河", "农村物流", "a", "www.x.cn", "news/*")
ODD = ("\0", "\ud800", "\u202e", "﻿", "🀄", "\\", '"', "'", "\n", "\r\n", "\t", "'''", '"""')
_FIELDS = (*RULED_FIELDS, "body", "remove", "columns")
KEYS = {
    "baogao.toml": ("index", "corpus", "dictionary", "synonyms", "recency", "golden", "cluster"),
    "sites.toml": _FIELDS,
    "corrections.toml": (*CORRECTED_FIELDS, "date", "views", "keywords", "skip"),
}
TABLES = {
    "baogao.toml": ("golden", "cluster"),
    "sites.toml": ("www.x.cn", "news/*", "a*", "x.cn:80", "https://x.cn"),
    "corrections.toml": ("a.txt", "b/c.html", "d.jsonl!3", ""),
}
SELECTORS = (
    *("h1", "div.b", "#zoom", "meta[name=PubDate]@content", "div@id", "a:hover", "p::text"),
    *("*", "body", ":not(p)", "h1[", "a > b ~ c", ":nth-child(2n+1)", "[a='b@c']", "", "@", "ns|a"),
)
OPTIONS = ("user", "password", "ca", "shards", "replicas", "timeout", "retries", "writers", "plain")


class Writer:
    """Makes texts of one seed."""

    def __init__(self, rng):
        self.rng = rng

    def toml(self, name):
        """A settings file, the rules or the corrections."""
        lines = []
        if name == "baogao.toml":
            lines += [self.line(self.rng.choice(KEYS[name])) for _ in range(self.rng.randrange(5))]
        for _ in range(self.rng.randrange(4)):
            table = self.rng.choice(TABLES[name])
            lines.append(f"[{json.dumps(table, ensure_ascii=False)}]")
            keys = OPTIONS if table == "cluster" else KEYS[name]
            lines += [self.line(self.rng.choice(keys)) for _ in range(self.rng.randrange(4))]
        return self.broken("\n".join(lines))

    def line(self, key):
        return f"{key if self.rng.random() < 0.95 else self.text()} = {self.value()}"

    def value(self, depth=0):
        kind = self.rng.randrange(14)
        if kind < 5:
            return self.text()
        if kind < 7:
            return json.dumps(self.rng.choice(SELECTORS))
        if kind == 7 and depth < 3:
            some = (self.value(depth + 1) for _ in range(self.rng.randrange(4)))
            return f"[{', '.join(some)}]"
        if kind == 8 and depth < 3:
            return f"{{a = {self.value(depth + 1)}}}"
        if kind == 9:
            return self.rng.choice(("[" * 3_000 + "]" * 3_000, "{a=" * 2_000 + "1" + "}" * 2_000))
        return self.rng.choice(
            (
                *("0", "1", "-1", "0.5", "1e999", "inf", "nan", "true", "9" * 5_000, "0x7f"),
                *("2023-02-09", "2023-02-30", "2023-02-09T10:00:00Z", "10:00:00", "0000-01-01"),
            )
        )

    def text(self):
        parts = self.rng.choices((*WORDS, *ODD, "a = b", "x" * 3_000), k=self.rng.randrange(4))
        text = "".join(parts)
        if self.rng.random() < 0.8:
            return json.dumps(text, ensure_ascii=self.rng.random() < 0.5)
        return f"'{text}'"

    def words(self):
        """A user dictionary."""
        lines = []
        for _ in range(self.rng.randrange(6)):
            word = "".join(
                self.rng.choices("云河农村物流模式abAB1 的\u3000\u200b", k=self.rng.randrange(6))
            )
            number = self.rng.choice(("", "3", "100", "9" * 25, "9" * 5_000, "-1", "1.5", "٣", "²"))
            tag = self.rng.choice(("", "n", "nz", "n" * 100, "#"))
            lines.append(self.rng.choice((" ", "\t", "  ")).join((word, number, tag)))
        return self.broken("\n".join(lines))

    def broken(self, text):
        """The bytes of a text, now and then broken, as people and programs break files."""
        data = text.encode("utf-8", "surrogatepass")
        for _ in range(self.rng.choice((0, 0, 0, 1, 1, 3))):
            at = self.rng.randrange(len(data) + 1)
            match self.rng.randrange(6):
                case 0:
                    data = data[:at] + self.rng.randbytes(3) + data[at:]
                case 1:
                    data = data[:at]
                case 2:
                    data = (
                        data[:at]
                        + self.rng.choice(ODD).encode("utf-8", "surrogatepass")
                        + data[at:]
                    )
                case 3:
                    data = data[:at] + data[at + self.rng.randrange(1, 9) :]
                case 4:
                    data = data.decode("utf-8", "replace").encode("gb18030", "replace")
                case _:
                    data += data[:at]
        return data

    def tar(self, whole):
        """A backup with headers, members and a manifest that somebody made up."""
        members = [(info, data) for info, data in whole]
        rng = self.rng
        for _ in range(rng.choice((1, 1, 2, 4))):
            at = rng.randrange(len(members))
            info, data = members[at]
            match rng.randrange(8):
                case 0:
                    info = self.changed(info)
                case 1:
                    data = data[: rng.randrange(len(data) + 1)]
                case 2:
                    members.insert(
                        at, (tarfile.TarInfo("pax"), rng.choice((b"9" * 5_000, b"12 path=abc\n")))
                    )
                    members[at][0].type = tarfile.XHDTYPE
                    continue
                case 3:
                    members.pop(at)
                    members.append((info, data))
                    continue
                case 4 if data:
                    place = rng.randrange(len(data))
                    data = data[:place] + rng.randbytes(1) + data[place + 1 :]
                case 5:
                    data = self.manifest()
                case _:
                    continue
            members[at] = (info, data)
        out = io.BytesIO()
        for info, data in members:
            with contextlib.suppress(ValueError, UnicodeError):
                out.write(info.tobuf(tarfile.GNU_FORMAT))
            out.write(data + b"\0" * (-len(data) % 512))
        written = out.getvalue() + bytes(1024)
        return written[: rng.randrange(len(written))] if rng.random() < 0.2 else written

    def changed(self, info):
        other = tarfile.TarInfo(self.rng.choice((info.name, "../a", "a/b", "MANIFEST", "x" * 99)))
        other.size = self.rng.choice((info.size, 0, 1, 64 << 30, 1 << 60, info.size + 1))
        other.type = self.rng.choice((tarfile.REGTYPE, b"S", b"g", b"L", b"2", b"x"))
        return other

    def manifest(self):
        """A manifest with a right checksum and anything in it."""
        value = self.rng.choice(
            (
                [],
                {},
                {"format": 1, "before": "", "files": []},
                {
                    "format": 1,
                    "before": "",
                    "files": [["a", self.rng.choice((-1, 1, 10**30)), "0"]],
                },
                {"format": self.rng.choice(("x", None, 1.0, 2)), "before": 1, "files": {}},
            )
        )
        line = json.dumps(value).encode()
        if self.rng.random() < 0.3:
            line = b"[" * 20_000 + b"]" * 20_000
        return line + b"\n" + manifest._sum(line) + b"\n"


def readers(folder, root, whole):
    """By kind: what makes a file, and what reads it."""

    def put(name, data):
        (folder / name).write_bytes(data)
        return str(folder)

    def dictionary(writer):
        put("words.txt", writer.words())
        put("baogao.toml", b'dictionary = "words.txt"')
        segmenter(settings.load(folder, {}).dictionary)

    def restore(writer):
        put("made.tar", writer.tar(whole))
        backup.restore(folder / "made.tar", root)

    return {
        "settings": lambda w: (
            put("baogao.toml", w.toml("baogao.toml")),
            settings.load(folder, {}),
        ),
        "sites": lambda w: site_rules.load(put("sites.toml", w.toml("sites.toml"))),
        "corrections": lambda w: corrections.load(
            put("corrections.toml", w.toml("corrections.toml"))
        ),
        "dictionary": dictionary,
        "backup": restore,
    }


def cases(folder, seed, kinds=()):
    """Without end: the kind and the number of a case, and what was wrong with it, if anything."""
    build_state(folder / "corpus", folder / "index", OLD)
    backup.backup(folder / "index", folder / "whole.tar")
    with tarfile.open(folder / "whole.tar") as tar:
        whole = [(info, tar.extractfile(info).read()) for info in tar]
    (folder / "written").mkdir()
    known = readers(folder / "written", folder / "index", whole)
    chosen = [kind for kind in known if not kinds or kind in kinds]
    for number in itertools.count():
        kind = chosen[number % len(chosen)]
        yield kind, number, _tried(known[kind], Writer(random.Random(f"{seed} {number}")))


def _tried(read, writer):
    """What is wrong about reading one made file; empty if nothing is."""
    begun = time.thread_time()
    said = ""
    try:
        read(writer)
    except OperatorError as error:
        said = str(error)
        if not _SENTENCE.search(said) or len(said) > 2_000:
            return f"no sentence: {said[:300]!r}"
    except Exception as error:  # noqa: BLE001 - this is what is looked for
        return f"{type(error).__name__}: {error}"[:300]
    return "" if time.thread_time() - begun < LONGEST else f"took long: {said[:200]}"


def main():
    count, seed = (int(text) for text in (sys.argv[1:] + ["10000", "1"][len(sys.argv) - 1 :])[:2])
    folder = Path(tempfile.mkdtemp(prefix="baogao-fuzz-"))
    done, wrong = Counter(), []
    try:
        for kind, number, what in itertools.islice(cases(folder, seed), count):
            done[kind] += 1
            if what:
                wrong.append(what)
                sys.stdout.write(f"{kind} {number}: {what}\n")
        assert len(generations.names(folder / "index")) <= 2
    finally:
        shutil.rmtree(folder)
    sys.stdout.write(f"{dict(done)}, wrong: {len(wrong)}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
