"""The house rules that a machine can check, and that the documentation is true."""

import ast
import functools
import re
import subprocess
import typing
from pathlib import Path

import pytest

import baogao
from index.fields import QUERY_FIELDS
from search.query.syntax import operators, parser

ROOT = Path(__file__).parent.parent
PACKAGES = ("index", "search", "web")
MODULES = [ROOT / "baogao.py", *(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))]
TRACKED = subprocess.run(
    ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout.split("\n")
READMES = ("README.md", "README.zh.md")


@functools.cache
def tree_of(path):
    return ast.parse(path.read_text("utf-8"))


@functools.cache
def imports_of(path):
    """The import statements of a module, those inside functions too."""
    return [
        node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Import | ast.ImportFrom)
    ]


@functools.cache
def functions():
    return list(_functions())


def _functions():
    for path in MODULES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node


def length(node):
    return node.end_lineno - node.lineno + 1


def test_no_function_is_longer_than_sixty_lines():
    long = [f"{path}:{node.name} {length(node)}" for path, node in functions() if length(node) > 60]

    assert not long


LONG_LINES, MAX_LONG = 40, 24
"""Functions of more lines than this, and how many there may be: a new one replaces another."""


def test_few_functions_are_longer_than_forty_lines():
    over = [node.name for _, node in functions() if length(node) > LONG_LINES]

    assert len(over) <= MAX_LONG, over


def test_nine_of_ten_functions_fit_in_28_lines():
    lengths = [length(node) for _, node in functions()]

    assert sum(lines <= 28 for lines in lengths) >= 0.9 * len(lengths)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_one_noun_of_at_most_400_lines_and_says_what_it_is(path):
    text = path.read_text("utf-8")

    assert len(text.splitlines()) <= 400
    assert ast.get_docstring(tree_of(path))
    assert path.stem not in {"utils", "helpers", "common", "core", "base", "manager", "service"}


@pytest.mark.parametrize("command", baogao.COMMANDS)
@pytest.mark.parametrize("readme", READMES)
def test_every_command_and_every_option_is_in_both_readmes(command, readme):
    text = (ROOT / readme).read_text("utf-8")
    options = [
        max(param.opts, key=len)
        for param in baogao.baogao.get_command(None, command).params
        if param.param_type_name == "option"
    ]

    assert f"baogao {command}" in text
    assert [option for option in options if f"`{option}" not in text] == []


@pytest.mark.parametrize("readme", READMES)
def test_every_operator_and_every_field_is_in_both_readmes(readme):
    text = (ROOT / readme).read_text("utf-8").replace("\\|", "|")
    fields = [name for names in QUERY_FIELDS.values() for name in (names[0], _chinese(names))]
    missing = [f"{name}:" for name in fields if f"`{name}:" not in text]
    missing += [
        word
        for word in (*operators.WORD_OPERATORS, *operators.NEAR_WORDS)
        if f" {word} " not in text.replace("`", " ")
    ]

    assert missing == []


def _chinese(names):
    return next((name for name in names if not name.isascii()), "")


def test_every_field_of_a_query_has_an_english_and_a_chinese_name():
    lacking = [
        names for names in QUERY_FIELDS.values() if not (names[0].isascii() and _chinese(names))
    ]

    assert lacking == []


def test_nothing_committed_names_a_path_of_one_machine_or_a_package_registry():
    machine = re.compile(r"(^|[^A-Za-z0-9_.])/(" + "work|root|farm" + r")/[A-Za-z0-9._-]+")
    registry = re.compile(r"https?://[^ \"]*/(" + "simple|npm|maven2?|pypi" + r")(/|\"|$)")
    offending = []
    for name in TRACKED:
        path = ROOT / name
        if not path.is_file() or path.suffix in {".png", ".svg"}:
            continue
        text = path.read_bytes().decode("utf-8", "replace")
        offending += [(name, line) for line in text.splitlines() if machine.search(line)]
        offending += [(name, line) for line in text.splitlines() if registry.search(line)]

    assert offending == []


def test_the_top_of_the_tree_holds_no_file_that_fell_there():
    tops = {line.strip(chr(34)).split("/")[0] for line in TRACKED if line}
    extras = ("", "-bench", "-dev", "-mcp", "-scans")
    pages = "ARCHITECTURE CHANGELOG CONTRIBUTING MEASUREMENTS OPERATING README README.zh SECURITY"
    known = {f"requirements{extra}.lock" for extra in extras} | {
        f"{page}.md" for page in pages.split()
    }
    known |= {"LICENSE", "Makefile", "baogao.py", "compose.yaml", "pyproject.toml", "sbom.cdx.json"}
    known |= {"screenshot.png", "corpus", "index", "search", "tests", "web"}

    assert sorted(top for top in tops - known if not top.startswith(".")) == []


def test_the_corpus_folder_holds_no_code():
    assert not list((ROOT / "corpus").rglob("*.py"))


def test_types_are_named():
    untyped = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in MODULES
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if re.search(r"\bAny\b", line) and "stubs" not in path.parts
    ]

    assert len(untyped) <= 100, "\n".join(untyped)


