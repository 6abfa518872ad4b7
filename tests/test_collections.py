"""Collections on the site: saved from hits and reports, noted on, guarded; failures are told."""

import html
import io
import json
import re

import pytest

from index import desk_file
from index.operations.build import build
from web.desk.reader import PEER, DeskPlan
from web.server.app import create_app

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def plan(tmp_path):
    return DeskPlan(path=tmp_path / "desk.sqlite", header="X-Remote-User", proxy="10.0.0.9")


@pytest.fixture
def site(sample_index, plan):
    app = create_app(str(sample_index), desk=plan)
    yield app
    app.extensions["baogao"].index_manager.close()


@pytest.fixture
def room(site):
    return site.test_client()


def token(client, path="/collections", **options):
    return re.search(r'name="token" value="(\w+)"', client.get(path, **options).text)[1]


def hits(client, query="物流"):
    return [hit["id"] for hit in client.get(f"/api/search?q={query}").json["hits"]]


def save(client, ids, name="农村物流", **more):
    form = {"token": token(client), "id": ids, "name": name, "do": "add", **more}
    return client.post("/collections/add?q=物流", data=form)


@pytest.fixture
def filled(room):
    """The address of a collection of three reports."""
    return save(room, hits(room)[:3]).headers["Location"].partition("?")[0]


def fields(page):
    """The names and values of the fields of a page's forms."""
    inputs = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page)
    areas = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', page)
    return {name: html.unescape(value) for name, value in [*inputs, *areas]}


def test_ticked_hits_are_saved_and_listed_in_their_order(room):
    ids = hits(room)[:3]
    answer = save(room, ids)
    page = room.get(answer.headers["Location"]).text

    assert answer.status_code == 303
    assert "3 reports were added." in page
    assert re.findall(r'<h2[^>]*>.*?href="/report/(\w+)"', page) == ids
    assert save(room, ids).headers["Location"].endswith("added=0&known=3")


def test_a_script_is_told_what_was_saved_and_what_was_there(room):
    ids = hits(room)[:3]
    save(room, ids[:2], name="A & <b>")
    form = {"token": token(room), "id": ids, "name": "A & <b>", "do": "add"}
    answer = room.post("/collections/add?q=a", data=form, headers={"Accept": "application/json"})

    assert answer.json["text"] == ("1 report saved to “A & <b>”. 2 were in the collection already.")
    assert answer.json["href"] == "/collections/1?added=1&known=2"
    form["token"] = "0"
    refused = room.post("/collections/add?q=a", data=form, headers={"Accept": "application/json"})
    assert "another site" in refused.json["error"]["message"]


def test_without_ticks_all_hits_of_the_page_are_saved_or_all_of_the_search(room):
    page = room.get("/search?q=物流&size=4").text
    form = {"token": token(room), "name": "a page", "do": "add"}
    form["shown"] = re.findall(r'name="shown" value="(\w+)"', page)
    assert (
        room.post("/collections/add?q=物流&size=4", data=form)
        .headers["Location"]
        .endswith(f"added={len(form['shown'])}&known=0")
    )
    whole_search = {"token": token(room), "name": "all", "do": "add", "scope": "all"}
    answer = room.post("/collections/add?q=物流&size=4", data=whole_search)
    assert answer.status_code == 307
    answer = room.post(answer.headers["Location"], data=whole_search)
    total = room.get("/api/search?q=物流").json["total"]

    assert answer.headers["Location"].endswith(f"added={total}&known=0")


def test_a_hit_says_in_which_collections_it_is(room, filled):
    page = room.get("/search?q=物流").text

    assert page.count('class="saved-in"') == 3
    assert f'href="{filled}#item-' in page


def test_notes_tags_order_and_removal_go_through_one_form(room, filled):
    page = room.get(filled).text
    form = fields(page)
    names = [name for name in form if name.startswith("note-")]
    first, _, last = (name.partition("-")[2] for name in names)
    form |= {f"note-{first}": "一\n二", f"tags-{first}": "港口，物流", "do": f"down-{first}"}
    form |= {"name": "renamed", "introduction": "what for"}
    page = room.post(filled, data=form, follow_redirects=True).text

    assert fields(page)[f"note-{first}"] == "一\n二"
    assert fields(page)[f"tags-{first}"] == "港口, 物流"
    assert "renamed" in page
    assert [name for name in fields(page) if name.startswith("note-")][1] == f"note-{first}"
    removed = room.post(filled, data=fields(page) | {"do": f"remove-{last}"}, follow_redirects=True)
    assert f'value="restore-{last}"' in removed.text
    back = room.post(filled, data=fields(page) | {"do": f"restore-{last}"}, follow_redirects=True)
    assert len([name for name in fields(back.text) if name.startswith("note-")]) == 3


