"""A folder becomes entries: sorted, streamed, capped, and nothing in it stops the walk."""

import bz2
import gzip
import io
import json
import lzma
import os
import pickle
import re
import struct
import tarfile
import zipfile

import pytest
import zstandard

from index.errors import CorpusError
from index.indexing import corpus, extract, file_types
from index.indexing.named_folders import distinct_folders
from index.ingest import decompress
from index.ingest.files import containers, described_files, snapshots, zip_files
from index.ingest.source_file import SourceFile
from index.report import Skipped
from tests.made_files import zip_file


def walk(folder):
    return list(corpus.entries(str(folder)))


def paths(folder):
    return [item.path for item in walk(folder)]


def reasons(folder):
    return {item.path: item.reason for item in walk(folder) if isinstance(item, Skipped)}


def zipped(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def test_files_come_in_order_with_paths_relative_to_the_folder(tmp_path):
    for name in ("b.html", "a/z.txt", "a/b/c.md", "ü/数据.txt"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("text")

    assert paths(tmp_path) == ["a/b/c.md", "a/z.txt", "b.html", "ü/数据.txt"]
    assert [item.kind for item in walk(tmp_path)] == ["md", "txt", "html", "txt"]


def test_plain_files_are_named_and_not_read(tmp_path):
    (tmp_path / "a.txt").write_text("text")

    [entry] = walk(tmp_path)

    assert entry == SourceFile(
        path="a.txt", file=str(tmp_path / "a.txt"), kind="txt", root=str(tmp_path)
    )
    assert pickle.loads(pickle.dumps(entry)) == entry


def test_hidden_files_steering_files_and_saved_resources_are_passed_over(tmp_path):
    for name in (
        ".git/a.txt",
        ".b.txt",
        "sites.toml",
        "corrections.toml",
        "page_files/x.html",
        "page.html",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("" if name.endswith("toml") else "text")

    assert paths(tmp_path) == ["page.html"]


def test_folders_of_mails_that_begin_with_a_dot_are_read(tmp_path):
    for folder in (".Press/cur", ".Press/new", ".cache/cur"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "1675933200.M1.host:2,S").write_text("From: a@x\n\nThe quay opens.")

    paths = [entry.path for entry in corpus.entries(str(tmp_path))]

    assert [path.partition("/")[0] for path in paths] == [".Press", ".Press"]


@pytest.mark.parametrize("name", ["missing", "file.txt"])
def test_what_is_no_folder_is_said(tmp_path, name):
    (tmp_path / "file.txt").write_text("text")

    with pytest.raises(CorpusError, match=name):
        walk(tmp_path / name)


def test_links_that_go_round_end(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.txt").write_text("text")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing")

    assert paths(tmp_path) == ["a/up", "a/x.txt", "gone.txt"]
    assert "leads back" in reasons(tmp_path)["a/up"]
    assert "nowhere" in reasons(tmp_path)["gone.txt"]


def test_links_to_folders_of_links_end(tmp_path):
    for number in range(20):  # a million ways lead to the last
        (tmp_path / f"{number:02}").mkdir()
        for name in ("left", "right"):
            (tmp_path / f"{number:02}" / name).symlink_to(f"../{number + 1:02}")
    (tmp_path / "20").mkdir()
    (tmp_path / "20" / "x.txt").write_text("text")
    skipped = [item for item in walk(tmp_path) if isinstance(item, Skipped)]

    assert [item.path for item in walk(tmp_path) if isinstance(item, SourceFile)] == ["20/x.txt"]
    assert all(item.remark and "read as" in item.reason for item in skipped)
    assert reasons(tmp_path)["00/right"] == "The same folder is read as 01."


@pytest.fixture
def linked(tmp_path):
    """A corpus beside a folder and a hidden one, to which links may lead."""
    for name in ("corpus/a/x.txt", "corpus/.hidden/h.txt", "other/inner/y.txt", "second/z.txt"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("text")
    return tmp_path / "corpus"


LINKS = {
    "a folder of the corpus": ({"b": "a", "c": "a"}, ["a/x.txt"], {"b": "a", "c": "a"}),
    "a hidden folder": ({"b": ".hidden"}, ["a/x.txt", "b/h.txt"], {}),
    "a folder outside": ({"b": "../other"}, ["a/x.txt", "b/inner/y.txt"], {}),
    "the same outside": (
        {"b": "../other", "c": "../other", "d": "../other/inner"},
        ["a/x.txt", "b/inner/y.txt"],
        {"c": "b", "d": "b/inner"},
    ),
    "a part first": (
        {"b": "../other/inner", "c": "../other"},
        ["a/x.txt", "b/y.txt"],
        {"c/inner": "b"},
    ),
    "another folder that is named": ({"b": "../second"}, ["a/x.txt"], {"b": "second"}),
    "what holds the corpus": ({"b": ".."}, ["a/x.txt"], {"b": "leads back"}),
    "the whole machine": ({"b": "/"}, ["a/x.txt"], {"b": "leads back"}),
    "itself": ({"b": "b"}, ["a/x.txt"], {"b": "nowhere"}),
    "processes": ({"b": "/proc", "c": "/proc/self"}, ["a/x.txt"], {"b": "state", "c": "state"}),
    "a process's view of all": ({"b": "/proc/self/root"}, ["a/x.txt"], {"b": "leads back"}),
    "devices": ({"b": "/dev", "c": "/sys/class"}, ["a/x.txt"], {"b": "state", "c": "state"}),
    "a file of the machine": (
        {"b.txt": "/proc/self/environ"},
        ["a/x.txt"],
        {"b.txt": "only shows"},
    ),
}
"""Links by their names, the files that are read, and what is said of the rest."""


@pytest.mark.parametrize("case", LINKS)
def test_a_link_gives_what_is_not_read_anyway_and_never_the_machine(linked, case):
    links, read, said = LINKS[case]
    for name, target in links.items():
        (linked / name).symlink_to(target)
    named = [str(linked), str(linked.parent / "second")]
    items = list(corpus.entries(str(linked), named))

    assert [item.path for item in items if isinstance(item, SourceFile)] == read
    skipped = {item.path: item.reason for item in items if isinstance(item, Skipped)}
    assert skipped.keys() == said.keys()
    assert all(words in skipped[name] for name, words in said.items())


@pytest.mark.parametrize("folder", ["/proc", "/sys/kernel", "/dev"])
def test_what_the_machine_only_shows_is_no_corpus(folder):
    with pytest.raises(CorpusError, match="holds no reports"):
        walk(folder)


NAMED = {
    "twice": (["corpus", "corpus/."], ["corpus"], {"corpus": "the same folder as"}),
    "by a link": (["corpus", "link"], ["corpus"], {"link": "the same folder as"}),
    "by a link first": (["link", "corpus"], ["link"], {"corpus": "the same folder as"}),
    "with a part": (["corpus", "corpus/a"], ["corpus"], {"corpus/a": "inside"}),
    "a part first": (["corpus/a", "second", "link"], ["second", "link"], {"corpus/a": "inside"}),
    "with a hidden part": (["corpus", "corpus/.hidden"], ["corpus", "corpus/.hidden"], {}),
    "beside each other": (["corpus", "second"], ["corpus", "second"], {}),
}


@pytest.mark.parametrize("case", NAMED)
def test_a_folder_that_is_named_in_several_ways_is_read_once_and_that_is_said(linked, case):
    given, kept, said = NAMED[case]
    (linked.parent / "link").symlink_to("corpus")
    top = f"{linked.parent}/"
    folders, remarks = distinct_folders([top + name for name in given])

    assert folders == tuple(top + name for name in kept)
    assert {remark.path.removeprefix(top) for remark in remarks} == said.keys()
    for remark in remarks:
        assert remark.remark
        assert said[remark.path.removeprefix(top)] in remark.reason


def test_a_deep_tree_is_named_and_costs_no_other_report(tmp_path):
    folder = tmp_path
    for _ in range(700):
        folder /= "a"
        folder.mkdir()
    (folder / "x.txt").write_text("text")
    (tmp_path / "a" / "y.txt").write_text("text")
    (tmp_path / "z.txt").write_text("text")
    deepest = "/".join("a" * (corpus.MAX_DEPTH_FOLDERS + 1))

    assert paths(tmp_path) == [deepest, "a/y.txt", "z.txt"]
    assert "folders deep" in reasons(tmp_path)[deepest]


def test_a_pipe_does_not_hang_the_walk(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")

    assert "regular" in reasons(tmp_path)["pipe.txt"]


def test_kinds_that_are_not_read_are_said(tmp_path):
    (tmp_path / "plan.XYZ").write_bytes(b"x")
    (tmp_path / "README").write_text("text")

    assert reasons(tmp_path) == {"plan.XYZ": "Files of the kind .xyz are not read."}
    assert paths(tmp_path) == ["README", "plan.XYZ"]


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_each_line_of_an_export_is_an_entry(tmp_path, name):
    lines = b'{"id": "1"}\n\n{"id": "2"}'
    (tmp_path / name).write_bytes(gzip.compress(lines) if name.endswith(".gz") else lines)

    assert [(item.path, item.kind) for item in walk(tmp_path)] == [
        (f"{name}!1", "json"),
        (f"{name}!3", "json"),
    ]


def test_a_table_gives_an_entry_for_each_row(tmp_path):
    (tmp_path / "a.csv").write_bytes('标题;正文\n一;"甲\n乙"\n\n二;丙\n'.encode("gb18030"))

    assert [json.loads(item.data) for item in walk(tmp_path)] == [
        {"标题": "一", "正文": "甲\n乙"},
        {"标题": "二", "正文": "丙"},
    ]


def test_a_compressed_page_is_one_entry(tmp_path):
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(b"<p>x"))

    [entry] = walk(tmp_path)

    assert (entry.path, entry.kind, entry.data) == ("a.html.gz", "html", b"<p>x")


def test_a_zip_gives_its_reports_and_says_the_rest(tmp_path):
    zipped(
        tmp_path / "a.zip",
        {
            "ok/a.txt": "text",
            "../evil.txt": "x",
            "/root.txt": "x",
            "in.zip": "x",
            "p.xyz": "x",
            ".h/b.txt": "x",
            "__MACOSX/a.txt": "x",
        },
    )

    assert [item.path for item in walk(tmp_path) if isinstance(item, SourceFile)] == [
        "a.zip!ok/a.txt"
    ]
    skipped = reasons(tmp_path)
    assert set(skipped) == {"a.zip!../evil.txt", "a.zip!/root.txt", "a.zip!in.zip", "a.zip!p.xyz"}
    assert "outside" in skipped["a.zip!../evil.txt"]
    assert not (tmp_path.parent / "evil.txt").exists()


def test_a_bomb_is_skipped(tmp_path, monkeypatch):
    monkeypatch.setattr(containers, "MAX_MEMBER_BYTES", 1_000)
    zipped(tmp_path / "a.zip", {"bomb.txt": b"0" * 50_000, "ok.txt": b"x"})
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(b"0" * 50_000))
    (tmp_path / "c.jsonl").write_bytes(b"1" * 5_000 + b"\n2\n")

    assert [item.path for item in walk(tmp_path) if isinstance(item, SourceFile)] == [
        "a.zip!ok.txt",
        "c.jsonl!2",
    ]
    assert all("more than" in reason or "longer" in reason for reason in reasons(tmp_path).values())


def test_an_archive_that_unpacks_to_too_much_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr(decompress, "MAX_UNPACKED_BYTES", 150)
    zipped(tmp_path / "a.zip", {f"{number}.txt": b"0" * 100 for number in range(9)})

    assert [item.path for item in walk(tmp_path)] == ["a.zip!0.txt", "a.zip"]


def packed_tar(files):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:bz2") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


LINES = b"\n" * 60_000
MUCH = {f"{number}.exe": b"MZ" + LINES for number in range(4)}
ROW = b'{"title": "Quay", "body": "The quay opens at dawn."}\n'
RECORD = b"WARC/1.0\r\nWARC-Type: metadata\r\nContent-Length: 60000\r\n\r\n" + LINES + b"\r\n\r\n"
BOMBS = {
    "a.jsonl.bz2": bz2.compress(ROW + LINES),
    "a.jsonl.gz": gzip.compress(ROW + LINES),
    "a.csv.xz": lzma.compress(b"title,body\nQuay,The quay opens.\n" + LINES),
    "a.jsonl.zst": zstandard.compress(ROW + LINES),
    "a.mbox.bz2": bz2.compress(b"From a\nSubject: Quay\n\nx\nFrom b\nSubject: Port\n\n" + LINES),
    "a.sql.bz2": bz2.compress(b"INSERT INTO a VALUES ('Quay');\n" + LINES),
    "a.tar.bz2": packed_tar(MUCH),
    "a.zip": zip_file(MUCH),
    "archives in an archive.zip": zip_file({f"{name}.zip": zip_file(MUCH) for name in "ab"}),
    "a.warc.gz": gzip.compress(RECORD * 2),
    "a.wacz": zip_file({"datapackage.json": "{}", "archive/a.warc": RECORD * 2}),
}
"""Files that unpack to far more than their size, without as many reports."""


@pytest.mark.parametrize("name", BOMBS)
def test_what_unpacks_to_far_more_than_its_size_is_left_though_it_holds_no_report(
    tmp_path, monkeypatch, name
):
    (tmp_path / name).write_bytes(BOMBS[name])
    whole = walk(tmp_path)
    monkeypatch.setattr(decompress, "MAX_UNPACKED_TIMES", 10)
    monkeypatch.setattr(decompress, "FREE_UNPACKED_BYTES", 30_000)

    *_, last = walk(tmp_path)

    assert last.path == name
    assert last.reason.startswith("It unpacks to more than")
    assert not any("unpacks to more" in getattr(item, "reason", "") for item in whole)


def test_a_few_bytes_that_unpack_to_many_members_give_only_the_first(tmp_path, monkeypatch):
    inner = zip_file({f"{number}.txt": f"The quay opens at {number}." for number in range(40)})
    (tmp_path / "a.zip").write_bytes(zip_file({f"{number}.zip": inner for number in range(60)}))
    whole = walk(tmp_path)
    most = (tmp_path / "a.zip").stat().st_size
    monkeypatch.setattr(file_types, "FREE_MEMBERS", -most + 1_000)

    *first, last = walk(tmp_path)

    assert len(whole) == 2_400
    assert first == whole[:1_000]
    assert last.reason == "Only its first 1,000 members are read."


def nested(names, inner, depth):
    """A ZIP file of so many copies of one in each other."""
    for _ in range(depth):
        inner = zip_file({f"{name}.zip": inner for name in names})
    return inner


def test_archives_that_lie_in_archives_many_times_give_files_by_their_bytes(monkeypatch):
    monkeypatch.setattr(file_types, "FREE_INNER_FILES", 50)
    texts = zip_file({f"{number}.txt": f"Quay {number}" for number in range(20)})
    data = nested(range(20), texts, 2)
    items = list(file_types.members(SourceFile(path="a.zip", file="", kind="zip", data=data)))

    assert len(items) < 52 + len(data) / 8
    assert re.fullmatch(r"Only its first [\d,]+ members are read\.", items[-1].reason)


def test_archives_of_different_files_in_an_archive_give_all_of_them(monkeypatch):
    monkeypatch.setattr(file_types, "FREE_INNER_FILES", 0)
    days = {
        f"{day}.zip": zip_file({f"{day}-{number}.txt": "The quay opens." for number in range(30)})
        for day in range(30)
    }
    data = zip_file(days)
    items = list(file_types.members(SourceFile(path="a.zip", file="", kind="zip", data=data)))

    assert len(items) == 900


def test_lists_beside_files_are_compared_up_to_a_size_together(tmp_path, monkeypatch):
    line = b'{"title": "Quay", "file": "101.quay.txt"}\n'
    lists = {f"{number}.jsonl": line + LINES for number in range(9)}
    zipped(tmp_path / "a.zip", {"101.quay.txt": b"The quay opens at dawn.", **lists})
    parsed, records = [], described_files._records
    monkeypatch.setattr(described_files, "_MAX_LISTS_BYTES", 3 * len(line + LINES))
    monkeypatch.setattr(
        described_files, "_records", lambda name, data: parsed.append(name) or records(name, data)
    )
    assert walk(tmp_path)[0].kind == "json"
    assert parsed == ["0.jsonl", "1.jsonl", "2.jsonl"]


def test_an_archive_that_unpacks_to_little_is_read_whatever_its_share(tmp_path):
    (tmp_path / "a.jsonl.bz2").write_bytes(bz2.compress(ROW * 5_000))

    assert len(walk(tmp_path)) == 5_000


@pytest.mark.parametrize("name", ["a.zip", "a.jsonl.gz", "a.txt.gz", "a.warc", "a.warc.gz"])
@pytest.mark.parametrize(
    "data", [b"", b"not an archive at all", b"PK\x03\x04cut", b"\x1f\x8b\x08cut"]
)
def test_a_damaged_archive_is_skipped_with_a_sentence(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)

    assert all(reason.endswith(".") for reason in reasons(tmp_path).values())
    assert walk(tmp_path) or not data


def test_a_zip_with_a_password_is_said(tmp_path):
    zipped(tmp_path / "a.zip", {"a.txt": "text"})
    data = bytearray((tmp_path / "a.zip").read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(data)

    assert reasons(tmp_path) == {"a.zip!a.txt": "It is encrypted."}


def test_messages_of_a_mailbox_are_entries(tmp_path):
    (tmp_path / "a.mbox").write_bytes(b"From a\nSubject: 1\n\nx\nFrom b\nSubject: 2\n\ny\n")

    assert [(item.path, item.kind) for item in walk(tmp_path)] == [
        ("a.mbox!1", "eml"),
        ("a.mbox!2", "eml"),
    ]


def record(url, content_type, payload, status="200 OK"):
    body = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n\r\n".encode() + payload
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
        "WARC-Date: 2023-02-09T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_pages_of_a_web_archive_know_their_address(tmp_path, name):
    records = [
        record("http://x.example/a", "text/html; charset=gbk", b"<p>x"),
        record("http://x.example/b.png", "image/png", b"x"),
        record("http://x.example/c", "text/html", b"gone", "404 Not Found"),
    ]
    packed = map(gzip.compress, records) if name.endswith(".gz") else records
    (tmp_path / name).write_bytes(b"".join(packed))

    [entry] = walk(tmp_path)

    assert (entry.path, entry.kind, entry.data) == (f"{name}!1", "html", b"<p>x")
    assert (entry.url, entry.charset) == ("http://x.example/a", "gbk")


def test_an_unreadable_folder_is_said(tmp_path):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0)
    if os.access(locked, os.R_OK):
        locked.rmdir()
        locked.symlink_to(locked)  # the superuser reads every folder; a link to itself nobody

    assert len(reasons(tmp_path)) == 1


def test_members_are_counted_without_reading_a_container(tmp_path):
    lines = b'{"title": "x"}\n' * 300
    (tmp_path / "a.jsonl").write_bytes(lines)
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(lines))
    (tmp_path / "c.txt").write_text("x")
    zipped(tmp_path / "d.zip", {f"{number}.txt": b"x" for number in range(9)})
    (tmp_path / "e.mbox").write_bytes(b"From a\nSubject: x\n\nx\n" * 5)
    (tmp_path / "f.jsonl.gz").write_bytes(b"no gzip")

    assert corpus.estimated_count(str(tmp_path)) == 300 + 300 + 1 + 9 + 5 + 1
    assert len(walk(tmp_path)) == 300 + 300 + 1 + 9 + 5 + 1


def test_a_long_container_is_counted_by_its_beginning(tmp_path):
    lines = [json.dumps({"title": f"{number:06}", "body": "x" * 200}) for number in range(20_000)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))

    assert 36_000 < corpus.estimated_count(str(tmp_path)) < 44_000


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.zip", "a.txt", "a.gz", "a.html", "a"])
def test_a_large_file_of_holes_is_skipped_at_once(tmp_path, name):
    with (tmp_path / name).open("wb") as file:
        file.truncate(1 << 40)

    [item] = corpus.entries(str(tmp_path))
    assert "next to nothing" in item.reason


def test_an_index_of_a_snapshot_that_is_no_plain_file_keeps_nobody_waiting(tmp_path, in_the_way):
    in_the_way(tmp_path / "index.json")
    (tmp_path / "output.html").write_text("<p>a")

    assert snapshots.snapshot(tmp_path, ["index.json", "output.html"]) is None


def test_what_is_no_plain_file_is_skipped_and_nobody_waits(tmp_path, in_the_way):
    in_the_way(tmp_path / "a.html")

    assert all(isinstance(item, Skipped) for item in corpus.entries(str(tmp_path)))


def _with_end(data, size, offset):
    """A ZIP archive whose last record states a size and an offset of its list of members."""
    record = data.rindex(b"PK\x05\x06")
    return data[: record + 12] + struct.pack("<II", size, offset) + data[record + 20 :]


def _with_wide_end(data, size):
    """A ZIP archive with a wide record too, which zipfile believes more than the last one."""
    record = data.rindex(b"PK\x05\x06")
    wide = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, size, 0)
    locator = struct.pack("<4sI4sIi", b"PK\x06\x07", 0, b"PK\x06\x06", 0, 1)
    return data[:record] + wide + locator + data[record:]


