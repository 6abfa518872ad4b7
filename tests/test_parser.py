"""The query line: a table of lines and what they are read as, leniently and strictly."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.fields import QUERY_FIELDS
from index.text.analysis import PARAGRAPH, SENTENCE
from search.errors import QueryError
from search.query.syntax.parser import (
    All,
    AnyOf,
    FieldNode,
    Not,
    ProximityNode,
    Quoted,
    Word,
    parse,
    parse_strict,
)


def shown(node):  # noqa: PLR0911 - one return per kind of node
    """A tree as text: all(…), any(…), not(…), field:…, "…"."""
    match node:
        case None:
            return ""
        case Word():
            return node.text
        case Quoted():
            limit = {"": "", SENTENCE: "~s", PARAGRAPH: "~p"}.get(node.limit, f"~{node.limit}")
            return f'"{node.text}"{limit}'
        case FieldNode():
            return f"{node.name}:{shown(node.child)}"
        case Not():
            return f"not({shown(node.child)})"
        case ProximityNode():
            scopes = {SENTENCE: "sentence", PARAGRAPH: "paragraph"}
            name = scopes.get(node.limit) or f"near{node.limit}"
            return f"{name}({', '.join(map(shown, node.children))})"
        case All() | AnyOf():
            name = "all" if isinstance(node, All) else "any"
            return f"{name}({', '.join(map(shown, node.children))})"


READ = {
    "人工智能": "人工智能",
    "人工智能 物流": "all(人工智能, 物流)",
    "人工智能　物流": "all(人工智能, 物流)",
    "rural\u00a0logistics": "all(rural, logistics)",
    '"rural logistics"': '"rural logistics"',
    "“农村物流”": '"农村物流"',
    "「農村物流」": '"農村物流"',
    "『農村』": '"農村"',
    "《意见》": '"意见"',
    "„zitat“": '"zitat"',
    '"设的“四个意识”"': '"设的“四个意识”"',
    "“外「内」外”": '"外「内」外"',
    "a AND b": "all(a, b)",
    "a 且 b": "all(a, b)",
    "a OR b": "any(a, b)",
    "a 或 b": "any(a, b)",
    "a 或者 b | c": "any(a, b, c)",
    "a and b or c": "all(a, and, b, or, c)",
    "a OR b c": "any(a, all(b, c))",
    "(a OR b) c": "all(any(a, b), c)",
    "（a 或 b）c": "all(any(a, b), c)",
    "a NOT b": "all(a, not(b))",
    "a 非 b": "all(a, not(b))",
    "非 b": "not(b)",
    "a -b": "all(a, not(b))",
    "a －b": "all(a, not(b))",
    "-“a b”": 'not("a b")',
    "-(a b)": "not(all(a, b))",
    "a +b": "all(a, all(b))",
    "NOT NOT a": "not(not(a))",
    "增长 -3%": "all(增长, -3%)",
    "a - b": "all(a, -, b)",
    "gen-itgc后": "gen-itgc后",
    "C++": "C++",
    "A+B": "A+B",
    "title:a": "title:a",
    "标题：物流": "title:物流",
    "標題:物流": "title:物流",
    "来源:“新华社”": 'source:"新华社"',
    "编辑:刘冬梅 作者:张三": "all(editor:刘冬梅, author:张三)",
    "日期:近三个月": "date:近三个月",
    "title:(a OR b)": "title:any(a, b)",
    "title:-a": "title:not(a)",
    "-title:a": "not(title:a)",
    "12:30": "12:30",
    "https://a.b/c": "https://a.b/c",
    '"a b"~5': '"a b"~5',
    "“农村 物流”～3": '"农村 物流"~3',
    '"a b"~s': '"a b"~s',
    "“a b”~句": '"a b"~s',
    "“a b”~同段": '"a b"~p',
    "a 同句 b": "sentence(a, b)",
    "a SENTENCE b SENTENCE c": "sentence(a, b, c)",
    "a NEAR/5 b": "near5(a, b)",
    "a NEAR b": "near10(a, b)",
    "a NEAR3 b": "near3(a, b)",
    "oil W/7 price": "near7(oil, price)",
    "a AROUND(4) b": "near4(a, b)",
    "a w/p b": "paragraph(a, b)",
    "OIL NEAR RECORD HIGH": "all(OIL, NEAR, RECORD, HIGH)",
    "a ＡＮＤ b": "all(a, b)",
    "a ＯＲ b": "any(a, b)",
    "a ＮＯＴ b": "all(a, not(b))",
    "a −b": "all(a, not(b))",
    "a —b": "all(a, —b)",
    "a 同段 “b c” d": 'all(paragraph(a, "b c"), d)',
    "世界卫生组织（WHO）": "all(世界卫生组织, all(WHO))",
    "而且": "而且",
    "是非": "是非",
}

GUESSED = {
    "": "",
    "   ": "",
    "OR": "",
    "a OR": "a",
    "OR a": "a",
    "AND a": "a",
    "a AND AND b": "all(a, b)",
    "a AND": "a",
    "NOT": "NOT",
    "NOT OR x": "any(NOT, x)",
    "title:": "title:",
    "(a": "a",
    "a)": "a",
    "a) b": "all(a, b)",
    "()": "",
    '""': "",
    '"a': "a",
    "设的“四个意识": "all(设的, 四个意识)",
    "四个意识”，增强": "all(四个意识, ，增强)",
    "a 同句": "a",
    "同句 a": "a",
    "b -(a NEAR) c": "all(b, not(all(a)), c)",
    "(a 同句) b": "all(all(a), b)",
    "a NEAR/3 b NEAR/5 c": "near5(a, b, c)",
    "a NEAR/30 b 同句 c": "sentence(a, b, c)",
    "a 同段 b 同句 c NEAR/9 d": "paragraph(a, b, c, d)",
}


@pytest.mark.parametrize("line", READ)
def test_a_line_is_read_without_a_doubt(line):
    syntax = parse(line)

    assert shown(syntax.root) == READ[line]
    assert syntax.warnings == ()
    assert parse_strict(line) == syntax


@pytest.mark.parametrize("line", GUESSED)
def test_a_line_that_is_not_whole_is_read_as_it_is_meant(line):
    assert shown(parse(line).root) == GUESSED[line]


@pytest.mark.parametrize("line", GUESSED)
def test_the_strict_reading_says_what_is_wrong_and_where(line):
    with pytest.raises(QueryError) as error:
        parse_strict(line)

    assert str(error.value).endswith(".")
    assert 0 <= error.value.start <= error.value.end <= len(line)


@pytest.mark.parametrize(
    ("field", "name"), [(field, name) for field, names in QUERY_FIELDS.items() for name in names]
)
def test_every_name_of_a_field_stands_before_a_colon(field, name):
    root = parse(f"{name}:澜溪").root

    assert isinstance(root, FieldNode)
    assert root.name == field


def nodes(node):
    if node is not None:
        yield node
        for child in getattr(node, "children", None) or filter(
            None, [getattr(node, "child", None)]
        ):
            yield from nodes(child)


PIECES = [
    *"abcあ经济9 　-+~*?:：()（）[]《》「」『』“”„\"'’、，。！|&<>=\n\t\u200b\ud800𠮷㛃",
    " AND ", " OR ", " NOT ", " 且 ", " 或 ", " 非 ", " 同句 ", " 同段 ",
    "title:", "来源：", "date:",
    "~5", "~2", "人工智能", "logistics", "((((", "))))", '"a"~', "NOT NOT ", "--", "title:title:",
]  # fmt: skip
lines = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=60)


@given(lines)
@settings(max_examples=1500, deadline=None)
def test_no_line_makes_the_lenient_reading_fail_and_places_are_inside_it(line):
    syntax = parse(line)

    for node in nodes(syntax.root):
        assert 0 <= node.start < node.end <= len(line)
        if isinstance(node, Word):
            assert line[node.start : node.end] == node.text
    for warning in syntax.warnings:
        assert 0 <= warning.start <= warning.end <= len(line)


@given(lines)
@settings(max_examples=300, deadline=None)
def test_strict_and_lenient_agree_where_nothing_is_doubted(line):
    syntax = parse(line)
    if syntax.root is not None and not syntax.warnings:
        assert parse_strict(line) == syntax


@pytest.mark.parametrize("piece", ["(", "（", "-", "NOT ", "title:", '"', "(a OR ", "“", "a 同句 "])
def test_hostile_nesting_stays_shallow(piece):
    chance = random.Random(4)
    for length in (10, 1_000, 20_000):
        parse((piece * length)[:length])
        mixed = "".join(chance.choice([piece, "a ", ") "]) for _ in range(length))
        parse(mixed[:length])


@pytest.mark.parametrize(
    "line",
    [
        "RESULTS OF THE POLLS OR THE LEAD OF THE PARTY",
        "WHAT IS NOT IN THE TREATY WITH THE WEST AND WHY",
        "TALKS NOT EXPECTED TO END SOON ANALYSTS SAY",
        "BORDER DISPUTE BETWEEN ISRAEL AND SYRIA",
        "WHEAT DEALS INVOLVING THE UNITED STATES, RUSSIA AND CANADA",
        "TALKS AND MEETING OF PARTIES",
        "TALKS AND MEETING OF THE WEST",
        "OIL AND GAS PRICES IN 2021",
        "FARMERS AND FISHERS ON STRIKE",
        "FLOODS IN HENAN AND ANHUI, TOLL RISES",
    ],
)
def test_operators_are_words_in_a_sentence_in_capitals(line):
    assert all(isinstance(child, Word) for child in parse(line).root.children)


AS_ASKED = [
    "IMF OR BANK OF CHINA",
    "BANK OF CHINA AND IMF NOT WTO",
    "GDP AND CPI AND PPI AND PMI",
    '"BANK OF CHINA" AND GDP OF PRC',
    "(IMF AND BANK OF CHINA)",
    "TITLE:IMF AND BANK OF CHINA",
    "Talks AND Meeting OF the West",
]


@pytest.mark.parametrize(
    "line",
    [
        "NATO OR WTO",
        "GDP AND CPI NOT PPI",
        "the lead OR the party",
        "OIL AND GAS IN 2021",
        *AS_ASKED,
    ],
)
def test_operators_stay_operators_between_names_in_capitals(line):
    root = parse(line).root

    assert (
        not isinstance(root, All)
        or root.required
        or not all(isinstance(child, Word) for child in root.children)
    )
