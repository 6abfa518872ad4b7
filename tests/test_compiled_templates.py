"""Templates are compiled once for all applications of a process."""

from jinja2 import DictLoader, Environment

from web.compiled_templates import COMPILED_TEMPLATES, CompiledTemplates, compile_all
from web.server.app import create_app


def rendered(text, cache):
    environment = Environment(loader=DictLoader({"page": text}), bytecode_cache=cache)
    return environment.get_template("page").render(name="码头")


def test_a_template_is_compiled_for_the_first_environment_and_taken_by_the_second(monkeypatch):
    cache = CompiledTemplates()

    assert rendered("{{ name }}!", cache) == "码头!"
    monkeypatch.setattr(Environment, "_parse", None)  # a second compilation would fail
    assert rendered("{{ name }}!", cache) == "码头!"


def test_a_template_with_another_text_is_compiled_again():
    cache = CompiledTemplates()

    assert rendered("{{ name }}!", cache) == "码头!"
    assert rendered("{{ name }}?", cache) == "码头?"


def test_all_pages_of_an_application_are_compiled_before_the_first_question(tmp_path):
    app = create_app(str(tmp_path))

    compile_all(app.jinja_env)

    assert app.jinja_env.bytecode_cache is COMPILED_TEMPLATES
    assert len(app.jinja_env.cache) == len(app.jinja_env.list_templates())
