"""`index/fields.py` is the one table of fields: what is true of a field is a column of it."""

import ast
import dataclasses

import pytest

from index.fields import FIELDS, QUERY_FIELDS
from index.report import Report
from tests.test_house import MODULES, ROOT, tree_of

NAMES = {row.name for row in FIELDS}
ELSEWHERE = {
    "index/schema.py: WORDS": "the two texts of the schema",
    "web/desk/exchange.py: _CARD_TEXTS": "the columns of a card in an exchanged file",
}
"""Lists of other things that are called like fields, each with what it lists."""
READERS = ROOT / "index" / "ingest"
"""A reader of files knows what its format can say: a new field is read without such a list."""


def lists_of_fields(tree):
    """The constants of a module that list fields: tuples, sets, and tables by their names."""
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            for part in ast.walk(node.value):
                texts = _texts(part)
                if len(texts) > 1 and {*texts} <= NAMES:
                    yield ast.unparse(target)
                    break


def _texts(node):
    """The texts of a list, or the keys of a table; none if there is anything else among them."""
    if isinstance(node, ast.Tuple | ast.Set | ast.List):
        parts = node.elts
    elif isinstance(node, ast.Dict):
        parts = node.keys
    else:
        return []
    texts = [part.value for part in parts if isinstance(part, ast.Constant)]
    return texts if len(texts) == len(parts) and all(isinstance(t, str) for t in texts) else []


def test_what_is_true_of_some_fields_is_a_column_of_the_table_of_fields():
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in MODULES
        if path != ROOT / "index" / "fields.py" and READERS not in path.parents
        for name in lists_of_fields(tree_of(path))
    }

    assert found == set(ELSEWHERE)


LISTS = {
    "a tuple": ('TYPED = ("author", "editor")', ["TYPED"]),
    "a table": ('_NAMED = MappingProxyType({"source": "来源", "author": "作者"})', ["_NAMED"]),
    "a set": ('_NAMED = frozenset({"source", "author"})', ["_NAMED"]),
    "columns of a file": ('HEAD = ("id", "title", "score")', []),
    "one field": ('ONLY = ("date",)', []),
    "inside a function": ('def read():\n    return ("title", "body")', []),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_fields_is_found(name):
    code, expected = LISTS[name]

    assert [*lists_of_fields(ast.parse(code))] == expected


def test_every_attribute_of_a_report_that_people_name_is_in_the_table():
    """`ruled`, `read` and the query names need a row; a report carries a few facts besides."""
    attributes = {row.name for row in dataclasses.fields(Report)}
    of_the_file = (
        "id paragraphs attachments attached_to origins visible kept cut pages recognised scan"
    )

    assert attributes - NAMES == set(of_the_file.split())
    assert set(QUERY_FIELDS) <= {*NAMES}
