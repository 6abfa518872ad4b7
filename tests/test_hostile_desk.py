"""Collections that a stranger fills, and an index that a stranger made: bounded, and no way out."""

import contextlib
import io
import itertools
import json
import os
import re
import sqlite3
import stat
import time
import zipfile

import pytest
from click.testing import CliRunner

import baogao
from index.desk_file import copy, desk_connection, desk_faults, desk_path, restore
from index.errors import DeskError
from index.operations.build import build
from web.desk.exchange import import_json
from web.desk.exports import DOSSIER_EXPORTS
from web.desk.passage_store import MAX_NOTED_PLACES
from web.desk.passages import PassageFinder
from web.desk.reader import MAX_READER_CHARS, DeskPlan, reader_named
from web.desk.records import MAX_ITEM_CHARS, line_of
from web.desk.store import Desk
from web.originals import trusted_folders
from web.server.app import MAX_FORM_FIELDS, create_app
from web.views.collection_api import MAX_NOTES

LONG = 600_000
"""Code points of a long report: each step over it takes a part of a second."""


@pytest.fixture
def archive(tmp_path, monkeypatch):
    """An archive in corpus/, the folder that the settings name, and a secret beside it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "secret.txt").write_text("the secret of the machine", "utf-8")
    lines = [
        {"id": f"r{number}", "title": f"Report {number}", "body": f"common words {number}."}
        for number in range(30)
    ]
    lines.append({"id": "long", "title": "long", "body": "common " + "甲乙 丙丁。" * (LONG // 6)})
    rows = "\n".join(json.dumps(line) for line in lines)
    (tmp_path / "corpus" / "export.jsonl").write_text(rows, "utf-8")
    (tmp_path / "corpus" / "plain.txt").write_text("A plain report with common words.", "utf-8")
    return tmp_path


class Site:
    """The site over an archive, as one stranger uses it."""

    def __init__(self, folder, *corpora):
        self.folder, where = folder, str(folder / "index")
        build([str(corpus) for corpus in corpora], where)
        self.app = create_app(where, desk=DeskPlan(path=desk_path(where)))
        self.client = self.app.test_client()

    def post(self, path, **body):
        return self.client.post(path, json=body)

    def collection(self, name="mine", reports=()):
        number = self.post("/api/collections", name=name).json["id"]
        if reports:
            assert self.post(f"/api/collection?id={number}", add=list(reports)).status_code == 200
        return number

    def close(self):
        self.app.extensions["baogao"].index_manager.close()


@pytest.fixture
def site(archive):
    site = Site(archive, archive / "corpus")
    yield site
    site.close()


def bagged(site, number):
    """The files of a collection's folder, by their names below it."""
    answer = site.client.get(f"/export/collection.zip?id={number}")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        return {name.partition("/")[2]: file.read(name) for name in file.namelist()}


def every_id(site):
    return [hit["id"] for hit in site.client.get("/api/search?q=&size=100").json["hits"]]


def test_a_folder_has_the_originals_of_the_operators_own_corpus(site):
    files = bagged(site, site.collection(reports=every_id(site)))

    originals = [name for name in files if name.startswith("data/originals/")]
    assert [name for name in originals if name.endswith("plain.txt")]
    assert b"common words" in b"".join(files[name] for name in originals)


def test_an_index_of_a_stranger_makes_no_other_file_readable(archive):
    """It says that its reports were read from the root of the machine."""
    site = Site(archive, archive / "corpus", archive)
    (secret,) = site.client.get("/api/search?q=secret").json["hits"]
    files = bagged(site, site.collection(reports=[secret["id"]]))
    site.close()

    assert [name for name in files if name.startswith("data/originals/")] == []
    assert b"no such file in the folders that baogao.toml names" in files["data/missing.tsv"]


@pytest.mark.parametrize(
    ("named", "trusted"),
    [
        ("corpus", True),
        ("corpus/below", True),
        ("./corpus/../corpus", True),
        ("/", False),
        (".", False),
        ("corpus/..", False),
        ("corpus2", False),
        ("link", False),
    ],
)
def test_only_folders_of_the_settings_are_trusted(archive, named, trusted):
    (archive / "corpus" / "below").mkdir()
    (archive / "link").symlink_to("/")

    assert bool(trusted_folders([named], ["corpus"])) is trusted


