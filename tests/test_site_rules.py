"""Rules for sites and corrections of reports win over what was read, and say so."""

import datetime
import json
import os
import pickle

import pytest
from click.testing import CliRunner

from baogao import baogao
from index.errors import CorpusError
from index.indexing import corpus, extract
from index.report import Skipped

PAGE = """<html><head><title>Wrong</title><link rel=canonical href="http://www.x.example/a.html">
<meta name="day" content="2023-02-09"></head><body><h1>Wrong</h1><b class=t>Right</b>
<i class=by>来源：栖原新闻网</i><i class=n>1,234</i>
<div class=b><p>Short <span class=ad>buy</span>text.</p><p>More.</p></div>
<div><p>A long paragraph, which reads like the body of a report, but is none of it.</p></div>
</body></html>"""
SITES = """
["x.example"]
title = ".t"
date = "meta[name=day]@content"
source = ".by"
views = ".n"
body = ".b"
remove = [".ad"]
"""


def folder(path, **files):
    for name, text in files.items():
        (path / name.replace("_", ".")).write_text(text, "utf-8")
    return str(path)


def read(where):
    return [item for entry in corpus.entries(where) for item in extract.read(entry)]


def test_rules_of_a_site_win(tmp_path):
    [report] = read(folder(tmp_path, a_html=PAGE, sites_toml=SITES))

    assert (report.title, report.date, report.source, report.views) == (
        "Right", datetime.date(2023, 2, 9), "栖原新闻网", 1234,
    )  # fmt: skip
    assert report.paragraphs == ("Short text.", "More.")
    assert dict(report.origins)["title"] == "sites.toml .t"


WINS = ["x.example", "www.x.example", "a.*"]


@pytest.mark.parametrize("name", [*WINS, "ample", "y.example", "b/*"])
def test_rules_speak_of_a_host_or_of_paths(tmp_path, name):
    [report] = read(folder(tmp_path, a_html=PAGE, sites_toml=SITES.replace("x.example", name)))

    assert (report.title == "Right") is (name in WINS)


def test_a_rule_that_selects_nothing_leaves_what_was_read(tmp_path):
    rules = '["x.example"]\ntitle = ".none"\nbody = ".none"\n'
    [report] = read(folder(tmp_path, a_html=PAGE, sites_toml=rules))

    assert report.title == "Wrong"
    assert "long paragraph" in report.body


CORRECTIONS = """
["a.txt"]
date = 2023-02-09
title = "Right"
views = 8
source = ""
keywords = ["one", "two"]
["b.txt"]
skip = true
["gone.txt"]
title = "x"
"""


def test_corrections_win_over_everything(tmp_path):
    text = "来源：栖原新闻网\n日期：2001-01-01\n正文在此，内容足够长，可以读出来。"
    report, skipped = read(folder(tmp_path, a_txt=text, b_txt=text, corrections_toml=CORRECTIONS))

    assert (report.title, report.date, report.views) == ("Right", datetime.date(2023, 2, 9), 8)
    assert (report.source, report.keywords) == ("", ("one", "two"))
    assert dict(report.origins)["date"] == "corrections.toml"
    assert isinstance(skipped, Skipped)
    assert "corrections.toml" in skipped.reason


def test_a_changed_correction_counts_at_once(tmp_path):
    where = folder(tmp_path, a_txt="Some text.", corrections_toml='["a.txt"]\ntitle = "One"\n')
    assert [report.title for report in read(where)] == ["One"]

    file = tmp_path / "corrections.toml"
    file.write_text('["a.txt"]\ntitle = "Two"\n')
    os.utime(file, ns=(1, 1))

    assert [report.title for report in read(where)] == ["Two"]


def test_what_steers_goes_to_workers(tmp_path):
    rules = extract.rules_of(folder(tmp_path, sites_toml=SITES, corrections_toml=CORRECTIONS))

    assert pickle.loads(pickle.dumps(rules)) == rules


