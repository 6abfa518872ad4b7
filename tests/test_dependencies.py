"""What this stands on is listed, and under licences that anybody may use."""

import json
import re

import pytest

from tests.tools import bill_of_materials

BILL = json.loads(bill_of_materials.FILE.read_text("utf-8"))
COMPONENTS = {component["name"]: component for component in BILL["components"]}


def test_the_bill_of_materials_names_what_the_locks_pin():
    pinned = {}
    for _, lock in reversed(bill_of_materials.LOCKS):
        pinned |= bill_of_materials.pinned(lock)

    assert {name: component["version"] for name, component in COMPONENTS.items()} == pinned, (
        "run: make lock"
    )


@pytest.mark.parametrize("name", COMPONENTS)
def test_the_licence_of_a_dependency_is_on_the_list(name):
    [stated] = COMPONENTS[name]["licenses"]

    assert (
        bill_of_materials.allowed(stated["expression"])
        or bill_of_materials.DATA.get(name) == stated["expression"]
    ), f"{name}: {stated['expression']}; see tests/tools/bill_of_materials.py"


@pytest.mark.parametrize("name", bill_of_materials.INSIDE)
def test_the_bill_names_what_a_wheel_has_inside_under_another_licence(name):
    inside = {
        inner["name"]: inner["licenses"][0]["expression"]
        for inner in COMPONENTS[name]["components"]
    }

    assert inside == bill_of_materials.INSIDE[name], "run: make lock"


def test_a_library_under_the_lgpl_comes_with_the_extra_of_scans_alone_or_with_gcc():
    for name, libraries in bill_of_materials.INSIDE.items():
        gcc = libraries.keys() <= {"libgfortran", "libquadmath"}
        assert gcc or COMPONENTS[name]["scope"] == "optional", name


def test_the_bill_says_nothing_of_where_it_was_made():
    text = bill_of_materials.FILE.read_text("utf-8")

    assert not re.search(r"https?://|/home/|/root/|/tmp/|\d{4}-\d\d-\d\dT", text)


@pytest.mark.parametrize(
    ("expression", "fine"),
    [
        ("MIT", True),
        ("MIT AND Zlib", True),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND GPL-2.0-only", False),
        ("AGPL-3.0-only", False),
        (bill_of_materials.UNKNOWN, False),
        ("", False),
    ],
)
def test_a_licence_is_allowed_only_where_all_of_it_is(expression, fine):
    assert bill_of_materials.allowed(expression) is fine
