"""Makes files that people write, from their grammar, right or nearly right, some then broken.

Settings, rules of sites, corrections, dictionaries, golden queries, addresses, dates, backups and
exports of collections; `tests.tools.fuzz_written` reads them.
"""

import contextlib
import io
import json
import tarfile
from urllib.parse import quote_from_bytes

from index.embedded.segment import manifest
from index.fields import CORRECTED_FIELDS, RULED_FIELDS

WORDS = ("index", "corpus", "body", "title", "date", "云河", "农村物流", "a", "www.x.cn", "news/*")
ODD = ("\0", "\ud800", "\u202e", "﻿", "🀄", "\\", '"', "'", "\n", "\r\n", "\t", "'''", '"""')
DEEP = ("[" * 3_000 + "]" * 3_000, "{a=" * 2_000 + "1" + "}" * 2_000)
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
SCALARS = (
    *("0", "1", "-1", "0.5", "1e999", "inf", "nan", "true", "9" * 5_000, "0x7f", "1_0", "+7"),
    *("2023-02-09", "2023-02-30", "2023-02-09T10:00:00Z", "10:00:00", "0000-01-01", "9999-12-31"),
)
QUERIES = (
    *(
        "物流",
        "农村",
        "report",
        '"',
        "“",
        "”",
        "(",
        ")",
        "-",
        "~5",
        "~s",
        "*",
        "?",
        "title:",
        "来源：",
    ),
    *(
        "date:",
        "2023年2月",
        "近三个月",
        "AND",
        "OR",
        "NOT",
        "SENTENCE",
        "NEAR/3",
        "..",
        "^2",
        "\0",
        "\ud800",
    ),
    *(
        " ",
        "　",
        "《",
        "》",
        "3.5",
        "25℃",
        "u.s.",
        "c++",
        "国办函〔2018〕71号",
        "[2022 TO 2023]",
        "\u202e",
    ),
)
DATES = (
    *(
        "2023",
        "2023年",
        "二〇二三年",
        "2月",
        "02",
        "-",
        "/",
        ".",
        "..",
        "至",
        "到",
        "近",
        "三个月",
        "年底",
    ),
    *(
        "春节",
        "民国",
        "112年",
        "令和",
        "5年",
        "Q3",
        "FY",
        "early",
        "March",
        "last",
        "week",
        "W06",
        "前",
        "第",
    ),
    *(
        "9" * 50,
        "٣",
        "²",
        "०",
        "\0",
        "\ud800",
        " ",
        "　",
        "since",
        "until",
        "none",
        "今年",
        "上",
        "半年",
        "日",
    ),
)
NAMES = (
    *(
        "q",
        "source",
        "not-source",
        "from",
        "to",
        "page",
        "size",
        "sort",
        "match",
        "start",
        "layer",
        "also",
    ),
    *(
        "undated",
        "after",
        "fold",
        "strict",
        "meaning",
        "arrived-after",
        "author",
        "kind",
        "year",
        "%00",
    ),
)
HOSTS = (
    "a.example",
    "127.0.0.1",
    "[::1]",
    "localhost",
    "a b",
    "-",
    "",
    "x" * 300,
    "云河",
    "[",
    "a@b",
)
OPTIONS = ("user", "password", "ca", "shards", "replicas", "timeout", "retries", "writers", "plain")


