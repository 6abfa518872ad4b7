"""A build that would lose many reports of a folder or a site asks first; `watch` keeps them."""

import errno
import json
import shutil

import pytest
from click.testing import CliRunner

import baogao
from index.indexing.loss import Ledger, LossError, LossPolicy
from index.ingest.unreadable import not_given
from index.operations.build import build
from index.operations.opening import open_index
from index.report import Report, Skipped

PAGE = """<html><head><title>{title}</title><link rel=canonical href="http://{host}/{number}.html">
</head><body><h1>{title}</h1><div id=zoom><p>第{number}号报告：昨夜河水上涨，沿岸村庄的居民
已全部转移，无人员伤亡。</p><p>水利部门表示，未来三天仍有降雨，将加密巡查。</p></div></body></html>"""


def page(folder, number, host="www.x.example"):
    folder.mkdir(parents=True, exist_ok=True)
    text = PAGE.format(title=f"水灾报告之{number}", host=host, number=number)
    (folder / f"{number}.html").write_text(text, "utf-8")


@pytest.fixture
def corpus(tmp_path):
    """Ten pages of one site in one folder, ten of another in a second, and two beside them."""
    top = tmp_path / "corpus"
    for number in range(10):
        page(top / "news", number)
        page(top / "gov", number + 100, host="www.y.example")
    for number in (200, 201):
        page(top, number, host="www.z.example")
    return top


@pytest.fixture
def run(corpus, tmp_path):
    def run(losses=LossPolicy.ASK, *, update=True):
        return build([str(corpus)], str(tmp_path / "index"), update=update, losses=losses)

    run(update=False)
    return run


def reports(tmp_path):
    index = open_index(str(tmp_path / "index"))
    try:
        return len(list(index.fingerprints()))
    finally:
        index.close()


def damage(corpus, count, folder="news"):
    for number, path in enumerate(sorted((corpus / folder).iterdir())):
        if number < count:
            path.write_bytes(b"")


def remove(corpus, count, folder="news"):
    for path in sorted((corpus / folder).iterdir())[:count]:
        path.unlink()


LOST = {
    "pages that are empty now": lambda corpus: damage(corpus, 4),
    "pages that are gone": lambda corpus: remove(corpus, 6),
    "a folder that is empty": lambda corpus: remove(corpus, 10),
    "a folder that is gone": lambda corpus: shutil.rmtree(corpus / "gov"),
    "a site, in two folders": lambda corpus: (
        page(corpus / "gov", 1, "www.x.example"),
        damage(corpus, 3),
    ),
}


@pytest.mark.parametrize("update", [True, False])
@pytest.mark.parametrize("name", LOST)
def test_a_build_that_would_lose_much_asks_and_changes_nothing(corpus, run, tmp_path, name, update):
    LOST[name](corpus)

    with pytest.raises(LossError, match="--allow-loss"):
        run(update=update)
    assert reports(tmp_path) == 22
    assert run(LossPolicy.ALLOW, update=update).indexed >= 0
    assert reports(tmp_path) < 22


SMALL = {
    "one damaged": lambda corpus: damage(corpus, 1),
    "a fifth, but no more": lambda corpus: damage(corpus, 2),
    "some that somebody removed": lambda corpus: remove(corpus, 4),
    "left out by a person": lambda corpus: (corpus / "corrections.toml").write_text(
        "\n".join(f'["news/{number}.html"]\nskip = true' for number in range(8)), "utf-8"
    ),
}


@pytest.mark.parametrize("name", SMALL)
def test_what_is_lost_little_by_little_or_by_somebodys_word_is_let_go(corpus, run, tmp_path, name):
    SMALL[name](corpus)
    run()

    assert reports(tmp_path) < 22


def test_what_is_kept_is_still_found_and_the_rest_goes_on(corpus, run, tmp_path):
    damage(corpus, 5)
    page(corpus / "gov", 300, host="www.y.example")
    summary = run(LossPolicy.KEEP)

    assert reports(tmp_path) == 23
    assert summary.indexed == 1
    assert summary.kept[0] == "5 of the 10 reports of the folder news"
    assert run(LossPolicy.KEEP).kept == summary.kept


@pytest.mark.usefixtures("run")
def test_other_folders_than_before_are_asked_for_and_need_no_asking(corpus, tmp_path):
    build([str(corpus / "gov")], str(tmp_path / "index"), update=True, losses=LossPolicy.ASK)

    assert reports(tmp_path) == 10


@pytest.mark.usefixtures("run")
def test_the_command_asks_with_its_own_exit_code_and_takes_the_answer(corpus, tmp_path):
    damage(corpus, 5)
    command = ["index", str(corpus), "--index", str(tmp_path / "index"), "--update", "--json"]
    asked = CliRunner().invoke(baogao.baogao, command)
    answered = CliRunner().invoke(baogao.baogao, [*command, "--allow-loss"])

    assert isinstance(asked.exception, LossError)
    assert "5 of the 10 reports of the folder news" in str(asked.exception)
    assert "empty" in str(asked.exception)
    assert json.loads(answered.stdout)["removed"] == 5


def without_access(corpus):
    for path in sorted((corpus / "news").iterdir())[:3]:
        path.unlink()
        path.symlink_to(corpus.parent / "drive" / path.name)


def folder_without_access(corpus):
    shutil.move(corpus / "gov", corpus.parent / "elsewhere")
    (corpus / "gov").symlink_to(corpus.parent / "drive")


OUT_OF_REACH = {
    "three files whose drive is gone": (without_access, "3 of the 10 reports of the folder news"),
    "a folder whose drive is gone": (
        folder_without_access,
        "10 of the 10 reports of the folder gov",
    ),
}


@pytest.mark.parametrize("case", OUT_OF_REACH)
@pytest.mark.parametrize("losses", [LossPolicy.ASK, LossPolicy.KEEP])
def test_an_update_keeps_reports_of_what_the_machine_does_not_give_now(
    corpus, run, tmp_path, case, losses
):
    take_away, said = OUT_OF_REACH[case]
    take_away(corpus)
    page(corpus / "news", 300)
    summary = run(losses)

    assert reports(tmp_path) == 23
    assert said.replace("of the 10 reports of the folder news", "of the") in " ".join(summary.kept)
    assert run(losses).removed == 0
    assert run(LossPolicy.ALLOW).removed in {3, 10}


ERRORS = {
    errno.EACCES: True,
    errno.EIO: True,
    errno.ENOTCONN: True,
    errno.ESTALE: True,
    errno.ENOENT: False,
    errno.EINVAL: False,
    errno.EFBIG: False,
}


@pytest.mark.parametrize("code", ERRORS)
def test_errors_of_the_machine_are_told_from_those_of_a_file(code):
    assert not_given("a.txt", OSError(code, "x")).out_of_reach is ERRORS[code]


@pytest.mark.parametrize(
    ("path", "held"),
    [
        ("a/b.txt", True),
        ("a.txt", False),
        ("ab/c.txt", False),
        ("z.zip!in/c.txt", True),
        ("t.csv!3.en", True),
        ("t.csv!4", False),
    ],
)
def test_what_lies_below_a_path_that_is_out_of_reach_is_out_of_reach(path, held):
    report = Report(id="1", path=path, url="", title="x", paragraphs=["x"])
    skipped = [Skipped(name, "x", out_of_reach=True) for name in ("a", "z.zip", "t.csv!3")]

    assert bool(Ledger().out_of_reach(["1"], lambda _: [report], skipped)) is held
