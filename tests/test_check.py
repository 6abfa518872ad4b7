"""`baogao check`, `stats`, `backup`, `restore`, `rollback`: what is damaged is found and said."""

import io
import json
import os
import pickle
import random
import shutil
import tarfile
import threading

import pytest
import whoosh.index
from click.testing import CliRunner

import baogao
from index.desk_file import desk_path
from index.embedded.query.index import EmbeddedIndex
from index.embedded.segment import generation_info, generations, manifest
from index.embedded.segment.disk import Disk
from index.embedded.whoosh import toc
from index.embedded.write import backup
from index.embedded.write.check import check
from index.errors import IndexBusyError, IndexMissingError, IndexUnusableError, IndexWriteError
from index.report import TO_CHECK
from tests.tools.disks import FailingDisk, StepDisk
from tests.tools.states import NEW, OLD, build_state, content
from web.desk import rows
from web.desk.exchange import ImportFileError
from web.desk.records import ReportCard
from web.desk.store import Desk


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("built")
    build_state(folder / "corpus", folder / "index", OLD)
    build_state(folder / "corpus", folder / "index", NEW, update=True)
    return folder / "index"


@pytest.fixture
def root(built, tmp_path):
    return shutil.copytree(built, tmp_path / "index")


def baogao_(*arguments):
    return CliRunner().invoke(baogao.baogao, [str(argument) for argument in arguments])


def found(root):
    return {finding.where for finding in check(root)}


def test_a_whole_index_has_no_findings(root):
    assert found(root) == set()


def test_one_flipped_bit_anywhere_is_found(root):
    rng = random.Random(5)
    files = [path for path in root.rglob("*") if path.is_file() and path.stat().st_size]
    for path in sorted(path for path in files if path.name != TO_CHECK):  # a list made anew
        whole = path.read_bytes()
        for at in rng.sample(range(len(whole)), min(4, len(whole))):
            damaged = bytearray(whole)
            damaged[at] ^= 1 << rng.randrange(8)
            path.write_bytes(damaged)
            assert found(root), (path, at)
        path.write_bytes(whole)
    assert found(root) == set()


def largest(generation):
    return max(generation.iterdir(), key=lambda path: path.stat().st_size)


