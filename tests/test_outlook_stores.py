"""Outlook stores (.pst): every mail is a report, whatever the age of the store."""

import random
import struct

import pytest

from index.indexing import corpus, extract
from index.report import Report, Skipped
from tests.made_stores import MAIL, PAGE, TIME, StoreWriter, pst_file, wide

TICKS = 133_535_520_000_000_000  # 2024-02-28 08:00 UTC
LONG = "北码头的吞吐量在春天上升。" * 2000
PLAIN = (
    {
        0x0037: wide("\x01\x04Re: 码头"), 0x0C1A: wide("Lin, Mei"), 0x0C1F: wide("mei@example.org"),
        0x0039: (TIME, TICKS.to_bytes(8, "little")), 0x1000: wide("The quay opens at dawn.\r\nMei"),
    },
    {"notes.txt": b"Notes\n\nThe crane was repaired in May."},
    (),
)  # fmt: skip
MARKED_UP = (
    {
        0x0037: wide("Throughput"), 0x0042: wide("王芳"),
        0x007D: wide("Received: x\r\nDate: Fri, 1 Mar 2024 23:30:00 -0800\r\n"),
        0x0039: (TIME, TICKS.to_bytes(8, "little")),
        0x1013: (PAGE, f"<html><body><p>{LONG}</p></body></html>".encode("gb18030")),
        0x3FDE: (3, (936).to_bytes(4, "little")),
    },
    {},
    (PLAIN,),
)  # fmt: skip
KINDS = {
    "since 2003": {},
    "since 2003, as it is": {"encoding": 0},
    "before 2003": {"number": "I"},
}


def items_of(folder, data):
    folder.mkdir(exist_ok=True)
    (folder / "mails.pst").write_bytes(data)
    for entry in corpus.entries(str(folder)):
        yield from (entry,) if isinstance(entry, Skipped) else extract.read(entry)


@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_of_a_store_is_a_report(tmp_path, kind):
    mails = [PLAIN, MARKED_UP, *[PLAIN] * 20]

    items = {item.path: item for item in items_of(tmp_path / "in", pst_file(mails, **KINDS[kind]))}

    assert len(items) == 22 + 21 + 2  # mails, their notes, and the mail in a mail with its notes
    plain, page = (items[f"mails.pst!收件箱_Inbox/{number}.eml"] for number in ("200024", "200044"))
    assert (plain.title, plain.author, str(plain.date)) == ("码头", "Mei Lin", "2024-02-28")
    assert plain.paragraphs == ("The quay opens at dawn.", "Mei")
    assert (page.title, page.author, str(page.date)) == ("Throughput", "王芳", "2024-03-01")
    assert page.body == LONG
    notes = [item for path, item in items.items() if path.endswith("notes.txt")]
    assert len(notes) == 22
    assert all("The crane was repaired in May." in item.body for item in notes)


@pytest.mark.parametrize(
    ("at", "byte"), {"encrypted": (513, 2), "of Outlook 2013": (10, 36)}.values()
)
def test_a_store_that_is_not_read_is_refused_with_advice(tmp_path, at, byte):
    data = bytearray(pst_file([PLAIN]))
    data[at] = byte

    (item,) = items_of(tmp_path / "in", bytes(data))

    assert isinstance(item, Skipped)
    assert item.reason.endswith("Export the mails as .eml or .mbox.")


def test_a_damaged_store_ends_in_mails_and_sentences(tmp_path):
    store = pst_file([PLAIN] * 3)
    chance = random.Random(7)
    for _ in range(30):
        data = bytearray(
            store[: chance.randrange(600, len(store))] if chance.random() < 0.2 else store
        )
        for _ in range(chance.choice((1, 5, 40))):
            data[chance.randrange(12, len(data))] ^= 1 << chance.randrange(8)

        for item in items_of(tmp_path / "in", bytes(data)):
            assert isinstance(item, Report) or "way that its reader" not in item.reason, item


def test_a_mail_at_a_place_behind_any_file_costs_itself(tmp_path):
    writer = StoreWriter()
    for at in range(3):
        nodes = writer.properties({0x0037: wide(f"Quay {at}"), 0x1000: wide("It opens.")})
        writer.node((0x10001 + at) << 5 | MAIL, 0x122, *nodes)
    store = bytearray(writer.written())
    blocks = int.from_bytes(store[240:248], "little")
    store[blocks + 24 + 8 : blocks + 24 + 16] = b"\xff" * 8

    first, second, third = items_of(tmp_path / "in", bytes(store))

    assert (first.title, third.title) == ("Quay 0", "Quay 2")
    assert second.reason == "The archive is damaged here."


def test_a_tree_that_leads_back_to_itself_ends(tmp_path):
    data = bytearray(pst_file([PLAIN] * 9))
    root = int.from_bytes(data[224:232], "little")
    for at in range(3):
        data[root + 24 * at + 16 : root + 24 * at + 24] = root.to_bytes(8, "little")

    assert all(isinstance(item, Skipped) for item in items_of(tmp_path / "in", bytes(data)))


def repeated(writer, data, times):
    """The number of a list of blocks that names a block again and again behind some data."""
    filler = writer.block(b"\0" * 8000)
    blocks = struct.pack(f"<{times + 1}Q", data, *[filler] * times)
    return writer.block(struct.pack("<BBHI", 1, 1, times + 1, 0) + blocks, inner=True)


def large_values(writer):
    data = writer.properties({0x0037: wide("Quay")})[0]
    return repeated(writer, data, 900), 0


def many_records(writer):
    records = struct.pack("<HHI", 0x0037, 0x1F, 0) * 400
    level = struct.pack("<HI", 0, 3 << 5) * 200
    items = [struct.pack("<BBBBI", 0xB5, 2, 6, 1, 2 << 5), level, records]
    heap = struct.pack("<HBBII", 12 + sum(map(len, items)), 0xEC, 0xBC, 1 << 5, 0)
    ends = [12 + sum(map(len, items[:count])) for count in range(4)]
    return writer.block(heap + b"".join(items) + struct.pack("<HH4H", 3, 0, *ends)), 0


def many_nodes(writer):
    data = writer.properties({0x0037: wide("Quay")})[0]
    leaf = writer.listed([(0x25, data, 0)] * 300)
    upper = struct.pack("<BBHI", 2, 1, 300, 0) + struct.pack("<QQ", 1, leaf) * 300
    return data, writer.block(upper, inner=True)


@pytest.mark.parametrize("parts", [large_values, many_records, many_nodes])
def test_a_small_store_whose_mails_share_large_parts_is_read_in_part(tmp_path, parts):
    writer = StoreWriter()
    shared = parts(writer)
    for at in range(400):
        writer.node((0x10001 + at) << 5 | MAIL, 0x122, *shared)
    data = writer.written()
    assert len(data) < 200_000

    *_, last = items_of(tmp_path / "in", data)

    assert last.path == "mails.pst"
    assert "names the same bytes again and again" in last.reason
