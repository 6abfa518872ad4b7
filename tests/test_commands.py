"""The command line, run as a user runs it: what it prints, what it exits with, what it leaves."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from baogao import baogao
from index.embedded.segment import manifest
from index.embedded.segment.disk import DISK
from index.errors import OperatorError
from tests import forked_commands

ROOT = Path(__file__).parent.parent
PAGE = """<html><head><title>{title}</title></head><body><h1>{title}</h1>
<p>发布时间：{date} 来源：{source}</p><p>{body}</p></body></html>"""


def run(folder, *arguments):
    return forked_commands.run(*arguments, folder=folder, environment={"BAOGAO_INDEX": ""})


FACTS = ("云河简讯", "2021-05-06", "云河日报", "全省启动防汛应急响应。" * 9)


def page(folder, name, *facts):
    """A page with a title, a date, a source and a body, as far as they are given."""
    title, date, source, body = (*facts, *FACTS[len(facts) :])
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PAGE.format(title=title, date=date, source=source, body=body), "utf-8")
    return path


@pytest.fixture
def archive(tmp_path):
    page(tmp_path / "corpus", "flood.html", "防汛工作会议召开")
    page(
        tmp_path / "corpus",
        "mail.html",
        "农村物流提速",
        "2022-07-01",
        "泽川在线",
        "快递进村，物流提速。" * 9,
    )
    return tmp_path


def indexed(folder, *arguments):
    done = run(folder, "index", "--json", *arguments)

    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def found(folder, *arguments):
    done = run(folder, "search", "--json", *arguments)

    assert done.returncode in {0, 1}, done.stderr
    return json.loads(done.stdout)


def titles(answer):
    return [hit["title"] for hit in answer["hits"]]


def test_a_folder_is_indexed_and_answers(archive):
    assert indexed(archive)["indexed"] == 2

    answer = found(archive, "物流")

    assert titles(answer) == ["农村物流提速"]
    assert answer["total"] == 1
    assert answer["exact"] is True
    assert answer["facets"]["source"] == [{"value": "泽川在线", "count": 1}]
    assert answer["facets"]["year"] == [{"value": "2022", "count": 1}]
    assert answer["facets"]["month"] == [{"value": "2022-07", "count": 1}]


def test_marks_are_code_points_of_the_snippet(archive):
    indexed(archive)

    snippet = found(archive, "物流")["hits"][0]["snippets"][0]

    assert {snippet["text"][start:end] for start, end in snippet["marks"]} == {"物流"}


def test_dates_and_sources_filter(archive):
    indexed(archive)

    assert titles(found(archive, "防汛 OR 物流", "--to", "2021")) == ["防汛工作会议召开"]
    assert titles(found(archive, "防汛 OR 物流", "--from", "2022-02")) == ["农村物流提速"]
    assert titles(found(archive, "防汛 OR 物流", "--source", "云河日报")) == ["防汛工作会议召开"]
    assert titles(found(archive, "防汛 OR 物流", "--sort", "oldest")) == [
        "防汛工作会议召开",
        "农村物流提速",
    ]


def test_an_update_takes_only_what_changed_or_vanished(archive):
    indexed(archive)
    page(archive / "corpus", "mail.html", "农村物流再提速", "2022-07-01", "泽川在线")
    page(archive / "corpus", "new.html", "新增一篇")
    (archive / "corpus" / "flood.html").unlink()

    summary = indexed(archive, "--update")

    assert (summary["indexed"], summary["unchanged"], summary["removed"]) == (2, 0, 1)
    assert titles(found(archive, "提速")) == ["农村物流再提速"]
    assert found(archive, '"防汛工作会议"')["total"] == 0


def test_an_update_of_nothing_changes_nothing(archive):
    indexed(archive)

    summary = indexed(archive, "--update")

    assert (summary["indexed"], summary["unchanged"], summary["removed"]) == (0, 2, 0)


def test_other_folders_than_last_time_replace_them_and_it_is_said(archive):
    indexed(archive)
    page(archive / "other", "a.html", "另一个文件夹")

    summary = indexed(archive, "other")

    assert summary["replaced"] == [str(archive / "corpus")]
    assert found(archive, '"防汛工作会议"')["total"] == 0
    assert titles(found(archive, "另一个文件夹")) == ["另一个文件夹"]


def test_several_folders_are_one_archive_even_with_files_of_the_same_name(archive):
    page(archive / "other", "flood.html", "另一份防汛")

    assert indexed(archive, "corpus", "other")["indexed"] == 3
    assert found(archive, "防汛")["total"] == 2


def test_the_same_page_under_two_names_is_kept_twice(archive):
    page(archive / "corpus", "again.html", "防汛工作会议召开")

    assert indexed(archive)["indexed"] == 3
    assert found(archive, "防汛工作会议")["total"] == 2


def test_a_compressed_export_is_read_as_it_is_and_an_id_used_twice_loses_nothing(archive):
    lines = [
        {
            "id": "a",
            "title": "第一篇",
            "date": "2020-01-02",
            "source": "甲",
            "body": "正文一。" * 20,
        },
        {
            "id": "a",
            "title": "第二篇",
            "date": "2020-01-03",
            "source": "乙",
            "body": "正文二。" * 20,
        },
    ]
    with gzip.open(archive / "corpus" / "export.jsonl.gz", "wt", encoding="utf-8") as export:
        export.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)

    assert indexed(archive)["indexed"] == 4
    assert titles(found(archive, "第一篇")) == ["第一篇"]
    assert titles(found(archive, "第二篇")) == ["第二篇"]


def test_what_cannot_be_read_is_skipped_with_a_reason_and_exit_code_1(archive):
    (archive / "corpus" / "empty.html").write_bytes(b"")
    (archive / "corpus" / "binary.html").write_bytes(bytes(range(256)) * 400)

    done = run(archive, "index", "--json")

    assert done.returncode == 1
    skipped = {file["path"]: file["reason"] for file in json.loads(done.stdout)["skipped"]}
    assert set(skipped) == {"empty.html", "binary.html"}
    assert all(reason.endswith(".") for reason in skipped.values())
    assert titles(found(archive, "物流")) == ["农村物流提速"]


def folder_of_code(folder):
    (folder / "code").mkdir()
    (folder / "code" / "module.py").write_text("x = 1\n")


def version(number):
    return with_facts({"format": number})


def with_facts(changed):
    def change(folder):
        indexed(folder)
        (facts,) = (folder / "var" / "index").glob("g*/generation.json")
        values = json.loads(facts.read_text())
        facts.write_text(json.dumps(values | changed))
        (facts.parent / manifest.MANIFEST_FILE).unlink()
        manifest.seal(DISK, facts.parent, "")

    return change


def nothing(folder):
    del folder


MISTAKES = {
    "a folder that does not exist": (nothing, ["index", "gone"], 3, "gone"),
    "a file for a folder": (nothing, ["index", "corpus/flood.html"], 3, "not a folder"),
    "an empty folder": (
        lambda folder: (folder / "void").mkdir(),
        ["index", "void"],
        3,
        "no report",
    ),
    "a folder of code as index": (folder_of_code, ["index", "--index", "code"], 5, "module.py"),
    "a file as index": (nothing, ["index", "--index", "corpus/flood.html"], 5, "not an index"),
    "no index yet": (nothing, ["search", "物流"], 4, "baogao index"),
    "a newer index": (version(9999), ["search", "物流"], 5, "newer"),
    "an older index": (version(0), ["search", "物流"], 5, "older"),
    "an index without a field": (
        with_facts({"fields": ["source"]}),
        ["search", "物流"],
        5,
        "without the field author",
    ),
    "a date that is none": (nothing, ["search", "物流", "--from", "soon-ish"], 2, "soon-ish"),
}


@pytest.mark.parametrize(("change", "arguments", "code", "named"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_sentence_and_an_exit_code(archive, change, arguments, code, named):
    change(archive)

    done = run(archive, *arguments)

    assert done.returncode == code, done.stderr
    assert named in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("read", "loop.txt"),
        ("read", "loop.txt/a.txt"),
        ("read", "corpus/flood.html", "--corpus", "loop.txt"),
        ("index", "loop.txt"),
        ("index", "corpus", "--index", "loop.txt"),
        ("watch", "loop.txt"),
        ("check", "--index", "loop.txt"),
        ("search", "物流", "--index", "loop.txt"),
        ("backup", "loop.txt"),
        ("restore", "loop.txt"),
        ("trace", "loop.txt"),
        ("verify", "loop.txt"),
        ("desk", "import", "loop.txt"),
        ("desk", "export", "loop.txt"),
        ("stats", "--index", "loop.txt"),
        ("rollback", "--index", "loop.txt"),
        ("mcp", "--http", "--token-file", "loop.txt"),
    ],
    ids=" ".join,
)
def test_a_link_to_itself_is_an_error_that_can_be_corrected(archive, monkeypatch, arguments):
    (archive / "loop.txt").symlink_to("loop.txt")
    monkeypatch.chdir(archive)

    done = CliRunner().invoke(baogao, arguments)

    assert isinstance(done.exception, (OperatorError, OSError, SystemExit))
    assert done.exit_code


def test_a_failed_rebuild_leaves_the_old_index_answering(archive):
    indexed(archive)

    assert run(archive, "index", "gone").returncode == 3

    assert found(archive, "物流")["total"] == 1


def test_a_strict_query_is_refused_with_its_place(archive):
    indexed(archive)

    done = run(archive, "search", "--strict", "物流 AND (防汛")

    assert done.returncode == 2
    assert "^" in done.stderr


def test_reports_without_a_date_stay_out_of_date_filters_and_come_last(archive):
    page(
        archive / "corpus",
        "undated.html",
        "没有日期的物流报告",
        "未知",
        "云河日报",
        "物流报告的正文。" * 12,
    )
    indexed(archive)

    assert found(archive, "物流", "--from", "1950", "--to", "2090")["total"] == 1
    assert titles(found(archive, "物流", "--sort", "oldest"))[-1] == "没有日期的物流报告"
    assert titles(found(archive, "物流", "--sort", "newest"))[-1] == "没有日期的物流报告"
    assert {"value": "", "count": 1} in found(archive, "物流")["facets"]["year"]


def test_a_search_loads_no_code_that_reads_files_serves_pages_or_compares_passages():
    readers = ("bs4", "lxml", "index.indexing.file_types", "index.indexing.run")
    unneeded = (*readers, "flask", "index.embedded.query.nearest")
    code = (
        "import sys, search.commands.search, index.embedded.query.index;"
        f"print([name for name in {unneeded} if name in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ended.stdout.strip() == "[]"


def test_a_server_loads_no_code_that_reads_files():
    readers = ("lxml", "index.indexing.file_types", "index.indexing.run")
    code = (
        "import sys, web.server.process_roles;"
        f"print([name for name in {readers} if name in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ended.stdout.strip() == "[]"


DAYS = {
    "a day": ("2023-02-09", "2023-02-09"),
    "a month": ("February 2023", "2023-02"),
    "a year": ("2023", "2023"),
    "no day": ("", "–"),
}


@pytest.mark.parametrize(("written", "shown"), DAYS.values(), ids=DAYS)
def test_read_shows_a_date_as_a_person_writes_it(tmp_path, written, shown):
    rows = [{"title": "Quay rebuilt", "date": written, "text": "The board agreed on Thursday."}]
    (tmp_path / "rows.json").write_text(json.dumps(rows), "utf-8")

    done = CliRunner().invoke(baogao, ["read", str(tmp_path / "rows.json")])

    line = next(line for line in done.output.splitlines() if line.startswith("  date"))
    assert line.split()[1] == shown