DAMAGES = {
    "missing": lambda path: path.unlink(),
    "shorter": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\0"),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_named_with_what_to_do(root, damage):
    victim = largest(generations.current(root))
    DAMAGES[damage](victim)
    findings = [fault for fault in check(root) if fault.where == f"g000002/{victim.name}"]

    assert findings
    assert "baogao rollback" in findings[0].advice
    assert not [fault for fault in check(root) if fault.where.startswith("g000001")]


def test_a_foreign_file_is_found_and_may_be_moved_away(root):
    (generations.current(root) / "notes.txt").write_text("mine")
    [finding] = check(root)

    assert finding.where == "g000002/notes.txt"
    assert "moved away" in finding.advice
    assert content_without_check(root)


def content_without_check(root):
    index = EmbeddedIndex.open(str(root))
    try:
        return list(index.fingerprints())
    finally:
        index.close()


def test_a_second_table_of_contents_is_named_though_the_manifest_lists_it(root):
    generation = generations.current(root)
    (generation / "_MAIN_2.toc").write_bytes((generation / generation_info.TABLE).read_bytes())
    before = manifest.read(generation).before
    (generation / manifest.MANIFEST_FILE).unlink()
    manifest.seal(Disk(), generation, before)
    [finding] = check(root)

    assert finding.where == f"{generation.name}/_MAIN_2.toc"
    assert "Whoosh" in finding.what


def test_damage_to_the_generation_before_does_not_alarm_about_what_serves(root):
    largest(root / "g000001").unlink()
    [finding] = check(root)

    assert "does not serve" in finding.advice


def test_what_a_killed_build_left_is_named(root):
    (root / "g000003.new").mkdir()

    assert found(root) == {"g000003.new"}


def test_what_builds_replace_while_it_is_checked_is_no_damage(root, tmp_path):
    def rebuild():
        for state in (OLD, NEW) * 3:
            build_state(tmp_path / "corpus", root, state, update=True)

    builds = threading.Thread(target=rebuild)
    builds.start()
    seen = []
    while builds.is_alive():
        seen += [finding for finding in check(root) if finding.what != "is unfinished"]
    builds.join()

    assert seen == []
    assert found(root) == set()


def test_what_a_build_removes_meanwhile_takes_no_room(root, monkeypatch):
    before = json.loads(baogao_("stats", "--json", "--index", root).output)["generations"]
    names = generations.names(root)
    monkeypatch.setattr(generations, "names", lambda _: ["g000000", *names])
    (root / "g000001" / "removed").symlink_to(root / "gone")
    result = baogao_("stats", "--json", "--index", root)

    assert result.exit_code == 0
    assert json.loads(result.output)["generations"] == before


def test_the_commands_say_it_in_sentences_and_exit_codes(root, tmp_path):
    whole = baogao_("check", "--index", root)
    assert (whole.exit_code, whole.output) == (0, f"{root} is whole.\n")
    facts = json.loads(baogao_("stats", "--json", "--index", root).output)
    assert (facts["reports"], facts["generation"]) == (8, "g000002")
    assert set(facts["generations"]) == {"g000001", "g000002"}
    assert "8 reports" in baogao_("stats", "--index", root).output
    assert baogao_("backup", tmp_path / "saved", "--index", root).exit_code == 0
    assert "g000001 serves" in baogao_("rollback", "--index", root).output
    assert "g000003" in baogao_("restore", tmp_path / "saved", "--index", root).output
    largest(generations.current(root)).unlink()
    damaged = baogao_("check", "--json", "--index", root)
    assert damaged.exit_code == 1
    assert json.loads(damaged.output)[0]["where"].startswith("g000003/")


@pytest.mark.parametrize("command", ["check", "stats", "rollback"])
def test_without_an_index_each_command_says_so(tmp_path, command):
    result = baogao_(command, "--index", tmp_path / "none")

    assert isinstance(result.exception, IndexMissingError)


# Backups


@pytest.fixture(scope="module")
def saved(built, tmp_path_factory):
    file = tmp_path_factory.mktemp("saved") / "backup.tar"
    backup.backup(built, file)
    return file


def test_a_backup_restored_elsewhere_answers_the_same(built, saved, tmp_path):
    backup.restore(saved, tmp_path / "elsewhere")

    assert content(tmp_path / "elsewhere") == content(built)
    assert found(tmp_path / "elsewhere") == set()


def test_a_restore_keeps_what_served_for_a_way_back(root, saved):
    generations.rollback(root)
    old = content(root)
    backup.restore(saved, root)
    assert content(root) != old

    generations.rollback(root)
    assert content(root) == old


def test_a_backup_never_overwrites(built, saved):
    before = saved.read_bytes()
    with pytest.raises(IndexWriteError, match="exists already"):
        backup.backup(built, saved)
    assert saved.read_bytes() == before


def test_a_backup_of_a_damaged_index_is_refused(root, tmp_path):
    victim = largest(generations.current(root))
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.write_bytes(data)

    with pytest.raises(IndexUnusableError):
        backup.backup(root, tmp_path / "saved")
    assert list(tmp_path.glob("saved*")) == []


def test_a_cut_or_flipped_backup_restores_the_same_or_nothing(built, saved, tmp_path):
    rng = random.Random(9)
    whole = saved.read_bytes()
    for case in range(40):
        damaged = bytearray(whole)
        if case % 2:
            del damaged[rng.randrange(len(whole)) :]
        else:
            damaged[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
        (tmp_path / "damaged").write_bytes(damaged)
        root = tmp_path / str(case)
        try:
            backup.restore(tmp_path / "damaged", root)
        except IndexUnusableError as error:
            assert "Nothing was changed" in str(error)  # noqa: PT017 - the end of a tar is padding
            assert not root.exists()
        else:
            assert content(root) == content(built)


@pytest.mark.parametrize("at", range(9))
def test_a_disk_that_refuses_leaves_no_half_backup(built, tmp_path, at):
    steps = StepDisk()
    backup.backup(built, tmp_path / "whole", disk=steps)
    if at >= len(steps.steps):
        at = len(steps.steps) - 1
    try:
        backup.backup(built, tmp_path / "saved", disk=FailingDisk(at))
    except IndexWriteError:
        assert not (tmp_path / "saved").exists() or steps.steps[at] == "sync"
    backup.restore(tmp_path / "whole", tmp_path / "index")
    assert sorted(path.name for path in tmp_path.glob("[!s]*")) == ["index", "whole"]


class MeanwhileDisk(Disk):
    """Does something else, once, when all is written and nothing has its name yet."""

    def __init__(self, meanwhile):
        self.left = [meanwhile]

    def sync(self, path):
        super().sync(path)
        while self.left:
            self.left.pop()()


@pytest.mark.parametrize("name", ["saved.tar", "n" * 255, "报" * 85])
def test_of_two_backups_to_one_name_one_is_whole_and_the_other_refused(built, tmp_path, name):
    file = tmp_path / name
    mine = tmp_path / "saved.tar.part"
    mine.write_text("of the user")
    with pytest.raises(IndexWriteError, match="exists already"):
        backup.backup(built, file, disk=MeanwhileDisk(lambda: backup.backup(built, file)))

    backup.restore(file, tmp_path / "index")
    assert mine.read_text() == "of the user"
    assert {path.name for path in tmp_path.iterdir()} == {name, mine.name, "index"}


def tar_of(file, members):
    with tarfile.open(file, "w") as tar:
        for member, data in members:
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))


