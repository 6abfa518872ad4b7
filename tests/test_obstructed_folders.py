"""An object that somebody puts in the way of an index: a sentence says so, and nobody waits."""

import base64
import contextlib
import errno
import fcntl
import hashlib
import io
import json
import multiprocessing
import os
import shutil
import signal
import tarfile
import time

import pytest

from index.embedded.query.index import EmbeddedIndex
from index.embedded.segment import array_file, generation_info, generations, lock, manifest
from index.embedded.write import backup
from index.embedded.write.check import check
from index.errors import IndexBusyError, IndexUnusableError, IndexWriteError, OperatorError
from tests.tools.states import NEW, OLD, build_state

FORK = multiprocessing.get_context("fork")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("built")
    build_state(folder / "corpus", folder / "index", OLD)
    return folder


@pytest.fixture
def root(built, tmp_path):
    shutil.copytree(built / "corpus", tmp_path / "corpus")
    return shutil.copytree(built / "index", tmp_path / "index")


def reports(root):
    with contextlib.closing(EmbeddedIndex.open(str(root))) as index:
        return sorted(name for name, _ in index.fingerprints())


def rebuilt(root, **options):
    build_state(root.parent / "corpus", root, NEW, **options)
    return reports(root)


def replace(path, put):
    if path.exists():
        path.unlink()
    put(path)


FILES = ["CURRENT", "g000001/MANIFEST", "g000001/generation.json", "g000001/_MAIN_1.toc"]


@pytest.mark.parametrize("name", FILES)
def test_what_is_no_plain_file_is_refused_at_once_and_a_rebuild_helps(root, name, in_the_way):
    replace(root / name, in_the_way)

    with pytest.raises(OperatorError):
        EmbeddedIndex.open(str(root))
    assert list(check(root))
    if name == "CURRENT" and (root / name).is_dir() and not (root / name).is_symlink():
        with pytest.raises(IndexUnusableError, match="in the way"):
            rebuilt(root)
    else:
        assert rebuilt(root)


def test_what_is_no_plain_file_in_the_place_of_the_lock_is_named(root, in_the_way):
    replace(root / "LOCK", in_the_way)

    with pytest.raises(IndexWriteError, match="in the way"):
        rebuilt(root)
    assert reports(root)


@pytest.mark.parametrize("kind", [fcntl.LOCK_EX, fcntl.LOCK_SH])
def test_readers_wait_for_nobodys_lock(root, kind):
    with (root / "g000001" / "MANIFEST").open("rb") as other:
        fcntl.flock(other, kind)

        assert reports(root)
        assert rebuilt(root)


def test_nobody_else_may_open_the_file_of_the_lock(root):
    assert (root / "LOCK").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["g000009.new", "CURRENT.new"])
def test_what_is_left_in_the_way_of_a_build_is_removed(root, name, in_the_way):
    in_the_way(root / name)

    assert rebuilt(root)
    assert not os.path.lexists(root / name)


def test_a_link_in_the_way_is_removed_and_not_what_it_leads_to(root, tmp_path):
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "file").write_text("all there is")
    (root / "g000009.new").symlink_to(tmp_path / "precious")
    (root / "g000002.new").symlink_to(tmp_path / "precious")

    assert rebuilt(root)
    assert (tmp_path / "precious" / "file").read_text() == "all there is"


def test_a_folder_of_somebodys_in_the_way_is_named(root):
    (root / "CURRENT.new").mkdir()
    (root / "CURRENT.new" / "theirs").touch()

    with pytest.raises(IndexWriteError, match="in the way"):
        rebuilt(root)
    assert (root / "CURRENT.new" / "theirs").exists()


@pytest.mark.parametrize("name", ["g000007", "g000002", "g0000002", "g999999999999"])
def test_a_file_named_as_a_generation_stops_nothing_and_is_named(root, name):
    (root / name).write_text("no generation")

    assert rebuilt(root)
    assert [fault.what for fault in check(root) if fault.where == name] == ["is no generation"]


def sealed(value):
    line = value if isinstance(value, bytes) else json.dumps(value).encode()
    return line + b"\n" + hashlib.blake2b(line, digest_size=16).hexdigest().encode() + b"\n"


NESTED = b"[" * 100_000 + b"]" * 100_000
MANIFESTS = {
    "nested deeply": NESTED,
    "a list": [],
    "a number": 7,
    "no files": {"format": 1, "before": ""},
    "a number before": {"format": 1, "before": 7, "files": []},
    "files that are none": {"format": 1, "before": "", "files": 7},
    "a file outside": {"format": 1, "before": "", "files": [["../../etc/passwd", 1, "0"]]},
    "a null character": {"format": 1, "before": "", "files": [["a\0b", 1, "0"]]},
    "a file named twice": {"format": 1, "before": "", "files": [["a", 1, "0"], ["a", 1, "0"]]},
    "a size below nothing": {"format": 1, "before": "", "files": [["a", -1, "0"]]},
    "a size beyond all": {"format": 1, "before": "", "files": [["a", 10**400, "0"]]},
    "a text for a size": {"format": 1, "before": "", "files": [["a", "1", "0"]]},
    "another before": {"format": 1, "before": "../../etc", "files": []},
    "a long number": b'{"format": ' + b"9" * 5_000 + b"}",
}


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_made_up_manifest_is_a_sentence_and_a_rebuild_helps(root, name):
    path = root / "g000001" / "MANIFEST"
    path.unlink()
    path.write_bytes(sealed(MANIFESTS[name]))

    with pytest.raises(OperatorError):
        reports(root)
    assert list(check(root))
    with pytest.raises(OperatorError):
        generations.rollback(root)
    assert rebuilt(root)


