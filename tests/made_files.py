"""Files of many kinds, made in code as small as they can be: never somebody's file."""

import io
import struct
import tarfile
import zipfile
import zlib

PARAGRAPHS = [
    "The committee met on the north quay.",
    "会议通过了雾桥镇的规划。",
    "It ends in March.",
]
_SECTOR = 512
_END, _FREE = 0xFFFFFFFE, 0xFFFFFFFF


def zip_file(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            data = content.encode() if isinstance(content, str) else content
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=stored)
    return out.getvalue()


def tar_file(parts):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, content in parts.items():
            data = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def compound_file(streams):
    """A compound file; a stream may be in folders: ObjectPool/_1/Workbook.

    Every stream is at least 4,096 bytes, so that no small ones are needed.
    """
    sectors = []
    table = [["Root Entry", 5, _END, 0, _FREE, _FREE]]

    def add(parent, level):
        """Put the streams and folders of a level into the table, as right neighbours."""
        before, link = parent, 5
        for name, content in level.items():
            table.append([name, 1, 0, 0, _FREE, _FREE])
            table[before][link] = number = len(table) - 1
            before, link = number, 4
            if isinstance(content, dict):
                add(number, content)
                continue
            padded = content.ljust(max(4096, -(-len(content) // _SECTOR) * _SECTOR), b"\0")
            table[number][1:4] = 2, len(sectors), len(padded)
            for offset in range(0, len(padded), _SECTOR):
                last = offset + _SECTOR >= len(padded)
                following = _END if last else len(sectors) + 1
                sectors.append((padded[offset : offset + _SECTOR], following))

    tree = {}
    for path, data in streams.items():
        *folders, name = path.split("/")
        level = tree
        for folder in folders:
            level = level.setdefault(folder, {})
        level[name] = data
    add(0, tree)
    records = [_entry(*values[:4], right=values[4], child=values[5]) for values in table]
    table = len(sectors)
    directory = b"".join(records).ljust(-(-len(records) // 4) * _SECTOR, b"\0")
    for offset in range(0, len(directory), _SECTOR):
        last = offset + _SECTOR >= len(directory)
        sectors.append((directory[offset : offset + _SECTOR], _END if last else len(sectors) + 1))
    fat_count = -(-(len(sectors) + 4) // 128)
    chain = [after for _, after in sectors] + [0xFFFFFFFD] * fat_count
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(fat_count * _SECTOR, b"\xff")
    first = len(sectors)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, fat_count, table, 0, 4096, _END, 0, _END, 0
    )
    fat_sectors = [first + number for number in range(fat_count)]
    head += struct.pack("<109I", *fat_sectors, *([_FREE] * (109 - fat_count)))
    return head + b"".join(data for data, _ in sectors) + fat


def _entry(name, kind, start, size, *, right=_FREE, child=_FREE):
    text = name.encode("utf-16-le") + b"\0\0"
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text), kind, 1, _FREE, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


def word_table(text=""):
    """The table of the one piece of a text."""
    count = len((text or "\r".join([*PARAGRAPHS, ""])).encode("utf-16-le")) // 2
    pieces = struct.pack("<II", 0, count) + struct.pack("<HIH", 0, 2048, 0)
    return b"\x02" + struct.pack("<I", len(pieces)) + pieces


def word_stream(text="", *, flags=0x0200, behind=()):
    """The main stream of a Word file with a text in UTF-16.

    `behind` has the lengths of the parts that end the text: notes, headers, macros, comments.
    """
    data = (text or "\r".join([*PARAGRAPHS, ""])).encode("utf-16-le")
    main = bytearray(2048 + len(data))
    struct.pack_into("<HH", main, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", main, 0x0A, flags)
    struct.pack_into("<i", main, 0x4C, len(data) // 2 - sum(behind))
    struct.pack_into(f"<{len(behind)}i", main, 0x50, *behind)
    struct.pack_into("<II", main, 0x1A2, 0, len(word_table(text)))
    main[2048:] = data
    return bytes(main)


def doc_file(text="", *, flags=0x0200, others=(), behind=()):
    """A Word file of one piece; `flags` say which table, and whether it is encrypted.

    `others` are further streams, such as those of objects, with their paths.
    """
    stream = word_stream(text, flags=flags, behind=behind)
    main = {"WordDocument": stream, "1Table": word_table(text)}
    return compound_file({**main, **dict(others)})


def record(kind, data, *, version=0, instance=0):
    return struct.pack("<HHI", instance << 4 | version, kind, len(data)) + data


def ppt_file(
    slides=(("Opening", "北码头重建"), ("Closing",)), *, encrypted=0, comment="", inside=b""
):
    """Slides whose text stands in the list of all slides; the first may have a comment.

    `inside` is the compound file of an object on a slide.
    """
    listed = b""
    for number, texts in enumerate(slides, start=2):
        listed += record(1011, struct.pack("<IIIII", number, 0, 0, 0, 0))
        for text in texts:
            listed += record(4000, text.encode("utf-16-le"))
    document = record(1000, record(4080, listed, version=15), version=15)
    slide = ppt_slide(comment)
    packed = struct.pack("<I", len(inside)) + zlib.compress(inside)
    shown = slide + (record(4113, packed, instance=1) if inside else b"")
    places = (1 << 20 | 1, 0, 1 << 20 | 2, len(document))
    places += (1 << 20 | 3, len(document + slide)) if inside else ()
    pointers = record(6002, struct.pack(f"<{len(places)}I", *places))
    parts = document + shown + pointers
    edit = struct.pack("<IIIIIII", 0, 0, 0, len(document + shown), 1, 0, 0)
    edit += struct.pack("<I", encrypted) if encrypted else b""
    stream = parts + record(4085, edit)
    user = record(0x0FF6, struct.pack("<IIIHH", 20, 0xE391C05F, len(parts), 0, 0))
    return compound_file({"PowerPoint Document": stream + b"\0" * 40, "Current User": user})


def ppt_slide(comment):
    """A slide without text of its own; a comment is in its extensions."""
    strings = enumerate(("Lin", comment, "L"))
    parts = [record(4026, text.encode("utf-16-le"), instance=at) for at, text in strings]
    extension = record(5003, record(12000, b"".join(parts), version=15)) if comment else b""
    tags = record(5000, record(5002, extension, version=15), version=15)
    return record(1006, tags, version=15)


def msg_file(subject="Re: North quay", body="The quay opens.\r\n码头开放。"):
    fixed = b"\0" * 32 + struct.pack("<HHIQ", 0x40, 0x39, 6, 133_203_456_000_000_000)

    def text(number, value, folder=""):
        return {f"{folder}__substg1.0_{number}001F": value.encode("utf-16-le")}

    return compound_file(
        {
            "__properties_version1.0": fixed,
            **text("0037", subject),
            **text("1000", body),
            **text("0C1A", "Mei Lin"),
        }
    )


def xls_file(rows=(("镇", "户数"), ("雾桥镇", 120.0))):
    """Cells as Excel 2 wrote them, without a compound file; text in the code page of Chinese."""
    out = struct.pack("<HHHH", 0x0009, 4, 2, 0x10) + struct.pack("<HHH", 0x0042, 2, 936)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            head = struct.pack("<HH3x", number, column)
            if isinstance(value, str):
                text = value.encode("gbk")
                data = head + bytes((len(text),)) + text
                out += struct.pack("<HH", 0x0004, len(data)) + data
            else:
                data = head + struct.pack("<d", value)
                out += struct.pack("<HH", 0x0003, len(data)) + data
    return out + struct.pack("<HH", 0x000A, 0)


def xls_of_97(front=b"", cells=b""):
    """A sheet in a compound file; `front` are more records of the book, `cells` of the sheet."""

    def record_of(kind, data=b""):
        return struct.pack("<HH", kind, len(data)) + data

    name = struct.pack("<BB", 2, 1) + "人口".encode("utf-16-le")
    front = record_of(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 1997, 0, 0)) + front
    place = len(front) + len(record_of(0x85, bytes(6) + name)) + 4
    stream = front + record_of(0x85, struct.pack("<IH", place, 0) + name) + record_of(0x0A)
    stream += record_of(0x0809, struct.pack("<HHHHII", 0x0600, 16, 0, 1997, 0, 0))
    for row, column, text in ((0, 0, "镇"), (0, 1, "户数"), (1, 0, "雾桥镇"), (1, 1, "一百二十")):
        cell = struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le")
        stream += record_of(0x0204, cell)
    return compound_file({"Workbook": stream + cells + record_of(0x0A)})


RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relations(**parts):
    named = "".join(
        f'<Relationship Id="{key}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for key, (kind, target) in parts.items()
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{named}</Relationships>'


_STYLES = (
    '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>'
    '</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="10"/><xf numFmtId="4"/></cellXfs></styleSheet>'
)


def xlsx_file(rows=(("镇", "户数"), ("雾桥镇", 120)), name="人口", *, joined=(), links=()):
    """A sheet; a value (number, style) has a style of its own; links are (cell, address)."""
    merged = "".join(f'<mergeCell ref="{cells}"/>' for cells in joined)
    linked = "".join(f'<hyperlink ref="{cell}" r:id="{cell}"/>' for cell, _ in links)
    addresses = "".join(
        f'<Relationship Id="{cell}" Type="{RELATIONS}/hyperlink" Target="{address}" TargetMode="External"/>'
        for cell, address in links
    )
    cells = ""
    for number, row in enumerate(rows, start=1):
        cells += f'<row r="{number}">'
        for column, value in enumerate(row):
            reference = f"{chr(65 + column)}{number}"
            if isinstance(value, str):
                cells += f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'
            elif isinstance(value, tuple):
                cells += f'<c r="{reference}" s="{value[1]}"><v>{value[0]}</v></c>'
            else:
                cells += f'<c r="{reference}"><v>{value}</v></c>'
        cells += "</row>"
    return zip_file(
        {
            "_rels/.rels": relations(a=("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns:r="{RELATIONS}"><sheets><sheet name="{name}" r:id="s"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(
                s=("worksheet", "worksheets/sheet1.xml"), t=("styles", "styles.xml")
            ),
            "xl/styles.xml": _STYLES,
            "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{addresses}</Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns:r="{RELATIONS}"><sheetData>{cells}</sheetData><mergeCells>{merged}</mergeCells><hyperlinks>{linked}</hyperlinks></worksheet>',
        }
    )


def _packed(kind, data=b""):
    """A record of a binary workbook: its kind and length take as many bytes as they need."""
    head = bytes((kind,)) if kind < 0x80 else bytes((kind & 0x7F | 0x80, kind >> 7))
    length, out = len(data), b""
    while length >= 0x80:
        out += bytes((length & 0x7F | 0x80,))
        length >>= 7
    return head + out + bytes((length,)) + data


def _text16(text):
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb_file(rows=(("镇", "户数"), ("雾桥镇", 120)), name="人口"):
    """The same as a binary workbook; a value (number, style) has a style of its own."""
    strings: list[str] = []
    cells = b""
    for row_number, row in enumerate(rows):
        cells += _packed(0, struct.pack("<II", row_number, 0) + b"\0" * 9)
        for column, value in enumerate(row):
            number, style = value if isinstance(value, tuple) else (value, 0)
            head = struct.pack("<II", column, style)
            if isinstance(value, str) and column % 2:
                cells += _packed(6, head + _text16(value))
            elif isinstance(value, str):
                strings.append(value)
                cells += _packed(7, head + struct.pack("<I", len(strings) - 1))
            elif isinstance(number, int):
                cells += _packed(2, head + struct.pack("<i", number << 2 | 2))
            else:
                cells += _packed(5, head + struct.pack("<d", number))
    shared = b"".join(_packed(19, b"\0" + _text16(text)) for text in strings)
    styles = _packed(44, struct.pack("<H", 164) + _text16('yyyy"年"m"月"d"日"'))
    kinds = b"".join(_packed(47, struct.pack("<HH", 0, number)) for number in (0, 164, 10, 4))
    return zip_file(
        {
            "_rels/.rels": relations(a=("officeDocument", "xl/workbook.bin")),
            "xl/workbook.bin": _packed(153, b"\0" * 8) + _packed(156, b"\0" * 8 + _text16("s") + _text16(name)),
            "xl/_rels/workbook.bin.rels": relations(
                s=("worksheet", "worksheets/sheet1.bin"), t=("styles", "styles.bin"), u=("sharedStrings", "sharedStrings.bin")
            ),
            "xl/styles.bin": styles + _packed(617) + kinds + _packed(618),
            "xl/sharedStrings.bin": shared,
            "xl/worksheets/sheet1.bin": _packed(145) + cells,
        }
    )  # fmt: skip


def pptx_file(slides=(("Opening", "北码头重建"), ("Closing",))):
    parts = {
        "_rels/.rels": relations(a=("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f'<p xmlns:r="{RELATIONS}"><sldIdLst>'
        + "".join(f'<sldId id="9" r:id="s{number}"/>' for number in range(len(slides)))
        + "</sldIdLst></p>",
        "ppt/_rels/presentation.xml.rels": relations(
            **{
                f"s{number}": ("slide", f"slides/slide{number}.xml")
                for number in range(len(slides))
            }
        ),
    }
    for number, texts in enumerate(slides):
        shapes = "".join(f"<sp><txBody><p><r><t>{text}</t></r></p></txBody></sp>" for text in texts)
        parts[f"ppt/slides/slide{number}.xml"] = (
            f"<sld><cSld><spTree>{shapes}</spTree></cSld></sld>"
        )
    return zip_file(parts)


def odf_file(body, kind="text", meta=""):
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table", "draw", "style")
    )
    return zip_file(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"<office:document-content {names}><office:body>{body}</office:body></office:document-content>",
            "meta.xml": f'<m xmlns:dc="d" xmlns:meta="m">{meta}</m>',
        }
    )


def ofd_file(pages=(("北码头重建", "工程于三月开工。"), ("第二页内容。",)), title="北码头重建"):
    """Pages of lines, each a text object of its own below the one before it."""
    parts = {
        "OFD.xml": f'<ofd:OFD xmlns:ofd="o"><ofd:DocBody><ofd:DocInfo><ofd:Title>{title}</ofd:Title>'
        "<ofd:CreationDate>2023-02-09</ofd:CreationDate></ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": '<ofd:Document xmlns:ofd="o"><ofd:Pages>'
        + "".join(
            f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages))
        )
        + "</ofd:Pages></ofd:Document>",
    }
    for number, lines in enumerate(pages):
        objects = "".join(
            f'<ofd:TextObject Boundary="20 {20 + 10 * line_number} 100 8" Size="5">'
            f'<ofd:TextCode X="0" Y="5">{line}</ofd:TextCode></ofd:TextObject>'
            for line_number, line in enumerate(lines)
        )
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f'<ofd:Page xmlns:ofd="o"><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>'
        )
    return zip_file(parts)


def xps_file(lines=("North Quay", "It opens in March.")):
    glyphs = "".join(
        f'<Glyphs UnicodeString="{line}" OriginX="50" OriginY="{50 + 20 * number}" FontRenderingEmSize="12"/>'
        for number, line in enumerate(lines)
    )
    return zip_file({"Documents/1/Pages/1.fpage": f"<FixedPage>{glyphs}</FixedPage>"})


def vsdx_file(shapes=("North Quay", "It opens in March."), title=""):
    """A drawing of one page, whose shapes are each in a group."""
    text = "".join(
        f'<Shape><Shapes><Shape><Text><cp IX="0"/>{shape}\n</Text></Shape></Shapes></Shape>'
        for shape in shapes
    )
    parts = {"visio/pages/page1.xml": f"<PageContents><Shapes>{text}</Shapes></PageContents>"}
    if title:
        parts["docProps/core.xml"] = f"<p><title>{title}</title></p>"
    return zip_file(parts)


def mobi_file(
    html="<html><body><h1>North Quay</h1><p>It opens in March.</p><p>三月开放。</p></body></html>",
    *,
    locked=0,
):
    """A book of one record that is not packed, in UTF-8."""
    text = html.encode()
    name = b"North Quay"
    head = struct.pack(">HHIHHHH", 1, 0, len(text), 1, 4096, locked, 0)
    head += b"MOBI" + struct.pack(">III", 232, 2, 65001)
    head = head.ljust(84, b"\0") + struct.pack(">II", 248, len(name))
    head = head.ljust(248, b"\0") + name
    start = 78 + 8 * 2 + 2
    table = struct.pack(">IIII", start, 0, start + len(head), 0)
    return (
        b"book".ljust(60, b"\0")
        + b"BOOKMOBI"
        + b"\0" * 8
        + struct.pack(">H", 2)
        + table
        + b"\0\0"
        + head
        + text
    )
