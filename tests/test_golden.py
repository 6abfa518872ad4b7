"""Golden queries: an index that misses a report it must find never serves."""

import pytest
from click.testing import CliRunner

import baogao
from index.api import RefusedError
from index.embedded.segment import generations
from index.report import report_id
from index.settings import Golden, SettingsError, load
from search.views.golden import GoldenError
from tests.tools.states import NEW, OLD, write_corpus


@pytest.fixture
def work(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(baogao.baogao, [*arguments, "--quiet"])


def test_a_build_that_finds_what_it_must_serves(work):
    write_corpus(work / "corpus", OLD)
    (work / "baogao.toml").write_text('[golden]\n"第3号通报" = "3.txt"\n', "utf-8")

    assert run("index").exit_code == 0
    assert generations.names(work / "var" / "index") == ["g000001"]


@pytest.mark.parametrize("options", [[], ["--update"]], ids=["rebuild", "update"])
def test_a_build_that_misses_one_leaves_the_old_one_serving(work, options):
    write_corpus(work / "corpus", OLD)
    golden = f'[golden]\n"第5号通报" = ["5.txt", "{report_id("5.txt")}"]\n'
    (work / "baogao.toml").write_text(golden, "utf-8")
    assert run("index").exit_code == 0

    write_corpus(work / "corpus", NEW)  # without number 5
    missed = run("index", *options)
    assert isinstance(missed.exception, GoldenError)
    assert f"5.txt, {report_id('5.txt')}" in str(missed.exception)
    assert generations.names(work / "var" / "index") == ["g000001"]


def test_golden_queries_of_a_cluster_are_refused_and_not_passed_over(work):
    write_corpus(work / "corpus", OLD)
    (work / "baogao.toml").write_text('[golden]\n"a" = ["b"]\n', "utf-8")

    refused = run("index", "--index", "http://127.0.0.1:9/name")
    assert isinstance(refused.exception, RefusedError)


@pytest.mark.parametrize("text", ["golden = 1", "golden = ['a']", "[golden]\na = 1"])
def test_a_table_that_cannot_be_meant_is_said(work, text):
    (work / "baogao.toml").write_text(text)

    with pytest.raises(SettingsError, match="baogao"):
        load(work, {})


def test_the_table_is_read_as_queries_and_ids(work):
    (work / "baogao.toml").write_text('[golden]\n"农村 物流" = ["a", "b"]\nc = "d"\n', "utf-8")

    assert load(work, {}).golden == (Golden("农村 物流", ("a", "b")), Golden("c", ("d",)))