FACTS = {
    "nested deeply": NESTED,
    "a list": b"[]",
    "no format": b"{}",
    "a text for a format": b'{"format": "x"}',
    "a list for a format": b'{"format": []}',
    "a format without end": b'{"format": 1e999}',
    "a long number": b'{"format": ' + b"9" * 5_000 + b"}",
}


def wrong_facts(value):
    for key in ("built", "folders", "analysis", "table", "segments", "dictionary"):
        for wrong in (None, 7, "x", [], [7], {}, [["a", -1, ""]], [["../x", 1, ""]], "\0"):
            yield json.dumps(value | {key: wrong}).encode()


def reseal(root, name, data):
    """Write a file of a generation anew, with a manifest that agrees."""
    folder = root / "g000001"
    (folder / name).unlink()
    (folder / name).write_bytes(data)
    old = manifest.read(folder)
    fresh = [
        manifest.ManifestEntry(name, len(data), manifest.checksum(folder / name))
        if entry.name == name
        else entry
        for entry in old.entries
    ]
    (folder / "MANIFEST").unlink()
    (folder / "MANIFEST").write_bytes(manifest.to_bytes(manifest.Manifest("", tuple(fresh))))


@pytest.mark.parametrize("name", FACTS)
def test_made_up_facts_are_a_sentence_and_a_rebuild_helps(root, name):
    reseal(root, generation_info.INFO_FILE, FACTS[name])

    with pytest.raises(OperatorError):
        reports(root)
    assert list(check(root))
    assert rebuilt(root)


def test_a_segment_that_is_listed_twice_is_a_sentence_and_a_rebuild_helps(root):
    value = json.loads((root / "g000001" / generation_info.INFO_FILE).read_bytes())
    twice = value | {"segments": value["segments"] * 2}
    reseal(root, generation_info.INFO_FILE, json.dumps(twice).encode())

    with pytest.raises(OperatorError, match="listed twice"):
        reports(root)
    assert list(check(root))
    assert rebuilt(root)


def test_a_report_that_is_deleted_twice_is_a_sentence_and_a_rebuild_helps(root):
    value = json.loads((root / "g000001" / generation_info.INFO_FILE).read_bytes())
    value["segments"][0][2] = base64.b64encode(bytes(8)).decode()
    reseal(root, generation_info.INFO_FILE, json.dumps(value).encode())

    with pytest.raises(OperatorError, match="not in order"):
        reports(root)
    assert list(check(root))
    assert rebuilt(root)


