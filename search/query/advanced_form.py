"""The advanced form: its fields written as a query line, and a query line read back into them.

Reading what was written gives the same fields, so the page can say in a sentence what the line
asks for. What has no field stays as it is, in `rest`. A line is read into fields only if the line
that they write, now or after a reader sent the form, finds the same reports (`canonical_line.py`).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from index.fields import FORM_NAMES
from index.text.analysis import SENTENCE
from search.query.canonical_line import canonical
from search.query.headings import bar_of_title
from search.query.syntax.lexer import tokens_of
from search.query.syntax.operators import TokenKind
from search.query.syntax.parser import All, AnyOf, FieldNode, Not, QueryNode, Quoted, Word, parse

_CHINESE = ("或", "非", "标题:", "来源:", "作者:")
_ENGLISH = ("OR", "NOT", "title:", "source:", "author:")
_QUOTES = '"“「『《〈«“”„‟＂〝〞'
_NO_QUOTES = dict.fromkeys(map(ord, '“”„‟＂〝〞"'))

FORM_FIELDS = ("all", "phrases", "any_of", "sentence", "title", "sources", "authors", "none")
WHOLE_FIELDS = frozenset(("phrases", *FORM_NAMES.values()))
"""Fields whose text is one phrase or name, unless its parts are in quotes."""
_SINGLE_FIELDS = frozenset(("any_of", "sentence", *FORM_NAMES.values()))
"""Fields that hold one group of words: those of a second group are no further words of it."""


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
        excluded = [f"{without} {_safe(word)}" for word in self.none]
        if self.rest:
            parts.append(_apart(self.rest) if parts or excluded else self.rest)
        return " ".join(parts + excluded)

    def text_of(self, name: str) -> str:
        """The words of a field as a reader types them there; a phrase of several is in quotes."""
        words: tuple[str, ...] = getattr(self, name)
        if name not in WHOLE_FIELDS:
            return " ".join(f"“{word}”" if " " in word else word for word in words)
        if len(words) == 1 and phrases_of(words[0]) == words:
            return words[0]
        return " ".join(f"“{word}”" for word in words)


def read_fields(texts: Mapping[str, str]) -> AdvancedQuery:
    """The form with the texts that a reader typed into its fields, each by its name."""
    words = {
        name: (phrases_of if name in WHOLE_FIELDS else words_of)(texts.get(name, ""))
        for name in FORM_FIELDS
    }
    return AdvancedQuery(**words, rest=texts.get("rest", "").strip())


def words_of(text: str) -> tuple[str, ...]:
    """The words and quoted phrases of a field of the form; a word in quotes keeps them."""
    words = dict.fromkeys(
        _word(token.text.strip(), quoted=token.kind is TokenKind.QUOTED)
        for token in tokens_of(text)
        if _searchable(token.text)
    )
    return tuple(words)


def phrases_of(text: str) -> tuple[str, ...]:
    """The phrases of a field of the form: those in quotes, else all of it."""
    quoted = [
        token.text.strip()
        for token in tokens_of(text)
        if token.kind is TokenKind.QUOTED and text[token.start] in _QUOTES
    ]
    return tuple(filter(_searchable, quoted or [text.strip()]))


def read_line(line: str) -> AdvancedQuery:
    """The fields of a query line; all of it is `rest` if they cannot say the same."""
    syntax = parse(line)
    root = syntax.root
    if root is None or bar_of_title(syntax) >= 0:
        return AdvancedQuery(rest=" ".join(line.split()))
    parts = root.children if isinstance(root, All) else (root,)
    form = _form(line, parts)
    if not _says(form, root):
        form = _form(line, parts, {part for part in parts if not _says(_form(line, [part]), part)})
    return form if _says(form, root) else AdvancedQuery(rest=" ".join(line.split()))


def _form(
    line: str, parts: Sequence[QueryNode], further: Collection[QueryNode] = ()
) -> AdvancedQuery:
    """The form with the parts of a line in its fields; the `further` ones and others are `rest`."""
    fields: dict[str, list[str]] = {}
    rest: list[str] = []
    for part in parts:
        field, words = _field(part) if part not in further else ("", ())
        if field and not (field in _SINGLE_FIELDS and field in fields):
            fields.setdefault(field, []).extend(words)
        else:
            rest.append(line[part.start : part.end])
    read = {name: tuple(some) for name, some in fields.items()}
    return AdvancedQuery(**read, rest=" ".join(map(_apart, rest) if rest[1:] else rest))


def _says(form: AdvancedQuery, root: QueryNode) -> bool:
    """Whether the form asks for what a tree does, also when a reader sends it as it is shown."""
    sent = read_fields({name: form.text_of(name) for name in FORM_FIELDS} | {"rest": form.rest})
    lines = {asked.line(chinese=chinese) for asked in (form, sent) for chinese in (True, False)}
    return {canonical(parse(line).root) for line in lines} == {canonical(root)}


def _field(part: QueryNode) -> tuple[str, tuple[str, ...]]:  # noqa: PLR0911 - one return per field
    """The field of the form that a part of a line belongs to, and its words; "" for none."""
    match part:
        case Word():
            return "all", (part.text,)
        case Quoted(limit=""):
            return "phrases", (part.text.strip(),)
        case Quoted(limit=limit) if limit == SENTENCE:
            return "sentence", tuple(part.text.split())
        case Not(child=Word() | Quoted(limit="") as child):
            return "none", tuple(_texts([child]))
        case AnyOf():
            words = tuple(_texts(part.children))
            return ("any_of", words) if len(words) == len(part.children) else ("", ())
        case FieldNode(name="title", child=Word() | Quoted(limit="") as child):
            return "title", tuple(_texts([child]))
        case FieldNode(name=name, child=Word() | Quoted(limit="") as child) if name in FORM_NAMES:
            return FORM_NAMES[name], (child.text.strip(),)
        case FieldNode(name=name, child=AnyOf() as child) if name in FORM_NAMES:
            names = tuple(node.text.strip() for node in child.children if _is_leaf(node))
            return (FORM_NAMES[name], names) if len(names) == len(child.children) else ("", ())
    return "", ()


def _texts(nodes: Sequence[QueryNode]) -> Iterator[str]:
    """The words and phrases among nodes, as the fields of words have them."""
    for node in nodes:
        if _is_leaf(node):
            yield _word(node.text.strip(), quoted=isinstance(node, Quoted))


def _is_leaf(node: QueryNode) -> TypeGuard[Word | Quoted]:
    return isinstance(node, Word) or (isinstance(node, Quoted) and not node.limit)


def _word(text: str, *, quoted: bool) -> str:
    """A word or phrase; a word that was in quotes keeps them, since it has no other endings."""
    return f"“{text}”" if quoted and _safe(text) == text else text


def _apart(rest: str) -> str:
    """A part of a line as it can stand beside others: in brackets if it has words or OR."""
    syntax = parse(rest)
    root = syntax.root
    if root is None:
        return _quoted(rest) if _searchable(rest) else ""
    parts = root.children if isinstance(root, All) and not _is_bracketed(root) else (root,)
    if not syntax.warnings and all(map(_stands_alone, parts)):
        return rest
    balanced = _balanced(rest)
    bracketed = f"({balanced})"
    same = canonical(parse(bracketed).root) == canonical(root)
    return bracketed if same else f"( {balanced} )"  # (OR x is read otherwise than ( OR x


def _stands_alone(part: QueryNode) -> bool:
    """Whether a part of a line means the same beside words and in a line without OR."""
    return not isinstance(part, Word | AnyOf | All) or _is_bracketed(part)


def _is_bracketed(part: QueryNode) -> bool:
    """Whether a part has brackets, or a plus, around it."""
    return isinstance(part, AnyOf | All) and part.start < part.children[0].start


def _balanced(text: str) -> str:
    """A part of a line with as many opening as closing brackets, and without a single quote."""
    kept, at, depth, unopened = "", 0, 0, 0
    for token in tokens_of(text):
        if token.kind is TokenKind.STRAY:
            kept += f"{text[at : token.start]} "
            at = token.end
        elif token.kind is TokenKind.CLOSE and not depth:
            unopened += 1
        else:
            depth += (token.kind is TokenKind.OPEN) - (token.kind is TokenKind.CLOSE)
    return "(" * unopened + f"{kept}{text[at:]}".strip() + ")" * depth


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