def _public_names():
    """Every public name that is defined at the top of a module, with the modules that define it."""
    names = {}
    for path in MODULES:
        for node in tree_of(path).body:
            targets = []
            if isinstance(node, ast.ClassDef):
                targets = [node.name]
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                first = node.targets[0] if isinstance(node, ast.Assign) else node.target
                names_of = first.elts if isinstance(first, ast.Tuple) else [first]
                targets = [name.id for name in names_of if isinstance(name, ast.Name)]
            for name in targets:
                if not name.startswith("_") and len(name) > 1:  # one letter is a type variable
                    names.setdefault(name, []).append(str(path.relative_to(ROOT)))
    return names


def test_no_two_public_types_or_constants_share_a_name():
    shared = {name: where for name, where in _public_names().items() if len(where) > 1}

    assert shared.keys() <= {"FORMAT"}, shared  # each format module exports one; see file_types


SYNTAX_NODES = {node.__name__ for node in typing.get_args(parser.QueryNode)}


def _named_classes(pattern):
    for node in ast.walk(pattern):
        if isinstance(node, ast.MatchClass):
            yield ast.unparse(node.cls).rpartition(".")[2]


def _is_default(case):
    return isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None


def test_a_match_over_the_syntax_tree_names_every_node():
    """So that mypy names each place that a new operator has to fill."""
    silent = [
        f"{path.relative_to(ROOT)}:{case.body[0].lineno}"
        for path in MODULES
        for match in ast.walk(tree_of(path))
        if isinstance(match, ast.Match)
        and SYNTAX_NODES.issuperset(
            names := [name for case in match.cases for name in _named_classes(case.pattern)]
        )
        and names
        for case in match.cases
        if _is_default(case) and not ast.unparse(case.body[0]).startswith("assert_never(")
    ]

    assert silent == []


def test_the_comment_of_a_constant_is_a_docstring_under_it():
    before = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in MODULES
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if line.lstrip().startswith("#:")
    ]

    assert before == []


PRONOUNS = {"one", "place", "places", "held", "told", "said", "thing", "things"}
VAGUE = PRONOUNS | {"found", "each", "what", "more"}
"""What a loop of the product may not be named either; a case of a test may be."""
PERHAPS_A_LOOP = re.compile(rf"\bfor [^\n]{{0,60}}\b({'|'.join(VAGUE)})\b[^\n]{{0,60}} in\b")
"""What a module has in its text that such a loop is in; most need not be parsed."""


def _loop_variables(path):
    """Every name that a loop or a comprehension of a module binds."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            yield from (name.id for name in ast.walk(node.target) if isinstance(name, ast.Name))


def test_a_loop_variable_is_a_noun_of_the_domain():
    """A loop runs over terms, hits or files, and is named so."""
    named = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in [*MODULES, *(ROOT / "tests").rglob("*.py")]
        if PERHAPS_A_LOOP.search(path.read_text("utf-8"))
        for name in _loop_variables(path)
        if name in (PRONOUNS if "tests" in path.parts else VAGUE)
    ]

    assert named == []


@pytest.mark.parametrize("folder", ["templates", "static"])
def test_a_loop_of_a_template_or_a_script_runs_over_no_one(folder):
    loop = re.compile(r"\{% for (\w+, )*one\b|(const |\(|\[|, )one(\)| of |, \w+\)) ")
    files = [path for path in (ROOT / "web" / folder).iterdir() if path.suffix in {".html", ".js"}]

    assert [path.name for path in files if loop.search(path.read_text("utf-8"))] == []


def test_views_share_nothing_but_what_lies_outside_their_folder():
    for path in (ROOT / "web/views").glob("*.py"):
        imported = re.findall(
            r"^from (web\.views\S*) import", path.read_text("utf-8"), re.MULTILINE
        )

        assert imported == [], path


DESCRIBED = re.compile(
    r"`([a-z_]\w*)`(?=(?:, `\w+`)*(?:,? (?:and|or) `\w+`)? "
    r"(?:is|are|has|have|says?|names?|means?|marks?|maps?|lists?|limits?"
    r"|counts?|takes?|collects?|replaces?) )"
)
"""A name that a docstring describes."""


ROOMS = {path.name for name in PACKAGES for path in (ROOT / name).rglob("*") if path.is_dir()}


@functools.cache
def names_in(path):
    """Every function, class and field that a module defines."""
    names = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return names


def test_a_docstring_describes_no_argument_that_is_not_there():
    """A name of another module excuses nothing: `name` is a field somewhere."""
    stale = []
    for path, node in functions():
        docstring = ast.get_docstring(node) or ""
        for name in set(DESCRIBED.findall(docstring)) - names_in(path) - ROOMS:
            code = ast.get_source_segment(path.read_text("utf-8"), node).replace(f"`{name}`", "")
            if not re.search(rf"\b{name}\b", code):
                stale.append(f"{path.relative_to(ROOT)}:{node.name} {name}")

    assert stale == []


def test_the_page_of_measurements_stays_short():
    lines = (ROOT / "MEASUREMENTS.md").read_text("utf-8").splitlines()

    assert len(lines) < 550
    assert [line for line in lines if len(line) > 130] == []
