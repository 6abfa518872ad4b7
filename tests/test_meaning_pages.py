"""Meaning on the pages, in the API and in the terminal: labelled, counted nowhere, switched off."""

import contextlib
import datetime
import json

import pytest
from click.testing import CliRunner

from index.indexing.progress import no_progress
from index.operations.build import build
from index.operations.opening import open_index
from search.commands.explain import explain_command
from search.commands.search import search_command
from search.page import Nearness
from search.request import Layer, Request
from search.views.engine import search
from search.views.meaning import like_passage, like_text
from web.server.app import create_app

TODAY = datetime.date(2026, 11, 29)
CLINIC = (
    "县医院门诊新楼今天启用，六十间诊室每天接诊两千名患者。医生说，过去要排两个小时的队，现在半小时就能看上病。"
    "住院部的改造明年春天开始，旧楼将改为体检中心，附近乡镇的老人每年可以免费体检一次。"
)
REPORTS = {
    "parcels": ("Village shops", "Parcels can now be picked up at the village shop.", "en"),
    "mail": ("On foot", "The postman brings letters to the hamlets on foot.", "en"),
    "小店": ("村里的小店", "村民在村里的小店就能取包裹，不用再跑镇上。", "zh"),
    "门诊": ("新楼启用", CLINIC, "zh"),
    "copy": ("转载", CLINIC, "zh"),
    **{
        f"other{number}": (f"Notice {number}", f"The {word} is closed for repairs.", "en")
        for number, word in enumerate(("bridge", "museum", "library", "stadium", "harbour"))
    },
}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    lines = [
        {"id": name, "title": title, "body": body, "language": language, "date": "2023-01-01"}
        for name, (title, body, language) in REPORTS.items()
    ]
    (folder / "reports").mkdir()
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    (folder / "reports" / "reports.jsonl").write_text(text, "utf-8")
    build([str(folder / "reports")], str(folder / "index"), meaning=no_progress)
    return folder / "index"


@pytest.fixture(scope="module")
def client(root):
    app = create_app(str(root))
    yield app.test_client()
    app.extensions["baogao"].index_manager.close()


def page_of(root, text, **options):
    with contextlib.closing(open_index(str(root))) as index:
        return search(index, Request(text=text, today=TODAY, meaning=True, **options))


def found(meaning):
    return {group.nearness: [hit.report.id for hit in group.hits] for group in meaning.groups}


def test_a_question_finds_other_words_and_the_other_language_apart_from_its_hits(root):
    page = page_of(root, "picking up parcels in the village")
    plain = page_of(root, "picking up parcels in the village", size=0)

    assert found(page.meaning)[Nearness.OTHER_LANGUAGE] == ["小店"]
    assert page.total == plain.total
    assert "小店" not in {hit.id for hit in page.hits}


def test_reports_that_the_query_finds_are_not_offered_again(root):
    page = page_of(root, "village shop")

    assert {hit.id for hit in page.hits} == {"parcels"}
    assert "parcels" not in found(page.meaning).get(Nearness.IN_OTHER_WORDS, [])


def test_copies_of_a_story_are_offered_once(root):
    page = page_of(root, "the county hospital opened its new building for outpatients")

    assert len({"门诊", "copy"} & set(found(page.meaning)[Nearness.OTHER_LANGUAGE])) == 1


WITHOUT = {
    "a quoted text": ('"village parcels"', {}),
    "an operator": ("village OR parcels", {}),
    "a field": ("title:village parcels", {}),
    "an excluded word": ("parcels -village", {}),
    "one letter": ("v", {}),
    "nothing": ("", {}),
    "a later page": ("picking up parcels", {"start": 10}),
    "a layer": ("picking up parcels", {"layer": Layer.SOME}),
    "a strict query": ("picking up parcels", {"strict": True}),
    "what the archive has nothing about": ("quantum chromodynamics of gluons", {}),
}