class WrittenFiles:
    """Makes files of one generator of random numbers."""

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
        if kind == 9 and self.rng.random() < 0.05:  # reading them takes milliseconds
            return self.rng.choice(DEEP)
        if kind < 5:
            return self.text()
        if kind < 7:
            return json.dumps(self.rng.choice(SELECTORS))
        if kind == 7 and depth < 3:
            some = (self.value(depth + 1) for _ in range(self.rng.randrange(4)))
            return f"[{', '.join(some)}]"
        if kind == 8 and depth < 3:
            return f"{{a = {self.value(depth + 1)}}}"
        return self.rng.choice(SCALARS)

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

    def golden(self):
        """Settings with golden queries."""
        lines = ["[golden]"]
        for _ in range(self.rng.randrange(1, 4)):
            query = json.dumps(self.query(), ensure_ascii=self.rng.random() < 0.5)
            reports = self.rng.choice(('["a.txt"]', '"a"', "[]", self.value()))
            lines.append(f"{query} = {reports}")
        return self.broken("\n".join(lines))

    def query(self):
        """A query line."""
        return "".join(self.rng.choices(QUERIES, k=self.rng.randrange(14)))

    def date(self):
        """A date or range as somebody might type it."""
        return "".join(self.rng.choices(DATES, k=self.rng.randrange(1, 7)))

    def address(self):
        """The query part of an address of the site."""
        pairs = []
        for _ in range(self.rng.randrange(7)):
            value = self.rng.choice((self.query, self.date, lambda: self.rng.choice(SCALARS)))()
            data = value.encode("utf-8", "surrogatepass")
            if self.rng.random() < 0.1:
                data += self.rng.randbytes(3)
            written = quote_from_bytes(data) if self.rng.random() < 0.8 else value
            pairs.append(f"{self.rng.choice(NAMES)}={written}")
        return "&".join(pairs)

    def cluster(self):
        """The address of a cluster."""
        rng = self.rng
        hosts = ",".join(
            rng.choice(HOSTS)
            + rng.choice(("", ":9200", ":", ":port", f":{'9' * rng.choice((5, 5_000))}"))
            for _ in range(rng.choice((1, 1, 2, 3)))
        )
        user = rng.choice(("", "", "me@", "me:s%40@", "me:\0@", ":@", "a:b:c@", "%zz:%@"))
        name = rng.choice(("archive", "", "/", "A", "a/b", "*", "云河", "a" * 101, "..", "a?b#c"))
        return f"{rng.choice(('http', 'https', 'ftp', 'HTTP', ''))}://{user}{hosts}/{name}"

    def collections(self):
        """An export of collections."""
        rng = self.rng
        value = {"format": "baogao-collections", "version": 1}
        value["collections"] = [self._collection() for _ in range(rng.randrange(3))]
        if rng.random() < 0.1:
            value = rng.choice(([], None, {}, "x", value | {"version": self._json()}, [value]))
        return self.broken(json.dumps(value, ensure_ascii=rng.random() < 0.5))

    def _collection(self):
        made = {"uid": "u1", "reader": "李", "name": "a", "note": "n", "items": []}
        items = [self._item() for _ in range(self.rng.randrange(3))]
        return self._odd(made | {"items": items})

    def _item(self):
        passages = [
            self._odd({"quote": "q", "start": 3, "note": "n"}) for _ in range(self.rng.randrange(2))
        ]
        made = {"report": f"r{self.rng.randrange(5)}", "title": "t", "date": "2023-02-09"}
        return self._odd(made | {"note": "n", "tags": ["a"], "passages": passages})

    def _odd(self, value):
        """An object, now and then with one value of any kind."""
        if self.rng.random() < 0.3:
            value[self.rng.choice((*value, "other"))] = self._json()
        return value

    def _json(self):
        rng = self.rng
        odd = (
            None,
            True,
            -1,
            0.5,
            10**30,
            float("inf"),
            float("nan"),
            [],
            {},
            [[]],
            [None],
            {"a": 1},
        )
        texts = ("", "\ud800", "\0", "x" * 30_000, "a,b", "2023-02-30", "0000-00-00", "\u202e\n")
        return rng.choice((*odd, *texts))

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
                    offset = rng.randrange(len(data))
                    data = data[:offset] + rng.randbytes(1) + data[offset + 1 :]
                case 5:
                    data = self.seal() if info.name == "desk.json" else self.manifest()
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

    def seal(self):
        """What a backup says of its collections."""
        sizes = (0, -1, 1 << 60, 10**400, 0.5, float("inf"), float("nan"), "7", None, [])
        value = {"size": self.rng.choice(sizes), "checksum": self.rng.choice(("0" * 32, 1, None))}
        return json.dumps(self.rng.choice((value, [], None, {"size": 1}, [value]))).encode()

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
                    "files": [["a", self.rng.choice((-1, 1, 10**30, 0.5, float("inf"))), "0"]],
                },
                {"format": self.rng.choice(("x", None, 1.0, 2)), "before": 1, "files": {}},
            )
        )
        line = json.dumps(value).encode()
        if self.rng.random() < 0.03:
            line = b"[" * 20_000 + b"]" * 20_000
        return line + b"\n" + manifest._sum(line) + b"\n"