def test_many_passages_of_a_long_report_take_no_minutes(site):
    number = site.collection(reports=["long"])
    notes = [{"report": "long", "quote": "丙丁。甲乙"} for _ in range(MAX_NOTES)]
    started = time.process_time()
    kept = site.post(f"/api/collection?id={number}", notes=notes)

    assert kept.status_code == 200
    assert time.process_time() - started < 15
    too_many = site.post(f"/api/collection?id={number}", notes=notes * 2)
    assert too_many.status_code == 400


def test_words_that_a_report_does_not_have_are_no_passage_of_it(site):
    number = site.collection(reports=["r1"])
    notes = [{"report": "r1", "quote": "words that nobody wrote"}]
    refused = site.post(f"/api/collection?id={number}", notes=notes)

    assert refused.status_code == 400
    assert site.client.get(f"/api/collection?id={number}").json["items"][0]["passages"] == []


def test_a_report_in_many_collections_does_not_fill_the_pages_of_others(site):
    sizes = []
    for wanted in (1, MAX_NOTED_PLACES, 2 * MAX_NOTED_PLACES):
        made = len(site.client.get("/api/collections").json["collections"])
        for number in range(made, wanted):
            number_of_collection = site.collection(f"collection number {number}", ["r1"])
            item = site.client.get(f"/api/collection?id={number_of_collection}").json["items"][0]
            note = {"report": "r1", "note": "n" * 2000, "version": item["version"]}
            assert (
                site.post(f"/api/collection?id={number_of_collection}", notes=[note]).status_code
                == 200
            )
        pages = [site.client.get(path).data for path in ("/search?q=common", "/report/r1")]
        sizes.append([len(page) for page in pages])

    assert sizes[2][0] < sizes[1][0] + 500
    assert sizes[2][1] < sizes[1][1] + 500


def test_the_notes_of_one_report_have_a_limit_together(site):
    number = site.collection(reports=["r1"])
    part = MAX_ITEM_CHARS // 10
    codes = [
        site.post(
            f"/api/collection?id={number}",
            notes=[{"report": "r1", "quote": quote, "note": "x" * part}],
        ).status_code
        for quote in ("common", "words", "words 1", "common w", "mon", "om", "co", "wo", "or", "rd")
    ]

    assert codes.count(409) == 1
    assert codes[-1] == 409
    export = site.client.get("/export/collections.json").json
    passages = export["collections"][0]["items"][0]["passages"]
    assert len(passages) == 9
    passages += [{"quote": "x" * 5000, "start": note, "note": "y" * 20_000} for note in range(20)]
    assert site.post("/api/collections", **export).status_code in (400, 409)


WRONG_VALUES = (
    *(f"item SET {name} = x'ff'" for name in ("report", "title", "date", "note", "tags", "url")),
    *(f"collection SET {name} = x'ff'" for name in ("name", "note", "changed", "created")),
    *(f"passage SET {name} = x'ff'" for name in ("quote", "note", "start")),
    "item SET date = 'abc'",
    "item SET date = '2023-02-31'",
    "item SET date = '2023-13'",
    "item SET date = '2023-00'",
    "item SET date = '0000'",
    "item SET date = '20230203'",
    "item SET date = '1'",
    "item SET date = 'now'",
    "item SET version = 'x'",
    "collection SET changed = 'never'",
    "collection SET changed = 'now'",
    "collection SET created = '12:00'",
    "collection SET version = 'x'",
    "passage SET start = 'x'",
    "passage SET version = 'x'",
    "item SET title = hex(zeroblob(20000))",
    "collection SET name = hex(zeroblob(20000))",
    "passage SET note = hex(zeroblob(20000))",
)


