"""Makes Outlook stores (.pst) for tests, as they were before and since 2003."""

import struct

from index.ingest.formats.office.outlook_nodes import _PLAIN

TEXT, PAGE, BYTES, TIME, OBJECT = 0x1F, 0x102, 0x102, 0x40, 0x0D
STORED = bytes(_PLAIN.index(byte) for byte in range(256))
FOLDER, MAIL, ATTACHMENT, VALUE = 2, 4, 5, 0x1F
MAX_ITEM_BYTES = 3_000
BLOCK = 8_000


class StoreWriter:
    """Collects the blocks and nodes of a store; `number` is Q since 2003, I before."""

    def __init__(self, *, number="Q", encoding=1):
        self.number, self.encoding = number, encoding
        self.blocks, self.nodes = {}, []
        self.file = bytearray(1024)

    def block(self, data, *, inner=False):
        """The number of a new block; inner ones are lists of others."""
        name = (len(self.blocks) + 1) * 4 | 2 * inner
        self.blocks[name] = data if inner or not self.encoding else data.translate(STORED)
        return name

    def value(self, data):
        """The number of the block, or of the list of blocks, of a value of any length."""
        pieces = [data[at : at + BLOCK] for at in range(0, len(data), BLOCK)] or [b""]
        blocks = [self.block(piece) for piece in pieces]
        if len(blocks) == 1:
            return blocks[0]
        listed = struct.pack(f"<{len(blocks)}{self.number}", *blocks)
        return self.block(struct.pack("<BBHI", 1, 1, len(blocks), len(data)) + listed, inner=True)

    def properties(self, known, inner=()):
        """The numbers of the data and of the nodes of a node with properties, and inner nodes."""
        nodes, items, records = list(inner), [], []
        for number, (kind, value) in sorted(known.items()):
            if len(value) > MAX_ITEM_BYTES:
                name = (0x1000 + number) << 5 | VALUE
                nodes.append((name, self.value(value), 0))
            else:
                items.append(value)
                name = (len(items) + 2) << 5
            records.append(struct.pack("<HHI", number, kind, name))
        items = [struct.pack("<BBBBI", 0xB5, 2, 6, 0, 2 << 5), b"".join(records), *items]
        heap = struct.pack("<HBBII", 12 + sum(map(len, items)), 0xEC, 0xBC, 1 << 5, 0)
        offsets = [12]
        for item in items:
            heap += item
            offsets.append(offsets[-1] + len(item))
        heap += struct.pack(f"<HH{len(offsets)}H", len(items), 0, *offsets)
        return self.value(heap), self.listed(nodes)

    def listed(self, nodes):
        """The number of the block with the nodes of a node's own."""
        if not nodes:
            return 0
        rows = b"".join(struct.pack(f"<3{self.number}", *row) for row in sorted(nodes))
        padding = b"\0" * 4 if self.number == "Q" else b""
        return self.block(struct.pack("<BBH", 2, 0, len(nodes)) + padding + rows, inner=True)

    def node(self, number, parent, data, nodes):
        self.nodes.append((number, data, nodes, parent))

    def written(self):
        """The bytes of the store."""
        wide = self.number == "Q"
        entries_of_blocks = []
        for name, data in self.blocks.items():
            entries_of_blocks.append(
                struct.pack(f"<2{self.number}HH", name, len(self.file), len(data), 1)
            )
            self.file += data + b"\0" * (-len(data) % 64)
        pad = b"\0" * 4 if wide else b""
        rows = [struct.pack(f"<3{self.number}I", *node) + pad for node in sorted(self.nodes)]
        trees = (0, self.tree(rows), 0, self.tree([offset + pad for offset in entries_of_blocks]))
        struct.pack_into("<4sIHH", self.file, 0, b"!BDN", 0, 0x4D53, 23 if wide else 14)
        struct.pack_into(f"<4{self.number}", self.file, 216 if wide else 184, *trees)
        self.file[513 if wide else 461] = self.encoding
        return bytes(self.file)

    def tree(self, rows, level=0):
        """The file offset of the root of a tree with four entries a page."""
        if len(rows) <= 4:
            return self.page(rows, level)
        upper = []
        for at in range(0, len(rows), 4):
            key = struct.unpack_from(f"<{self.number}", rows[at])[0]
            offset = self.page(rows[at : at + 4], level)
            upper.append(struct.pack(f"<3{self.number}", key, 0, offset))
        return self.tree(upper, level + 1)

    def page(self, rows, level):
        offset, entries = len(self.file), 488 if self.number == "Q" else 496
        size = len(rows[0])
        page = b"".join(rows).ljust(entries, b"\0") + bytes((len(rows), 4, size, level))
        self.file += page.ljust(512, b"\0")
        return offset


def wide(text):
    return TEXT, text.encode("utf-16-le")


def pst_file(mails, *, number="Q", encoding=1):
    """A store with a folder Inbox; each mail has properties, attached files, and attached mails."""
    writer = StoreWriter(number=number, encoding=encoding)
    writer.node(0x122, 0x122, *writer.properties({}))
    writer.node(0x8022, 0x122, *writer.properties({0x3001: wide("收件箱/Inbox")}))
    for at, mail in enumerate(mails):
        writer.node((0x10001 + at) << 5 | MAIL, 0x8022, *mail_node(writer, mail))
    return writer.written()


def mail_node(writer, mail):
    known, files, inner_mails = mail
    inner = []
    for at, (name, data) in enumerate(files.items()):
        held = {0x3707: wide(name), 0x3701: (BYTES, data)}
        inner.append(((0x400 + at) << 5 | ATTACHMENT, *writer.properties(held)))
    for at, inner_mail in enumerate(inner_mails, start=len(inner)):
        name = (0x500 + at) << 5 | MAIL
        nodes = [(name, *mail_node(writer, inner_mail))]
        held = {0x3001: wide("mail"), 0x3701: (OBJECT, struct.pack("<II", name, 0))}
        inner.append(((0x400 + at) << 5 | ATTACHMENT, *writer.properties(held, nodes)))
    return writer.properties(known, inner)
