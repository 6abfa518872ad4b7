"""Bytes become the text that was meant, whatever is declared; what is lost is said."""

from encodings.aliases import aliases

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.indexing import corpus, extract
from index.ingest.decode import binary_content, decode, encoding_of, line_text
from index.ingest.formats.office import mail_headers

SIMPLIFIED = (
    "会议强调，要推进农村寄递物流体系建设，年底前实现乡镇全覆盖。新华社记者报道，各地正在抓紧落实。"
)
TRADITIONAL = (
    "會議強調，要推進農村寄遞物流體系建設，年底前實現鄉鎮全覆蓋。中央社記者報導，各地正在抓緊落實。"
)
PAGE = '<html><head>{meta}<title>{text}</title></head><body class="a"><p>{text}</p></body></html>'
DECLARED = {
    "rightly": None,
    "as utf-8": "utf-8",
    "as gb2312": "gb2312",
    "as big5": "big5",
    "as iso-8859-1": "iso-8859-1",
    "as nonsense": "klingon",
    "not at all": "",
}
ENCODED = {
    "utf-8": ("utf-8", SIMPLIFIED + TRADITIONAL),
    "utf-8-sig": ("utf-8-sig", SIMPLIFIED + TRADITIONAL),
    "gb18030": ("gb18030", SIMPLIFIED + "㛃𠮷"),
    "gbk, traditional": ("gb18030", TRADITIONAL),
    "big5": ("big5hkscs", TRADITIONAL),
    "utf-16 with a mark": ("utf-16", SIMPLIFIED),
    "utf-16-le without": ("utf-16-le", SIMPLIFIED),
    "utf-16-be without": ("utf-16-be", SIMPLIFIED),
    "utf-32": ("utf-32", SIMPLIFIED),
}


@pytest.mark.parametrize("declared", DECLARED)
@pytest.mark.parametrize("name", ENCODED)
def test_a_page_is_read_whatever_it_declares(name, declared):
    encoding, text = ENCODED[name]
    label = encoding if DECLARED[declared] is None else DECLARED[declared]
    page = PAGE.format(meta=f'<meta charset="{label}">' if label else "", text=text)

    assert decode(page.encode(encoding)).text == page


def test_what_the_server_said_counts_where_the_page_is_silent():
    text = "物流"

    assert decode(text.encode("big5hkscs"), "big5").text == text
    assert decode(text.encode("gb18030"), "gbk").text == text


def test_english_with_curly_quotes_is_no_chinese():
    text = "“It’s ready,” he said — and café owners agreed."

    assert decode(text.encode("cp1252")).text == text


def test_utf_8_with_a_few_bad_bytes_stays_utf_8_and_says_so():
    read = decode(SIMPLIFIED.encode() + b"\xff\xfe" + SIMPLIFIED.encode())

    assert SIMPLIFIED in read.text
    assert "could not be read" in read.note


def test_lines_in_two_encodings_are_read_line_by_line():
    mixed = ("标题：" + SIMPLIFIED + "\n").encode() * 3 + (SIMPLIFIED + "\n").encode("gb18030") * 3

    read = decode(mixed)

    assert read.text.count(SIMPLIFIED) == 6
    assert "mixed" in read.note


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_text_that_was_decoded_wrongly_before_is_turned_back(encoding):
    wrong = SIMPLIFIED.encode(encoding).decode("latin-1")

    read = decode(f"<p>{wrong}</p>\n<p>plain café</p>".encode())

    assert SIMPLIFIED in read.text
    assert "plain café" in read.text
    assert "turned back" in read.note


@pytest.mark.parametrize("between", ["\t", '", "body": "', " 2011\u3000"])
def test_only_the_part_that_was_decoded_wrongly_before_is_turned_back(between):
    """A page of a long text was decoded wrongly, or the body of a row and not its title."""
    wrong = (SIMPLIFIED * 20).encode().decode("gb18030", "replace")
    proper = "一九五五年国务院政府工作报告，李富春。"

    read = decode(f"{proper}{between}{wrong}\n{proper}".encode())

    assert read.text.count(proper) == 2
    assert read.text.count(SIMPLIFIED[2:-2]) > 15
    assert "turned back" in read.note


def test_a_sample_may_end_inside_a_character():
    assert encoding_of(SIMPLIFIED.encode()[:31]) == "utf-8"
    assert encoding_of(SIMPLIFIED.encode("gb18030")[:41]) == "gb18030"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "an image"),
        (b"%PDF-1.4 ...", "a PDF"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04" + b"\0" * 60, "a 7z archive"),
        (b"Rar!\x1a\x07\x01\x00" + b"\0" * 60, "a RAR archive"),
        (b"PAR1\x15\x04" + b"\0" * 60, "a table in Parquet"),
        (bytes(range(256)) * 20, "not text"),
        (b"plain text with one \x00 byte", ""),
        ("中文".encode("utf-16"), ""),
        (SIMPLIFIED.encode("gb18030"), ""),
        (b"", ""),
    ],
)
def test_what_is_no_text_is_told(data, what):
    assert binary_content(data) == what


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_a_text(data):
    assert isinstance(decode(data).text, str)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.text(st.sampled_from(SIMPLIFIED + "abc \n"), min_size=1, max_size=200))
def test_utf_8_comes_back_as_it_was(text):
    assert decode(text.encode()).text == text


FOREIGN = {
    "shift_jis": "港の再建が決定されました。報告書をご覧ください。",
    "euc-jp": "港の再建が決定されました。報告書をご覧ください。",
    "euc-kr": "항구 재건이 결정되었다. 보고서를 보십시오.",
    "windows-1251": "Порт восстановят в следующем году.",
    "koi8-r": "Порт восстановят в следующем году.",
}


