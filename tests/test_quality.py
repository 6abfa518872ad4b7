"""A run says how good the reports are that it read, whatever it writes to."""

import datetime
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from baogao import baogao
from index.indexing import quality
from index.indexing.run import IndexingRun
from index.report import Report, ReportSummary, Skipped

STORY = (
    "昨夜河水上涨，沿岸三个村的居民已全部转移，无人员伤亡。水利部门表示，未来三天仍有降雨，将加密巡查，"
    "确保堤防安全。受灾群众已在学校和体育馆安置，食品、饮水供应充足。"
)
OTHER = (
    "The council will replace 140 ageing buses with electric ones by 2026, and put up charging "
    "points at five depots in the south of the city, its chair told reporters on Tuesday."
)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        (STORY, False),
        (OTHER, False),
        ("图片新闻。", True),
        ("See the photo above, please.", True),
        ("", True),
    ],
)
def test_a_report_of_less_than_two_sentences_is_very_short(text, short):
    [stats] = quality.text_stats([Report(id="a", paragraphs=(text,))])

    assert ("short" in stats.checks) is short


def test_a_run_counts_what_is_missing_short_and_copied(tmp_path):
    texts = [STORY, OTHER, f"云河网讯 {STORY}", "图片新闻。", STORY, "", ""]
    reports = [Report(id=str(number), paragraphs=(text,)) for number, text in enumerate(texts)]
    run = IndexingRun()
    for report, text in zip(reports, quality.text_stats(reports), strict=True):
        run.take("corpus", report.brief(), report.fingerprint(), text)

    summary = run.summary((), (), 1.0, "g1", tmp_path)

    assert (summary.undated, summary.sourceless) == (7, 7)
    assert (summary.short, summary.copies) == (3, 2)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_index_ends_with_the_quality_of_what_it_read(tmp_path, jobs):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name, text in {"a": STORY, "b": f"云河网讯 {STORY}", "c": OTHER, "d": "图片新闻。"}.items():
        (corpus / f"{name}.txt").write_text(f"{name} 标题\n2023-02-09 云河日报\n{text}\n", "utf-8")
    where = str(tmp_path / "index")

    result = CliRunner().invoke(baogao, ["index", str(corpus), "--index", where, "--jobs", jobs])
    again = CliRunner().invoke(
        baogao, ["index", str(corpus), "--index", where, "--update", "--json", "--jobs", jobs]
    )

    assert "Very short: 1. Near copies: 1." in result.output
    summary = json.loads(again.output)
    assert (summary["indexed"], summary["short"], summary["copies"]) == (0, 1, 1)


def test_reports_of_one_id_and_path_are_all_kept():
    run = IndexingRun()
    taken = [run.take("corpus", ReportSummary("7", "a.jsonl!7"), "") for _ in range(5)]

    assert len({report.id for report in taken if report}) == 5