def test_members_of_an_export_can_be_corrected(tmp_path):
    lines = json.dumps({"title": "Wrong", "body": "x"})
    where = folder(tmp_path, a_jsonl=lines, corrections_toml='["a.jsonl!1"]\ntitle = "Right"\n')

    assert [report.title for report in read(where)] == ["Right"]


def test_a_corrected_text_is_on_one_line_as_those_that_are_read(tmp_path):
    corrected = '["a.txt"]\ntitle = " One\\u0000\\n two\\u200b "\nkeywords = ["a\\n b"]\n'
    (report,) = read(folder(tmp_path, a_txt="Some text.", corrections_toml=corrected))

    assert (report.title, report.keywords) == ("One two", ("a b",))


WRONG = {
    "no TOML": ("corrections.toml", "[a", "cannot be read"),
    "no table": ("corrections.toml", "a = 1", "no table"),
    "an unknown field": ("corrections.toml", '["a"]\ncolour = "x"', "colour"),
    "a wrong date": ("corrections.toml", '["a"]\ndate = "soon"', "2023-02-09"),
    "a wrong number": ("corrections.toml", '["a"]\nviews = -1', "number"),
    "a text without an end": (
        "corrections.toml",
        f'["a"]\ntitle = "{"长" * 2_001}"',
        "line 2.*2,000",
    ),
    "a keyword without an end": (
        "corrections.toml",
        f'["a"]\nkeywords = ["{"长" * 2_001}"]',
        "line 2",
    ),
    "a wrong skip": ("corrections.toml", '["a"]\nskip = "yes"', "true or false"),
    "sites: no TOML": ("sites.toml", "[a", "cannot be read"),
    "sites: no table": ("sites.toml", "a = 1", "no table"),
    "sites: an unknown field": ("sites.toml", '["a"]\ncolour = "x"', "colour"),
    "sites: no selector": ("sites.toml", '["a"]\ntitle = "p["', "selector"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_in_them_is_said(tmp_path, name):
    file, text, reason = WRONG[name]
    (tmp_path / file).write_text(text)

    with pytest.raises(CorpusError, match=reason) as caught:
        corpus.entries(str(tmp_path))
    assert file in str(caught.value)


def run(*arguments):
    return CliRunner().invoke(baogao, ["read", *map(str, arguments)], catch_exceptions=True)


def test_baogao_read_shows_fields_with_their_origins(tmp_path):
    folder(tmp_path, a_html=PAGE, sites_toml=SITES)

    result = run(tmp_path / "a.html")

    assert result.exit_code == 0
    assert "title       Right   [sites.toml .t]" in result.output
    assert "Short text." in result.output


def test_baogao_read_shows_each_report_of_an_export_up_to_the_limit(tmp_path):
    lines = "\n".join(json.dumps({"title": f"T{number}", "body": "x"}) for number in range(9))
    folder(tmp_path, a_jsonl=lines)

    result = run(tmp_path / "a.jsonl", "--json", "--limit", 2)

    assert [json.loads(line)["title"] for line in result.stdout.splitlines()] == ["T0", "T1"]
    assert "--limit" in result.stderr


def test_baogao_read_says_what_it_cannot_read(tmp_path):
    folder(tmp_path, a_txt="")

    assert "The file is empty." in run(tmp_path / "a.txt").output
    assert run(tmp_path / "a.txt").exit_code == CorpusError.exit_code
    assert isinstance(run(tmp_path / "gone.txt").exception, CorpusError)


@pytest.mark.parametrize("path", ["a.jsonl!n7", "a.jsonl!2"])
def test_a_row_can_be_corrected_by_its_id_and_by_its_number(tmp_path, path):
    rows = [{"id": "n6", "title": "Six"}, {"id": "n7", "title": "Wrong"}]
    where = folder(
        tmp_path,
        a_jsonl="\n".join(map(json.dumps, rows)),
        corrections_toml=f'["{path}"]\ntitle = "Right"\n',
    )

    assert [report.title for report in read(where)] == ["Six", "Right"]
