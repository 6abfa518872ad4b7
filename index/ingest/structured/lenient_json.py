"""Reads values in the notations near JSON: of JavaScript, Python and the shell of MongoDB.

People and programs write comments, single quotes, names without quotes, a comma too many, None,
undefined, `ISODate("2023-02-09")` and control characters. A value that breaks off keeps what came
before. The parser uses no recursion, and takes linear time.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"(?P<space>[\s\ufeff]++|//[^\n]*+|/\*(?s:.*?)\*/|\#[^\n]*+)"
    r"|(?P<string>\"(?:[^\"\\]|\\(?s:.))*+\"|'(?:[^'\\]|\\(?s:.))*+'|`(?:[^`\\]|\\(?s:.))*+`)"
    r"|(?P<number>[+-]?(?:0[xX][0-9a-fA-F]{1,16}+|(?:\d++\.?\d*+|\.\d++)(?:[eE][+-]?\d{1,4})?+)n?)"
    r"|(?P<word>[A-Za-z_$][\w$]*+(?:\.[A-Za-z_$][\w$]*+)*+)"
    r"|(?P<mark>\|\||&&|[\[\]{}(),:!+*-])"
)
_ESCAPE = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|(?s:.)))"
)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "", "\n": ""}
_WORDS: dict[str, object] = {"true": True, "True": True, "false": False, "False": False}
_CLOSES = {"]": "[", "}": "{", ")": "("}
_MAX_TOKENS, _MAX_DEPTH = 4_000_000, 200
"""The largest number of tokens of a value, and the greatest depth of nesting."""
_BEFORE = re.compile(
    r"[\s\ufeff]*+(?:\)\]\}'?,?\s|for\s?\(;;\);|while\s?\(1\);|/\*\*/)?\s*+"
    r"(?:(?:var|let|const|export\s+default)\s++)?"
    r"(?:[A-Za-z_$][\w$.\[\]\"']{0,80}+\s*+(?:=|\((?=\s*+[\[{\"'])))?\s*+"
)
"""Code before a value: a guard, an assignment, or the call of a function."""


@dataclass(slots=True)
class _Open:
    """A list, an object or a call that has not ended; `name` is the key that waits for a value."""

    kind: str
    values: list[object] = field(default_factory=list)
    entries: dict[str, object] = field(default_factory=dict)
    name: str | None = None
    callee: str = ""

    def add(self, value: object) -> None:
        if self.kind != "{":
            self.values.append(value)
        elif self.name is not None:
            self.entries[self.name] = value
            self.name = None

    def closed(self) -> object:
        """The value of the whole; that of a call is its first argument."""
        if self.kind == "{":
            return self.entries
        if self.kind == "[":
            return self.values
        first = self.values[0] if self.values else None
        if self.callee in _MOMENTS and isinstance(first, int) and len(self.values) > _DAY_PARTS - 1:
            return _moment(self.values, months_from=_MOMENTS[self.callee])
        if self.callee.endswith("parse") and isinstance(first, str):
            return loads(first)
        return first


_MOMENTS = {"datetime.datetime": 1, "datetime.date": 1, "datetime": 1, "date": 1, "Date": 0}
"""Functions that make a moment of its numbers, and the number of their first month."""
_DAY_PARTS = 3
"""The numbers that say a day: year, month, day."""


def _moment(parts: list[object], months_from: int) -> str:
    """The moment that is written in numbers, as datetime.date(2023, 2, 9); its time is local."""
    numbers = [part if isinstance(part, int) else 0 for part in parts[:6]]
    year, month, day, *time = numbers
    written = f"{year:04}-{month + 1 - months_from:02}-{day:02}"
    return f"{written} {':'.join(f'{part:02}' for part in time)}" if len(time) > 1 else written


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value, the position behind it, and whether it broke off before its end."""

    value: object
    end: int
    cut: bool = False


def start(text: str) -> int:
    """The position of the value behind a guard, an assignment or the call of a function."""
    match = _BEFORE.match(text)
    end = match.end() if match else 0
    return end if text[end : end + 1] in {"[", "{", '"'} else 0


def loads(text: str) -> object:
    """The value that a whole text writes; None if it writes no value."""
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        try:
            return parse(text, start(text)).value
        except ValueError:
            return None


class UnreadableValueError(ValueError):
    """There is no value; `end` is the position behind what was parsed."""

    def __init__(self, reason: str, end: int) -> None:
        super().__init__(reason)
        self.end = end


def parse(text: str, begin: int = 0, names: Mapping[str, object] | None = None) -> Parsed:
    """The value that begins at `begin`; UnreadableValueError if it is no value.

    `names` has the values of variables; others are None.
    """
    parser = _Parser(text, names or {})
    try:
        return parser.run(begin)
    except ValueError as error:
        raise UnreadableValueError(str(error), parser.at) from error


