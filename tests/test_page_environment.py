import gc
import weakref

import pytest
from jinja2 import DictLoader
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
    return PageEnvironment(app, autoescape=True, loader=DictLoader(MORE))


MORE = {
    "macros.html": "{% macro n(x) %}{{ x }}!{% endmacro %}{% macro m(x) %}{{ n(x) }}{% endmacro %}",
    "included.html": "{% macro n(x) %}<b>{{ x }}</b>{% endmacro %}{{ m(n('<')) }}{{ f('<') }}",
}
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
    "an imported macro": "{% from 'macros.html' import m with context %}{{ m(f('<')) }}",
    "an included template": "{% macro m(x) %}{{ x }}{% endmacro %}{% include 'included.html' %}",
    "a call inside a loop": "{% for x in (1, 2) %}{% set y = x %}{{ f(y) }}{% endfor %}",
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_rendered_as_by_the_library(app, environment, name):
    plain = app.jinja_env.overlay(cache_size=0, loader=DictLoader(MORE))
    plain.code_generator_class = PageEnvironment.__mro__[1].code_generator_class
    plain.context_class = PageEnvironment.__mro__[1].context_class
    values = {"f": lambda x, n=1: f"{x}" * n}

    ours = environment.from_string(TEMPLATES[name]).render(values)

    assert ours == plain.from_string(TEMPLATES[name]).render(values)


class Written:
    def __str__(self):
        return "<written>"


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_a_page_shows_is_let_go_of_without_the_collector_of_garbage(environment, name):
    shown = Written()
    seen = weakref.ref(shown)
    gc.disable()
    try:
        environment.from_string(TEMPLATES[name]).render(f=lambda x, n=1: f"{x}" * n, shown=shown)
        del shown
        assert seen() is None
    finally:
        gc.enable()