@pytest.fixture(scope="module")
def noted(tmp_path_factory):
    """A site with one note, and its desk before anything is written over it."""
    folder = tmp_path_factory.mktemp("noted")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "a.jsonl").write_text('{"id": "r1", "title": "t", "body": "common."}')
    site = Site(folder, folder / "corpus")
    number = site.collection(reports=["r1"])
    notes = [{"report": "r1", "quote": "common", "note": "n"}]
    assert site.post(f"/api/collection?id={number}", notes=notes).status_code == 200
    path = desk_path(str(folder / "index"))
    yield site, path, path.read_bytes(), number
    site.close()


@pytest.mark.parametrize("date", ["", "2023", "2023-02", "2023-02-28", "0001", "9999-12"])
def test_a_date_as_exact_as_it_is_known_is_no_fault_of_a_desk(noted, date):
    site, path, sound, number = noted
    path.write_bytes(sound)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE item SET date = ?", (date,))
        connection.commit()

    assert list(desk_faults(path)) == []
    (item,) = site.client.get(f"/api/collection?id={number}").json["items"]
    assert item["date"] == (date or None)


@pytest.mark.parametrize("wrong", WRONG_VALUES)
def test_a_desk_with_values_of_a_stranger_is_damaged_and_said_to_be(noted, wrong):
    site, path, sound, number = noted
    path.write_bytes(sound)
    assert list(desk_faults(path)) == []
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(f"UPDATE {wrong}")
        connection.commit()

    [fault] = desk_faults(path)
    assert wrong.split()[2] in fault
    paths = ("/collections", f"/collections/{number}", "/api/collections", "/report/r1", "/")
    for address in (*paths, f"/api/collection?id={number}", "/search?q=common"):
        answer = site.client.get(address)
        assert answer.status_code in (200, 503), address
        assert len(answer.data) < 300_000
    with site.client.get(f"/export/collection.csv?id={number}") as answer:
        assert answer.data is not None
        assert answer.status_code in (200, 503)


def test_a_backup_of_a_stranger_brings_no_secret_that_its_maker_knows(noted, tmp_path):
    _, path, sound, _ = noted
    path.write_bytes(sound)
    known = Desk(path).secret()
    restore(path, tmp_path / "other.desk.sqlite", replace=False)

    assert Desk(path).secret() == known
    other = Desk(tmp_path / "other.desk.sqlite")
    other.create_collection("", "another")
    assert other.secret() != known
    assert len(other.collections("")) == 2


PAYLOADS = (
    "<script>window.pwned=1</script>",
    '"><img src=x onerror="window.pwned=2">',
    "]]></w:t><w:instrText>DDE</w:instrText>",
    "=HYPERLINK(1)",
    "\u202egnp.exe",
    "line\r\nSet-Cookie: a=b",
    "../../../etc/passwd",
    "{{ 7*7 }}",
    "lone \ud800 \x00 \x1b[2J",
    "TY  - JOUR\nER  - \n",
)


def test_hostile_names_notes_and_tags_run_nowhere(site):
    for payload in PAYLOADS:
        number = site.collection(payload, ["r1", "long"])
        version = site.client.get(f"/api/collection?id={number}").json["items"][0]["version"]
        note = {"report": "r1", "note": payload, "tags": [payload], "version": version}
        assert site.post(f"/api/collection?id={number}", notes=[note]).status_code == 200
        for ending in DOSSIER_EXPORTS:
            answer = site.client.get(f"/export/collection.{ending}?id={number}")
            data = answer.data
            assert answer.status_code == 200
            assert "\n" not in answer.headers["Content-Disposition"]
            if ending in ("docx", "zip"):
                with zipfile.ZipFile(io.BytesIO(data)) as file:
                    names = file.namelist()
                assert not [member for member in names if ".." in member or member.startswith("/")]
    for path in ("/collections", "/search?q=common", "/report/r1", f"/collections/{number}"):
        page = site.client.get(path)
        assert page.status_code == 200
        for bad in ("<script>window", "<img src=x", "49 }}", "\u202e"):
            assert bad not in page.text


