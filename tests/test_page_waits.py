"""No browser test asks a page before the next one is there; tests/pages.py has what waits."""

import ast
import re
import textwrap
from pathlib import Path

import pytest

#: What may open another page or change its styles, and what asks a page without waiting.
ACTIONS = frozenset(
    [
        *("click", "dblclick", "tap", "go_back", "go_forward"),
        *("emulate_media", "set_viewport_size"),
    ]
)
QUESTIONS = frozenset(
    [
        *("count", "all", "all_inner_texts", "all_text_contents", "inner_text", "inner_html"),
        *("text_content", "input_value", "get_attribute", "bounding_box", "evaluate"),
        *("evaluate_all", "is_visible", "is_hidden", "is_checked", "is_enabled", "is_disabled"),
        *("title", "content", "url", "violations", "titles", "reports_counted"),
    ]
)
#: What waits for what an action does. `wait_for_load_state` does not: the page before is loaded.
WAITS = frozenset(
    [
        *("expect", "follow", "send", "open", "open_all", "open_saved", "goto", "reload"),
        *("wait_for_url", "wait_for_selector", "wait_for_function", "wait_for_event"),
    ]
)


def asked_at_once(tree):
    """The lines of a file that ask a page directly after what may open another."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    acting = {function.name for function in functions if walked(function, ACTIONS)[1]}
    return [line for function in functions for line in walked(function, ACTIONS | acting)[0]]


def walked(function, actions):
    """The lines that ask at once, and whether the function ends without a wait for its action."""
    acted, lines = False, []
    for node in in_order(function):
        if isinstance(node, ast.With) and "expect_" in ast.unparse(node.items[0]):
            acted = False
        name = called(node)
        if name in WAITS:
            acted = False
        elif acted and name in QUESTIONS:
            lines.append(node.lineno)
        elif name in actions or (name == "press" and "'Enter'" in ast.unparse(node)):
            acted = True
    return lines, acted


def in_order(node):
    """Calls, attributes and blocks below a node in the order in which they are done."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.Lambda):
            yield from in_order(child)
    if isinstance(node, ast.Call | ast.Attribute | ast.With):
        yield node


def called(node):
    """The name of a function that is called, or `url` where it is read."""
    if isinstance(node, ast.Attribute):
        return node.attr if node.attr == "url" else ""
    function = getattr(node, "func", None)
    return getattr(function, "attr", getattr(function, "id", ""))


BROWSER_TESTS = [
    path
    for path in sorted(Path(__file__).parent.glob("test_*.py"))
    if re.search(r"mark\.browser", path.read_text("utf-8"))
]


@pytest.mark.parametrize("path", BROWSER_TESTS, ids=lambda path: path.name)
def test_no_browser_test_asks_a_page_before_the_next_one_is_there(path):
    """See tests/pages.py: otherwise the page before answers now and then, and the test fails."""
    assert asked_at_once(ast.parse(path.read_text("utf-8"))) == []


AT_ONCE = {
    "a click": ("page.click()\nassert page.locator('a').count()", 1),
    "an Enter": ("page.press('Enter')\nassert page.url", 1),
    "another medium": ("page.emulate_media(media='print')\nassert a.is_visible()", 1),
    "another key": ("page.press('Tab')\nassert page.url", 0),
    "in a block": ("if a:\n    a.click()\nassert b.is_visible()", 1),
    "it waits": ("a.click()\nexpect(b).to_be_visible()\nassert b.is_visible()", 0),
    "it follows": ("follow(page, a)\nassert b.is_visible()", 0),
    "it expects": ("with page.expect_navigation():\n    a.click()\nassert b.count()", 0),
    "a loop": ("for one in page.all():\n    one.click()\nassert b.count()", 1),
    "a helper": ("save(a)\nassert b.count()", 1),
    "a place of the page before": ("a.nth(b.count()).click()", 0),
}


@pytest.mark.parametrize(("text", "lines"), AT_ONCE.values(), ids=AT_ONCE.keys())
def test_what_asks_at_once_is_seen(text, lines):
    helper = "def save(a):\n    a.click()\n"
    test = helper + "def test(page):\n" + textwrap.indent(text, "    ")

    assert len(asked_at_once(ast.parse(test))) == lines