def test_a_report_is_moved_to_the_place_that_is_written(room, filled):
    before = fields(room.get(filled).text)
    first, second, third = (button for button in before if button.startswith("place-"))
    order = [name.split("-")[1] for name in (first, second, third)]
    page = room.post(filled, data=before | {third: "1"}, follow_redirects=True).text
    moves = [name for name in fields(page) if name.startswith("place-")]

    assert [name.split("-")[1] for name in moves] == [order[2], order[0], order[1]]
    for strange in ("0", "999999", "-1", "x", "１"):
        assert room.post(filled, data=fields(page) | {moves[0]: strange}).status_code == 302


def test_a_note_that_two_changed_is_shown_in_both_versions_and_loses_nothing(room, filled):
    mine, theirs = fields(room.get(filled).text), fields(room.get(filled).text)
    name, other = [name for name in mine if name.startswith("note-")][:2]
    room.post(filled, data=theirs | {name: "theirs", "do": "save"})
    answer = room.post(filled, data=mine | {name: "mine", other: "also mine", "do": "save"})

    assert answer.status_code == 409
    assert fields(answer.text)[name] == "mine"
    assert "theirs" in answer.text
    assert fields(answer.text)[other] == "also mine"
    room.post(filled, data=fields(answer.text) | {name: "theirs and mine", "do": "save"})
    assert fields(room.get(filled).text)[name] == "theirs and mine"


def test_a_stale_page_never_overwrites_what_its_reader_did_not_touch(room, filled):
    stale = fields(room.get(filled).text)
    first, second = [name for name in stale if name.startswith("note-")][:2]
    room.post(filled, data=fields(room.get(filled).text) | {first: "new", "do": "save"})
    answer = room.post(filled, data=stale | {second: "other", "do": "save"})

    assert answer.status_code == 302
    assert fields(room.get(filled).text)[first] == "new"
    assert fields(room.get(filled).text)[second] == "other"


FORGED = {
    "without a token": ({}, {}),
    "with a wrong token": ({"token": "0" * 40}, {}),
    "with another reader's token": ({"token": "theirs"}, {}),
    "from another site": ({"token": "ours"}, {"Sec-Fetch-Site": "cross-site"}),
    "from a sister site": ({"token": "ours"}, {"Sec-Fetch-Site": "same-site"}),
    "with another origin": ({"token": "ours"}, {"Origin": "https://evil.example"}),
    "with an origin that only begins like ours": (
        {"token": "ours"},
        {"Origin": "http://localhost.evil.example"},
    ),
    "with a strange origin": ({"token": "ours"}, {"Origin": "http://["}),
}


@pytest.mark.parametrize(("form", "headers"), FORGED.values(), ids=FORGED.keys())
@pytest.mark.parametrize("path", ["/collections", "/collections/1", "/collections/add?q=a"])
def test_a_request_of_another_site_changes_nothing(room, filled, form, headers, path):
    assert filled == "/collections/1"
    named = {"ours": token(room), "theirs": token(room, **_as("她"))}
    form = {name: named.get(value, value) for name, value in form.items()}
    answer = room.post(path, data={**form, "do": "discard", "name": "x"}, headers=headers)

    assert answer.status_code == 403
    assert len(room.get("/api/collections").json["collections"]) == 1


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_the_api_takes_json_alone_which_other_sites_may_not_send(room, kind):
    answer = room.post("/api/collections", data='{"name": "x"}', content_type=kind)
    assert answer.status_code == 415
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert room.post("/api/collections", json={"name": "x"}, headers=headers).status_code == 403
    assert room.get("/api/collections").json == {"collections": []}


def _as(name, peer="10.0.0.9"):
    value = name.encode().decode("latin-1")
    return {"headers": {"X-Remote-User": value}, "environ_overrides": {PEER: peer}}


def test_each_reader_whom_the_proxy_names_has_a_desk_of_their_own(room):
    form = {"token": token(room, **_as("李")), "do": "create", "name": "hers"}
    room.post("/collections", data=form, **_as("李"))

    assert "hers" in room.get("/collections", **_as("李")).text
    assert "李" in room.get("/collections", **_as("李")).text
    assert "hers" not in room.get("/collections", **_as("王")).text
    assert "hers" not in room.get("/collections").text
    assert room.get("/collections/1", **_as("王")).status_code == 404
    assert room.get("/api/collection?id=1", **_as("王")).status_code == 404
    assert room.get("/export/collection.csv?id=1", **_as("王")).status_code == 404


