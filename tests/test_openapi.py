"""The description of the API is true: every route is in it, and answers are as it says."""

import re

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from web.openapi import description as api_description

DESCRIBED = "/api/openapi.json"


@pytest.fixture(scope="module")
def description(app):
    return schemathesis.openapi.from_wsgi(DESCRIBED, app)


OPERATIONS = [
    (path, method)
    for path, methods in api_description.description()["paths"].items()
    for method in methods
]


@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=lambda address: address)
def test_whatever_is_asked_the_answer_is_as_described(description, path, method):
    @given(case=description[path][method].as_strategy())
    @settings(
        max_examples=15,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def holds(case):
        # Rules between two parameters, and dates in words, are beyond what a schema can say.
        case.call_and_validate(
            headers={"Accept-Encoding": "identity", "Accept": "*/*"},
            excluded_checks=[positive_data_acceptance],
        )

    holds()


def test_every_route_for_programs_is_described(app, client):
    described = client.get(DESCRIBED).json["paths"]
    routes = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if re.match(r"/(api|export|feed|healthz)", rule.rule)
    }

    assert routes == set(described)


def test_the_description_names_only_schemas_it_holds(client):
    text = client.get(DESCRIBED).get_data(as_text=True)
    named = set(re.findall(r"#/components/schemas/(\w+)", text))

    assert named == set(client.get(DESCRIBED).json["components"]["schemas"])
