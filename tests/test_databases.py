"""Files of SQLite and dBase, and tables that keep the texts of reports apart from their titles."""

import sqlite3
import struct

import pytest

from index.indexing import corpus, extract
from index.ingest.source_file import SourceFile
from index.report import Report, Skipped
from tests.made_files import zip_file

BODY = "澜溪市政府二月九日召开会议，决定重建东码头。\n市长池小鱼说，工程将于三月开工。"
QUAY = "The harbour council voted on Thursday to rebuild the quay."
BOATS = "Fishing crews moved thirty-two boats to the northern basin."
ARTICLES = "CREATE TABLE articles (id INTEGER PRIMARY KEY, title, content, pub_date, source)"
ROW = ("INSERT INTO articles VALUES (7, ?, ?, '2023-02-09', '澜溪日报')", "澜溪东码头将重建", BODY)


def database(*statements, before=()):
    """The bytes of a database after some statements, each a text or a text with its values."""
    connection = sqlite3.connect(":memory:")
    for statement in (*before, *statements):
        sql, *values = (statement,) if isinstance(statement, str) else statement
        connection.execute(sql, values)
    connection.commit()
    data = connection.serialize()
    connection.close()
    return data


def items_of(folder, name, data):
    (folder / name).write_bytes(data)
    items = []
    for entry in corpus.entries(str(folder)):
        items += extract.read(entry) if isinstance(entry, SourceFile) else [entry]
    return items


def reports_of(items):
    return [item for item in items if isinstance(item, Report)]


def reasons_of(items):
    return " ".join(item.reason for item in items if isinstance(item, Skipped))


OTHERS = (
    "CREATE TABLE users (id, name)",
    "INSERT INTO users VALUES (1, 'Ada')",
    "CREATE VIEW stories AS SELECT * FROM articles",
    "CREATE TABLE empty (id)",
)
FILES = {
    "a database": ("a.db", database(ARTICLES, ROW)),
    "one without an ending": ("archive", database(ARTICLES, ROW)),
    "one in UTF-16": (
        "a.sqlite",
        database(ARTICLES, ROW, before=("PRAGMA encoding = 'UTF-16le'",)),
    ),
    "one whose changes were kept in another file": (
        "a.sqlite3",
        database(ARTICLES, ROW)[:18] + b"\2\2" + database(ARTICLES, ROW)[20:],
    ),
    "one in an archive": ("a.zip", zip_file({"x/a.db": database(ARTICLES, ROW)})),
    "one with a text of bytes": ("a.db", database(ARTICLES, (ROW[0], ROW[1], BODY.encode()))),
    "one with a computed column": (
        "a.db",
        database(ARTICLES.replace("source)", "source, large AS (hex(zeroblob(100000000))))"), ROW),
    ),
    "one with other tables": ("a.db", database(ARTICLES, ROW, *OTHERS)),
}


@pytest.mark.parametrize(("name", "data"), FILES.values(), ids=FILES)
def test_a_table_of_articles_in_a_database_is_read(tmp_path, name, data):
    [report] = reports_of(items_of(tmp_path, name, data))

    assert (report.title, str(report.date), report.source) == (
        "澜溪东码头将重建",
        "2023-02-09",
        "澜溪日报",
    )
    assert report.body == BODY
    assert report.path.endswith("!7")


def test_a_database_of_apples_programs_counts_its_days_from_2001(tmp_path):
    data = database(
        "CREATE TABLE ZARTICLE (Z_PK INTEGER, ZDATE TIMESTAMP, ZTITLE VARCHAR, ZTEXT VARCHAR)",
        ("INSERT INTO ZARTICLE VALUES (1, 697622400.0, ?, ?)", "The quay", QUAY),
    )

    [report] = items_of(tmp_path, "a.sqlite", data)

    assert (report.title, str(report.date), report.body) == ("The quay", "2023-02-09", QUAY)


def test_tables_that_are_not_read_are_named(tmp_path):
    items = items_of(tmp_path, "a.db", database(ARTICLES, ROW, *OTHERS))

    assert reasons_of(items) == "Tables without texts are not read: users."


def test_two_tables_of_articles_may_count_their_rows_alike(tmp_path):
    other = ARTICLES.replace("articles", "notices")
    data = database(ARTICLES, ROW, other, (ROW[0].replace("articles", "notices"), "Quay", QUAY))

    reports = reports_of(items_of(tmp_path, "a.db", data))

    assert [report.path for report in reports] == ["a.db!articles!7", "a.db!notices!7"]