def test_reports_to_check_are_named_and_all_of_them_are_in_a_file(tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number in range(8):
        (corpus / f"{number}.txt").write_text(f"{number} 标题\n{STORY}\n", "utf-8")
    (corpus / "photo.txt").write_text("标题\n2023-02-09 云河日报\n图片新闻。\n", "utf-8")
    (corpus / "empty.txt").touch()
    (corpus / '"quoted.txt').touch()
    where = tmp_path / "index"

    result = CliRunner().invoke(baogao, ["index", str(corpus), "--index", str(where)])

    assert "8 reports have no date: 0.txt, 1.txt, 2.txt, 3.txt, 4.txt, …" in result.output
    assert "1 report is very short: photo.txt" in result.output
    lines = (where / "to-check.tsv").read_text("utf-8").splitlines()
    assert sum(line.startswith("undated\t") for line in lines) == 8
    assert "short\tphoto.txt" in lines
    assert "skipped\tempty.txt\tThe file is empty." in lines
    assert 'skipped\t./"quoted.txt\tThe file is empty.' in lines


TABLE = """title,date,body,supplier,grade
Quay opens,2023-02-01,{},Kettle & Sons,warm
Quay shut,2023-02-02,{},Orb Ltd,
"""
REMARKED = {
    "columns that nobody reads": (
        "list.csv",
        TABLE.format(STORY, OTHER.replace(",", "")),
        "list.csv: Fields that were not read, and in how many reports: supplier (2), grade (1).",
    ),
    "a note below a table": (
        "list.csv",
        f"title,date,body\nQuay opens,2023-02-01,{STORY}\n\nNote: checked in May,,\n",
        "list.csv!4: The row is a note below the table: Note: checked in May",
    ),
    "texts around the reports of a document": (
        "list.json",
        json.dumps(
            {
                "about": {"remark": OTHER},
                "items": [
                    {"title": "Quay opens", "date": "2023-02-01", "body": STORY},
                    {"title": "Quay shut", "date": "2023-02-02", "body": f"{STORY}{STORY}"},
                ],
            }
        ),
        "list.json: Texts that no report has: about.remark (1).",
    ),
    "a report that corrections leave out": (
        "corrections.toml",
        '["a.txt"]\nskip = true\n',
        "a.txt: It is left out by corrections.toml.",
    ),
}


@pytest.mark.parametrize(("name", "text", "remark"), REMARKED.values(), ids=REMARKED)
def test_a_remark_on_how_a_file_was_read_is_no_error(tmp_path, name, text, remark):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for file in "ab":
        (corpus / f"{file}.txt").write_text(f"Quay opens\n2023-02-01\n{STORY}\n", "utf-8")
    (corpus / name).write_text(text, "utf-8")
    where = tmp_path / "index"

    result = CliRunner().invoke(baogao, ["index", str(corpus), "--index", str(where)])

    assert result.exit_code == 0
    assert f"  remark {remark}\n" in result.output
    assert "0 skipped" in result.output
    assert "\t".join(("remark", *remark.split(": ", 1))) in (where / "to-check.tsv").read_text(
        "utf-8"
    )


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("=HYPERLINK(1).txt", "./=HYPERLINK(1).txt"),
        ("-1+2.txt", "./-1+2.txt"),
        ("@SUM.txt", "./@SUM.txt"),
        ("+1.txt", "./+1.txt"),
        ("\x1b]0;title\x07\n.txt", "\ufffd]0;title\ufffd .txt"),
        ("\u202efdp\x9b.txt", "\ufffdfdp\ufffd.txt"),
        ("\udcff.txt", "\ufffd.txt"),
    ],
)
def test_the_list_steers_no_terminal_and_holds_no_formula(tmp_path, name, listed):
    counts = quality.Quality()

    where = counts.write_list(tmp_path / "list", [Skipped(name, f"{name} is empty.")])

    skipped, path, why = Path(where).read_text("utf-8").removesuffix("\n").split("\t")
    assert (skipped, path) == ("skipped", listed)
    assert why == f"{listed.removeprefix('./')} is empty."


def test_a_list_of_nothing_is_no_file(tmp_path):
    counts = quality.Quality()
    (tmp_path / "list").write_text("of the run before")

    assert not counts.write_list(tmp_path / "list", [])
    assert not (tmp_path / "list").exists()


@pytest.mark.parametrize(
    ("report", "check"),
    [
        (Report(id="a", cut=True, visible=100, kept=10), "cut"),
        (Report(id="a", paragraphs=(STORY,), visible=100, kept=49), "incomplete"),
        (Report(id="a", paragraphs=("Short.",), visible=100, kept=50), "short"),
        (Report(id="a", paragraphs=(STORY,)), "undated"),
        (Report(id="a", paragraphs=(STORY,), date=datetime.date(2023, 2, 9)), ""),
    ],
)
def test_the_most_serious_reason_to_check_a_report_is_its_facet(report, check):
    assert report.check == check
