"""Rooms are the folders with modules. Imports lead down the drawing in ARCHITECTURE.md."""

import ast
import functools
import re

import pytest

from tests.test_house import MODULES, ROOT, imports_of

MAX_ROOMS = 48
UPWARDS = {"index → index/text", "index → index/system"}
"""The arrows back up: pairs of rooms whose imports lead up the drawing. `report.py` folds the names
of reports and `schema.py` splits their texts; settings are files of the machine."""


@functools.cache
def _room(module, root):
    """The folder of a module, or of a package, by its dotted name; None for others' code."""
    path = root / module.replace(".", "/")
    if path.is_dir():
        return path.relative_to(root).as_posix() if (path / "__init__.py").is_file() else None
    return path.parent.relative_to(root).as_posix() if path.with_suffix(".py").is_file() else None


def _modules():
    return [path for path in MODULES if path.parent != ROOT and "stubs" not in path.parts]


def _rooms():
    """The folders that hold modules; a folder that holds nothing but folders is none."""
    return {
        path.parent.relative_to(ROOT).as_posix()
        for path in _modules()
        if path.name != "__init__.py"
    }


def _imported(node):
    """The dotted names of what a node of a module imports; a name may be a module or in one."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        parts = [f"{node.module}.{alias.name}" for alias in node.names]
        return [part if _room(part, ROOT) else node.module for part in parts]
    return []


def arrows(modules):
    """The pairs of rooms of which one imports from the other, in functions and for types too."""
    pairs, rooms = set(), _rooms()
    for path in modules:
        here = path.parent.relative_to(ROOT).as_posix()
        for node in imports_of(path):
            pairs |= {(here, _room(name, ROOT)) for name in _imported(node)}
    return {(here, there) for here, there in pairs if there in rooms and there != here}


def upwards(pairs, order):
    """The pairs that lead from a room to one above it."""
    height = {room: number for number, room in enumerate(order)}
    return {f"{here} → {there}" for here, there in pairs if height[there] < height[here]}


def _drawing():
    """The lines of the drawing: each package with its rooms and the signs between them."""
    drawing = re.search(
        r"## Rooms\n.*?```\n(.*?)```", (ROOT / "ARCHITECTURE.md").read_text(), re.DOTALL
    )
    for line in re.sub(r"\n +", " ", drawing[1]).splitlines():
        package, *parts = line.split()
        yield [part if part in {"→", "|", package} else f"{package}/{part}" for part in parts]


def drawn_order():
    """The rooms from the top of the drawing to its ground."""
    return [room for line in _drawing() for room in line[::2]]


def test_an_arrow_of_the_drawing_is_an_import_and_a_stroke_is_none():
    drawn, imported = [], arrows(_modules())
    for line in _drawing():
        drawn += zip(line[::2], line[1::2], line[2::2], strict=False)

    assert [pair for pair in drawn if (pair[1] == "→") != ((pair[0], pair[2]) in imported)] == []


def test_there_are_few_rooms_and_all_are_drawn():
    assert sorted(drawn_order()) == sorted(_rooms())
    assert len(_rooms()) <= MAX_ROOMS


def test_imports_lead_down_the_drawing_but_for_the_arrows_that_are_named():
    assert upwards(arrows(_modules()), drawn_order()) == UPWARDS


def test_a_room_holds_more_than_three_modules():
    """A folder of two or three files is a door to open for nothing."""
    sizes = {room: len([*(ROOT / room).glob("[!_]*.py")]) for room in _rooms()}

    assert {room: size for room, size in sizes.items() if size <= 3} == {}


ROOM_CASES = {
    "down only": ({("top", "middle"), ("top", "ground")}, set()),
    "a pair that imports each other": ({("top", "ground"), ("ground", "top")}, {"ground → top"}),
    "a circle of three": (
        {("top", "middle"), ("middle", "ground"), ("ground", "top")},
        {"ground → top"},
    ),
}


@pytest.mark.parametrize("name", ROOM_CASES)
def test_an_arrow_back_up_is_found(name):
    pairs, expected = ROOM_CASES[name]

    assert upwards(pairs, ["top", "middle", "ground"]) == expected


def test_an_import_in_a_function_or_for_types_is_an_arrow_too(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.test_house_rooms.ROOT", tmp_path)
    for name in ("a/one.py", "b/two.py", "c/three.py", "c/__init__.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    module = tmp_path / "a" / "one.py"
    module.write_text("import b.two\ndef read():\n    from c import three\n    import os\n")
    monkeypatch.setattr("tests.test_house_rooms._rooms", lambda: {"a", "b", "c"})

    assert arrows([module]) == {("a", "b"), ("a", "c")}
