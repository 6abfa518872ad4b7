"""The names of ours that tests use are there; a landing does not run most tests."""

import ast
import importlib
import re
import types

import pytest

from tests.test_house import ROOT

TESTS = [*(ROOT / "tests").glob("*.py"), *(ROOT / "tests/tools").glob("*.py")]


def _is_module(name):
    path = ROOT / name.replace(".", "/")
    return path.is_dir() or path.with_suffix(".py").is_file()


def _imports_of_ours(tree):
    """Each name that a test imports from our modules, with its module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and re.match(
            r"(index|search|web)\b", node.module or ""
        ):
            for alias in node.names:
                yield importlib.import_module(node.module), alias.asname or alias.name, alias.name


def _missing(path):
    """Names of ours that a test imports or replaces and that are not there."""
    tree = ast.parse(path.read_text("utf-8"))
    modules = {}
    for module, known_as, name in _imports_of_ours(tree):
        if not hasattr(module, name) and not _is_module(f"{module.__name__}.{name}"):
            yield f"{module.__name__}.{name}"
        elif isinstance(value := getattr(module, name, None), types.ModuleType):
            modules[known_as] = value
    replaced = re.findall(r"setattr\(\s*(\w+),\s*\"(\w+)\"", path.read_text("utf-8"))
    for owner, name in replaced:
        if owner in modules and not hasattr(modules[owner], name):
            yield f"{owner}.{name}"


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.stem)
def test_a_test_uses_names_that_are_there(path):
    assert [*_missing(path)] == []


def test_a_name_that_is_not_there_is_found(tmp_path):
    path = tmp_path / "test_names.py"
    path.write_text("from index.fields import FIELDS, NO_FIELDS\n")

    assert [*_missing(path)] == ["index.fields.NO_FIELDS"]
