"""Items of lists in OpenDocument files have the numbers that people cite."""

import pytest

from index.indexing import extract
from index.ingest.source_file import SourceFile
from tests.made_files import odf_file

STYLES = """<text:list-style style:name="Rules">
<text:list-level-style-number text:level="1" style:num-format="{form}" style:num-prefix="{before}"
 style:num-suffix="{behind}" text:start-value="{start}"/>
<text:list-level-style-number text:level="2" style:num-format="1" text:display-levels="2"/>
</text:list-style>"""


def styled(form, before="", behind=".", start=1):
    return STYLES.format(form=form, before=before, behind=behind, start=start)


def listed(*items, attributes='text:style-name="Rules"'):
    inner = "".join(f"<text:list-item>{item}</text:list-item>" for item in items)
    return f"<text:list {attributes}>{inner}</text:list>"


def p(text):
    return f"<text:p>{text}</text:p>"


def lines_of(styles, *blocks):
    body = f"{p('Rules of the ferry')}{''.join(blocks)}{p('The board signed them in May.')}"
    data = odf_file(f"<office:text>{body}</office:text>{styles}")
    [report] = extract.read(SourceFile(path="a.odt", file="", kind="odt", data=data))
    return list(report.paragraphs[:-1])


ON = 'text:style-name="Rules" text:continue-numbering="true"'
FEED, PULL = "Feed the horse at noon.", "Pull the rope by hand."


@pytest.mark.parametrize(
    ("styles", "blocks", "lines"),
    [
        (styled("1"), [listed(p(FEED), p(PULL))], [f"1. {FEED}", f"2. {PULL}"]),
        (styled("一, 二, 三, ...", "第", "条"), [listed(p(FEED))], [f"第一条 {FEED}"]),
        (styled("a", "(", ")", 3), [listed(p(FEED), p(PULL))], [f"(c) {FEED}", f"(d) {PULL}"]),
        (styled("1"), [listed(p(FEED) + p(PULL))], [f"1. {FEED}", PULL]),
        (
            styled("1"),
            [listed(p(FEED) + listed(p(PULL), attributes=""))],
            [f"1. {FEED}", f"1.1 {PULL}"],
        ),
        (styled("1"), [listed(p(FEED)), listed(p(PULL))], [f"1. {FEED}", f"1. {PULL}"]),
        (
            styled("1"),
            [
                listed(p(FEED)),
                listed(p(PULL), attributes=ON),
            ],
            [f"1. {FEED}", f"2. {PULL}"],
        ),
        (styled(""), [listed(p(FEED), p(PULL))], [FEED, PULL]),
        ("", [listed(p(FEED), p(PULL))], [FEED, PULL]),
    ],
    ids=["plain", "articles", "letters", "two lines", "in a list", "anew", "on", "signs", "bare"],
)  # fmt: skip
def test_items_of_a_list_begin_with_their_numbers(styles, blocks, lines):
    assert lines_of(styles, *blocks) == lines
