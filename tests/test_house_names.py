"""House rules on names: constants, modules, functions, and lists that are kept once."""

import ast
import functools
import re
from pathlib import Path

import pytest

from tests.test_house import MODULES, ROOT, imports_of, tree_of

BARE = set(
    re.findall(
        r"\w+",
        """
    ABOVE AFTER ALIKE ALL ANY BEFORE BEHIND BELOW BESIDE BETWEEN BIG BRIEF CLOSE COMMON DEEP
    DEEPEST EITHER ENOUGH FAR FARTHEST FEW FEWEST FIRST FREQUENT FULL HEAD HIGH LARGE
    LARGEST LAST LEAST LESS LITTLE LONG LONGEST LOW MANY MORE MOST MOSTLY MUCH NARROW
    NARROWEST NEAR OFTEN OTHER PART RARE SAME SHORT SHORTEST SMALL SMALLEST SOME TAIL TIMES
    TOP USUAL WANT WIDE WIDEST
        """,
    )
)
"""Words that say neither what a number limits nor in which unit."""
OTHER_EXTREMES = ("FEWEST", "LARGEST", "LEAST", "LONGEST", "MOST", "SHORTEST", "SMALLEST")
"""What a limit is not called: one word for one idea, MAX or MIN."""
NO_NOUNS = set(
    re.findall(
        r"\w+",
        """
    advanced amid apart exported raised read_apart refused requested searched slim stored
    unchanged usual visible wrapped
        """,
    )
)
"""Names that modules had; a participle or a preposition says nothing of what is in a file."""
BARE_VERBS = set(
    re.findall(
        r"\w+",
        """
    alive among around beside between best current cut exact fetch first index inside known
    local loaded make missing near number offered outside past pattern plain prepared rank
    ready shown silent total touch typed unknown value wanted within write
        """,
    )
)
"""Words that do not say of what they are, once they are imported without their module."""


def _numbers(path):
    """The names of the numbers at the top of a module."""
    for node in tree_of(path).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            tuples = isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
            pairs = (
                zip(target.elts, node.value.elts, strict=True) if tuples else [(target, node.value)]
            )
            yield from (name.id for name, value in pairs if _is_number(value))


def _is_number(value):
    return all(
        isinstance(node, ast.BinOp | ast.UnaryOp | ast.operator | ast.unaryop)
        or (isinstance(node, ast.Constant) and isinstance(node.value, int | float))
        for node in ast.walk(value)
    )


def test_a_number_says_in_its_name_what_it_limits():
    bare = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in MODULES
        for name in _numbers(path)
        if name.strip("_") in BARE
    ]

    assert bare == []


NOUNS = {"AXES", "K1", "B", "VERSION", "CERTAIN", "LIKELY", "NO"}
"""Numbers that the field itself calls by one word: parameters, a version, degrees."""


def _undetermined(path):
    """The public numbers of a module whose name is one word: a unit or an object is missing."""
    return [name for name in _numbers(path) if not name.startswith("_") and "_" not in name]


def test_a_public_number_says_of_what_and_in_which_unit():
    """`SPLIT = 6.0` limits nothing that a reader could name; `SPLIT_COST_NATS` does."""
    undetermined = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in MODULES
        for name in _undetermined(path)
        if name not in NOUNS
    ]

    assert undetermined == []


def test_the_rule_on_public_numbers_leaves_private_ones_and_texts(tmp_path):
    path = tmp_path / "limits.py"
    path.write_text("BEST = 3\nMAX_TERMS = 4\n_LEAF = 13\nSIGN = 'a'\nWIDTH, HEIGHT = 9, 2\n")

    assert _undetermined(path) == ["BEST", "WIDTH", "HEIGHT"]


def test_the_rule_on_numbers_finds_them_alone_and_in_tuples(tmp_path):
    path = tmp_path / "limits.py"
    path.write_text("_LONG = 80\n_FEW, MAX_LINES = 1 << 4, -2\n_TOP = re.compile('a')\n")

    assert [*_numbers(path)] == ["_LONG", "_FEW", "MAX_LINES"]


def test_a_limit_is_called_max_or_min():
    others = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in MODULES
        for name in _numbers(path)
        if name.lstrip("_").split("_")[0] in OTHER_EXTREMES
    ]

    assert others == []


def test_a_module_is_named_by_a_noun():
    named = [str(path.relative_to(ROOT)) for path in MODULES if path.stem in NO_NOUNS]

    assert [name for name in named if not name.startswith("web/views/")] == []


def test_a_function_that_is_imported_by_name_says_of_what_it_is():
    bare = [
        f"{path.relative_to(ROOT)}: {alias.name}"
        for path in MODULES
        for node in imports_of(path)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").partition(".")[0] in {"index", "search", "web"}
        for alias in node.names
        if alias.name in BARE_VERBS and not _is_module(f"{node.module}.{alias.name}")
    ]

    assert bare == []