def test_nobody_but_the_proxy_may_name_a_reader(room):
    form = {"token": token(room, **_as("李")), "do": "create", "name": "hers"}
    room.post("/collections", data=form, **_as("李"))

    assert "hers" not in room.get("/collections", **_as("李", peer="10.0.0.66")).text
    assert "hers" not in room.get("/collections", headers={"X-Baogao-Reader": "李"}).text


def test_texts_are_shown_as_text_and_addresses_lead_nowhere_strange(room, filled):
    form = fields(room.get(filled).text)
    note = next(name for name in form if name.startswith("note-"))
    number = note.partition("-")[2]
    form |= {note: SCRIPT, f"tags-{number}": SCRIPT, "name": SCRIPT, "introduction": SCRIPT}
    room.post(filled, data=form | {"do": "save"})
    report = hits(room)[0]
    for path in (filled, "/collections", "/search?q=物流", f"/report/{report}"):
        assert SCRIPT not in room.get(path).text, path
    assert html.escape(SCRIPT) in room.get(filled).text
    for path in ("//evil.example", "/collections/1?page=x", "/collections/99999999999999999999"):
        assert room.get(path).status_code in {400, 404}


@pytest.mark.parametrize(
    "path", ["/collections/7", "/collections/7?tag=x", "/api/collection?id=7", "/collections/0"]
)
def test_what_is_not_there_is_said(room, path):
    assert room.get(path).status_code == 404


def test_without_a_desk_nothing_is_offered_and_nothing_answers(sample_index):
    app = create_app(str(sample_index))
    client = app.test_client()
    report = hits(client)[0]
    for path in ("/search?q=物流", f"/report/{report}", "/"):
        assert "/collections" not in client.get(path).text
    for path in (
        "/collections",
        "/collections/1",
        "/api/collections",
        "/export/collection.csv?id=1",
    ):
        assert client.get(path).status_code == 404
    assert client.post("/collections/add").status_code == 404
    assert 'data-keep="report"' in client.get(f"/report/{report}").text
    app.extensions["baogao"].index_manager.close()


def test_a_note_that_cannot_be_saved_stays_on_the_page_with_the_reason(room, filled, monkeypatch):
    form = fields(room.get(filled).text)
    note = next(name for name in form if name.startswith("note-"))
    monkeypatch.setattr(desk_file, "MAX_DESK_BYTES", 4096)
    answer = room.post(filled, data=form | {note: "so much " * 2000, "do": "save"})

    assert answer.status_code == 503
    assert "disk is full" in answer.text
    assert fields(answer.text)[note].startswith("so much")
    assert room.get(filled).status_code == 200


