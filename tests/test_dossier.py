"""The exports of a collection, read again by other programs: nothing is missing, nothing runs."""

import csv
import datetime
import hashlib
import io
import json
import re
import zipfile

import docx
import pytest
from lxml import etree

from index.operations.build import build
from index.operations.opening import open_index
from tests.test_hostile import PAYLOADS
from web import originals
from web.desk import bag
from web.desk.exports import DOSSIER_EXPORTS
from web.desk.reader import DeskPlan
from web.desk.records import ReportCard
from web.server.app import create_app

DAY = datetime.date(2026, 11, 29)
NOTE = "第一行\n=1+1 {braces} & 100% <b>"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """Reports of several kinds, one of them hostile in every field."""
    folder = tmp_path_factory.mktemp("archive")
    corpus = folder / "corpus"
    (corpus / "sub").mkdir(parents=True)
    (corpus / "sub" / "港口.txt").write_text(
        "港口开港\n来源：云河日报\n日期：2021-03-01\n\n新港昨日开港，货轮进出。\n", "utf-8"
    )
    rows = [
        {"id": "same!", "title": "First", "body": "one", "url": "https://a.example/1"},
        {"id": "same?", "title": "Second", "body": "two", "author": "Li Hua, Wang Fang"},
        {"id": "h", "title": PAYLOADS[0], "source": PAYLOADS[1], "body": "hostile"},
    ]
    lines = "\n".join(json.dumps(row | {"date": "2023-02-09"}) for row in rows)
    (corpus / "export.jsonl").write_text(lines, "utf-8")
    build([str(corpus)], str(folder / "index"))
    return folder


@pytest.fixture(scope="module")
def client(archive):
    plan = DeskPlan(path=archive / "desk.sqlite")
    app = create_app(str(archive / "index"), desk=plan, today=lambda: DAY)
    desk = plan.desk()
    index = open_index(str(archive / "index"))
    reports = index.reports([name for name, _ in index.fingerprints()])
    index.close()
    order = ["港口开港", "First", "Second"]
    reports = sorted(reports, key=lambda report: (*order, report.title).index(report.title))
    number = desk.create_collection("", "Ports / 港口", "What it is about")
    desk.add("", number, [*map(ReportCard.of, reports), ReportCard(report="left", title="Gone")])
    for item in desk.items("", number):
        desk.save_note("", item.id, NOTE, ["港口", "a&b"], item.version)
        desk.keep_passage("", item.id, "noted words", 0, "why")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(archive)  # where the settings name corpus/ as the folder of reports
        yield app.test_client()
    app.extensions["baogao"].index_manager.close()


def export(client, ending):
    answer = client.get(f"/export/collection.{ending}?id=1")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer.data


@pytest.mark.parametrize(("ending", "mark"), [("gbt7714", r"\[{}\] "), ("apa", r"{}\. ")])
def test_citations_are_one_numbered_list(client, ending, mark):
    lines = export(client, ending).decode("utf-8-sig").splitlines()

    assert len(lines) == 5
    for number, line in enumerate(lines, 1):
        assert re.match(mark.format(number), line)


def test_ris_has_a_record_for_each_report_with_notes_and_tags(client):
    records = export(client, "ris").decode().split("ER  - \r\n")[:-1]

    assert len(records) == 5
    for record in records:
        lines = record.strip().split("\r\n")
        assert lines[0] == "TY  - ELEC"
        assert all(re.match(r"[A-Z][A-Z0-9]  - \S", line) for line in lines), record
        assert [line[6:] for line in lines if line.startswith("KW")] == ["港口", "a&b"]
        assert sum(line.startswith("N1") for line in lines) == 2


def test_bibtex_has_unique_keys_and_balanced_braces(client):
    text = export(client, "bib").decode()
    keys = re.findall(r"^@misc\{([^,]+),$", text, re.MULTILINE)
    bare = re.sub(r"\\.", "", text)

    assert len(set(keys)) == len(keys) == 5
    assert bare.count("{") == bare.count("}")
    assert text.count(r"100\%") == 5
    for line in text.splitlines():
        assert re.match(r"@misc\{|  \w+ = \{.*\},$|\}$|$", line), line


def test_csl_json_says_who_what_when_and_where(client):
    items = json.loads(export(client, "csl"))
    first = next(item for item in items if item["title"] == "First")
    second = next(item for item in items if item["title"] == "Second")

    assert len({item["id"] for item in items}) == 5
    assert first["type"] == "webpage"
    assert first["URL"] == "https://a.example/1"
    assert first["issued"] == {"date-parts": [[2023, 2, 9]]}
    assert first["accessed"] == {"date-parts": [[2026, 11, 29]]}
    assert second["author"] == [{"literal": "Li Hua"}, {"literal": "Wang Fang"}]
    assert all(item["note"].startswith("第一行") for item in items)


def test_csv_has_a_row_for_each_report_and_no_formula(client):
    rows = list(csv.DictReader(io.StringIO(export(client, "csv").decode("utf-8-sig"))))

    assert [row["in the archive"] for row in rows] == ["yes"] * 4 + ["no"]
    note = NOTE.replace("\n=", "\n'=")  # Excel may take the line for a row of its own
    assert all(row["note"] == note and row["tags"] == "港口, a&b" for row in rows)
    assert all("noted words" in row["passages"] for row in rows)
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "@"))]