@pytest.mark.parametrize(("text", "options"), WITHOUT.values(), ids=WITHOUT)
def test_nothing_is_offered_for(root, text, options):
    assert page_of(root, text, **options).meaning.groups == ()


def test_it_is_not_asked_for_unless_a_request_says_so(root):
    with contextlib.closing(open_index(str(root))) as index:
        page = search(index, Request(text="picking up parcels in the village", today=TODAY))

    assert page.meaning.groups == ()


def test_a_text_and_a_passage_of_a_report_find_passages_like_them(root):
    with contextlib.closing(open_index(str(root))) as index:
        text = "\n".join(("Patients are treated at the county hospital.", "x" * 5000))
        (report,) = index.reports(["小店"])
        pasted, passage = like_text(index, text), like_passage(index, report, 0, 0)

    group = next(group for group in pasted.groups if group.language == "zh")
    assert group.hits[0].report.id in {"门诊", "copy"}
    assert group.hits[0].answers.startswith("Patients")
    assert found(passage)[Nearness.OTHER_LANGUAGE] == ["parcels"]


def test_the_page_labels_it_and_one_click_switches_it_off(client):
    address = "/search?q=picking+up+parcels+in+the+village&lang=en"
    page = client.get(address).text
    off = client.get(address + "&meaning=0").text

    assert 'id="other-language"' in page
    assert "found by a machine" in page
    assert "meaning=0" in page
    assert "小店" in page
    assert "found by a machine" not in off
    assert 'class="meaning-on"' in off


def test_the_page_for_a_text_takes_a_link_and_a_form(client):
    asked = {"text": "Patients are treated at the county hospital."}
    linked = client.get("/like", query_string=asked | {"lang": "en"}).text
    sent = client.post("/like", data=asked).text
    report = client.get("/like?id=小店&start=0&end=10").text

    assert "门诊新楼" in linked
    assert "门诊新楼" in sent
    assert "village shop" in report
    assert "first 2,000 characters" in client.get("/like?lang=en&text=" + "a " * 1500).text
    assert client.get("/like?id=unknown").status_code == 404
    assert client.get("/like").status_code == 200
    assert client.get("/like?id=小店&start=-1").status_code == 400


@pytest.mark.parametrize("text", ["<script>alert(1)</script> parcels", "\x00\ud800", "药" * 5000])
def test_any_text_is_answered(client, text):
    answer = client.post("/like", data={"text": text.encode("utf-8", "surrogatepass")})

    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def test_a_report_links_to_passages_like_it(client):
    assert "/like?id=parcels" in client.get("/report/parcels").text


def test_the_api_has_the_groups_when_asked(client):
    asked = {"q": "picking up parcels in the village"}
    page = client.get("/api/search", query_string=asked | {"meaning": "1"}).json
    like = client.get("/api/like", query_string={"text": asked["q"]}).json

    (hit,) = next(
        candidate for candidate in page["meaning"]["groups"] if candidate["language"] == "zh"
    )["hits"]
    assert (hit["id"], hit["start"]) == ("小店", 0)
    assert 0.3 < hit["similarity"] < 1
    assert client.get("/api/search", query_string=asked).json["meaning"]["groups"] == []
    assert any(group["kind"] == "other-language" for group in like["groups"])


@pytest.mark.parametrize(
    ("command", "option"), [(search_command, ["--meaning"]), (explain_command, [])]
)
def test_the_terminal_shows_the_groups(root, command, option):
    asked = [*option, "picking up parcels in the village", "--index", str(root)]

    shown = CliRunner().invoke(command, asked).output
    assert "In the other language (similar in meaning, found by a machine)" in shown


def test_an_index_without_vectors_shows_nothing_and_the_form_says_how_to_add_them(app):
    client = app.test_client()

    assert "baogao index --meaning" in client.get("/like?lang=en").text
    assert "found by a machine" not in client.get("/search?q=rural+logistics&lang=en").text
    assert "/like" not in client.get("/report/5a6248dbff194ad2").text
