"""A number of thousands of digits, which Python refuses to read, takes nothing from a file."""

import re
from pathlib import Path

import pytest

from index.indexing import extract
from index.ingest import character_references, digits
from index.ingest.formats.records import json_records
from index.report import Skipped
from tests.made_files import zip_file
from tests.packages import SAID, cells, items, odt, text, xlsx
from tests.test_repeated_parts import SPACE

MANY = "1" * 5_000
ROWS = cells(1, ["Title", "Text"]) + cells(2, ["Quay", SAID])
SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
SHEET = (
    f'<Workbook xmlns="{SPREADSHEET}" xmlns:s="{SPREADSHEET}"><Worksheet><Table><Row>{{}}</Row>'
    "</Table></Worksheet></Workbook>"
)
FILES = {
    "a reference in a comment of a page": (
        "html",
        f"<title>Quay</title><p>{SAID}</p><div class=comment>&#{MANY};</div>",
    ),
    "a reference in a mail": (
        "eml",
        f"From: a@b.example\nSubject: Quay\nContent-Type: text/html\n\n<p>{SAID}</p>&#{MANY};",
    ),
    "a reference in a text of JSON": (
        "json",
        f'{{"title":"Quay","body":"<p>{SAID}</p>&#{MANY};"}}',
    ),
    "a reference in a cell": ("csv", f"title,body\nQuay,<p>{SAID}</p>&#{MANY};\n"),
    "a row": ("xlsx", xlsx(ROWS.replace('r="2"', f'r="{MANY}"'))),
    "a style": ("xlsx", xlsx(ROWS + f'<row><c s="{MANY}"><v>4</v></c></row>')),
    "a format": ("xlsx", xlsx(ROWS, styles=f'<cellXfs><xf numFmtId="{MANY}"/></cellXfs>')),
    "a string": ("xlsx", xlsx(ROWS + f'<row><c t="s"><v>{MANY}</v></c></row>')),
    "a writer": ("xlsx", xlsx(ROWS, comments=f'<comment authorId="{MANY}"><t>x</t></comment>')),
    "a column": ("xls", SHEET.format(f'<Cell s:Index="{MANY}"><Data>{SAID}</Data></Cell>')),
    "a level": (
        "odt",
        odt(f'<text:h text:outline-level="{MANY}">Quay</text:h><text:p>{SAID}</text:p>'),
    ),
    "steps between letters": (
        "ofd",
        zip_file(
            {
                "OFD.xml": f"<ofd:OFD {SPACE}><ofd:DocRoot>D.xml</ofd:DocRoot></ofd:OFD>",
                "D.xml": f'<ofd:Document {SPACE}><ofd:Page BaseLoc="P.xml"/></ofd:Document>',
                "P.xml": f"<ofd:Page {SPACE}><ofd:Content><ofd:TextObject><ofd:TextCode "
                f'DeltaX="g {MANY} 5">{SAID}</ofd:TextCode></ofd:TextObject></ofd:Content>'
                "</ofd:Page>",
            }
        ),
    ),
    "a name of a page": (
        "xps",
        zip_file(
            {
                f"Pages/{name}.fpage": "<FixedPage><Glyphs OriginX='1' OriginY='1' "
                f'UnicodeString="{SAID}"/></FixedPage>'
                for name in ("1", MANY)
            }
        ),
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_with_an_endless_number_is_read(name):
    kind, data = FILES[name]

    assert SAID in text(kind, data if isinstance(data, bytes) else data.encode())


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("&#65;&amp;&#x42;", "A&B"),
        ("&#0000000000000065;", "A"),
        (f"a&#{'0' * 5_000}65;b", "aAb"),
        (f"a&#{MANY};b", "a\ufffdb"),
        (f"a&#{MANY} b", "a\ufffd b"),
        ("&#0000000000;", "\ufffd"),
        ("R&D; &# 5", "R&D; &# 5"),
    ],
)
def test_references_are_the_characters_that_browsers_show(written, shown):
    assert character_references.decoded(written) == shown


@pytest.mark.parametrize(
    ("written", "number"), [("12", 12), ("007", 7), ("", 5), ("-1", 5), ("²", 5), (MANY, 5)]
)
def test_a_number_is_read_or_given(written, number):
    assert digits.number_of(written, 5) == number


UNSURE = re.compile(r"html\.unescape|\bint\((.+?)\) if \1\.is(?:decimal|digit|numeric)\(\)(?! and)")


def test_no_reader_asks_python_for_an_endless_number():
    readers = Path(extract.__file__).parents[1].joinpath("ingest").rglob("*.py")
    known = {Path(character_references.__file__)}

    assert [path for path in readers if UNSURE.search(path.read_text()) and path not in known] == []


EXPORTS = {
    "json": '[{"title":"Quay 1","body":"Boats."},{"title":"Quay 2","body":"?"},'
    '{"title":"Quay 3","body":"Ferries."}]',
    "xlsx": xlsx(
        cells(1, ["Title", "Text"])
        + "".join(cells(number, [f"Quay {number - 1}", "Boats"]) for number in (2, 3, 4))
    ),
    "xml": "<rows>"
    + "".join(f"<row><title>Quay {n}</title><body>Boats at {n}.</body></row>" for n in (1, 2, 3))
    + "</rows>",
}


@pytest.mark.parametrize("kind", EXPORTS)
def test_an_error_in_one_record_is_said_of_it_and_takes_no_other(kind, monkeypatch):
    whole = json_records.draft_of

    def failing(entry, item, latest):
        if "Quay 2" in item.values():
            raise ValueError("an odd one")
        return whole(entry, item, latest)

    monkeypatch.setattr(json_records, "draft_of", failing)
    data = EXPORTS[kind]
    found = items(kind, data if isinstance(data, bytes) else data.encode())

    titles = [item.title for item in found if not isinstance(item, Skipped)]
    assert titles == ["Quay 1", "Quay 3"]
    [said] = [item for item in found if isinstance(item, Skipped) and "an odd one" in item.reason]
    assert said.path != f"a.{kind}"
