import pytest
from markupsafe import Markup, escape

from web.page_environment import PageEnvironment, escaped


class Shown:
    def __html__(self):
        return "<i>shown</i>"


VALUES = {
    "text": "plain",
    "signs": "经济 & <b>\"'",
    "markup": Markup("<b>bold</b>"),
    "a number": 5,
    "a fraction": 5.5,
    "nothing": None,
    "truth": True,
    "an object that shows itself": Shown(),
}


@pytest.mark.parametrize("name", VALUES)
def test_a_value_is_written_as_the_library_escapes_it(name):
    assert escaped(VALUES[name]) == escape(VALUES[name])


@pytest.fixture(scope="module")
def environment(app):
    return PageEnvironment(app, autoescape=True)


TEMPLATES = {
    "a macro with a value": "{% macro m(x) %}<b>{{ x }}</b>{% endmacro %}{{ m('<&>') }}",
    "a macro around a block": (
        "{% macro m() %}<b>{{ caller() }}</b>{% endmacro %}{% call m() %}{{ '<' }}{% endcall %}"
    ),
    "a block that is set": "{% set x %}<i>{{ '<' }}</i>{% endset %}{{ x }}{{ x|upper }}",
    "a filter around a block": "{% filter upper %}<i>{{ '<a>' }}</i>{% endfilter %}",
    "no escaping": "{% autoescape false %}{{ '<' }}{% endautoescape %}{{ '<' }}",
    "joined and added": "{{ ['<', '<b>'|safe]|join('&') }}{{ '<' ~ ('<b>'|safe) }}",
    "a function and a method": "{{ f('<', n=2) }}{{ 'a<'.upper() }}",
    "classes": "{{ range(2) }}{{ dict(a=1) }}",
    "a call inside a loop": "{% for x in (1, 2) %}{% set y = x %}{{ f(y) }}{% endfor %}",
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_rendered_as_by_the_library(app, environment, name):
    plain = app.jinja_env.overlay(cache_size=0)
    plain.code_generator_class = PageEnvironment.__mro__[1].code_generator_class
    plain.context_class = PageEnvironment.__mro__[1].context_class
    values = {"f": lambda x, n=1: f"{x}" * n}

    ours = environment.from_string(TEMPLATES[name]).render(values)

    assert ours == plain.from_string(TEMPLATES[name]).render(values)