def test_a_desk_that_is_in_the_way_leaves_searching_and_reading_as_they_are(
    sample_index, tmp_path, in_the_way
):
    path = tmp_path / "desk.sqlite"
    in_the_way(path)
    app = create_app(str(sample_index), desk=DeskPlan(path=path))
    client = app.test_client()
    report = hits(client)[0]

    assert client.get("/search?q=物流").status_code == 200
    assert "cannot be read just now" in client.get(f"/report/{report}").text
    for path in ("/collections", "/api/collections"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert "Traceback" not in answer.text
    app.extensions["baogao"].index_manager.close()


def noted(client, report, words, note="why", **more):
    form = {"token": token(client), "quote": words, "quote_note": note, "do": "quote", **more}
    return client.post(f"/collections/note?id={report}&q=物流", data=form)


def test_a_passage_is_highlighted_in_the_report_and_linked_by_its_words(room):
    report = hits(room)[0]
    body = room.get(f"/api/report?id={report}").json["text"]
    first = body.split("\n")[0]
    words = first[3:30]
    answer = noted(room, report, f"  {words[:9]}\n{words[9:]} ")
    page = room.get(answer.headers["Location"].partition("#")[0]).text

    assert answer.headers["Location"].endswith("#note-1")
    shown = "".join(re.findall(r'<span class="passage">(.*?)</span>', page))
    assert shown == html.escape(words)
    assert 'id="passage-1"' in page
    collection = room.get("/collections/1").text
    link = html.unescape(re.search(r'href="([^"]+#passage-1:~:text=[^"]+)"', collection)[1])
    assert link.startswith(f"/report/{report}#")
    assert page.count("<mark") == len(re.findall(r'id="m\d+"', page))


def test_a_passage_over_two_paragraphs_and_matches_keeps_every_match_whole(room):
    report = hits(room)[0]
    paragraphs = room.get(f"/api/report?id={report}").json["text"].split("\n")
    plain = room.get(f"/report/{report}?q=物流").text
    noted(room, report, "\n".join(paragraphs[:2]))
    page = room.get(f"/report/{report}?q=物流").text

    assert re.findall(r'<mark class="m\d" id="m\d+">', page) == re.findall(
        r'<mark class="m\d" id="m\d+">', plain
    )
    text = re.sub(r"<[^>]+>", "", re.search(r'<div class="text">(.*?)</div>', page, re.DOTALL)[1])
    assert text == re.sub(
        r"<[^>]+>", "", re.search(r'<div class="text">(.*?)</div>', plain, re.DOTALL)[1]
    )


def test_words_that_are_not_in_the_report_are_refused(room):
    answer = noted(room, hits(room)[0], "no such words anywhere")

    assert answer.status_code == 400
    assert noted(room, "none", "words").status_code == 404


@pytest.fixture
def leaving(tmp_path, plan):
    """A site whose first report was saved with notes and then left the archive."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text(
        "港口开港\n来源：云河日报\n日期：2021-03-01\n\n新港昨日开港，货轮进出。\n", "utf-8"
    )
    (corpus / "b.txt").write_text("物流站\n\n农村物流站开张，村民来看。\n", "utf-8")
    build([str(corpus)], str(tmp_path / "index"))
    app = create_app(str(tmp_path / "index"), desk=plan)
    client = app.test_client()
    report = hits(client, "新港")[0]
    noted(client, report, "货轮进出", "the point", name="ports", first_note="kept")
    (corpus / "a.txt").unlink()
    build([str(corpus)], str(tmp_path / "index"))
    app.extensions["baogao"].index_manager.close()
    app = create_app(str(tmp_path / "index"), desk=plan)
    yield app.test_client(), report
    app.extensions["baogao"].index_manager.close()


def test_a_report_that_left_the_archive_stays_with_what_was_noted(leaving):
    client, report = leaving
    assert client.get(f"/api/report?id={report}").status_code == 404
    page = client.get("/collections/1").text
    gone = client.get(f"/report/{report}")

    for text in ("港口开港", "云河日报", "1 March 2021", "货轮进出", "the point", "no longer in"):
        assert text in page, text
    assert gone.status_code == 404
    assert "货轮进出" in gone.text
    cited = client.get("/export/collection.gbt7714?id=1").text
    assert "[1] 云河日报. 港口开港[Z], 2021-03-01." in cited


def test_an_export_of_a_whole_desk_is_imported_into_another(room, filled, sample_index, tmp_path):
    form = fields(room.get(filled).text)
    note = next(name for name in form if name.startswith("note-"))
    room.post(filled, data=form | {note: "笔记", "do": "save"})
    exported = room.get("/export/collections.json")
    app = create_app(str(sample_index), desk=DeskPlan(path=tmp_path / "other.sqlite"))
    other = app.test_client()
    for _ in range(2):
        sent = {
            "token": token(other),
            "do": "import",
            "file": (io.BytesIO(exported.data), "c.json"),
        }
        assert other.post("/collections", data=sent).status_code == 302
    known = other.get("/api/collections").json["collections"]

    assert [(collection["name"], collection["reports"]) for collection in known] == [
        ("农村物流", 3)
    ]
    assert other.get("/api/collection?id=1").json["items"][0]["note"] == "笔记"
    app.extensions["baogao"].index_manager.close()


BAD = {
    "no JSON": b"collections",
    "nothing": b"",
    "a list": b"[]",
    "another format": b'{"format": "x", "version": 1, "collections": []}',
    "a later version": b'{"format": "baogao-collections", "version": 2, "collections": []}',
    "a collection that is none": json.dumps(
        {"format": "baogao-collections", "version": 1, "collections": [1]}
    ).encode(),
    "a report without an id": json.dumps(
        {"format": "baogao-collections", "version": 1, "collections": [{"items": [{}]}]}
    ).encode(),
    "deeply nested": b"[" * 100_000,
    "a wrong date": json.dumps(
        {
            "format": "baogao-collections",
            "version": 1,
            "collections": [{"name": "x", "items": [{"report": "a", "date": "soon"}]}],
        }
    ).encode(),
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD.keys())
def test_a_file_that_is_no_export_changes_nothing_and_says_so(room, data):
    sent = {"token": token(room), "do": "import", "file": (io.BytesIO(data), "c.json")}
    answer = room.post("/collections", data=sent)

    assert answer.status_code == 400
    assert "Nothing was imported" in answer.text
    assert room.get("/api/collections").json == {"collections": []}


def test_the_api_makes_fills_notes_and_reads(room):
    made = room.post("/api/collections", json={"name": "ports"}).json
    ids = hits(room)[:2]
    change = {"add": ids, "notes": [{"report": ids[0], "note": "n", "tags": ["a"], "version": 1}]}
    changed = room.post(f"/api/collection?id={made['id']}", json=change).json
    assert changed["added"] == 2
    stale = {"notes": [{"report": ids[0], "note": "other", "version": 1}]}
    assert room.post("/api/collection?id=1", json=stale).status_code == 409
    words = room.get(f"/api/report?id={ids[1]}").json["text"][:8]
    room.post("/api/collection?id=1", json={"notes": [{"report": ids[1], "quote": words}]})
    items = room.get("/api/collection?id=1").json["items"]

    assert [item["note"] for item in items] == ["n", ""]
    assert items[1]["passages"] == [{"quote": words, "start": 0, "note": ""}]
    room.post("/api/collection?id=1", json={"remove": [ids[0]]})
    assert [listed["id"] for listed in room.get("/api/collection?id=1").json["items"]] == [ids[1]]


REFUSED = {
    "a note of an old version": ({"note": "n"}, 409),
    "words that no report has": ({"quote": "nobody wrote this"}, 400),
    "a report that is not there": ({"report": "gone", "note": "n"}, 404),
}


@pytest.mark.parametrize(("note", "status"), REFUSED.values(), ids=REFUSED.keys())
def test_a_change_that_is_refused_changes_nothing(room, note, status):
    first, second, third = hits(room)[:3]
    number = room.post("/api/collections", json={"name": "ports"}).json["id"]
    address = f"/api/collection?id={number}"
    room.post(address, json={"add": [first]})
    before = room.get(address).json
    good = {"report": second, "note": "kept"}
    change = {"add": [second, third], "remove": [first], "notes": [good, {"report": first} | note]}

    assert room.post(address, json=change).status_code == status
    assert room.get(address).json == before


def test_a_report_gets_its_note_with_the_change_that_adds_it(room):
    number = room.post("/api/collections", json={"name": "ports"}).json["id"]
    address, (first, *_) = f"/api/collection?id={number}", hits(room)
    change = {"add": [first], "notes": [{"report": first, "note": "quay"}]}

    assert room.post(address, json=change).status_code == 200
    assert room.get(address).json["items"][0]["note"] == "quay"


def test_ticked_reports_are_compared(room):
    ids = hits(room)[:2]
    answer = room.post(
        "/collections/add?q=物流", data={"token": token(room), "id": ids, "do": "compare"}
    )

    assert answer.headers["Location"] == f"/compare?id={ids[0]}&id={ids[1]}"


def test_what_the_proxy_sends_is_not_asked_of_a_reader_without_one(sample_index):
    app = create_app(str(sample_index), desk=DeskPlan(path=sample_index.parent / "unused.sqlite"))
    answer = app.test_client().get("/collections", headers={"X-Remote-User": "李"})

    assert "shares these collections" in answer.text
    app.extensions["baogao"].index_manager.close()


def test_a_report_that_was_corrected_is_kept_as_it_says_now(tmp_path, plan):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    lines = [
        {"id": "a%20b/ü", "title": "Frist title", "body": "one port"},
        {"id": "b", "body": "b"},
    ]
    file = corpus / "export.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    build([str(corpus)], str(tmp_path / "index"))
    app = create_app(str(tmp_path / "index"), desk=plan)
    client = app.test_client()
    page = client.get("/search?q=port").text
    ids = re.findall(r'name="id" value="([^"]+)"', page)
    address = (
        save(client, [html.unescape(report_id) for report_id in ids])
        .headers["Location"]
        .split("?")[0]
    )
    app.extensions["baogao"].index_manager.close()
    lines[0]["title"] = "First title"
    file.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    build([str(corpus)], str(tmp_path / "index"))
    app = create_app(str(tmp_path / "index"), desk=plan)
    client = app.test_client()
    client.post(address, data=fields(client.get(address).text) | {"do": "save"})

    items = client.get("/api/collection?id=1").json["items"]
    assert [(item["id"], item["title"]) for item in items] == [("a%20b/ü", "First title")]
    app.extensions["baogao"].index_manager.close()
