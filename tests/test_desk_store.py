"""The store of collections: what was saved is read back, nothing is lost or overwritten."""

import json
import sqlite3
import stat

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from index import desk_file
from index.errors import DeskError
from index.index_folder import SIDE_ENDINGS
from web.desk import exchange, records
from web.desk.database import DeskLimitError, EditConflictError, NotOnDeskError
from web.desk.edits import NoteEdit, edits, item_base, passage_base
from web.desk.exchange import ImportFileError, desk_json, import_json
from web.desk.records import ReportCard, id_of, key_of, line_of, tags_of, text_of
from web.desk.store import ORDERS, Desk
from web.errors import LIMIT_MESSAGES

IDS = st.text(min_size=1, max_size=8)
NOTES = st.text(max_size=40)


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path / "desk.sqlite")


def card(report, **fields):
    return ReportCard(report=report, title=f"title of {report}", **fields)


@pytest.fixture
def filled(desk):
    number = desk.create_collection("", "rural logistics")
    desk.add("", number, [card(f"r{row}") for row in range(5)])
    return number


@given(st.text(max_size=50))
def test_any_id_survives_its_key(text):
    key = key_of(text)

    assert id_of(key) == text
    assert key.isascii()
    assert "\n" not in key


@given(st.text(max_size=300))
def test_a_stored_text_is_stored_the_same_again(text):
    once = text_of(text, 100)

    assert text_of(once, 100) == once
    assert line_of(line_of(text, 50), 50) == line_of(text, 50)
    once.encode()


@given(st.lists(st.text(max_size=20), max_size=30))
def test_tags_are_few_short_and_each_once(tags):
    kept = tags_of("，".join(tags))

    assert len(kept) == len(set(kept)) <= records.MAX_TAGS
    assert all(0 < len(tag) <= records.MAX_TAG_CHARS and "," not in tag for tag in kept)
    assert tags_of(", ".join(kept)) == kept


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("港口，物流、规划", ("港口", "物流", "规划")),
        ("#ports #rail", ("ports", "rail")),
        ("ports\t#rail\u3000＃2 \0#", ("ports", "rail", "2")),
        ("C#; F#", ("C#", "F#")),
        ("a, a , A", ("a", "A")),
        (" ,, ", ()),
    ],
)
def test_tags_are_written_as_people_write_them(line, tags):
    assert tags_of(line) == tags


class Desks(RuleBasedStateMachine):
    """Whatever is done, in any order, the store agrees with a plain dictionary."""

    collections = Bundle("collections")

    @initialize()
    def open(self):
        self.root = self.folder()
        self.desk = Desk(self.root / "desk.sqlite")
        self.known = {}
        self.notes = {}

    @rule(target=collections, reader=st.sampled_from(["", "李", "o'k"]), name=NOTES)
    def create(self, reader, name):
        number = self.desk.create_collection(reader, name)
        self.known[number] = reader, []
        return number

    @rule(number=collections, reports=st.lists(IDS, max_size=4))
    def add(self, number, reports):
        reader, items = self.known[number]
        fresh = list(dict.fromkeys(report for report in reports if report not in items))
        added = self.desk.add(reader, number, map(card, reports))
        items += fresh
        assert added.added == len(fresh)
        assert added.known == len(reports) - len(fresh)

    @rule(number=collections, note=NOTES, place=st.integers(0, 5))
    def note(self, number, note, place):
        reader = self.known[number][0]
        shown = self.desk.items(reader, number)
        if not shown:
            return
        item = shown[place % len(shown)]
        self.desk.save_note(reader, item.id, note, ["a"], item.version)
        self.notes[number, item.card.report] = text_of(note, 100)

    @rule(number=collections, place=st.integers(0, 5))
    def remove_and_add_again(self, number, place):
        reader, items = self.known[number]
        if not items:
            return
        report = items[place % len(items)]
        item = next(
            listed for listed in self.desk.items(reader, number) if listed.card.report == report
        )
        self.desk.remove_item(reader, item.id)
        assert report not in [listed.card.report for listed in self.desk.items(reader, number)]
        self.desk.add(reader, number, [card(report)])
        items.remove(report)
        items.append(report)

    @rule(number=collections, place=st.integers(0, 5), by=st.integers(-7, 7))
    def move(self, number, place, by):
        reader, items = self.known[number]
        shown = self.desk.items(reader, number)
        if not shown:
            return
        current = place % len(shown)
        self.desk.move(reader, number, [(shown[current].id, by)])
        items.insert(max(0, current + by), items.pop(current))

    @invariant()
    def everything_is_there(self):
        for number, (reader, items) in getattr(self, "known", {}).items():
            shown = self.desk.items(reader, number)
            assert [item.card.report for item in shown] == items
            for item in shown:
                assert item.note == self.notes.get((number, item.card.report), "")
            assert self.desk.collection(reader, number).items == len(items)
            with pytest.raises(NotOnDeskError):
                self.desk.collection(f"not {reader}", number)