def _is_module(name):
    path = ROOT / name.replace(".", "/")
    return path.is_dir() or path.with_suffix(".py").is_file()


def _kept(path):
    """The patterns and tables of texts of a module, as code."""
    for node in tree_of(path).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            code = ast.unparse(node.value)
            if len(code) > 36 and "'" in code:
                yield code


def test_no_two_modules_keep_the_same_list_or_pattern():
    """Of two copies one is forgotten when the other is changed."""
    modules = {}
    for path in MODULES:
        for code in set(_kept(path)):
            modules.setdefault(code, []).append(str(path.relative_to(ROOT)))

    assert {code[:80]: paths for code, paths in modules.items() if len(paths) > 1} == {}


@functools.cache
def _imports():
    """The modules of ours that each module imports."""
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in MODULES}
    names = {name.removesuffix(".__init__"): path for name, path in names.items()}
    imported = {}
    for name, path in names.items():
        imported[name] = set()
        for node in imports_of(path):
            if isinstance(node, ast.ImportFrom):
                parts = {f"{node.module}.{alias.name}" for alias in node.names}
                imported[name] |= {part if part in names else node.module for part in parts}
        imported[name] &= names.keys() - {name}
    return imported


def _without_leaves(imported):
    """The modules that are in a circle, or between two: those that no order of imports fits."""
    left = {name: set(parts) for name, parts in imported.items()}
    while leaves := {name for name, parts in left.items() if not parts}:
        left = {name: parts - leaves for name, parts in left.items() if name not in leaves}
    return left


def test_no_module_imports_itself_in_a_circle():
    assert sorted(_without_leaves(_imports())) == []


def test_a_circle_of_imports_is_found():
    assert _without_leaves({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}).keys() == {
        "a",
        "b",
        "c",
    }


_COPIES, _FOLDED = r"\b(?:cop(?:y|ies)|stor(?:y|ies))\b", r"(?<!\")\b(?:un)?fold(?:s|ed|ing)?\b"
FOLDED_COPIES = re.compile(
    rf"(?i:{_COPIES}[^.\n]{{0,40}}{_FOLDED}|{_FOLDED}[^.\n]{{0,40}}{_COPIES})"
    r"|links\.(?:un)?folded\b|NOT_FOLDED|FOLDED_APART"
)
"""Words for what is done to copies and stories; characters are what is folded."""


def _written():
    for path in [*MODULES, *(ROOT / "web" / "templates").glob("*.html")]:
        yield path, path.read_text("utf-8")


def test_copies_are_collapsed_and_only_characters_are_folded():
    """One word per idea; the parameter `fold` of an address is older and stays."""
    folded = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path, text in _written()
        for match in FOLDED_COPIES.finditer(text)
    ]

    assert folded == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what remains when copies are folded", True),
        ("links.unfolded()", True),
        ("COPIES_NOT_FOLDED = 1", True),
        ("copies are collapsed", False),
        ("a folded text", False),
        ("a copy of the folder", False),
    ],
)
def test_the_rule_on_folded_copies(text, expected):
    assert (FOLDED_COPIES.search(text) is not None) == expected


PAIR = re.compile(
    r"`([a-z_]\w*)`(?:, `([a-z_]\w*)`)* and `([a-z_]\w*)` (?:is|are|has|have|count)\b"
)


def test_a_docstring_of_a_class_names_fields_that_it_has():
    stale = []
    for path in MODULES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ClassDef) and PAIR.search(ast.get_docstring(node) or ""):
                code = (ast.get_source_segment(_text(path), node) or "").split('"""')
                rest = "".join(code[:1] + code[2:])
                for names in PAIR.findall(ast.get_docstring(node) or ""):
                    stale += [
                        f"{path.relative_to(ROOT)}:{node.name} {name}"
                        for name in names
                        if name and not re.search(rf"\b{name}\b", rest) and not _is_base(node)
                    ]

    assert stale == []


@functools.cache
def _text(path):
    return Path(path).read_text("utf-8")


def _is_base(node):
    return bool(node.bases)


PAGES = ("ARCHITECTURE.md", "CONTRIBUTING.md", "OPERATING.md", "SECURITY.md")


@functools.cache
def _files():
    return [
        path.relative_to(ROOT).as_posix() for path in [*MODULES, *(ROOT / "tests").rglob("*.py")]
    ]


@pytest.mark.parametrize("page", PAGES)
def test_a_file_that_a_document_names_is_there_and_is_the_only_one_of_that_name(page):
    """Where several files are called so, its folder belongs to the name."""
    named = re.findall(r"`([\w/]+\.py)`", (ROOT / page).read_text("utf-8"))

    assert [
        name
        for name in named
        if "NAME" not in name and [_ends(file, name) for file in _files()].count(True) != 1
    ] == []


def _ends(file, name):
    return f"/{file}".endswith(f"/{name}")
