"""Every address that a page, a link or a time limit names is one that a view answers."""

import ast
import re
from pathlib import Path

import pytest

from web.openapi import parameter_check
from web.server.app import create_app
from web.server.registry import COSTS

WEB = Path(__file__).parent.parent / "web"
TEMPLATES = sorted((WEB / "templates").iterdir())
ROUTES = [re.sub("<[^>]*>", "1", rule.rule) for rule in create_app("nowhere").url_map.iter_rules()]
"""All addresses of the site, with 1 for each variable part."""


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_takes_its_addresses_from_the_links_or_the_routes(path):
    assert re.findall(r'(?:action|href|src)="/[^"]*"', path.read_text("utf-8")) == []


def address_patterns(path):
    """The addresses that a module writes, as patterns: what is filled in may be anything."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    formatted = [node.values for node in nodes if isinstance(node, ast.JoinedStr)]
    within = {id(part) for parts in formatted for part in parts}
    plain = [[node] for node in nodes if isinstance(node, ast.Constant) and id(node) not in within]
    for parts in [*formatted, *plain]:
        texts = [part.value if isinstance(part, ast.Constant) else None for part in parts]
        if isinstance(texts[0], str) and texts[0].startswith("/"):
            pattern = "".join(".+" if text is None else re.escape(text) for text in texts)
            yield re.split(r"\\?[?#]", pattern, maxsplit=1)[0]


def test_every_address_that_links_are_made_of_has_a_route():
    patterns = set(address_patterns(WEB / "links.py"))

    assert len(patterns) > 20
    assert [
        pattern for pattern in patterns if not any(re.fullmatch(pattern, route) for route in ROUTES)
    ] == []


SCRIPTS = sorted((WEB / "static").glob("*.js"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_every_address_that_a_script_names_has_a_route(path):
    named = re.findall(r"[\"'`](/[a-z][a-z/-]*)", path.read_text("utf-8"))

    assert [
        address for address in named if not any(route.startswith(address) for route in ROUTES)
    ] == []


@pytest.mark.parametrize("path", ["trend.csv", "trend.svg", "words.csv", "phrases.csv"])
def test_a_file_takes_the_parameters_of_its_json(path):
    assert f"/{path}" in ROUTES
    assert parameter_check.is_file(f"/{path}")
    assert parameter_check.known_parameters(f"/{path}") == parameter_check.known_parameters(
        f"/api/{path.partition('.')[0]}"
    )


@pytest.mark.parametrize("beginning", COSTS.expensive)
def test_an_expensive_address_has_a_route(beginning):
    assert any(route.removeprefix("/api").startswith(beginning) for route in ROUTES)
