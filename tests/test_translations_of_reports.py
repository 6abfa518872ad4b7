"""Translations that the archive has are offered on the page of a report."""

import contextlib
import json

import pytest
from bs4 import BeautifulSoup

from index.operations.build import build
from index.operations.opening import open_index
from index.report import Report
from search.views.translations import translations_of
from web.server.app import create_app

ZH = "<title>河堤加固完成</title><p>河堤加固工程昨日全部完成，沿岸三个村不再受洪水威胁。</p>"
EN = "<title>Dyke finished</title><p>The dyke is finished, and three villages are safe now.</p>"
PAIRS = {
    "language before the ending": ("dyke.zh.html", "dyke.en.html"),
    "language as a folder": ("zh/dyke.html", "en/dyke.html"),
    "language with a country": ("dyke_zh-cn.html", "dyke_en.html"),
    "language first": ("chs-dyke.html", "eng-dyke.html"),
    "no code for the archive's own language": ("dyke-2.1.html", "dyke-2.1-en.html"),
    "a folder for the other language only": ("news/dyke.html", "news/en/dyke.html"),
}


@contextlib.contextmanager
def client_of(folder, where):
    build([str(folder)], str(where))
    app = create_app(str(where))
    yield app.test_client()
    app.extensions["baogao"].index_manager.close()


def page_of(client, title):
    (hit,) = [
        listed
        for listed in client.get("/api/search?q=&size=50").get_json()["hits"]
        if listed["title"] == title
    ]
    answer = client.get(f"/report/{hit['id']}")
    return BeautifulSoup(answer.get_data(as_text=True), "lxml")


@pytest.mark.parametrize("name", PAIRS)
def test_each_page_of_a_pair_leads_to_the_other_and_to_both_side_by_side(tmp_path, name):
    folder = tmp_path / "reports"
    for path, page in zip(PAIRS[name], (ZH, EN), strict=True):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(page, "utf-8")
    with client_of(folder, tmp_path / "index") as client:
        for title, other in (("河堤加固完成", "Dyke finished"), ("Dyke finished", "河堤加固完成")):
            page = page_of(client, title)
            assert page.select_one(".translations bdi").get_text() == other
            beside = client.get(page.select_one(".facts .translated")["href"])
            assert other in beside.get_data(as_text=True)
            assert "Side by side" in beside.get_data(as_text=True)


def test_rows_of_an_export_that_differ_in_the_language_are_a_pair(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    rows = [
        {"id": "zh-17", "title": "河堤加固完成", "body": "河堤加固工程昨日全部完成。" * 4},
        {"id": "en-17", "title": "Dyke finished", "body": "The dyke is finished now. " * 4},
        {"id": "en-18", "title": "Bridge opened", "body": "The bridge was opened today. " * 4},
    ]
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (folder / "rows.jsonl").write_text(text, "utf-8")
    with client_of(folder, tmp_path / "index") as client:
        page = page_of(client, "Dyke finished")
        assert page.select_one(".translations bdi").get_text() == "河堤加固完成"
        assert not page_of(client, "Bridge opened").select(".translations")


def test_a_report_of_the_same_language_is_no_translation(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    for path in ("dyke.zh.html", "dyke.en.html"):
        (folder / path).write_text(EN.replace("finished", f"finished {path}"), "utf-8")
    with client_of(folder, tmp_path / "index") as client:
        for hit in client.get("/api/search?q=dyke").get_json()["hits"]:
            page = client.get(f"/report/{hit['id']}").get_data(as_text=True)
            assert "Side by side" not in page


def test_a_long_path_costs_few_lookups(sample_index):
    report = Report(id="en-" * 400, path="zh/" * 400 + "x", language="en")
    with contextlib.closing(open_index(str(sample_index))) as index:
        assert translations_of(index, report) == ()


def test_a_pair_of_the_sample_corpus_is_offered(client):
    page = page_of(client, "云河政务服务一体化平台3.6.3版上线 老年人可以“一键叫人”")
    assert page.select_one(".translations bdi").get_text().startswith("Version 3.6.3")