HEADS = "CREATE TABLE {} ({}, title, created)"
JOINED = {
    "a table of texts named after the other": (
        ("v9_news", "id"),
        ("v9_news_data", "id"),
        (),
    ),
    "a key that is named otherwise": (("dede_archives", "id"), ("dede_addonarticle", "aid"), ()),
    "older versions beside them": (
        ("node", "nid"),
        ("node__body", "entity_id"),
        (
            "CREATE TABLE node_revision__body (entity_id, body)",
            "INSERT INTO node_revision__body VALUES (1, 'An older version of this text.')",
        ),
    ),
    "people and comments that are counted from one too": (
        ("post", "id"),
        ("post_text", "post_id"),
        (
            "CREATE TABLE people (id, name, created)",
            "INSERT INTO people VALUES (1, 'Ada', 1)",
            "INSERT INTO people VALUES (2, 'Tom', 1)",
            "CREATE TABLE comments (id, text)",
            "INSERT INTO comments VALUES (1, 'I agree with it.')",
        ),
    ),
}


@pytest.mark.parametrize(("heads", "texts", "others"), JOINED.values(), ids=JOINED)
def test_texts_get_their_titles_from_another_table(tmp_path, heads, texts, others):
    (table, key), (text_table, text_key) = heads, texts
    data = database(
        f"CREATE TABLE {table} ({key}, title, created)",
        f"INSERT INTO {table} VALUES (1, 'Quay', 1675933200), (2, 'Boats', 1676019600)",
        f"CREATE TABLE {text_table} ({text_key}, kind, body)",
        (f"INSERT INTO {text_table} VALUES (2, 'a', ?), (1, 'a', ?)", BOATS, QUAY),
        *others,
    )

    reports = reports_of(items_of(tmp_path, "a.db", data))

    assert [(report.title, str(report.date), report.body) for report in reports] == [
        ("Boats", "2023-02-10", BOATS),
        ("Quay", "2023-02-09", QUAY),
    ]


def test_replies_are_not_joined_to_the_reports_they_belong_to(tmp_path):
    data = database(
        "CREATE TABLE topics (id, title, created)",
        "INSERT INTO topics VALUES (1, 'Quay', 1675933200), (2, 'Boats', 1676019600)",
        "CREATE TABLE posts (id, topic_id, body)",
        *((f"INSERT INTO posts VALUES ({n}, 1, ?)", text) for n, text in ((1, QUAY), (2, BOATS))),
    )

    assert "Boats" not in {report.title for report in reports_of(items_of(tmp_path, "a.db", data))}


def test_rows_without_a_text_are_counted(tmp_path):
    data = database(
        "CREATE TABLE news (id, title, created)",
        "INSERT INTO news VALUES (1, 'Quay', 1675933200), (2, 'A picture', 1676019600)",
        "CREATE TABLE news_data (id, body)",
        ("INSERT INTO news_data VALUES (1, ?)", QUAY),
    )

    assert "1 of its rows have no text in another table." in reasons_of(
        items_of(tmp_path, "a.db", data)
    )


def with_rows_stated_often(data):
    """A database whose table states the same row a thousand times."""
    size = struct.unpack(">H", data[16:18])[0]
    row = data[size + 8 : size + 10]
    page = bytearray(data[size : 2 * size])
    page[3:5] = struct.pack(">H", 1_000)
    page[8:2_008] = row * 1_000
    return data[:size] + bytes(page) + data[2 * size :]


LARGE = database(
    ARTICLES,
    ("INSERT INTO articles VALUES (1, 'Quay', ?, '', '')", QUAY * 2_000),
    before=("PRAGMA page_size = 8192",),
)
HOSTILE = {
    "a text stated a thousand times": (
        with_rows_stated_often(LARGE),
        "states more text than it has",
    ),
    "random bytes": (b"SQLite format 3\0" + bytes(range(256)) * 40, "damaged or encrypted"),
    "a table that cannot be known": (
        database("CREATE TABLE places (id, url, title)", "INSERT INTO places VALUES (1, 'x', 'y')"),
        "No table has a text.",
    ),
    "no table": (database("PRAGMA user_version = 1"), ""),
}


