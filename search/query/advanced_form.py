"""The advanced form: its fields written as a query line, and a query line read back into them.

Reading what was written gives the same fields, so the page can say in a sentence what the line
asks for. What has no field stays as it is, in `rest`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.fields import FORM_NAMES
from index.text.analysis import SENTENCE
from search.query.lexer import tokens_of
from search.query.operators import TokenKind
from search.query.parser import All, AnyOf, FieldNode, Not, QueryNode, Quoted, Word, parse

_CHINESE = ("或", "非", "标题:", "来源:", "作者:")
_ENGLISH = ("OR", "NOT", "title:", "source:", "author:")
_NO_QUOTES = dict.fromkeys(map(ord, '“”„‟＂〝〞"'))


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvancedQuery:
    """The fields of the form, each a tuple of words or phrases.

    A report must have `all`, each of the `phrases`, one of `any_of` and the words of `sentence` in
    one sentence, `title` in its title, one of the names in `sources` and in `authors`, and none of
    `none`; `rest` is a further part of the line.
    """

    all: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    sentence: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    rest: str = ""

    def line(self, *, chinese: bool = False) -> str:
        """The query line, with the operators of a language."""
        either, without, title, source, author = _CHINESE if chinese else _ENGLISH
        parts = [*map(_safe, self.all), *map(_quoted, self.phrases)]
        if self.any_of:
            parts.append(_either(self.any_of, either))
        if self.sentence:
            parts.append(f"{_quoted(' '.join(self.sentence))}~s")
        parts += [f"{title}{_safe(word)}" for word in self.title]
        for field, names in ((source, self.sources), (author, self.authors)):
            parts += [f"{field}{_either(names, either)}"] if names else []
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
        if field and not (field in FORM_NAMES.values() and field in fields):
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
        case Quoted(limit=""):
            return "phrases", (part.text,)
        case Quoted(limit=limit) if limit == SENTENCE:
            return "sentence", tuple(part.text.split())
        case Not(child=Word() | Quoted(limit="") as child):
            return "none", (child.text,)
        case AnyOf():
            words = tuple(_texts(part.children))
            return ("any_of", words) if len(words) == len(part.children) else ("", ())
        case FieldNode(name="title", child=Word() | Quoted(limit="") as child):
            return "title", (child.text,)
        case FieldNode(name=name, child=Word() | Quoted(limit="") as child) if name in FORM_NAMES:
            return FORM_NAMES[name], (child.text,)
        case FieldNode(name=name, child=AnyOf() as child) if name in FORM_NAMES:
            names = tuple(_texts(child.children))
            return (FORM_NAMES[name], names) if len(names) == len(child.children) else ("", ())
    return "", ()


def _texts(nodes: tuple[QueryNode, ...]) -> Iterator[str]:
    yield from (node.text for node in nodes if isinstance(node, Word | Quoted) and not _near(node))


def _near(node: Word | Quoted) -> str:
    return node.limit if isinstance(node, Quoted) else ""


def _either(words: Sequence[str], either: str) -> str:
    """The words joined by OR, in brackets if there are several."""
    joined = f" {either} ".join(map(_safe, words))
    return f"({joined})" if len(words) > 1 else joined


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