@pytest.mark.parametrize(
    "body",
    [
        {"collections": [{"items": [{"report": "a", "passages": [{"quote": 1}]}]}]},
        {"collections": [{"items": [{"report": "a", "tags": {"a": 1}}]}]},
        {"collections": [{"items": [{"report": "a", "tags": 5}]}]},
        {"collections": [{"items": [{"report": "a", "date": "2023-13-45"}]}]},
        {"collections": [{"items": [{"report": "a" * 5000}]}]},
        {"collections": [{"items": [{"report": "\ud800"}], "name": "\ud800\x00", "uid": "\ud800"}]},
        {"collections": [{"uid": {"a": []}}]},
        {"collections": 5},
        {"collections": [[]]},
        {
            "collections": [
                {"items": [{"report": "a", "passages": [{"quote": "q", "start": 1e300}]}]}
            ]
        },
        {"add": "r1"},
        {"notes": [{"report": "r1", "version": 1e309}]},
        {"notes": [{"report": "r1", "version": True, "note": "x"}]},
        {"notes": [{"report": "r1", "quote": "common", "tags": [[]]}]},
        {"notes": [{"report": "r1", "quote": "\ud800"}]},
        {"remove": [None]},
    ],
)
def test_bodies_of_wrong_types_get_a_sentence(site, body):
    number = site.collection(reports=["r1"])
    head = {"format": "baogao-collections", "version": 1}
    for path in ("/api/collections", f"/api/collection?id={number}"):
        text = json.dumps(head | body)
        answer = site.client.post(path, data=text, content_type="application/json")
        assert answer.status_code < 500, answer.text


def counted_transactions(monkeypatch):
    """The times at which a connection to the desk was opened from now on."""
    opened = []

    def counting(path, **options):
        opened.append(path)
        return desk_connection(path, **options)

    monkeypatch.setattr("web.desk.database.desk_connection", counting)
    return opened


def form_of(site, number):
    """The token of a collection's form, and the numbers of the items on its page."""
    page = site.client.get(f"/collections/{number}").text
    items = list(map(int, re.findall(r'name="base-(\d+)"', page)))
    return re.search(r'name="token" value="([^"]+)"', page)[1], items


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A site with thirty short reports, for tests that only add to it."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "corpus").mkdir()
    lines = [{"id": f"r{at}", "title": f"Report {at}", "body": "common."} for at in range(30)]
    rows = "\n".join(json.dumps(line) for line in lines)
    (folder / "corpus" / "a.jsonl").write_text(rows, "utf-8")
    site = Site(folder, folder / "corpus")
    yield site
    site.close()


def test_what_one_request_sends_is_a_few_transactions_however_long_it_is(small, monkeypatch):
    reports = [f"r{number}" for number in range(30)]
    number = small.collection(reports=reports)
    token, items = form_of(small, number)
    places = {f"place-{items[0]}-{before}": before + 1 for before in range(1, 900)}
    bases = {f"base-{item}": "1" for item in range(900)}
    opened = counted_transactions(monkeypatch)
    for fields in (places, bases, places | bases):
        for accept in ("text/html", "application/json"):
            answer = small.client.post(
                f"/collections/{number}",
                data={"token": token} | fields,
                headers={"Accept": accept},
            )
            assert answer.status_code in (200, 302, 409)
    assert small.post(f"/api/collection?id={number}", remove=reports * 60).status_code == 200

    assert len(opened) < 120


def test_a_report_that_moves_beyond_its_collection_stays_in_it(small):
    number = small.collection(reports=["r1", "r2", "r3"])
    other = small.collection("other", reports=["r4"])
    token, (first, second, third) = form_of(small, number)
    _, (foreign,) = form_of(small, other)
    path = f"/collections/{number}"
    moved = small.client.post(path, data={"token": token, f"place-{first}-1": "99"})
    refused = small.client.post(path, data={"token": token, f"place-{foreign}-1": "2"})

    assert (moved.status_code, refused.status_code) == (302, 404)
    assert form_of(small, number)[1] == [second, third, first]


def sent_as(kind, fields):
    """So many fields in an encoding of forms."""
    if kind == "multipart/form-data; boundary=x":
        head = 'Content-Disposition: form-data; name="a"'
        return f"--x\r\n{head}\r\n\r\nb\r\n" * fields + "--x--\r\n"
    return "&".join(["a=b"] * fields)


