"""A build that would lose many reports of a folder or a site asks first; `watch` keeps them."""

import json
import shutil

import pytest
from click.testing import CliRunner

import baogao
from index.indexing.loss import LossError, LossPolicy
from index.operations.build import build
from index.operations.opening import open_index

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
