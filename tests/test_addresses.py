"""Every address that a page, a link or a time limit names is one of a view, and each one opens."""

import ast
import re
from pathlib import Path

import pytest
from jinja2 import StrictUndefined

from web.desk.reader import DeskPlan
from web.desk.records import ReportCard
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


OPENED = sorted(
    rule.rule for rule in create_app("nowhere").url_map.iter_rules() if "GET" in rule.methods
)
PARTS = {
    "<path:report_id>": "{report}",
    "<int:number>": "{collection}",
    "<name>": "source",
    "<path:name>": "style.css",
}
"""What stands for each variable part of an address."""
TWO, REPORT, COLLECTION = "first={report}&second={other}", "id={report}", "id={collection}"
PARAMETERS = {
    "/": "",
    "/api/collection": COLLECTION,
    "/api/compare": TWO,
    "/api/earlier": REPORT,
    "/api/facet": "q=物流&name=source",
    "/api/report": REPORT,
    "/api/similar": REPORT,
    "/cite": f"{REPORT}&form=gbt7714",
    "/compare": TWO,
    "/earlier": REPORT,
    "/report/": REPORT,
} | {rule: COLLECTION for rule in OPENED if rule.startswith("/export/collection.")}
"""The parameters of an address that needs others than a query, or none."""
ELSEWHERE = {
    "/original/<path:report_id>": 404,  # the sample has no PDF; test_page_marks.py opens one
    "/scan/<path:report_id>/<int:number>.webp": 404,  # nor a scan
    "/prefer": 303,
}
"""The status of each address that is no page of the sample."""


@pytest.fixture(scope="module")
def site(sample_index, tmp_path_factory):
    """A client of the site over the sample, and what stands for each name in an address."""
    plan = DeskPlan(path=tmp_path_factory.mktemp("desk") / "desk.sqlite")
    app = create_app(str(sample_index), desk=plan)
    app.jinja_env.undefined = StrictUndefined  # a template that names what nobody gave it fails
    client = app.test_client()
    report, other = (hit["id"] for hit in client.get("/api/search?q=物流&size=2").json["hits"])
    number = plan.desk().create_collection("", "Ports", "")
    plan.desk().add("", number, [ReportCard(report=report, title="Quay")])
    yield client, {"report": report, "other": other, "collection": number}
    app.extensions["baogao"].index_manager.close()


def query_of(rule):
    """The parameters with which an address is opened: 物流 if it takes a query."""
    taken = parameter_check.known_parameters(rule)
    return PARAMETERS.get(rule, "q=物流" if taken is None or "q" in taken else "")


@pytest.mark.parametrize("rule", OPENED)
def test_every_address_that_can_be_opened_opens(site, rule):
    """A new page is opened by itself; PARAMETERS has what it needs besides a query."""
    client, values = site
    path = rule
    for part, value in PARTS.items():
        path = path.replace(part, value)

    answer = client.get(f"{path}?{query_of(rule)}".format(**values))

    assert answer.status_code == ELSEWHERE.get(rule, 200)
    assert (
        answer.mimetype != "text/html"
        or answer.text.rstrip().endswith("</html>")
        or answer.location
    )