KINDS = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_of_many_thousand_fields_is_refused_everywhere(small, kind):
    rules = [rule for rule in small.app.url_map.iter_rules() if "POST" in rule.methods]
    paths = [rule.rule for rule in rules if not rule.rule.startswith("/api/")]
    assert {"/batch", "/trace", "/collections"} <= set(paths)
    few, many = (sent_as(kind, fields) for fields in (9, MAX_FORM_FIELDS + 2))
    for path in paths:
        address = path.replace("<int:number>", "1")
        statuses = [
            small.client.post(address, data=data, content_type=kind).status_code
            for data in (few, many)
        ]
        assert statuses[0] != 413
        assert statuses[1] == 413, address


def test_a_file_that_names_one_report_thousands_of_times_takes_no_seconds(small):
    passages = [{"quote": f"passage {start}", "start": start} for start in range(200)]
    item = {"report": "r1", "passages": passages}
    file = {"format": "baogao-collections", "version": 1}
    first = {"uid": "u", "name": "n", "items": [item]}
    again = {"uid": "u", "items": [{"report": "r1", "tags": ["t"]}] * 4_000}
    desk = Desk(desk_path(str(small.folder / "index")))
    import_json(desk, json.dumps(file | {"collections": [first]}).encode(), "")
    started = time.process_time()
    import_json(
        desk, json.dumps(file | {"collections": [again, *[{"uid": "u"}] * 4_000]}).encode(), ""
    )

    assert time.process_time() - started < 2
    (number,) = [known.id for known in desk.collections("") if known.uid == "u"]
    (item,) = desk.items("", number)
    assert len(item.passages) == 200
    assert item.tags == ("t",)


def test_notes_that_go_to_and_fro_read_each_report_once(small, monkeypatch):
    number = small.collection("to and fro", ["r1", "r2"])
    made = []
    monkeypatch.setattr(
        "web.views.collection_api.PassageFinder",
        lambda body: made.append(body) or PassageFinder(body),
    )
    notes = [{"report": f"r{1 + at % 2}", "quote": "common"} for at in range(MAX_NOTES)]

    assert small.post(f"/api/collection?id={number}", notes=notes).status_code == 200
    assert len(made) == 2


@pytest.mark.parametrize(
    "body", ["", "a", " a", "a \n b", "\u200ba\ufeff\ufeffb c ", "甲 乙\n\n丙。"]
)
def test_a_passage_is_found_whatever_is_skipped_in_its_body(body):
    shown = [at for at, char in enumerate(body) if not re.match(r"[\s\u200b\ufeff]", char)]
    for first, last in itertools.combinations_with_replacement(range(len(shown)), 2):
        wanted = "".join(body[at] for at in shown[first : last + 1])

        assert PassageFinder(body).locate(wanted, 0) == (shown[first], shown[last] + 1)


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 100_000, "1" * 900_000, "\xff", ""])
def test_bodies_that_are_no_json_get_a_sentence(site, text):
    """On every address that takes a body."""
    rules = [rule for rule in site.app.url_map.iter_rules() if "POST" in rule.methods]
    paths = [rule.rule for rule in rules if rule.rule.startswith("/api/")]
    assert {"/api/batch", "/api/collections", "/api/collection", "/api/trace"} <= set(paths)
    number = site.collection()
    for path in paths:
        address = f"{path}?id={number}" if path == "/api/collection" else path
        answer = site.client.post(address, data=text, content_type="application/json")
        assert 400 <= answer.status_code < 500
        assert answer.json["error"]["message"]