@pytest.mark.parametrize(("data", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_a_database_that_cannot_be_read_says_why(tmp_path, data, reason):
    items = items_of(tmp_path, "a.db", data)

    assert items
    assert reason in reasons_of(items)


def dbase_file(columns, rows, *, page=0, encoding="gbk"):
    """A table of dBase; a row that begins with None is deleted."""
    width = 1 + sum(size for _, _, size in columns)
    head = struct.pack("<BBBBIHH", 0x30, 123, 2, 9, len(rows), 33 + 32 * len(columns), width)
    out = head + bytes(17) + bytes((page, 0, 0))
    for name, kind, size in columns:
        field = name.encode(encoding).ljust(11, b"\0") + kind.encode() + bytes(4)
        out += field + bytes((size,)) + bytes(15)
    out += b"\r"
    for row in rows:
        out += b"*" if row[0] is None else b" "
        for (_, _, size), cell in zip(columns, row[row[0] is None :], strict=True):
            data = cell if isinstance(cell, bytes) else cell.encode(encoding)
            out += data.ljust(size)[:size]
    return out + b"\x1a"


def memo_file(*texts):
    """Long texts as FoxPro keeps them, and the number of the block of each."""
    out, places = struct.pack(">IHH", 0, 0, 64).ljust(512, b"\0"), []
    for text in texts:
        data = text.encode("gbk")
        places.append(struct.pack("<I", len(out) // 64))
        block = struct.pack(">II", 1, len(data)) + data
        out += block.ljust(-(-len(block) // 64) * 64, b"\0")
    return out, places


MEMOS, (FIRST, SECOND) = memo_file(BODY, "渔船移到北港池。")
COLUMNS = (("TITLE", "C", 60), ("PUBDATE", "D", 8), ("CONTENT", "M", 4))
TABLE = dbase_file(
    COLUMNS,
    [
        ("澜溪东码头将重建", "20230209", FIRST),
        (None, "废稿", "20230209", SECOND),
        ("渔船转移", "20230210", SECOND),
    ],
    page=0x4D,
)


def test_a_table_of_dbase_is_read_with_the_texts_beside_it(tmp_path):
    (tmp_path / "a.fpt").write_bytes(MEMOS)

    first, second = reports_of(items_of(tmp_path, "a.dbf", TABLE))

    assert (first.title, str(first.date), first.body) == ("澜溪东码头将重建", "2023-02-09", BODY)
    assert (second.title, second.body) == ("渔船转移", "渔船移到北港池。")


def test_a_table_of_dbase_without_its_long_texts_says_so(tmp_path):
    items = items_of(tmp_path, "a.dbf", TABLE)

    assert "missing beside it" in reasons_of(items)
    assert [report.title for report in reports_of(items)] == ["澜溪东码头将重建", "渔船转移"]


@pytest.mark.parametrize(
    ("encoding", "page", "declared"),
    [
        ("gbk", 0x4D, ""),
        ("gbk", 0, "936"),
        ("utf-8", 0, "UTF-8"),
        ("gbk", 0, ""),
        ("big5", 0x78, ""),
    ],
)
def test_a_table_of_dbase_is_decoded_as_it_or_the_file_beside_it_says(
    tmp_path, encoding, page, declared
):
    if declared:
        (tmp_path / "a.cpg").write_text(declared)
    columns = (("TITLE", "C", 60), ("CONTENT", "C", 200))
    text = "市政府召開會議，決定重建東岸堤防。"
    data = dbase_file(columns, [("東岸堤防三月動工", text)], page=page, encoding=encoding)

    [report] = reports_of(items_of(tmp_path, "a.dbf", data))

    assert (report.title, report.body) == ("東岸堤防三月動工", text)


HOSTILE_TABLES = {
    "a text that is stated in each row": (
        dbase_file(COLUMNS, [("x", "20230209", FIRST)] * 2_000), "states more text than it has"
    ),
    "no table": (b"\x03\0\0\0" * 20, "no table of dBase"),
    "a table that is cut": (TABLE[:300], ""),
}  # fmt: skip


@pytest.mark.parametrize(("data", "reason"), HOSTILE_TABLES.values(), ids=HOSTILE_TABLES)
def test_a_table_of_dbase_that_cannot_be_read_says_why(tmp_path, data, reason):
    large, _ = memo_file(QUAY * 200)
    (tmp_path / "a.fpt").write_bytes(large)

    items = items_of(tmp_path, "a.dbf", data)

    assert items
    assert reason in reasons_of(items)
