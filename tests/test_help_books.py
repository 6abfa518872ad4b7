"""Books of help pages (.chm): every page is a report, and a damaged book ends in sentences."""

import random

import pytest

from index.indexing import corpus, extract
from index.ingest.formats import lzx
from index.report import Report, Skipped
from tests.made_books import help_book

LAW = "<html><head><meta charset='utf-8'><title>{title}</title></head><body>{body}</body></html>"
LONG = "".join(
    f"<p>第{number}条 港口应当在每年 {number} 日前报告吞吐量。</p>" for number in range(1500)
)
PAGES = {
    "laws/port.html": LAW.format(title="港口法", body=LONG),
    "laws/quay.html": LAW.format(title="Quay Act", body="<p>The quay opens at dawn.</p>" * 40),
    "look.css": "p { color: red }",
    "note.txt": "Notes to the book\n\nIt was compiled from the gazette.\n",
}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return help_book(tmp_path_factory.mktemp("made"), PAGES)


def items_of(folder, data):
    folder.mkdir(exist_ok=True)
    (folder / "laws.chm").write_bytes(data)
    for entry in corpus.entries(str(folder)):
        yield from (entry,) if isinstance(entry, Skipped) else extract.read(entry)


def test_every_page_of_a_book_is_a_report_whatever_its_length(tmp_path, book):
    reports = {item.path: item for item in items_of(tmp_path / "in", book)}

    assert set(reports) == {f"laws.chm!{name}" for name in PAGES if name != "look.css"}
    port = reports["laws.chm!laws/port.html"]
    assert port.title == "港口法"
    assert port.paragraphs[0].startswith("第0条")
    assert port.paragraphs[-1].startswith("第1499条")
    assert reports["laws.chm!laws/quay.html"].title == "Quay Act"


def test_a_book_is_known_by_its_content(tmp_path, book):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "laws").write_bytes(book)

    assert {entry.kind for entry in corpus.entries(str(folder))} == {"html", "txt"}


def test_a_damaged_book_ends_in_reports_and_sentences(tmp_path):
    book = help_book(tmp_path, {"a.html": PAGES["laws/quay.html"], "b.txt": PAGES["note.txt"]})
    chance = random.Random(7)
    for _ in range(40):
        data = bytearray(book[: chance.randrange(1, len(book))] if chance.random() < 0.3 else book)
        for _ in range(chance.randrange(1, 9)):
            data[chance.randrange(len(data))] = chance.randrange(256)

        for item in items_of(tmp_path / "in", bytes(data)):
            assert isinstance(item, Report) or "way that its reader" not in item.reason, item


def test_a_book_whose_directory_is_behind_any_file_is_damaged(tmp_path, book):
    [item] = items_of(tmp_path / "in", book[:0x48] + b"\xff" * 8 + book[0x50:])

    assert "no directory" in item.reason


@pytest.mark.parametrize("data", [b"", b"\0" * 40, b"\xff" * 40, b"ITSF" * 30])
def test_what_is_not_packed_is_refused(data):
    with pytest.raises(ValueError, match="damaged"):
        lzx.unpack(data, 1000, 16)


def packed(*fields):
    """Words of bits, the highest first, from numbers with their counts of bits."""
    bits = "".join(f"{value:0{count}b}" for value, count in fields)
    bits += "0" * (-len(bits) % 16)
    return b"".join(
        int(bits[at : at + 16], 2).to_bytes(2, "little") for at in range(0, len(bits), 16)
    )


def test_a_block_may_be_stored_and_addresses_of_calls_are_as_they_were():
    text = b"\xe8" + (100).to_bytes(4, "little") + b"The quay opens.."
    head = packed((1, 1), (0, 16), (4096, 16), (3, 3), (0, 8), (0, 8), (len(text), 8))
    recent = b"".join((1).to_bytes(4, "little") for _ in range(3))
    padding = b"" if len(text) % 2 == 0 else b"\0"

    unpacked = lzx.unpack(head + recent + text + padding, len(text), 15)

    assert unpacked[5:] == text[5:]
    assert unpacked[1:5] == (100).to_bytes(4, "little")


def tiny_block(*, first=False):
    """A block of one letter A; the first one of a stretch has its codes, others have the same."""
    differences = [(length in {0, 16}, 4) for length in range(20)]  # one bit: none, or one longer
    literals = [(first and symbol in {65, 66}, 1) for symbol in range(256)]
    codes = [*literals, *differences, *[(0, 1)] * 256, *differences, *[(0, 1)] * 249]
    return [(1, 3), (0, 8), (0, 8), (1, 8), *differences, *codes, (0, 1)]


@pytest.mark.parametrize(("blocks", "right"), [(8, True), (9, False), (2_000, False)])
def test_a_stretch_of_many_tiny_blocks_is_refused(blocks, right):
    data = packed((0, 1), *tiny_block(first=True), *tiny_block() * (blocks - 1))

    if right:
        assert lzx.unpack(data, blocks, 16) == b"A" * blocks
    else:
        with pytest.raises(ValueError, match="damaged"):
            lzx.unpack(data, blocks, 16)
