"""Every regular expression of the tree, and texts made from each to be slow for it.

Found by reading the source: each call of a function of `re` is worked out in the globals of its
module, and each compiled pattern in those globals is taken too. Texts are made from the parse tree
of a pattern: what leads to a repetition, then what can be repeated there again and again, then
something that fits nowhere.
"""

import ast
import functools
import importlib
import itertools
import random
import re
import re._constants as codes
import re._parser as parser
from dataclasses import dataclass
from pathlib import Path

from index.text.lazy_pattern import LazyPattern

ROOT = Path(__file__).parent.parent
PACKAGES = ("index", "search", "web")
_CALLS = frozenset(("compile", "search", "match", "fullmatch", "sub", "subn", "split"))
_CALLS |= {"findall", "finditer"}
_ANCHORED = frozenset(("match", "fullmatch"))
_KINDS = (
    *"ab1 \n\x1f\x00_-,.!\"'*#|/:(<[{",
    *"的年日一来。，：（【《—\u3000\xa0é",
    "🀄",
)


_WORDED = re.compile(r"\w")
_MAX_UNFINISHED = 12
"""Repetitions of a pattern of which the last one is left without its end."""
_ENDS = ("\x00", "!", "a", "\n\n")


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern, where it stands, and whether it is only tried where a text begins."""

    where: str
    pattern: re.Pattern
    anchored: bool = False

    def __str__(self):
        return f"{self.where}: {self.pattern.pattern[:60]!r}"


def modules():
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path, ".".join(path.relative_to(ROOT).with_suffix("").parts)


def every():
    """Every pattern once, and the places of those that cannot be worked out here."""
    patterns, hidden = {}, []
    for path, name in modules():
        text = path.read_text("utf-8")
        imported = set(re.findall(r"^(?:import|from) ([\w.]+)", text, re.MULTILINE))
        if imported.isdisjoint(("re", LazyPattern.__module__)):
            continue
        module = importlib.import_module(name.removesuffix(".__init__"))
        tree = ast.parse(text)
        for use in (*_called(name, module, tree, hidden), *_globals(name, module, tree)):
            key = (use.pattern.pattern, use.pattern.flags, use.anchored)
            patterns.setdefault(key, use)
    return list(patterns.values()), hidden


def _called(name, module, tree, hidden):
    """The patterns in calls of functions of `re`; those compiled at import are globals."""
    delayed = {
        node
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=call)) if call in _CALLS:
                compiled = _compiled(node, module)
                where = f"{name}:{node.lineno}"
                if compiled is None:
                    hidden.append((name, ast.unparse(node.args[0])))
                elif call != "compile" or node in delayed:
                    yield Found(where, compiled, call in _ANCHORED)


def _compiled(node, module):
    flags = [word.value for word in node.keywords if word.arg == "flags"]
    if node.func.attr == "compile" and len(node.args) > 1:
        flags = node.args[1:2]
    try:
        values = [
            eval(compile(ast.Expression(part), "", "eval"), vars(module).copy())
            for part in (node.args[0], *flags)
        ]
    except NameError:
        return None
    return re.compile(*values)


def _globals(name, module, tree):
    """The compiled patterns among the globals of a module, also in its tables."""
    uses = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            uses.setdefault(node.value.id, set()).add(node.attr)
    for variable, value in vars(module).items():
        used = uses.get(variable, set())
        anchored = bool(used) and used <= _ANCHORED and variable.startswith("_")
        for pattern in _inside(value):
            yield Found(f"{name}.{variable}", pattern, anchored)


def _inside(value, depth=3):
    if isinstance(value, LazyPattern):
        yield value.compiled
    elif isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, dict):
        for inner in value.values():
            yield from _inside(inner, depth - 1)
    elif depth and isinstance(value, list | tuple):
        for inner in value:
            yield from _inside(inner, depth - 1)


# --- texts ---------------------------------------------------------------------------------------


def texts(pattern):
    """Parts (before, repeated, after) of texts that the pattern may be slow on."""
    rng = random.Random(repr(pattern.pattern))
    maker = _Maker(rng, pattern.flags & re.IGNORECASE)
    source = pattern.pattern
    if isinstance(source, bytes):
        source = source.decode("latin-1")
    tree = parser.parse(source, pattern.flags & ~re.UNICODE if pattern.flags & re.ASCII else 0)
    wholes = {maker.sample(tree) for _ in range(12)}
    spots = list(itertools.islice(maker.spots(tree, ""), 60))
    pumps = {pump for _, bodies in spots for pump in bodies}
    pumps |= {whole[:size] for whole in wholes for size in range(1, min(len(whole), 24) + 1)}
    pumps |= {whole[start:] for whole in wholes for start in range(1, min(len(whole), 6))}
    characters = set("".join(wholes)) | set(_KINDS)
    heads = {""} | {head[-80:] for head, _ in spots}
    heads = sorted(rng.sample(sorted(heads), min(len(heads), 8)))
    pumps = sorted(rng.sample(sorted(pumps - {""}), min(len(pumps - {""}), 60)))
    made = [("", pump, "\x00") for pump in (*pumps, *sorted(characters))]
    made += [
        (head, pump, "\x00") for head in heads[:8] for pump in (*sorted(characters), *pumps[:12])
    ]
    made += [(head, body, after) for head, bodies in spots for body in bodies for after in _ENDS]
    for head, bodies in rng.sample(spots, min(len(spots), _MAX_UNFINISHED)):
        worded = next(filter(_WORDED.search, bodies), bodies[0])
        made += [(head, *parts) for parts in _unfinished(worded)]
    return list(dict.fromkeys(made))


def _unfinished(body):
    """What is repeated, with spaces around its signs, and the beginnings of a last one.

    Spaces that may belong to two parts of a pattern are tried in each when the end does not fit.
    """
    spaced = re.sub(r"([^\w\s])", r" \1 ", body)
    ends = {spaced[:size].rstrip() for size in range(1, min(len(spaced), 8))}
    return [(spaced, end) for end in sorted(ends)]


class _Maker:
    """Makes strings that fit parts of a parse tree, as well as its rules can be kept."""

    def __init__(self, rng, folded):
        self.rng = rng
        self.folded = folded

    def sample(self, tree):
        return "".join(self.one(code, value) for code, value in tree)

    def one(self, code, value):  # noqa: PLR0911 - a case for each code
        match code:
            case codes.LITERAL:
                return chr(value)
            case codes.NOT_LITERAL | codes.ANY:
                return self.rng.choice("aa 1的，-")
            case codes.IN:
                return self.of_class(value)
            case codes.BRANCH:
                return self.sample(self.rng.choice(value[1]))
            case codes.SUBPATTERN:
                return self.sample(value[3])
            case codes.MAX_REPEAT | codes.MIN_REPEAT | codes.POSSESSIVE_REPEAT:
                least, most, body = value
                times = min(least + self.rng.choice((0, 0, 1, 2)), most)
                return "".join(self.sample(body) for _ in range(min(times, least + 2, 40)))
            case codes.ATOMIC_GROUP:
                return self.sample(value)
        return ""  # what is only looked at, and places

    def of_class(self, items):
        return self.rng.choice(_characters_of(tuple(items)))

    def spots(self, tree, before):
        """For each repetition what may lead to it, and some of what it repeats."""
        for code, value in tree:
            match code:
                case codes.MAX_REPEAT | codes.MIN_REPEAT | codes.POSSESSIVE_REPEAT:
                    bodies = {self.sample(value[2]) for _ in range(4)} - {""}
                    if value[1] > 3 and bodies:
                        yield before, sorted(bodies)
                    yield from self.spots(value[2], before)
                case codes.SUBPATTERN:
                    yield from self.spots(value[3], before)
                case codes.ATOMIC_GROUP:
                    yield from self.spots(value, before)
                case codes.BRANCH:
                    for branch in value[1]:
                        yield from self.spots(branch, before)
                case codes.ASSERT | codes.ASSERT_NOT:
                    yield from self.spots(value[1], before)
            before += self.one(code, value)


_CATEGORIES = {
    codes.CATEGORY_DIGIT: r"\d",
    codes.CATEGORY_NOT_DIGIT: r"\D",
    codes.CATEGORY_SPACE: r"\s",
    codes.CATEGORY_NOT_SPACE: r"\S",
    codes.CATEGORY_WORD: r"\w",
    codes.CATEGORY_NOT_WORD: r"\W",
}


@functools.cache
def _characters_of(items):
    """Some characters that a class has, given the parts of its parse tree; a class comes often."""
    wrong = items[0][0] is codes.NEGATE
    fitting = [kind for kind in _KINDS if any(_fits(item, kind) for item in items) != wrong]
    named = [chr(value) for code, value in items if code is codes.LITERAL and not wrong]
    ranged = [chr(value[0]) for code, value in items if code is codes.RANGE and not wrong]
    return [*fitting, *named, *ranged] or ["a"]


def _fits(item, character):
    match item:
        case (codes.LITERAL, value):
            return ord(character) == value
        case (codes.RANGE, (first, last)):
            return first <= ord(character) <= last
        case (codes.CATEGORY, name):
            return re.match(_CATEGORIES[name], character) is not None
    return False
