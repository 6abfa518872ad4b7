"""What somebody made up to be slow to read takes the readers no more than its length."""

import io
import json
import zipfile

import pytest

from index.indexing import extract, file_types
from index.ingest.files import described_files
from index.ingest.formats.plain_text import markdown
from index.ingest.formats.printed import vertical_lines
from index.ingest.formats.printed.line_shapes import LineShape
from index.ingest.markup_tree import parsed
from index.ingest.source_file import SourceFile
from index.ingest.webpage.main_text import teasers
from index.ingest.webpage.tree import block_weights
from index.ingest.webpage.tree.blocks import page_blocks
from tests.growth import STEEP, exponent


def again(text):
    return lambda size: text * (size // len(text))


def around(before, filling, after=""):
    return lambda size: before + filling * (size // len(filling)) + after


def paired(before, after):
    return lambda size: (
        before * (size // len(before + after)) + "x" + after * (size // len(before + after))
    )


def counted(before, filling, after=""):
    """A text whose pieces have numbers."""
    return lambda size: (
        before + ",".join(filling % at for at in range(size // len(filling))) + after
    )


def row(make):
    return lambda size: f'{{"title":"标题","body":"{make(size)}"}}'


SENTENCE = "会议强调，推进农村物流，发展县域经济。"
TEXTS = {
    "md": {
        "a heading of spaces": around("# 标题", " ", "完"),
        "a heading of marks": around("# 标题", "#", "完"),
        "marks and spaces at the end of a heading": around("# 标题", " #", "完"),
        "a rule of spaces": around("", " ", "x"),
        "a rule of marks and spaces": around("- -", " - ", "x"),
        "a row of a table of spaces": around("|", " ", "|x"),
        "the line below a table's head": around("|---|", " ", "x"),
        "a bullet of spaces": around("- ", " ", "x"),
        "code marks": again("`a "),
        "code marks in pairs": again("`a`b"),
        "strong marks": again("**a "),
        "low lines": again("__a "),
        "struck marks": again("~~a "),
        "stars": again("a *b"),
        "brackets": again("["),
        "links that never end": again("[a](b "),
        "pictures that never end": again("![a](b "),
        "addresses that never end": again("<http://"),
        "a paragraph of many lines": again("一行\n"),
        "quotes": again("> "),
        "fences": again("```\n"),
        "front matter that never ends": around("---\n", "a: b\n"),
        "front matter of fences": around("---\n", "\n--- x"),
        "a field of spaces in front matter": around("---\na", " ", "\n---\n"),
        "one list in front matter": around("---\na:\n", "- b\n", "---\n"),
    },
    "txt": {
        "a label with stars behind it": around("来源", "*"),
        "a label with stars and a value": around("来源", "*", "x"),
        "a label with spaces": around("来源", " ", "x"),
        "a label with stars and spaces": around("Source", " *", "x"),
        "a label with dashes": around("来源", "-", "x"),
        "marks before a label": around("", "*", "来源："),
        "lines of labels": again("来源：甲报\n"),
        "lines of empty labels": again("来源：\n"),
        "labels on one line": again("来源：甲报 "),
        "sources with a bracket": again("来源："),
        "empty lines": again("\n"),
        "stops": again("。"),
        "dates": again("2024-01-01 "),
        "one character to a line": again("a\n"),
        "menus": again("首页 > "),
        "brackets": again("（"),
    },
    "json": {
        "tags that never end": row(again("<p ")),
        "tags in tags": row(again("<p <p")),
        "ends of lines": row(again("\\u2028")),
        "objects with a text each": counted("{", f'"k%d":{{"text":"{SENTENCE * 4}"}}', "}"),
        "lists of one report each": counted(
            '{"title":"标题",', f'"k%d":[{{"text":"{SENTENCE * 4}","date":"2024-01-02"}}]', "}"
        ),
        "numbered pages of one revision": counted(
            '{"pages":{',
            f'"%d":{{"title":"标题","revisions":[{{"content":"{SENTENCE * 4}"}}]}}',
            "}}",
        ),
    },
}
"""By kind of file, texts that grow: each was slow once, or stands beside one that was."""
TEXTS["html"] = {
    "elements in each other": paired("<div>", "</div>"),
    "elements of one form in each other": around("", "<center>", SENTENCE * 8),
    "boxes without links amid a story": around(
        "<title>t</title><article><h1>t</h1>",
        f"<p>{SENTENCE * 2}</p><aside><p>{SENTENCE}</p><p>box</p></aside>",
        "</article>",
    ),
    "quotations in each other": paired("<q>", "</q>"),
    "times in each other": paired("<time>2024-01-01", "</time>"),
    "authors in each other": paired("<div class=author>x", "</div>"),
    "comments in each other": paired("<div class=comment>a<br>b<i>", "</i></div>"),
    "titles and headings": around("", "<meta property=og:title content=另一个标题><p>标题</p>"),
    "comments of one line with sentences between": around(
        f"<h1>a</h1><p>{SENTENCE * 8}</p>",
        f"<li class=c><b>甲</b><i>：说得好</i><em>2小时前</em></li><p>{SENTENCE}</p>",
    ),
    "headings of comments without a story": around(
        "<h1>a</h1>", "<p>评论</p>" + "<p>甲 2024-01-02 说得好</p>" * 4
    ),
    "comments and titles": around("<h1>a</h1>", "<div class=comment>a</div><p><h2>b</h2>"),
    "hidden elements in each other": paired("<i hidden>", "</i>"),
    "buttons in each other": paired("<button class=accordion>", "</button>"),
    "tables in each other": paired("<table><tr><td>", "</td></tr></table>"),
    "lists in each other": paired("<ul><li>", "</li></ul>"),
    "elements that never end": again("<b>x"),
    "tags that never end": again("<a "),
    "attributes": around("<p ", " a=b", ">x"),
    "classes": around("<p class='", " a b", "'>x"),
    "comments that never end": again("<!-- "),
    "references": again("&#12"),
    "wide cells": around("<table>", "<tr><td rowspan=999 colspan=999>x"),
    "metas": again("<meta name=author content=甲乙>"),
    "data of a script": again('<script type="application/ld+json">{"@type":"Article"}</script>'),
    "headings": again("<h1>标题</h1>"),
    "bylines": again("<p>来源：甲报 作者：乙</p>"),
    "links": again("<a href='a.pdf'>x</a>"),
}
TEXTS["eml"] = {
    "headers": around("Subject: a\n", "X-A: b\n", "\n\nx"),
    "parts": around("Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\nx\n"),
    "parts in each other": again("Content-Type: multipart/mixed; boundary=b\n\n--b\n"),
    "quotes": around("Subject: a\n\n", "> x\n"),
    "forwarded": around("Subject: a\n\n", "-----Original Message-----\nFrom: a\n"),
}
TEXTS["xml"] = {
    "elements beside each other": around("<r>", "<row>x</row>", "</r>"),
    "records": around("<r>", "<part><name>x</name></part>", "</r>"),
    "lines of a printed text": around("<TEI><text><body><p>", "x<lb/>", "</p></body></text></TEI>"),
    "articles in each other": around(
        "<article><front><article-meta/></front><body>" + "<article><body>" * 20,
        "<p>x</p>",
        "</body></article>" * 21,
    ),
}
EXCEL = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><meta name=ProgId content=Excel.Sheet>'
)
TEXTS["xls"] = {
    "tables in each other": around(EXCEL, "<table><tr><td>x"),
    "cells that never end": around(f"{EXCEL}<table>", "<tr><td>x<td>y"),
    "lines of a cell": around(f"{EXCEL}<table><tr><td>", "x<br>"),
}
SIZES = (20_000, 200_000)
SHORTER = {"xml": (10_000, 100_000)}
"""The sizes of texts of which each character takes long: most are elements."""


def read(kind):
    def reading(data):
        return list(extract.read(SourceFile(path=f"a.{kind}", file="", kind=kind, data=data)))

    return reading


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, texts in TEXTS.items() for name in texts]
)
def test_a_made_up_text_takes_as_long_as_its_length(kind, name):
    make = TEXTS[kind][name]

    assert exponent(read(kind), lambda size: make(size).encode(), SHORTER.get(kind, SIZES)) < STEEP


def wide_json(size):
    names = {f"k{number}": 1 for number in range(size // 30)} | {"file": "quay"}
    return "list.json", json.dumps([names, *[{}] * (size // 8)])


def wide_csv(size):
    names = ",".join(f"k{number}" for number in range(size // 20))
    return "list.csv", f"{names}\nquay\n" + "1\n" * (size // 8)


@pytest.mark.parametrize("make", [wide_json, wide_csv])
def test_a_wide_list_beside_the_files_of_an_archive_takes_as_long_as_its_length(make):
    def archive(size):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("quay.txt", "The quay opens at dawn.")
            archive.writestr(*make(size))
        return SourceFile(path="a.zip", file="", kind="zip", data=file.getvalue())

    def listing(entry):
        return list(file_types.members(entry))

    assert exponent(listing, archive, (10_000, 100_000)) < STEEP


def test_many_short_lists_in_an_archive_take_as_long_as_they_and_its_files_are_many():
    def archive(size):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for number in range(size):
                archive.writestr(f"{number}.txt", "The quay opens.")
            for number in range(size // 20):
                archive.writestr(f"l{number}.csv", "file,x\n0,y\n1,y\n")
        return zipfile.ZipFile(file)

    def described(archive):
        return described_files.of_zip(archive, {name: name for name in archive.namelist()})

    assert exponent(described, archive, (400, 4_000)) < STEEP


def test_the_texts_of_an_archive_are_looked_at_a_few_times_whatever_lists_name_them():
    looked_at = []
    lists = {f"l{number}.csv": "file,x\n0,y\n1,y\n" for number in range(40)}
    members = {"0.txt": "The quay opens.", "1.txt": "The quay closes.", **lists}

    def content(name, limit):
        looked_at.append(name)
        return members[name].encode()[:limit]

    sizes = {name: len(text) for name, text in members.items()}
    described_files.of_archive(sizes, {name: name for name in sizes}, content)

    assert looked_at.count("0.txt") == described_files._LOOKS


def test_vertical_lines_of_one_tier_take_as_long_as_they_are_many():
    def lines(size):
        return [LineShape(1e6 - 12 * at, 1e6 - 12 * at + 10, 10.0, 500.0) for at in range(size)]

    def going_on(shapes):
        return vertical_lines.going_on(
            ["昨夜河水上涨"] * len(shapes), shapes, [False] * len(shapes)
        )

    assert exponent(going_on, lines, (400, 4_000)) < STEEP


def test_a_page_of_many_lists_of_other_reports_has_few_of_them_compared_with_its_text():
    teaser = f"<li><a href=/1>另一篇报道的标题</a><p>{SENTENCE}</p></li>"
    lists = f"<ul>{teaser * 3}</ul>" * 100
    story = f"<article><p>{SENTENCE * 3_000}</p></article>"
    page = page_blocks(parsed(story + lists))
    none = [False] * len(page.nodes)
    excluded = teasers.excluded(page, block_weights.of_blocks(page), none, range(0))
    tags = [node.tag for node, out in zip(page.nodes, excluded, strict=True) if out]

    assert tags.count("ul") == teasers._MAX_LISTS


def test_a_table_of_more_cells_than_are_parsed_keeps_its_rows_as_lines(monkeypatch):
    monkeypatch.setattr(markdown, "_MAX_CELLS", 40)
    table = "|区|户|\n|---|---|\n" + "|北区|新增三户|\n" * 20

    [large] = read("md")(f"# 各区新增户数\n\n{table}".encode())
    [small] = read("md")(f"# 各区新增户数\n\n{table[:40]}".encode())

    assert large.title == small.title == "各区新增户数"
    assert large.body.count("北区|新增三户") == 20
    assert "北区 | 新增三户" in small.body