def sealed(tmp_path, name, data):
    """A manifest of one file that is whole by itself."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "x").write_bytes(data)
    entry = manifest.ManifestEntry(name, len(data), manifest.checksum(folder / "x"))
    manifest_of_one = manifest.Manifest("", (entry,))
    return manifest.to_bytes(manifest_of_one)


@pytest.mark.parametrize("name", ["../escaped", "/tmp/escaped", "a/b", "..", "CON\0", "", "-rf"])
def test_a_backup_whose_files_would_leave_the_folder_is_refused(tmp_path, name):
    head = sealed(tmp_path, name, b"evil")
    tar_of(
        tmp_path / "evil.tar",
        [(tarfile.TarInfo(manifest.MANIFEST_FILE), head), (tarfile.TarInfo(name), b"evil")],
    )
    with pytest.raises(IndexUnusableError, match="not a whole backup"):
        backup.restore(tmp_path / "evil.tar", tmp_path / "deep" / "index")
    assert not list(tmp_path.rglob("*escaped*"))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, b"3"])
def test_a_backup_with_anything_but_plain_files_is_refused(tmp_path, kind):
    head = sealed(tmp_path, "data", b"")
    odd = tarfile.TarInfo("data")
    odd.type, odd.linkname = kind, "/etc/passwd"
    tar_of(tmp_path / "evil.tar", [(tarfile.TarInfo(manifest.MANIFEST_FILE), head), (odd, b"")])

    with pytest.raises(IndexUnusableError, match="not a whole backup"):
        backup.restore(tmp_path / "evil.tar", tmp_path / "index")


@pytest.mark.parametrize("size", ["1e999", "-1", "NaN", "9" * 400, "null", '"x"'])
def test_a_backup_whose_collections_have_no_size_is_refused(saved, tmp_path, size):
    with tarfile.open(saved) as tar:
        members = [(member, tar.extractfile(member).read()) for member in tar]
    seal = f'{{"size": {size}, "checksum": ""}}'.encode()
    tar_of(tmp_path / "evil.tar", [*members, (tarfile.TarInfo("desk.json"), seal)])

    with pytest.raises(IndexUnusableError, match="not a whole backup"):
        backup.restore(tmp_path / "evil.tar", tmp_path / "index")


# Whoosh's table of contents


class Evil:
    def __reduce__(self):
        return (exec, ("raise SystemExit('it ran')",))


def with_table(root, change):
    """The index with its table of contents changed, sealed again as an attacker would."""
    generation = generations.current(root)
    [path] = generation.glob("*.toc")
    path.write_bytes(change(path.read_bytes()))
    before = manifest.read(generation).before
    (generation / manifest.MANIFEST_FILE).unlink()
    manifest.seal(Disk(), generation, before)
    return root


def segments_replaced(by):
    def change(table):
        _, old = toc.parts(table)
        return table[: len(table) - len(old)] + pickle.dumps(by, 2)

    return change


TABLES = {
    "code in the list of segments": segments_replaced([Evil()]),
    "code beside a good list": segments_replaced([[], Evil()]),
    "no list": segments_replaced({"a": 1}),
    "a list of something else": segments_replaced([1, 2]),
    "a known module's other name": segments_replaced([pickle.Unpickler]),
    "cut": lambda table: table[:-7],
    "empty": lambda _: b"",
    "another version": lambda table: table.replace(b"\xff\xff\xff\x91", b"\xff\xff\xff\x93", 1),
}


@pytest.mark.parametrize("case", TABLES)
def test_a_table_of_contents_that_is_not_ours_is_refused_and_runs_nothing(root, case):
    with_table(root, TABLES[case])

    with pytest.raises(IndexUnusableError, match="not written by baogao"):
        EmbeddedIndex.open(str(root))
    assert [fault for fault in check(root) if "not written by baogao" in fault.what]


def test_what_the_unpickler_admits_is_what_our_tables_hold(built):
    named = set()

    class Listener(pickle.Unpickler):
        def find_class(self, module, name):
            named.add((module, name))
            return super().find_class(module, name)

    for generation in generations.names(built):
        for path in (built / generation).glob("*.toc"):
            for data in toc.parts(path.read_bytes()):
                Listener(io.BytesIO(data)).load()
    ours = {(module, name) for module, name in named if not module.startswith("index.embedded.")}

    assert ours == toc.ADMITTED_CLASSES


def test_the_version_of_the_table_is_that_of_the_pinned_whoosh():
    assert toc._VERSION == whoosh.index._CURRENT_TOC_VERSION


@pytest.mark.parametrize("case", [name for name in TABLES if "code" in name])
def test_check_names_a_table_that_whoosh_would_run_though_all_else_agrees(root, case):
    generation = generations.current(root)
    info = generation / generation_info.INFO_FILE
    with_table(root, TABLES[case])
    value = json.loads(info.read_text("utf-8"))
    value["table"] = generation_info.checksum_of_table(generation)
    info.unlink()
    info.write_text(json.dumps(value), "utf-8")
    with_table(root, lambda table: table)

    EmbeddedIndex.open(str(root)).close()  # it runs nothing of the table
    assert [fault for fault in check(root) if "must not be opened with Whoosh" in fault.what]


@pytest.fixture
def desk(root):
    """A desk beside the index, with one note."""
    store = Desk(desk_path(str(root)))
    number = store.create_collection("", "港口")
    store.add("", number, [ReportCard(report="a")])
    item = store.items("", number)[0]
    store.save_note("", item.id, "as it was", [], item.version)
    return store


def notes(store):
    return [
        item.note for collection in store.collections("") for item in store.items("", collection.id)
    ]


@pytest.mark.usefixtures("desk")
def test_collections_go_along_in_a_backup_and_come_back_where_there_are_none(root, tmp_path):
    file = tmp_path / "saved.tar"
    assert "collections are in it" in baogao_("backup", file, "--index", root).output
    assert "are back" in baogao_("restore", file, "--index", tmp_path / "other" / "index").output
    again = Desk(desk_path(str(tmp_path / "other" / "index")))

    assert notes(again) == ["as it was"]
    assert {path.name for path in (tmp_path / "other").iterdir()} == {
        "index",
        "index.desk.sqlite",
    }


def test_a_restore_that_is_refused_takes_no_collections_from_one_that_is_under_way(
    root, desk, tmp_path
):
    file, other = tmp_path / "saved.tar", tmp_path / "other"
    backup.backup(root, file, desk=desk.path)
    backup.restore(file, other)

    def restore_too():
        with pytest.raises(IndexBusyError):
            backup.restore(file, other, desk=desk_path(str(other)))

    backup.restore(file, other, desk=desk_path(str(other)), disk=MeanwhileDisk(restore_too))

    assert notes(Desk(desk_path(str(other)))) == ["as it was"]


def test_a_restore_keeps_what_readers_wrote_since_unless_told_and_then_beside(desk, root, tmp_path):
    file = tmp_path / "saved.tar"
    baogao_("backup", file, "--index", root)
    item = desk.items("", 1)[0]
    desk.save_note("", item.id, "written since", [], item.version)
    kept = baogao_("restore", file, "--index", root)
    assert "stayed as they are" in kept.output
    assert notes(desk) == ["written since"]
    replaced = baogao_("restore", file, "--index", root, "--replace-desk")

    assert "lies beside" in replaced.output
    assert notes(desk) == ["as it was"]
    before = desk.path.with_name(desk.path.name + ".before-1")
    assert notes(Desk(before)) == ["written since"]


def test_a_damaged_desk_is_named_and_a_backup_takes_its_place(desk, root, tmp_path):
    file = tmp_path / "saved.tar"
    baogao_("backup", file, "--index", root)
    data = bytearray(desk.path.read_bytes())
    data[4096:8192] = os.urandom(4096)
    desk.path.write_bytes(data)
    checked = baogao_("check", "--index", root)
    assert checked.exit_code == 1
    assert str(desk.path) in checked.output
    baogao_("restore", file, "--index", root, "--replace-desk")

    assert notes(desk) == ["as it was"]
    assert baogao_("check", "--index", root).exit_code == 0


MODES = {
    0o600: "",
    0o640: "",
    0o660: "",
    0o644: "mode 644, so that other users may read what",
    0o606: "mode 606, so that other users may read and change what",
    0o602: "mode 602, so that other users may change what",
}


@pytest.mark.parametrize(("mode", "said"), MODES.items())
def test_a_desk_that_any_user_may_open_is_named_with_the_command_that_mends_it(
    desk, root, mode, said
):
    desk.path.chmod(mode)
    checked = baogao_("check", "--index", root)

    assert checked.exit_code == bool(said)
    assert said in checked.output
    assert (f"chmod 600 {desk.path}" in checked.output) == bool(said)


@pytest.mark.parametrize("other", ["/", "/etc/passwd", "/dev/null", "."])
def test_no_command_is_advised_for_a_file_that_is_no_desk(root, other, monkeypatch):
    monkeypatch.setenv("BAOGAO_DESK", other)
    checked = baogao_("check", "--index", root)

    assert checked.exit_code == 1
    assert other in checked.output
    assert "chmod" not in checked.output


@pytest.mark.usefixtures("desk")
def test_a_backup_with_a_cut_or_flipped_desk_restores_the_same_or_nothing(root, tmp_path):
    file = tmp_path / "saved.tar"
    baogao_("backup", file, "--index", root)
    whole, rng = file.read_bytes(), random.Random(3)
    begin = whole.index(b"desk.json\0")
    other = tmp_path / "other" / "index"
    for _ in range(20):
        at = rng.randrange(begin, len(whole) - 10_240)
        flipped = bytearray(whole)
        flipped[at] ^= 1 << rng.randrange(8)
        for damaged in (bytes(flipped), whole[:at]):
            (tmp_path / "damaged.tar").write_bytes(damaged)
            done = baogao_("restore", tmp_path / "damaged.tar", "--index", other)
            again = Desk(desk_path(str(other)))
            assert done.exit_code or notes(again) == ["as it was"], (at, len(damaged))
            if done.exit_code:
                assert not again.path.exists()
            shutil.rmtree(tmp_path / "other", ignore_errors=True)


def test_no_build_touches_the_desk_and_no_corpus_reads_it(desk, root):
    before = desk.path.read_bytes()
    build_state(root.parent / "corpus", root, NEW)
    shutil.copy(desk.path, root.parent / "corpus" / "index.desk.sqlite")
    build_state(root.parent / "corpus", root, NEW, update=True)

    assert desk.path.read_bytes() == before
    assert baogao_("check", "--index", root).exit_code == 0


@pytest.mark.usefixtures("desk")
def test_all_collections_are_exported_and_imported_by_a_command(root, tmp_path):
    file = tmp_path / "collections.json"
    assert "1 collections" in baogao_("desk", "export", file, "--index", root).output
    assert baogao_("desk", "export", file, "--index", root).exit_code
    other = tmp_path / "other" / "index"
    assert "1 collections, 1 reports, 1 notes" in (
        baogao_("desk", "import", file, "--index", other).output
    )
    again = baogao_("desk", "import", file, "--index", other)
    assert "0 collections, 0 reports, 0 notes" in again.output
    baogao_("desk", "import", file, "--index", other, "--reader", "李")

    assert notes(Desk(desk_path(str(other)))) == ["as it was"]
    assert len(Desk(desk_path(str(other))).collections("李")) == 1
    for text in ("[]", '{"format": "baogao-collections", "version": 1, "collections": [5]}'):
        file.write_text(text)
        assert isinstance(
            baogao_("desk", "import", file, "--index", other).exception, ImportFileError
        )


@pytest.mark.usefixtures("desk")
def test_an_import_beyond_a_limit_is_refused_with_a_sentence(root, tmp_path, monkeypatch):
    file = tmp_path / "collections.json"
    baogao_("desk", "export", file, "--index", root)
    monkeypatch.setattr(rows, "MAX_COLLECTIONS", 0)
    done = baogao_("desk", "import", file, "--index", tmp_path / "other" / "index")

    assert isinstance(done.exception, ImportFileError)
    assert "at most 0 collections" in str(done.exception)