@pytest.mark.parametrize(
    ("lang", "form"), [("zh", "[1] 云河日报. 港口开港[Z]"), ("en", "1. 云河日报. (2021")]
)
def test_word_reads_titles_notes_passages_links_and_references(client, lang, form):
    answer = client.get(f"/export/collection.docx?id=1&lang={lang}")
    document = docx.Document(io.BytesIO(answer.data))
    by_style = {}
    for paragraph in document.paragraphs:
        by_style.setdefault(paragraph.style.name, []).append(paragraph.text)

    assert by_style["Title"] == ["Ports / 港口"]
    assert len(by_style["Heading 2"]) == 5
    assert by_style["Heading 2"][0] == "1. 港口开港"
    assert by_style["Quote"] == ["noted words"] * 5
    assert "第一行" in by_style["Normal"]
    assert "=1+1 {braces} & 100% <b>" in by_style["Normal"]
    assert by_style["Bibliography"][0].startswith(form)
    assert [
        relation.target_ref
        for relation in document.part.rels.values()
        if relation.reltype.endswith("/hyperlink")
    ] == ["https://a.example/1"]


def test_every_part_of_the_word_file_is_sound_xml(client):
    with zipfile.ZipFile(io.BytesIO(export(client, "docx"))) as file:
        assert file.testzip() is None
        for name in file.namelist():
            etree.fromstring(file.read(name))


def test_the_folder_has_originals_texts_all_formats_and_sums_that_agree(client, archive):
    with zipfile.ZipFile(io.BytesIO(export(client, "zip"))) as file:
        assert file.testzip() is None
        root = {name.partition("/")[0] for name in file.namelist()}
        assert root == {"Ports-港口"}
        files = {name.partition("/")[2]: file.read(name) for name in file.namelist()}
    sums = dict(
        reversed(line.split("  ", 1)) for line in files["manifest-sha256.txt"].decode().splitlines()
    )

    assert set(sums) == {name for name in files if name.startswith("data/")}
    for name, digest in sums.items():
        assert hashlib.sha256(files[name]).hexdigest() == digest
    original = (archive / "corpus" / "sub" / "港口.txt").read_bytes()
    assert files["data/originals/0001-港口.txt"] == original
    assert len([name for name in files if "/originals/" in name]) == 2  # three rows of one export
    assert len([name for name in files if "/text/" in name]) == 4
    assert "no longer in the archive\tGone" in files["data/missing.tsv"].decode()
    assert files["bagit.txt"].startswith(b"BagIt-Version: 1.0\n")
    assert json.loads(files["data/collection.json"])["collections"][0]["name"] == "Ports / 港口"
    for name in files:
        assert ".." not in name
        assert "\\" not in name


def test_a_file_that_became_a_link_is_not_handed_out(archive, client, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret of the machine")
    path = archive / "corpus" / "sub" / "港口.txt"
    text = path.read_bytes()
    path.unlink()
    path.symlink_to(secret)
    try:
        data = export(client, "zip")
    finally:
        path.unlink()
        path.write_bytes(text)

    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert all(b"secret of" not in file.read(name) for name in file.namelist())


@pytest.mark.parametrize(
    "path", ["../secret", "/etc/hostname", "a/../../b", "", ".", "a//b", "a\0b"]
)
def test_no_path_leads_out_of_the_folder(tmp_path, path):
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "in").mkdir()

    assert originals.original(path, [str(tmp_path / "in")]) is None


def test_files_that_are_too_large_are_named_instead(client, monkeypatch):
    monkeypatch.setattr(bag, "MAX_ORIGINAL_BYTES", 3)
    with zipfile.ZipFile(io.BytesIO(export(client, "zip"))) as file:
        names = file.namelist()
        missing = file.read("Ports-港口/data/missing.tsv").decode()

    assert not [name for name in names if "/originals/" in name]
    assert "more than 3\t" in missing


def bagged(client):
    """The originals in the folder, and the reasons for the reports that are without one."""
    with zipfile.ZipFile(io.BytesIO(export(client, "zip"))) as file:
        originals_in = [name for name in file.namelist() if "/originals/" in name]
        rows = file.read("Ports-港口/data/missing.tsv").decode().splitlines()[1:]
    return len(originals_in), [row.split("\t")[1] for row in rows]


def sizes(archive):
    files = ("sub/港口.txt", "export.jsonl")
    return [(archive / "corpus" / name).stat().st_size for name in files]


def test_a_folder_that_is_full_says_so_and_not_that_a_file_is_large(archive, client, monkeypatch):
    first, _ = sizes(archive)
    monkeypatch.setattr(bag, "MAX_BAG_BYTES", first)
    full = f"the files in this folder would have more than {first} bytes with it"

    assert bagged(client) == (1, [full] * 3 + ["the report is no longer in the archive"])


def test_a_file_of_several_reports_is_in_a_full_folder_once_for_all(archive, client, monkeypatch):
    monkeypatch.setattr(bag, "MAX_BAG_BYTES", sum(sizes(archive)))

    assert bagged(client) == (2, ["the report is no longer in the archive"])


@pytest.mark.parametrize(
    "title", ["", "../../etc", "a" * 500, "农村/物流", "CON", "\u202eevil", "...", "x\ny"]
)
def test_a_slug_is_a_name_that_every_system_takes(title):
    assert re.fullmatch(r"[\w-]{0,60}", bag.slug(title))


def test_a_hostile_title_stays_text_in_every_format(client):
    for ending in DOSSIER_EXPORTS:
        assert len(export(client, ending)) > 100
    for name in ("docx", "zip"):
        with zipfile.ZipFile(io.BytesIO(export(client, name))) as file:
            assert file.testzip() is None