LISTS = {
    "a long list": lambda data: _with_end(data, 1 << 30, 0),
    "a record in the record": lambda data: _with_end(data, 1 << 30, 0x06054B50),
    "a wide record": lambda data: _with_wide_end(data, 1 << 40),
}


@pytest.mark.parametrize("name", LISTS)
def test_an_archive_that_states_a_long_list_is_left_however_it_does_so(tmp_path, name):
    zipped(tmp_path / "a.zip", {"a.txt": "text"})
    (tmp_path / "a.zip").write_bytes(LISTS[name]((tmp_path / "a.zip").read_bytes()))

    assert list(reasons(tmp_path).values()) == [zip_files.TOO_MANY]
    assert corpus.estimated_count(str(tmp_path)) == 1


def zipped_files(members):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


HOLLOW = {
    "a ZIP without members": ("a.zip", zipped_files({})),
    "a ZIP with hidden members alone": ("a.zip", zipped_files({"__MACOSX/a.txt": "x", ".b": "x"})),
    "a ZIP in a ZIP": ("a.zip", zipped_files({"b.zip": zipped_files({})})),
    "a TAR without members": ("a.tar", bytes(10_240)),
    "lines without JSON": ("a.jsonl", b"\n\n\n"),
    "a table of lines without cells": ("a.csv", b"\n,,\n"),
    "a dump without rows": ("a.sql", b"-- PostgreSQL database dump\nSET x = 1;\n"),
    "a dump that was cut": ("a.sql", b"INSERT INTO news (title, body) VALUES (1, 'It''s"),
    "a mailbox without mail": ("a.mmdf", b"\1\1\1\1"),
    "nothing, packed": ("a.jsonl.gz", gzip.compress(b"")),
    "nothing at all": ("a.jsonl", b""),
}


@pytest.mark.parametrize(("name", "data"), HOLLOW.values(), ids=HOLLOW)
def test_no_file_vanishes_without_a_word(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    items = [
        item
        for entry in corpus.entries(str(tmp_path))
        for item in (extract.read(entry) if isinstance(entry, SourceFile) else [entry])
    ]

    assert items
    assert all(isinstance(item, Skipped) for item in items)