ARRAY_TABLES = {
    "all arrays at one place": lambda entry, _: [entry[0], 64, entry[2]],
    "arrays of the whole file": lambda entry, end: [entry[0], 64, (end - 64) // int(entry[0][-1])],
    "empty arrays": lambda entry, _: [entry[0], 64, 0],
}
"""Where the table of a file says that an array lies: its type, first byte and length."""


def with_arrays(data, change):
    """An array file whose table places its arrays elsewhere, with sums that agree."""
    magic, version, page, _, table, sums, _ = array_file._HEADER.unpack_from(data)
    content = json.loads(data[table:sums])
    content["arrays"] = {name: change(entry, table) for name, entry in content["arrays"].items()}
    text = json.dumps(content, separators=(",", ":")).encode()
    tail = text + data[sums:]
    header = array_file._HEADER.pack(
        *(magic, version, page, table + len(tail), table, table + len(text)),
        array_file.checksum(tail),
    )
    return header + data[len(header) : table] + tail


@pytest.mark.parametrize("name", ARRAY_TABLES)
def test_an_update_of_arrays_that_lie_is_a_sentence_and_a_rebuild_helps(root, name):
    file = max((root / "g000001").glob("*.arrays"), key=lambda path: path.stat().st_size)
    reseal(root, file.name, with_arrays(file.read_bytes(), ARRAY_TABLES[name]))

    assert list(check(root))
    with pytest.raises(OperatorError):
        rebuilt(root, update=True)
    assert rebuilt(root)


def test_facts_of_a_wrong_type_are_a_sentence(root):
    name = root / "g000001" / generation_info.INFO_FILE
    value = json.loads(name.read_text("utf-8"))
    for data in wrong_facts(value):
        reseal(root, name.name, data)
        with contextlib.suppress(OperatorError):  # some can be meant, as no words of one's own
            reports(root)
        list(check(root))


def test_a_file_system_without_links_gets_copies(root, monkeypatch):
    def refused(*_, **__):
        raise OSError(errno.EPERM, "Operation not permitted")

    whole = rebuilt(root, update=True)
    monkeypatch.setattr(os, "link", refused)
    build_state(root.parent / "corpus", root, OLD, update=True)

    assert rebuilt(root, update=True) == whole
    assert not list(check(root))


def test_a_file_system_without_locks_can_be_read_and_is_refused_for_writing(root, monkeypatch):
    def refused(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refused)

    assert reports(root)
    with pytest.raises(IndexWriteError, match="without locks"):
        rebuilt(root)


def hold_the_lock(root, ready):
    with generations.writer_lock(root):
        ready.send("held")
        time.sleep(60)


@pytest.mark.parametrize("stopped", [True, False])
def test_who_holds_the_lock_is_said_with_the_time_and_whether_it_is_stopped(root, stopped):
    ours, theirs = FORK.Pipe()
    process = FORK.Process(target=hold_the_lock, args=(root, theirs))
    process.start()
    try:
        ours.recv()
        if stopped:
            os.kill(process.pid, signal.SIGSTOP)
        while lock._stopped(str(process.pid)) != stopped:
            pass  # until the system has stopped it
        with pytest.raises(
            IndexBusyError, match=rf"process {process.pid}, since \d{{4}}-"
        ) as error:
            rebuilt(root)
        assert ("kill -CONT" in str(error.value)) is stopped
    finally:
        process.kill()
        process.join()
    assert rebuilt(root)
    assert (root / "LOCK").read_bytes() == b""


def member(name, data=b"", **values):
    info = tarfile.TarInfo(name)
    info.size = len(data)
    for key, value in values.items():
        setattr(info, key, value)
    return info.tobuf(tarfile.USTAR_FORMAT) + data + b"\0" * (-len(data) % 512)


def pax(records):
    return member("pax", records, type=tarfile.XHDTYPE)


WHOLE = sealed({"format": 1, "before": "", "files": [["a", 3, "0" * 32]]})
HUGE = sealed({"format": 1, "before": "", "files": [["a", 64 << 30, "0" * 32]]})
TWICE = sealed({"format": 1, "before": "", "files": [["a", 0, "0"], ["a", 0, "0"]]})
TARS = {
    "headers of digits": pax(b"9" * 100_000 + b" a=b\n") + member("MANIFEST", WHOLE),
    "headers of records": pax(b"6 a=b\n" * 100_000) + member("MANIFEST", WHOLE),
    "a header with another key": pax(b"12 path=abc\n") + member("MANIFEST", WHOLE),
    "a header with a size of its own": pax(b"25 size=999999999999999\n")
    + member("MANIFEST", WHOLE),
    "a chain of headers": pax(b"10 size=3\n") * 3_000 + member("MANIFEST", WHOLE),
    "a global header": member("g", b"6 a=b\n", type=tarfile.XGLTYPE) + member("MANIFEST", WHOLE),
    "a long name": member("l", b"MANIFEST\0", type=tarfile.GNUTYPE_LONGNAME) + member("x", WHOLE),
    "a sparse member": member("MANIFEST", WHOLE) + member("a", b"abc", type=tarfile.GNUTYPE_SPARSE),
    "a link": member("MANIFEST", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
    "members of 64 GB": member("MANIFEST", HUGE) + member("a", b"abc"),
    "a name twice": member("MANIFEST", TWICE) + member("a") + member("a"),
    "a deep manifest": member("MANIFEST", sealed(NESTED)),
    "no tar": os.urandom(2_000),
    "nothing": b"",
    "half a header": member("MANIFEST", WHOLE)[:300],
    "a manifest alone": member("MANIFEST", WHOLE),
}


@pytest.mark.parametrize("name", TARS)
def test_a_made_up_backup_is_a_sentence_and_changes_nothing(root, tmp_path, name):
    (tmp_path / "made.tar").write_bytes(TARS[name])
    before = reports(root)

    with pytest.raises(OperatorError, match="not a whole backup"):
        backup.restore(tmp_path / "made.tar", root)
    assert reports(root) == before
    assert generations.names(root) == ["g000001"]


def test_a_size_of_more_than_eight_gigabytes_is_read_as_tarfile_writes_it():
    info = tarfile.TarInfo("a")
    info.size = 9 << 30
    written = io.BytesIO()
    written.write(info.tobuf(tarfile.PAX_FORMAT))
    written.seek(0)

    assert backup._begin(written, "a") == 9 << 30


def test_what_is_no_plain_file_is_no_backup(root, tmp_path, in_the_way):
    in_the_way(tmp_path / "made.tar")

    with pytest.raises(OperatorError, match="cannot be opened"):
        backup.restore(tmp_path / "made.tar", root)
