"""The advanced form: its fields written as a query line, and a query line read back into them.

Reading what was written gives the same fields, so the page can say in a sentence what the line
asks for. What has no field stays as it is, in `rest`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from index.text.analysis import SENTENCE
from search.query.lexer import TokenKind, tokens_of
from search.query.parser import All, AnyOf, FieldNode, Not, QueryNode, Quoted, Word, parse

_NO_QUOTES = dict.fromkeys(map(ord, '“”„‟＂〝〞"'))


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvancedQuery:
    """The fields of the form, each a tuple of words or phrases.

    A report must have `all`, each of the `phrases`, one of `any_of` and the words of `sentence` in
    one sentence, `title` in its title and none of `none`; `rest` is a further part of the line.
    """

    all: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    sentence: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    rest: str = ""

    def line(self, *, chinese: bool = False) -> str:
        """The query line, with the operators of a language."""
        either, without, title = ("或", "非", "标题:") if chinese else ("OR", "NOT", "title:")
        parts = [*map(_safe, self.all), *map(_quoted, self.phrases)]
        if self.any_of:
            words = f" {either} ".join(map(_safe, self.any_of))
            parts.append(f"({words})" if len(self.any_of) > 1 else words)
        if self.sentence:
            parts.append(f"{_quoted(' '.join(self.sentence))}~s")
        parts += [f"{title}{_safe(word)}" for word in self.title]
        parts += [self.rest] if self.rest else []
        parts += [f"{without} {_safe(word)}" for word in self.none]
        return " ".join(parts)


def words_of(text: str) -> tuple[str, ...]:
    """The words and quoted phrases of a field of the form."""
    words = dict.fromkeys(
        token.text.strip() for token in tokens_of(text) if _searchable(token.text)
    )
    return tuple(words)


def phrases_of(text: str) -> tuple[str, ...]:
    """The phrases of a field of the form: those in quotes, else all of it."""
    quoted = [token.text.strip() for token in tokens_of(text) if token.kind is TokenKind.QUOTED]
    return tuple(filter(_searchable, quoted or [text.strip()]))


def read_line(line: str) -> AdvancedQuery:
    """The fields of a query line."""
    root = parse(line).root
    parts = root.children if isinstance(root, All) else (root,) if root is not None else ()
    fields: dict[str, list[str]] = {}
    rest: list[str] = []
    for part in parts:
        field, words = _field(part)
        if field:
            fields.setdefault(field, []).extend(words)
        else:
            rest.append(line[part.start : part.end])
    read = {name: tuple(some) for name, some in fields.items()}
    return AdvancedQuery(**read, rest=" ".join(rest))


def _field(part: QueryNode) -> tuple[str, tuple[str, ...]]:  # noqa: PLR0911 - one return per field
    """The field of the form that a part of a line belongs to, and its words; "" for none."""
    match part:
        case Word():
            return "all", (part.text,)
        case Quoted(near=""):
            return "phrases", (part.text,)
        case Quoted(near=near) if near == SENTENCE:
            return "sentence", tuple(part.text.split())
        case Not(child=Word() | Quoted(near="") as child):
            return "none", (child.text,)
        case AnyOf():
            words = tuple(_texts(part.children))
            return ("any_of", words) if len(words) == len(part.children) else ("", ())
        case FieldNode(name="title", child=Word() | Quoted(near="") as child):
            return "title", (child.text,)
    return "", ()


def _texts(nodes: tuple[QueryNode, ...]) -> Iterator[str]:
    yield from (node.text for node in nodes if isinstance(node, Word | Quoted) and not _near(node))


def _near(node: Word | Quoted) -> str:
    return node.near if isinstance(node, Quoted) else ""


def _searchable(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _quoted(text: str) -> str:
    """A phrase in quotes, without quotes inside."""
    return f"“{text.translate(_NO_QUOTES).strip()}”"


def _safe(text: str) -> str:
    """A word as it is; in quotes if it would be read as an operator, a field or several words."""
    tokens = tokens_of(text)
    lone = len(tokens) == 1 and tokens[0].kind is TokenKind.TEXT and tokens[0].text == text
    return text if lone else _quoted(text)