def test_the_store_agrees_with_a_dictionary(tmp_path_factory):
    Desks.folder = lambda _: tmp_path_factory.mktemp("desk")
    Desks.TestCase.settings = settings(
        max_examples=8,
        stateful_step_count=12,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    Desks.TestCase().runTest()


def test_reading_makes_no_file(desk):
    assert desk.collections("") == ()
    assert desk.items("", 1) == ()
    assert desk.notes_on("", "r") == ()
    assert desk.memberships("", ["r"]) == {}
    assert not desk.path.exists()


def test_another_reader_sees_and_changes_nothing(desk, filled):
    item = desk.items("", filled)[0]
    quote = desk.keep_passage("", item.id, "words", 0, "mine")
    attempts = (
        lambda: desk.collection("她", filled),
        lambda: desk.describe("她", filled, "x", "", 1),
        lambda: desk.remove_collection("她", filled),
        lambda: desk.add("她", filled, [card("r9")]),
        lambda: desk.save_note("她", item.id, "x", [], 1),
        lambda: desk.remove_item("她", item.id),
        lambda: desk.move("她", filled, [(item.id, 1)]),
        lambda: desk.sort("她", filled, "date"),
        lambda: desk.keep_passage("她", item.id, "words", 0, "x"),
        lambda: desk.remove_passage("她", quote),
    )
    before = desk.items("", filled)
    for attempt in attempts:
        with pytest.raises(NotOnDeskError):
            attempt()

    edit = NoteEdit(number=quote, passage=True, version=1, note="x")
    assert desk.save_edits("她", [edit]) == ()
    assert desk.items("", filled) == before
    assert desk.items("她", filled) == ()
    assert desk.memberships("她", ["r0"]) == {}
    assert desk.notes_on("她", "r0") == ()


def test_two_readers_of_one_note_do_not_overwrite_each_other(desk, filled):
    item = desk.items("", filled)[0]
    desk.save_note("", item.id, "the first", [], item.version)
    with pytest.raises(EditConflictError) as conflict:
        desk.save_note("", item.id, "the second", [], item.version)

    assert conflict.value.item.note == "the first"
    desk.save_note("", item.id, "the first\nthe second", [], conflict.value.item.version)
    assert desk.items("", filled)[0].note == "the first\nthe second"


def test_two_that_write_the_same_do_not_disturb_each_other(desk, filled):
    item = desk.items("", filled)[0]
    desk.save_note("", item.id, "agreed", ["a"], item.version)
    desk.save_note("", item.id, "agreed", ["a"], item.version)

    assert desk.items("", filled)[0].version == item.version + 1


ARRIVALS = {  # what the desk has meanwhile, what the page sent before, what it sends, what is kept
    "it arrived": ("first", "first", "second", "second"),
    "it did not arrive": ("", "first", "second", "second"),
    "taken back": ("first", "first", "", ""),
    "another's came between": ("another's", "first", "second", "another's"),
}


@pytest.mark.parametrize("note", ["note", "passage_note"])
@pytest.mark.parametrize("case", ARRIVALS.values(), ids=ARRIVALS)
def test_a_page_that_was_left_says_what_it_had_sent_before(desk, filled, note, case):
    stored, sent, typed, kept = case
    item = desk.items("", filled)[0]
    desk.keep_passage("", item.id, "words", 0, "")
    [passage] = desk.items("", filled)[0].passages
    item = desk.items("", filled)[0]
    of_passage = note == "passage_note"
    edited, base = (passage, passage_base(passage)) if of_passage else (item, item_base(item))
    if stored:
        number, version = edited.id, edited.version
        made = NoteEdit(number=number, passage=of_passage, version=version, note=stored)
        assert desk.save_edits("", [made]) == ()
    form = {
        f"{'passage_' * of_passage}base-{edited.id}": base,
        f"{note}-{edited.id}": typed,
        f"sent-{note}-{edited.id}": sent,
    }
    conflicts = desk.save_edits("", edits(form))

    item = desk.items("", filled)[0]
    assert (item.passages[0] if of_passage else item).note == kept
    assert bool(conflicts) == (kept == "another's")


def test_a_removed_collection_comes_back_whole_and_goes_only_when_deleted(desk, filled):
    desk.remove_collection("", filled)
    assert desk.collections("") == ()
    assert desk.memberships("", ["r0"]) == {}
    with pytest.raises(NotOnDeskError):
        desk.delete_collection("", filled + 1)
    desk.remove_collection("", filled, removed=False)
    assert len(desk.items("", filled)) == 5
    with pytest.raises(NotOnDeskError):
        desk.delete_collection("", filled)
    desk.remove_collection("", filled)
    desk.delete_collection("", filled)

    assert desk.collections("", removed=True) == ()
    with sqlite3.connect(desk.path) as raw:
        assert raw.execute("SELECT count(*) FROM item").fetchone() == (0,)


def test_the_same_words_at_the_same_place_are_one_passage(desk, filled):
    item = desk.items("", filled)[0]
    first = desk.keep_passage("", item.id, "words", 7, "why")
    again = desk.keep_passage("", item.id, "words", 7, "and how")
    desk.remove_passage("", first)
    (known,) = desk.items_numbered("", [item.id])
    assert known.passages == ()
    back = desk.keep_passage("", item.id, "words", 7, "")

    assert first == again == back
    (known,) = desk.items_numbered("", [item.id])
    (passage,) = known.passages
    assert passage.note == "why\nand how"


@pytest.mark.parametrize("by", ORDERS)
def test_sorting_keeps_every_report_and_puts_undated_ones_last(desk, by):
    import datetime  # noqa: PLC0415 - one test

    number = desk.create_collection("", "c")
    days = [None, datetime.date(2021, 1, 1), datetime.date(2020, 5, 5), None]
    desk.add("", number, [card(f"r{at}", date=day, source="b") for at, day in enumerate(days)])
    desk.sort("", number, by)
    shown = desk.items("", number)

    assert sorted(item.card.report for item in shown) == ["r0", "r1", "r2", "r3"]
    if by.endswith("date"):
        assert [item.card.date is None for item in shown] == [False, False, True, True]


CAPS = {
    "collections": ("MAX_COLLECTIONS", lambda desk, _: desk.create_collection("", "x")),
    "passages": ("MAX_PASSAGES", lambda desk, item: desk.keep_passage("", item, "other", 9, "")),
    "readers": ("MAX_READERS", lambda desk, _: desk.create_collection("another", "x")),
    "a collection, by a note": (
        "MAX_COLLECTION_CHARS",
        lambda desk, item: desk.save_note("", item, "longer", (), 1),
    ),
    "a collection, by a form": (
        "MAX_COLLECTION_CHARS",
        lambda desk, item: desk.save_edits(
            "", [NoteEdit(number=item, passage=False, version=1, note="longer")]
        ),
    ),
    "a collection, by a passage": (
        "MAX_COLLECTION_CHARS",
        lambda desk, item: desk.keep_passage("", item, "other", 9, ""),
    ),
    "a collection, by a report": (
        "MAX_COLLECTION_CHARS",
        lambda desk, _: desk.add("", desk.create_collection("", "x"), [card("other")]),
    ),
    "a reader with a name, by a report": (
        "MAX_NAMED_READER_CHARS",
        lambda desk, _: desk.add("one", desk.create_collection("one", "x"), [card("other")]),
    ),
    "introductions": (
        "MAX_INTRODUCTION_CHARS",
        lambda desk, _: desk.create_collection("", "x", "longer"),
    ),
    "introductions, by a form": (
        "MAX_INTRODUCTION_CHARS",
        lambda desk, _: desk.describe("", desk.create_collection("", "x"), "x", "longer", 1),
    ),
}


@pytest.mark.parametrize(("name", "act"), CAPS.values(), ids=CAPS.keys())
def test_every_number_has_a_limit_that_is_said(desk, filled, monkeypatch, name, act):
    item = desk.items("", filled)[0].id
    desk.keep_passage("", item, "words", 0, "")
    for module in ("rows", "passage_store"):
        monkeypatch.setattr(f"web.desk.{module}.{name}", 1, raising=False)
    with pytest.raises(DeskLimitError):
        act(desk, item)


def test_a_reader_with_a_name_fills_no_more_than_a_share_of_the_desk(desk, monkeypatch):
    first, second = (desk.create_collection("one", name) for name in ("a", "b"))
    desk.add("one", first, [card("r1", source="s" * 60)])
    monkeypatch.setattr("web.desk.rows.MAX_NAMED_READER_CHARS", 100)

    with pytest.raises(DeskLimitError, match="100 reader"):
        desk.add("one", second, [card("r1", source="s" * 60)])
    assert desk.items("one", second) == ()
    desk.add("two", desk.create_collection("two", "c"), [card("r1", source="s" * 60)])
    for name in ("d", "e", "f"):  # all readers without a name share one desk
        desk.add("", desk.create_collection("", name), [card("r1", source="s" * 60)])

    desk.remove_collection("one", first)
    desk.delete_collection("one", first)
    desk.add("one", second, [card("r1", source="s" * 60)])
    assert len(desk.items("one", second)) == 1


def test_what_finds_no_room_in_a_collection_is_counted(desk, filled, monkeypatch):
    monkeypatch.setattr("web.desk.store.MAX_ITEMS", 6)
    done = desk.add("", filled, [card(f"r{number}") for number in range(3, 9)])

    assert (done.added, done.known, done.left_out) == (1, 2, 3)


def test_an_import_into_a_full_collection_names_the_limit_and_changes_nothing(
    desk, filled, monkeypatch
):
    file = b"".join(desk_json(desk, [""]))
    desk.remove_item("", desk.items("", filled)[0].id)
    desk.add("", filled, [card("other")])
    before = desk.items("", filled)
    monkeypatch.setattr(exchange, "MAX_ITEMS", 5)

    with pytest.raises(DeskLimitError, match="5 items"):
        import_json(desk, file.replace(b'"r1"', b'"r9"'), "")
    assert desk.items("", filled) == before


def exported(items, **fields):
    """A file with one collection."""
    collection = {"uid": "u", "name": "n", "items": items} | fields
    file = {"format": "baogao-collections", "version": 1, "collections": [collection]}
    return json.dumps(file).encode()


KNOWN = {
    "report": "r",
    "note": "a" * 15_000,
    "tags": [f"a{number}" for number in range(15)],
    "passages": [{"quote": "q", "note": "a" * 15_000}],
}
TOO_MUCH = {
    "note": {"report": "r", "note": "b" * 15_000},
    "note of a new report": {"report": "s", "note": "b" * 20_001},
    "note of a passage": {"report": "r", "passages": [{"quote": "q", "note": "b" * 15_000}]},
    "passage": {"report": "r", "passages": [{"quote": "b" * 5_001}]},
    "passages": {"report": "s", "passages": [{"quote": str(at)} for at in range(201)]},
    "tags": {"report": "r", "tags": [f"b{number}" for number in range(6)]},
    "tag": {"report": "r", "tags": ["b" * 61]},
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_an_import_that_would_cut_something_names_it_and_changes_nothing(desk, name):
    import_json(desk, exported([KNOWN]), "")
    before = [desk.items("", collection.id) for collection in desk.collections("")]

    with pytest.raises(DeskLimitError) as error:
        import_json(desk, exported([{"report": "t"}, TOO_MUCH[name]]), "")
    assert error.value.code == name.partition(" of ")[0]
    assert error.value.code in LIMIT_MESSAGES
    assert [desk.items("", known.id) for known in desk.collections("")] == before


def test_an_import_that_just_finds_room_keeps_every_character(desk):
    import_json(desk, exported([KNOWN]), "")
    more = {"note": "b" * 4_999, "tags": [*KNOWN["tags"], *(f"b{at}" for at in range(5))]}
    passages = [{"quote": "q", "note": "b" * 4_999}, {"quote": "", "note": ""}]
    import_json(desk, exported([{"report": "r", "passages": passages} | more]), "")
    (item,) = desk.items("", 1)

    assert item.note == item.passages[0].note == "a" * 15_000 + "\n" + "b" * 4_999
    assert len(item.tags) == 20
    assert len(item.passages) == 1


def test_a_note_on_a_passage_without_words_is_no_export(desk):
    with pytest.raises(ImportFileError, match="no words"):
        import_json(
            desk, exported([{"report": "r", "passages": [{"quote": " ", "note": "n"}]}]), ""
        )


def test_an_introduction_that_differs_is_put_below_the_one_that_is_there(desk):
    import_json(desk, exported([], note="first"), "")
    for _ in range(2):
        import_json(desk, exported([], note="second"), "")
        import_json(desk, exported([]), "")

    assert desk.collection("", 1).note == "first\nsecond"
    with pytest.raises(DeskLimitError):
        import_json(desk, exported([], note="b" * 19_990), "")
    assert desk.collection("", 1).note == "first\nsecond"


def test_a_passage_kept_again_loses_nothing_of_its_notes(desk, filled):
    item = desk.items("", filled)[0].id
    desk.keep_passage("", item, "words", 0, "a" * 15_000)
    with pytest.raises(DeskLimitError):
        desk.keep_passage("", item, "words", 0, "b" * 15_000)
    desk.keep_passage("", item, "words", 0, "b")

    assert desk.items("", filled)[0].passages[0].note == "a" * 15_000 + "\nb"


def test_long_texts_are_cut(desk, filled):
    item = desk.items("", filled)[0]
    desk.save_note("", item.id, "x" * 10**6, ["y" * 10**4] * 99, item.version)
    desk.describe("", filled, "n" * 10**5, "i" * 10**6, 1)
    desk.keep_passage("", item.id, "q" * 10**6, 0, "z" * 10**6)
    (kept,) = (listed for listed in desk.items("", filled) if listed.id == item.id)

    assert len(kept.note) == records.MAX_NOTE_CHARS
    assert len(kept.tags[0]) == records.MAX_TAG_CHARS
    assert len(kept.passages[0].quote) == records.MAX_NOTED_CHARS
    assert len(desk.collection("", filled).name) == records.MAX_COLLECTION_NAME_CHARS


def test_what_is_no_plain_file_is_refused(tmp_path, in_the_way):
    in_the_way(tmp_path / "desk.sqlite")
    desk = Desk(tmp_path / "desk.sqlite")
    for act in (lambda: desk.collections(""), lambda: desk.create_collection("", "x")):
        with pytest.raises(DeskError, match="no plain file"):
            act()


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("ending", SIDE_ENDINGS)
def test_nothing_strange_beside_the_file_is_opened(desk, in_the_way, ending):
    in_the_way(desk.path.with_name(desk.path.name + ending))
    with pytest.raises(DeskError, match="no plain file"):
        desk.collections("")


def _other_program(raw):
    raw.execute("CREATE TABLE bookmarks (url TEXT)")


def _trigger(raw):
    raw.execute(
        "CREATE TRIGGER t AFTER UPDATE ON item BEGIN UPDATE collection SET name = 'pwned'; END"
    )


def _later_version(raw):
    raw.execute("PRAGMA user_version = 99")


@pytest.mark.parametrize("change", [_other_program, _trigger, _later_version])
def test_a_database_that_is_not_exactly_ours_is_refused_and_left_alone(tmp_path, change):
    desk = Desk(tmp_path / "desk.sqlite")
    if change is not _other_program:
        desk.create_collection("", "x")
    elsewhere = tmp_path / "copy.sqlite"  # another file: the first was looked at already
    with sqlite3.connect(desk.path) as raw:
        change(raw)
    raw.close()
    elsewhere.write_bytes(desk.path.read_bytes())
    before = elsewhere.read_bytes()
    with pytest.raises(DeskError):
        Desk(elsewhere).create_collection("", "y")

    assert elsewhere.read_bytes() == before


HEAD = b"SQLite format 3\0"


@pytest.mark.parametrize("data", [b"", b"no database at all" * 99, HEAD + b"\7" * 99])
def test_a_damaged_file_is_an_error_with_a_sentence(tmp_path, data):
    path = tmp_path / "desk.sqlite"
    path.write_bytes(data)
    if not data:
        Desk(path).create_collection("", "an empty file becomes a desk")
        return
    with pytest.raises(DeskError, match="damaged") as error:
        Desk(path).collections("")
    assert error.value.kind == "damaged"
    assert list(desk_file.desk_faults(path))


def test_a_full_disk_changes_nothing_and_leaves_all_readable(desk, filled, monkeypatch):
    pages = desk.path.stat().st_size // 4096
    monkeypatch.setattr(desk_file, "MAX_DESK_BYTES", (pages + 1) * 4096)

    def fill():
        for number in range(99):
            desk.create_collection("", f"{number}" * 100, "note" * 2_000)

    with pytest.raises(DeskError) as error:
        fill()
    assert error.value.kind == "full"

    assert len(desk.items("", filled)) == 5
    assert list(desk_file.desk_faults(desk.path)) == []


def test_a_file_that_may_not_be_written_is_still_read(desk, filled, monkeypatch):
    real = sqlite3.connect
    monkeypatch.setattr(
        desk_file.sqlite3,
        "connect",
        lambda where, **kw: real(where.replace("mode=rwc", "mode=ro"), **kw),
    )
    desk.path.chmod(stat.S_IRUSR)
    with pytest.raises(DeskError) as error:
        desk.create_collection("", "x")
    assert error.value.kind == "read-only"

    assert len(desk.items("", filled)) == 5
