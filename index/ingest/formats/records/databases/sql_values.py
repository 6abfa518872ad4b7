"""Reads the values in SQL statements: quoted texts of several dialects, numbers, calls."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.ingest.formats.records.databases import sql_days

SqlValue = str | int | float | None
SqlRow = list[SqlValue]

_DOUBLED = r"'(?:[^']|'')*+'|\"(?:[^\"]|\"\")*+\""
_ESCAPED = r"'(?:[^'\\]|\\(?s:.)|'')*+'|\"(?:[^\"\\]|\\(?s:.)|\"\")*+\""
_SPACE = r"(?P<space>\s++|--[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?)"
_OTHERS = (
    r"(?P<mark>[(),;]|\|\|)|(?P<number>[+-]?(?:\d++\.?\d*+|\.\d++)(?:[eE][+-]?\d{1,4})?+(?!\w))"
    r"|(?P<word>[^\s(),;'\"|]++|(?s:.))"
)
_PLAIN_TOKEN = re.compile(rf"{_SPACE}|[eE](?P<escaped>{_ESCAPED})|(?P<quoted>{_DOUBLED})|{_OTHERS}")
_ESCAPING_TOKEN = re.compile(
    rf"{_SPACE}|[eE](?P<escaped>{_ESCAPED})|(?P<quoted>{_ESCAPED})|{_OTHERS}"
)
_TOKENS = {False: _PLAIN_TOKEN, True: _ESCAPING_TOKEN}
"""Tokens of a statement, by whether a backslash in a quoted text is an escape."""
_ESCAPE = re.compile(r"\\(?s:(.))")
_MEANT = {"n": "\n", "r": "\r", "t": "\t", "0": "", "b": "\b", "Z": "\x1a"}
_PLAIN_QUOTE = re.compile(r"['\"]|--|/\*")
_ESCAPING_QUOTE = re.compile(r"['\"`]|--|#|/\*")
_QUOTES = {False: _PLAIN_QUOTE, True: _ESCAPING_QUOTE}


def has_escapes(sample: str) -> bool:
    """Whether a dump is of a dialect in which a backslash in a text escapes, as MySQL's."""
    if re.search(r"PostgreSQL|PRAGMA foreign_keys|^GO\s*$|\[dbo\]", sample, re.MULTILINE):
        return False
    return "`" in sample or "\\'" in sample or re.search("MySQL|MariaDB", sample) is not None


@dataclass(slots=True)
class QuoteScan:
    """Follows the quotes of a statement over its lines; `quote` is the one that is open."""

    escapes: bool
    quote: str = ""

    def ends(self, line: str) -> bool:
        """Process a line; returns whether the statement ends with it."""
        at = 0
        while True:
            if self.quote:
                at = self._behind(line, at)
                if at < 0:
                    return False
                self.quote = ""
            match = _QUOTES[self.escapes].search(line, at)
            if match is None:
                return line.rstrip().endswith(";")
            if match[0] in {"--", "#"}:
                return line[: match.start()].rstrip().endswith(";")
            at = match.end()
            if match[0] == "/*":
                at = max(line.find("*/", at), at)
            else:
                self.quote = match[0]

    def _behind(self, line: str, at: int) -> int:
        """The position behind the end of the open quote; -1 if it does not end in the line."""
        while True:
            end = line.find(self.quote, at)
            if end < 0:
                return -1
            slashes = end - len(line[at:end].rstrip("\\")) - at if self.escapes else 0
            if slashes % 2 == 0:
                return end + 1
            at = end + 1


def rows(text: str, begin: int, *, escapes: bool) -> Iterator[SqlRow]:
    """The rows in the VALUES of an INSERT statement."""
    depth = 0
    row: SqlRow = []
    value = _Value()
    for match in _TOKENS[escapes].finditer(text, begin):
        mark = match["mark"]
        if mark == "(":
            depth += 1
            if depth == 1:
                row, value = [], _Value()
        elif mark == ")":
            depth = max(depth - 1, 0)
            if depth == 0:
                yield [*row, value.value()]
        elif mark == "," and depth == 1:
            row.append(value.value())
            value = _Value()
        elif mark == ";" and depth == 0:
            return
        elif depth:
            value.take(match)


class _Value:
    """The tokens of one value: a text, a number, or the call of a function around it."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.words: list[str] = []
        self.number: int | float | None = None
        self.joins = False

    def take(self, match: re.Match[str]) -> None:
        if quoted := match["escaped"]:
            self.texts.append(_unquoted(quoted, escapes=True))
        elif quoted := match["quoted"]:
            self.texts.append(_unquoted(quoted, escapes=match.re is _ESCAPING_TOKEN))
        elif match["mark"] == "||":
            self.joins = True
        elif match["number"] and self.number is None:
            number = match["number"]
            self.number = int(number) if re.fullmatch(r"[+-]?\d{1,300}", number) else float(number)
            if self.joins and number in {"10", "13"}:  # … || chr(10) || …
                self.texts.append("\n")
        elif word := match["word"]:
            self.words.append(word)
            if word.lower() in {"true", "false"}:
                self.number = int(word.lower() == "true")

    def value(self) -> SqlValue:
        """The value: a text, else a number, else None."""
        if self.joins:
            return "".join(self.texts)
        if self.words and (day := sql_days.formatted(self.words, self.texts)):
            return day
        if len(self.words) > 1 and (day := sql_days.cast(self.words)):
            return day
        return self.texts[0] if self.texts else self.number


def _unquoted(quoted: str, *, escapes: bool) -> str:
    """A text without its quotes and escapes."""
    text = quoted[1:-1].replace(quoted[0] * 2, quoted[0])
    if not escapes or "\\" not in text:
        return text
    return _ESCAPE.sub(lambda match: _MEANT.get(match[1], match[1]), text)


_COPIED = {**_MEANT, "v": "\v", "f": "\f"}


def copied(line: str) -> SqlRow:
    """The row in a line behind COPY of PostgreSQL."""
    return [
        None if cell == "\\N" else _ESCAPE.sub(lambda match: _COPIED.get(match[1], match[1]), cell)
        for cell in line.rstrip("\r\n").split("\t")
    ]


def pieces(text: str, begin: int) -> Iterator[str]:
    """The parts between the commas of a list that begins at `begin`, up to its closing bracket."""
    depth = 0
    start = begin
    for match in _TOKENS[True].finditer(text, begin):
        mark = match["mark"]
        if mark == "(":
            depth += 1
        elif mark == ")" and depth:
            depth -= 1
        elif (mark == "," and not depth) or mark == ")":
            yield text[start : match.start()]
            if mark == ")":
                return
            start = match.end()