class _Parser:
    """The state of a parse: the values that are open, the outermost first."""

    def __init__(self, text: str, names: Mapping[str, object]) -> None:
        self.text = text
        self.names = names
        self.stack: list[_Open] = []
        self.joins = False
        self.defaults = False
        self.at = 0

    def run(self, at: int) -> Parsed:
        """Parse from a position to the end of a value."""
        self.at = at
        for _ in range(_MAX_TOKENS):
            match = _TOKEN.match(self.text, at)
            if match is None:
                return self.broken_off(at)
            self.at = at = match.end()
            if self.is_structure(match):
                continue
            if self.calls(match):
                at = self.text.index("(", at) + 1
                continue
            value = self.value(match)
            if not self.is_key(match, value):
                if not self.stack:
                    return Parsed(value, at)
                self.take(value)
        raise ValueError("it has too many values")

    def is_structure(self, match: re.Match[str]) -> bool:
        """Process what is outside values: space, commas, the beginning of a list or object."""
        mark = match[0]
        if match["space"]:
            return True
        if mark in {"[", "{", "("}:
            if len(self.stack) > _MAX_DEPTH:
                raise ValueError("it is nested too deep")
            self.stack.append(_Open(mark))
            return True
        if mark in _CLOSES or not (match["mark"] or mark in {"new", "void"}):
            return False
        self.joins = mark == "+" and bool(self.stack)
        self.defaults = mark == "||" and bool(self.stack)
        return True

    def calls(self, match: re.Match[str]) -> bool:
        """Open the call of a function, if the token is the name of one."""
        if not match["word"] or not _CALL.match(self.text, match.end()):
            return False
        self.stack.append(_Open("(", callee=match[0]))
        return True

    def value(self, match: re.Match[str]) -> object:
        """The value of a token, or of all that it closes."""
        opener = _CLOSES.get(match[0])
        if opener is None:
            return _scalar(match, self.names)
        if not self.stack or self.stack[-1].kind != opener:
            raise ValueError(f"there is a {match[0]} too many at character {match.start()}")
        return self.stack.pop().closed()

    def is_key(self, match: re.Match[str], value: object) -> bool:
        """Whether the value is the name of an entry, which waits for its own value."""
        opened = self.stack[-1] if self.stack else None
        if opened is None or opened.kind != "{" or opened.name is not None:
            return False
        if match[0] in _CLOSES or not _COLON.match(self.text, match.end()):
            return False
        opened.name = match[0] if match["word"] else str(value)
        return True

    def take(self, value: object) -> None:
        """Add a value to the open list or object.

        After a plus it is joined to the text before; after two bars it replaces an empty value.
        Of a product, '1' * 1, the first factor stays.
        """
        opened = self.stack[-1]
        if self.defaults and opened.name is None and opened.entries:
            last = next(reversed(opened.entries))
            opened.entries[last] = opened.entries[last] or value
            self.defaults = False
            return
        if self.joins and opened.values and isinstance(opened.values[-1], str):
            opened.values[-1] += str(value)
        elif self.joins and opened.name is None and opened.entries:
            last = next(reversed(opened.entries))
            opened.entries[last] = f"{opened.entries[last]}{value}"
        else:
            opened.add(value)
        self.joins = False

    def broken_off(self, at: int) -> Parsed:
        """The value, even if the text ends inside it; a string without an end goes to the end."""
        if not self.stack:
            raise ValueError(f"no value begins at character {at}")
        if at < len(self.text):
            if self.text[at] not in "\"'`":
                raise ValueError(f"an unexpected {self.text[at]!r} at character {at}")
            self.stack[-1].add(_unescaped(self.text[at + 1 :]))
        while len(self.stack) > 1:
            inner = self.stack.pop()
            self.stack[-1].add(inner.closed())
        return Parsed(self.stack[0].closed(), len(self.text), cut=True)


_COLON = re.compile(r"[\s\ufeff]*+:")
_CALL = re.compile(r"\s*+\(")


def _scalar(match: re.Match[str], names: Mapping[str, object]) -> object:
    """The value of a string, a number or a word."""
    token = match[0]
    if match["string"]:
        return _unescaped(token[1:-1])
    if match["number"]:
        return _number(token.rstrip("n"))
    return _WORDS.get(token, names.get(token))


def _number(token: str) -> int | float:
    if token[:2].lower() == "0x":
        return int(token, 16)
    return int(token) if re.fullmatch(r"[+-]?\d{1,300}", token) else float(token)


def _unescaped(text: str) -> str:
    """A string without escapes; a backslash before a character without a meaning is dropped."""
    if "\\" not in text:
        return text

    def character(match: re.Match[str]) -> str:
        code = match[1] or match[2] or match[3]
        if code:
            return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else "\ufffd"
        return _ESCAPED.get(match[4], match[4])

    plain = _ESCAPE.sub(character, text)
    if not plain.isascii() and re.search("[\ud800-\udfff]", plain):
        plain = plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return plain