@pytest.mark.parametrize("encoding", FOREIGN)
def test_a_declared_encoding_of_another_language_is_believed(encoding):
    page = f"<html><head><meta charset={encoding}></head><p>{FOREIGN[encoding]}</p>"

    assert decode(page.encode(encoding)).text == page


@pytest.mark.parametrize("encoding", FOREIGN)
def test_an_encoding_of_another_language_is_seen_where_none_is_declared(encoding):
    text = f"Title: {FOREIGN[encoding]}"

    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("text", ["澜溪东码头", "title = {澜溪东码头}, journal = {港航}", "王小明"])
def test_a_few_chinese_characters_are_no_korean(text):
    assert decode(text.encode("gbk")).text == text


@pytest.mark.parametrize("encoding", FOREIGN)
def test_chinese_that_is_declared_as_another_language_stays_chinese(encoding):
    page = f"<html><head><meta charset={encoding}></head><p>{SIMPLIFIED}</p>"

    assert decode(page.encode("gb18030")).text == page


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("iso-2022-jp", "港の再建が決定された。"), ("hz", "己所不欲，勿施于人。")],
)
def test_encodings_of_seven_bits_are_told_by_their_signs(encoding, text):
    assert decode(f"a {text} b".encode(encoding)).text == f"a {text} b"


@pytest.mark.parametrize("text", ["a ~{b}~ c", "~{x~}", "shell \x1b$ and more", "~{}~}"])
def test_signs_like_theirs_in_other_texts_stay(text):
    assert decode(text.encode()).text == text


CHINESE = "码头;1675900800000000;澜溪市港务局周四决定，在冬季风暴到来之前重建东码头"
FRENCH = "Le maire a été élu à Orléans après un été très sec"
LINES = {
    "whole": (CHINESE.encode(), "gb18030", CHINESE),
    "a byte lost in Chinese": (
        CHINESE.encode().replace("局".encode(), b"\xe5\xb1"),
        "gb18030",
        "�",
    ),
    "a byte lost beside cp1252": (FRENCH.encode().replace(b"\xc3\xa0", b"\xc3"), "cp1252", "�"),
    "many places lost": (CHINESE.encode().replace("在".encode(), b"\xff" * 9), "gb18030", "�" * 9),
    "gb18030": (CHINESE.encode("gb18030"), "gb18030", CHINESE),
    "big5hkscs": ("在冬季風暴到來之前重建東碼頭".encode("big5hkscs"), "big5hkscs", "重建東碼頭"),
    "cp1252": (FRENCH.encode("cp1252"), "cp1252", FRENCH),
    "a pair that is UTF-8 by chance": ("模板".encode("gb18030"), "gb18030", "模板"),
}


@pytest.mark.parametrize(("line", "other", "part"), LINES.values(), ids=LINES)
def test_a_line_with_a_damaged_place_stays_in_its_encoding(line, other, part):
    text = line_text(line, other)

    assert part in text
    assert "重建东码头" in text or "très sec" in text or "重建東碼頭" in text or part == text


def test_a_damaged_row_of_a_table_is_not_read_as_another_encoding(tmp_path):
    rows = [b"\xe6\xa0\x87\xe9\xa2\x98;\xe6\xad\xa3\xe6\x96\x87", CHINESE.encode()]
    damaged = CHINESE.replace("1675900800000000;", "").encode().replace("局".encode(), b"\xe5<b>\n")
    (tmp_path / "a.csv").write_bytes(b"\n".join([rows[0], damaged]))
    [entry, *_] = corpus.entries(str(tmp_path))
    [report, *_] = extract.read(entry)

    assert "澜溪市港务" in "".join(report.paragraphs)


@pytest.mark.parametrize(
    "name", [*sorted({*aliases.values(), "idna", "punycode"}), "a\0b", "x" * 99]
)
@pytest.mark.parametrize("data", [SIMPLIFIED.encode("gb18030"), b"\xe6\xb8x" * 9], ids=["gb", "no"])
def test_no_name_of_an_encoding_fails(name, data):
    assert decode(data, name).text
    assert decode(b"<meta charset=" + name.encode() + b">" + data).text
    assert mail_headers.in_charset(data, name)


EBCDIC = "The harbour of Larkford opens at seven, and the boats go out with the tide."


@pytest.mark.parametrize("end", ["\x15", "\x25"], ids=["a new line", "a line feed"])
def test_the_words_of_a_mainframe_are_read(end):
    lines = (f"{EBCDIC} It is day {number} of the year." for number in range(9))
    data = end.encode("latin-1").join(line.encode("cp037") for line in lines)

    decoded = decode(data)

    assert decoded.text.splitlines()[8] == f"{EBCDIC} It is day 8 of the year."
    assert decoded.note == "no encoding is declared; it was read as cp037"


@pytest.mark.parametrize(
    "data",
    [
        SIMPLIFIED.encode("gb18030"),
        ("@老王 @小李 " * 20).encode("gb18030"),
        TRADITIONAL.encode("big5hkscs"),
        "Größe@Straße@Müller@Jäger@Käse@Öl@Übung".encode("cp1252"),
        "Речь@шла@о@порте@и@о@лодках@в@нём".encode("koi8-r"),
        "会議@港@船@の@こと".encode("euc-jp"),
    ],
)
def test_no_other_encoding_is_taken_for_that_of_a_mainframe(data):
    assert decode(data).encoding != "cp037"