READERS = {
    "in GB 18030": ("李明".encode("gb18030"), "王芳".encode("gb18030")),
    "in Latin-1": ("René".encode("latin-1"), "Renè".encode("latin-1")),
    "very long": (b"a" * 200 + b"b", b"a" * 200 + b"c"),
    "with two spaces": (b"an na", b"an  na"),
    "with a line": ("an\u2028na".encode(), b"an na"),
    "with a control character": (b"an\x01na", b"anna"),
    "nothing but controls": (b"\x01", b""),
    "cut in a character": ("王".encode()[:2], "李".encode()[:2]),
    "in other letters": (b"Anna", b"anna"),
    "composed": ("René".encode(), "Rene\u0301".encode()),
    "with an invisible character": ("an\u200bna".encode(), b"anna"),
    "as one with a digest": (b"\xff", reader_named(b"\xff").encode()),
    "as one with a digest of it": (
        reader_named(b"\xff").encode(),
        reader_named(reader_named(b"\xff").encode()).encode(),
    ),
}


@pytest.mark.parametrize("name", READERS)
def test_two_names_are_two_readers(name):
    first, second = map(reader_named, READERS[name])

    assert first != second
    assert max(len(first), len(second)) <= MAX_READER_CHARS
    assert [line_of(name, len(name)) for name in (first, second)] == [first, second]


@pytest.mark.parametrize(
    "name", ["", "anna", "王芳", "Renée d’Été", "a@b.example", "x" * 200, "a~b"]
)
def test_a_name_that_is_kept_whole_is_the_reader(name):
    assert reader_named(name.encode()) == name


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:81"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    ],
)
def test_other_sites_change_nothing(site, headers):
    number = site.collection()
    for path in ("/api/collections", f"/api/collection?id={number}", "/collections"):
        answer = site.client.post(path, json={"name": "evil"}, headers=headers)
        assert answer.status_code == 403
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        for path in ("/collections", f"/collections/{number}", "/collections/add-all?q="):
            form = site.client.post(path, data="do=create&name=evil", content_type=kind)
            assert form.status_code in (400, 403, 415)
    assert len(site.client.get("/api/collections").json["collections"]) == 1


def test_what_readers_wrote_is_nobody_elses(small, tmp_path):
    """Desks, backups and exports: no other user of the machine may open one of them."""
    index = str(small.folder / "index")
    small.collection("private", ["r1"])
    before = os.umask(0)
    try:
        for command in (
            ["backup", "--index", index, str(tmp_path / "b.tar")],
            ["desk", "export", "--index", index, str(tmp_path / "e.json")],
            ["restore", "--index", str(tmp_path / "index"), str(tmp_path / "b.tar")],
        ):
            assert CliRunner().invoke(baogao.baogao, command).exit_code == 0
        Desk(tmp_path / "new.desk.sqlite").create()
    finally:
        os.umask(before)
    files = [path for path in tmp_path.iterdir() if path.is_file()]

    assert len(files) == 4
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


@pytest.mark.parametrize("kind", ["a link", "a file"])
def test_a_copy_of_the_desk_is_never_written_into_what_another_put_in_its_way(
    small, tmp_path, kind
):
    """Not even at the moment between a look at the name and its use."""
    small.collection("private", ["r1"])
    mine, name = tmp_path / "mine.sqlite", tmp_path / "b.tar.desk.part"
    with contextlib.closing(sqlite3.connect(mine)) as connection:
        connection.execute("CREATE TABLE kept (value)")
        connection.commit()
    if kind == "a link":
        name.symlink_to(mine)
    else:
        name.write_bytes(mine.read_bytes())
    before = mine.read_bytes()
    with pytest.raises(DeskError, match="exists"):
        copy(desk_path(str(small.folder / "index")), name, new=True)

    assert mine.read_bytes() == name.read_bytes() == before


@pytest.mark.parametrize(("header", "kept"), [("X-User", "private, no-cache"), ("", "no-cache")])
def test_what_one_reader_sees_is_for_no_cache_that_others_share(site, header, kept):
    plan = DeskPlan(path=desk_path(str(site.folder / "index")), header=header, proxy="127.0.0.1")
    app = create_app(str(site.folder / "index"), desk=plan)
    client = app.test_client()
    for path in ("/", "/search?q=common", "/report/r1", "/collections", "/api/collections"):
        assert client.get(path).headers["Cache-Control"] == kept
    app.extensions["baogao"].index_manager.close()
