"""What a line finds: every operator, every field, and the demands of the field by their numbers.

The demands are those users of thirteen peers make (numbered as in the survey the project began
with), each over a handful of reports written for it.
"""

import contextlib
import dataclasses
import datetime
import json

import pytest

from index.api import Order, Question, RefusedError
from index.operations.build import build
from index.operations.opening import open_index
from index.settings import Settings
from search.errors import QueryError
from search.messages import note_message
from search.query.compilation import MAX_QUERY_UNITS
from search.query.interpret import interpret
from search.query.layers import layers
from search.query.synonyms import Synonyms
from search.request import Layer, Match, Request
from search.views.engine import search

TODAY = datetime.date(2026, 11, 24)
BODIES = {
    "pending": "系统里还有三十件待处理事项。安装简单，重跑gen-itgc后即可。",
    "works": "全市在建工程进展顺利，人工智能产业发展很快。经济、社会、环境都好。",
    "honda": "本田公司在本省建厂。",
    "local": "本地田地很多，人力工作智力能力都强。",
    "taiwan": "電子產品與軟體，王后在後面。臺灣著名學者。",
    "mixed": "版本3.6.3发布，增长2.27亿元，约5.8%。国办函〔2018〕71号，GB/T 7714-2015。",
    "other": "版本3.7.3与6.3发布，国办函之外，2018年第71号。",
    "english": "The municipal government built rural logistics. Growth: 5% in the city’s ports.",
    "airport": "The airport logistics report was short. Rural roads grew. “Belt and Road” 一带一路",
    "scanned": "发 展 农 村 寄 递 物 流 体 系",
    "name": "张云主持会议。",
    "names": "张三和李云在场，云在天上。",
    "sentence": "农村需要道路。物流需要仓库。\n农村物流在这一段。",
    "rare": "王㛃与𠮷田出席。",
}
SOURCES = {"english": "Fuxin News Network", "airport": "Fuxin News Network", "works": "阜新日报"}
DATES = {
    "works": "2023-02-09",
    "english": "2023-05-01",
    "airport": "2022-12-31",
    "name": "2026-10-01",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("meaning")
    lines = [
        json.dumps(
            {"id": name, "title": f"第{at}篇", "body": body}
            | ({"source": SOURCES[name]} if name in SOURCES else {})
            | ({"date": DATES[name]} if name in DATES else {})
        )
        for at, (name, body) in enumerate(BODIES.items())
    ]
    (folder / "reports.jsonl").write_text("\n".join(lines), "utf-8")
    build([str(folder)], str(folder / "index"))
    opened = open_index(str(folder / "index"))
    yield opened
    opened.close()


def hits(index, text, **choices):
    page = search(index, Request(text=text, today=TODAY, match=Match.ALL, **choices))
    return {hit.id for hit in page.hits}


FINDS = {
    "demand 1: Chinese is found at all": ("人工智能", {"works"}),
    "demand 2: a word inside a longer word": ("处理", {"pending"}),
    "demand 2: at the end of a longer word": ("简单", {"pending"}),
    "demand 2: across what the segmenter cuts": ("工程", {"works"}),
    "demand 3: cut otherwise in the query": ("智能产业", {"works"}),
    "demand 4: an exact phrase": ('"人工智能产业"', {"works"}),
    "demand 4: a phrase that cuts words": ('"工智能产"', {"works"}),
    "demand 5: characters are not matched apart": ("本田", {"honda"}),
    "demand 5: nor those of a name": ("张云", {"name"}),
    "demand 6: one character": ("厂", {"honda"}),
    "demand 7: simplified finds traditional": ("电子", {"taiwan"}),
    "demand 7: traditional finds simplified": ("農村物流", {"scanned", "sentence"}),
    "demand 8: 王后 and 後面 both": ("王后 后面", {"taiwan"}),
    "demand 8: as Taiwan writes it": ("台湾著名学者", {"taiwan"}),
    "demand 9: no sound-alikes": ("经及", set()),
    "demand 12: letters glued to Chinese": ("gen-itgc", {"pending"}),
    "demand 12: with the Chinese": ("gen-itgc后", {"pending"}),
    "demand 13: a version": ("3.6.3", {"mixed"}),
    "demand 13: a number with its unit": ("2.27亿", {"mixed"}),
    "demand 13: a percentage": ("5.8%", {"mixed"}),
    "demand 13: a document number": ('"国办函〔2018〕71号"', {"mixed"}),
    "demand 13: a standard": ("GB/T 7714-2015", {"mixed"}),
    "demand 16: both languages in one line": ("Belt 一带一路", {"airport"}),
    "demand 16: English by its stem": ("growing port", set()),
    "demand 16: English plural and singular": ("road", {"airport"}),
    "demand 18: curly quotes": ("“rural logistics”", {"english"}),
    "demand 18: corner quotes": ("「人工智能」", {"works"}),
    "demand 18: guillemets of titles": ("《人工智能》", {"works"}),
    "demand 18: an apostrophe of either kind": ("city's ports", {"english"}),
    "demand 19: spaces that scanning put there": ("农村寄递物流体系", {"scanned"}),
    "rare characters": ("㛃", {"rare"}),
    "rare characters beyond 16 bits": ("𠮷", {"rare"}),
    "punctuation does not count": ("“经济社会环境”", set()),
    "punctuation that is asked for may be missing": ("“建，工程”", {"works"}),
    "all words": ("rural logistics", {"english", "airport"}),
    "either": ("本田 或 张云", {"honda", "name"}),
    "not": ("logistics -airport", {"english"}),
    "not, in Chinese": ("物流 非 寄递", {"sentence"}),
    "not, after BUT": ("logistics BUT NOT airport", {"english"}),
    "not, as one word": ("logistics ANDNOT airport", {"english"}),
    "but, as DEVONthink has it": ("airport BUT short", {"airport"}),
    "a connective between words": ("农村以及物流", {"sentence", "scanned"}),
    "a connective that is an operator elsewhere": ("农村并且物流", {"sentence", "scanned"}),
    "a field with an equals sign": ("来源=Fuxin", {"english", "airport"}),
    "a title with an equals sign": ("篇名=第0篇", {"pending"}),
    "a title as search engines have it": ("intitle:第0篇", {"pending"}),
    "only not": ("-版本 来源:阜新日报", {"works"}),
    "a group": ("（本田 或 张云） 公司", {"honda"}),
    "a field": ("来源:Fuxin", {"english", "airport"}),
    "a field, quoted, folded": ('source:"fuxin news network"', {"english", "airport"}),
    "a title": ("标题:第0篇", {"pending"}),
    "a date": ("日期:2023年2月", {"works"}),
    "a range": ("date:2022-12..2023-02", {"works", "airport"}),
    "a relative date": ("日期:近三个月", {"name"}),
    "not in a date": ("logistics -date:2023", {"airport"}),
    "near": ('"rural logistics"~1', {"english"}),
    "near, further": ('"short rural"~1', {"airport"}),
    "near, too far": ('"municipal logistics"~1', set()),
    "near, in Chinese": ("“全市 进展”~8", {"works"}),
    "one sentence": ("农村 同句 物流", {"sentence", "scanned"}),
    "one sentence, apart": ("道路 同句 仓库", set()),
    "one paragraph": ("道路 同段 仓库", {"sentence"}),
    "one sentence, English": ("airport SENTENCE roads", set()),
    "one sentence, another form of a word": ("logistic SENTENCE reports", {"airport"}),
    "one sentence, a quoted form": ('"logistic" SENTENCE report', set()),
    "one sentence, a form or another word": ("(ports OR 物流) SENTENCE cities", {"english"}),
    "near, another form too far": ("government NEAR/1 logistic", set()),
    "near, another form at the distance": ("governments NEAR/2 logistic", {"english"}),
    "one paragraph, another form": ("report 同段 road", {"airport"}),
    "a prefix": ("logis*", {"english", "airport"}),
    "a suffix": ("*port", {"airport"}),
    "a letter": ("gr?w", {"airport"}),
    "fuzzy": ("logistcs~", {"english", "airport"}),
    "nothing that could be found": ("？！", set()),
}


@pytest.mark.parametrize("case", FINDS)
def test_a_line_finds_exactly(index, case):
    line, expected = FINDS[case]

    assert hits(index, line) == expected


def test_demand_10_and_11_marks_stand_where_the_text_does(index):
    page = search(index, Request(text="电子产品", today=TODAY))
    (snippet,) = page.hits[0].snippets

    assert [snippet.text[mark.start : mark.end] for mark in snippet.marks] == ["電子產品"]


def test_demand_14_a_word_of_ones_own_is_cut_whole(index):
    settings = Settings(dictionary=("在建工程进展",))
    plain = Request(text="全市在建工程进展顺利", today=TODAY)
    request = Request(text=plain.text, today=TODAY, settings=settings)

    assert "在建工程进展" in [piece.text for piece in interpret(request, index).pieces]
    assert "在建工程进展" not in [piece.text for piece in interpret(plain, index).pieces]


def test_demand_15_a_changed_dictionary_is_said(index):
    settings = Settings(dictionary=("在建工程进展",))

    notes = interpret(Request(text="工程", today=TODAY, settings=settings), index).notes

    assert [note.code for note in notes] == ["dictionary-changed"]


SAME = (("人工智能", "RGZN", "machine intelligence"), ("Belt and Road", "一带一路倡议"))


@pytest.mark.parametrize(
    ("line", "expected"),
    [("RGZN", {"works"}), ("machine intelligence", {"works"}), ("一带一路倡议", {"airport"}),
     ('"RGZN"', set()), ("rgzn 经济", {"works"}), ("belt and road", {"airport"})],
)  # fmt: skip
def test_a_synonym_finds_what_the_others_do_and_is_shown(index, line, expected):
    understood = interpret(Request(text=line, today=TODAY, settings=Settings(synonyms=SAME)), index)

    answer = index.ask(Question(query=understood.query))

    assert {hit.id for hit in answer.hits} == expected
    assert line.startswith('"') or " = " in understood.pieces[0].text


def test_a_word_in_two_groups_has_the_synonyms_of_both_and_its_own_spelling_first():
    known = Synonyms.of((("mill", "磨坊", "Mill"), ("works", "Mill")))

    assert known.of_word("MILL") == ("Mill", "mill", "磨坊", "works")
    assert known.of_word("works") == ("works", "Mill")
    assert known.of_word("quay") == ()


def test_when_no_report_has_all_words_those_with_most_stand_behind(index):
    page = search(index, Request(text="本田 公司 不存在", today=TODAY))
    most, some = page.layers

    assert (page.total, page.hits) == (0, ())
    assert [hit.id for hit in most.hits] == [hit.id for hit in some.hits] == ["honda"]
    assert all(piece.marks for answered in (most, some) for piece in answered.hits[0].snippets)
    assert (most.total, most.note.code, most.note.values) == (1, "layer-most", ("2", "3"))
    assert (some.total, some.note.code, some.note.values) == (1, "layer-some", ("3",))


def test_every_piece_can_be_removed_from_the_line(index):
    line = "标题:第1篇 （本田 或 “张云 李”） -airport 日期:2023年 物流*"
    pieces = interpret(Request(text=line, today=TODAY), index).pieces

    assert [line[piece.start : piece.end] for piece in pieces] == [
        "标题:第1篇", "本田 或 ", " 或 “张云 李”", "-airport", "日期:2023年", "物流*",
    ]  # fmt: skip
    for piece in pieces:
        interpret(Request(text=line[: piece.start] + line[piece.end :], today=TODAY), index)


def test_a_strict_request_says_where_it_cannot_be_read(index):
    with pytest.raises(QueryError) as error:
        search(index, Request(text="本田 (公司", today=TODAY, strict=True))

    assert (error.value.start, error.value.end) == (3, 4)


@pytest.mark.parametrize("length", [100, 50_000])
def test_a_long_line_is_cut_and_it_is_said(index, length):
    page = search(index, Request(text="经济 growth " * length, today=TODAY))

    codes = [note.code for note in page.notes]
    assert "too-many-words" in codes
    assert ("too-long" in codes) == (length > 1000)


MANY = {
    "phrases": "“经济” ",
    "words in one sentence": "经济 SENTENCE ",
    "prefixes": "log* ",
    "words to be left out": "-airport ",
}


@pytest.mark.parametrize("kind", MANY)
def test_of_more_words_than_are_used_no_kind_is_let_through(index, kind):
    understood = interpret(Request(text=MANY[kind] * 90, today=TODAY), index)

    assert "too-many-words" in [note.code for note in understood.notes]
    assert len(understood.pieces) == MAX_QUERY_UNITS


def test_parts_of_words_that_stand_for_too_many_words_are_cut_and_it_is_said(index, monkeypatch):
    for name in ("MAX_QUERY_TERMS", "MAX_SMALL_ARCHIVE_TERMS", "MAX_SHARED_TERMS"):
        monkeypatch.setattr(f"search.query.compilation.{name}", 2)
    page = search(index, Request(text="r* 本* *o* e*", today=TODAY))
    messages = {note.code: note_message(note) for note in page.notes}

    assert messages["expanded"] == "“r” matches more than 2 words; the rarest were left out."
    assert "only the most frequent" in messages["words-cut"]


@pytest.mark.parametrize("line", ["r* b*", "r* NEAR/9 b*", "(r* OR b*) AND g*"])
def test_wildcards_share_the_room_for_words_and_a_total_without_some_is_a_lower_bound(
    index, monkeypatch, line
):
    for name in ("MAX_SMALL_ARCHIVE_TERMS", "MAX_SHARED_TERMS"):
        monkeypatch.setattr(f"search.query.compilation.{name}", line.count("*"))
    monkeypatch.setattr("search.query.compilation.MAX_QUERY_TERMS", 1)
    page = search(index, Request(text=line, today=TODAY))

    cut = [note.values for note in page.notes if note.code == "expanded"]
    assert cut[:2] == [("r", "1"), ("b", "1")]
    assert not page.exact


def test_a_layer_that_is_refused_is_left_out_and_said(index, monkeypatch):
    ask = type(index).ask

    def asked(index, question):
        if not question.counts and question.size:
            raise RefusedError("The query is too large.")
        return ask(index, question)

    request = Request(text="eport", today=TODAY, facets=("source",))
    assert search(index, request).layers
    monkeypatch.setattr(type(index), "ask", asked)
    page = search(index, request)

    assert not page.layers
    assert "words-cut" in [note.code for note in page.notes]


@pytest.mark.parametrize(("text", "told"), [("经济" * 79, []), ("经济" * 90, ["passage-cut"])])
def test_of_a_quoted_passage_that_is_cut_it_is_said(index, text, told):
    page = search(index, Request(text=f"“{text}”", today=TODAY))

    assert [note.code for note in page.notes if note.code == "passage-cut"] == told
    assert all("the first 160 characters" in note_message(note) for note in page.notes if told)


def test_punctuation_after_the_last_word_that_is_used_leaves_nothing_out(index):
    understood = interpret(Request(text="经济 " * MAX_QUERY_UNITS + "， 。", today=TODAY), index)

    assert "too-many-words" not in [note.code for note in understood.notes]


def test_a_piece_of_words_is_shown_at_once_where_no_report_has_it_as_a_word(index):
    page = search(index, Request(text="eport", today=TODAY))
    (behind,) = page.layers

    assert page.total == 0
    assert [hit.id for hit in behind.hits] == ["airport"]
    assert [(note.code, note.values) for note in page.notes] == [("nothing-of-it", ("eport",))]


@pytest.mark.parametrize("line", ["infaltion", "infaltion rrate", '"infaltion"', "zzport"])
def test_of_a_word_that_stands_nowhere_nothing_is_said_but_that(index, line):
    page = search(index, Request(text=line, today=TODAY))

    assert (page.total, page.hits, page.layers) == (0, (), ())
    assert {note.code for note in page.notes} <= {"nothing-of-it"}


def test_a_source_holds_however_few_of_the_words_are_there(index):
    page = search(index, Request(text="来源:Fuxin airport 不存在 经济", today=TODAY))

    assert [{hit.id for hit in layer.hits} for layer in page.layers] == [{"airport"}]


def test_recent_reports_are_preferred_only_where_that_is_set_and_said(index):
    request = Request(text="主持会议 OR 工程 OR 建厂", today=TODAY)
    plain = interpret(request, index)
    recent = interpret(dataclasses.replace(request, settings=Settings(recency=1.0)), index)

    ids = [hit.id for hit in index.ask(Question(query=recent.query)).hits]

    assert ids[0] == "name"
    assert "recent-first" in [note.code for note in recent.notes]
    assert "recent-first" not in [note.code for note in plain.notes]


def test_a_date_in_a_line_is_offered_as_a_date(index):
    page = search(index, Request(text="工程 2023年2月", today=TODAY))

    assert ("date", "工程 日期:2023年2月", 1) in [
        (s.kind, s.text, s.count) for s in page.suggestions
    ]


@pytest.mark.parametrize("line", ["wom?n?", "zzz*", "“不在其中的话”", "qqqq~2"])
def test_of_one_thing_that_stands_nowhere_it_is_said_that_no_report_has_it(index, line):
    page = search(index, Request(text=line, today=TODAY))
    chosen = search(index, Request(text="物流", today=TODAY, first=TODAY, last=TODAY))

    codes = {"nothing-of-it", "nothing-fits"}
    assert codes & {note.code for note in page.notes}
    assert not codes & {note.code for note in chosen.notes}


BEHIND = {
    "a piece of a word": ("port", ["english"], "inside", ["airport"]),
    "one of two words": ("port OR harbour", ["english"], "inside", ["airport"]),
    "the same in quotes": ('"port"', [], "inside", ["airport", "english"]),
    "a passage that is cut at its end": ('"rural logi"', [], "inside", ["english"]),
    "a passage that is cut at its beginning": ("irport logistics", [], "inside", ["airport"]),
    "a part of a number": ('"27亿"', [], "inside", ["mixed"]),
    "the end of a number": ('"3.3"', [], "", []),
    "a sign before a passage": ("-rural roads", [], "verbatim", ["airport"]),
    "words of which not all are there": ("rural spaceship", [], "some", ["airport", "english"]),
}


@pytest.mark.parametrize("case", BEHIND)
def test_what_is_near_stands_behind_with_its_own_count(index, case):
    line, asked, layer, behind = BEHIND[case]
    page = search(index, Request(text=line, today=TODAY))
    layers = {near.layer.value: near for near in page.layers}

    assert [hit.id for hit in page.hits] == asked
    assert page.total == len(asked)
    assert list(layers)[:1] == ([layer] if layer else [])
    if layer:
        assert sorted(hit.id for hit in layers[layer].hits) == behind
        whole = search(index, Request(text=line, today=TODAY, layer=Layer(layer)))
        assert (whole.total, len(whole.hits)) == (layers[layer].total, len(behind))


PIECES = {
    "本田 OR 张云": "本田 or 张云",
    "本田 或 张云 或 厂": "本田 or 张云 or 厂",
    "本田 AND 公司": "本田 and 公司",
    "本田 且 公司 且 厂": "本田 and 公司 and 厂",
    "(本田 OR 张云) 公司": "(本田 or 张云) 公司",
    "公司 AND (本田 OR 张云)": "公司 and (本田 or 张云)",
    "本田 公司 OR 张云": "(本田 公司) or 张云",
    "本田 AND -张云": "本田 -张云",
    "道路 同段 仓库": "道路 paragraph 仓库",
    "“本田公司” OR rural": "本田公司 or rural",
    "title:本田 OR 张云": "本田 or 张云",
    "碳中和 OR 李家超": "碳中和 or 李家超",
    "+本田 张云": "本田 张云",
}


@pytest.mark.parametrize("line", PIECES)
def test_pieces_show_what_was_written_and_its_operators(index, line):
    pieces = interpret(Request(text=line, today=TODAY), index).pieces
    shown = []
    for piece in pieces:
        text = "(" * piece.opens + piece.text + ")" * piece.closes
        sign = "-" if piece.kind == "excluded" else ""
        shown += [piece.operator.lower(), sign + text]

    assert " ".join(filter(None, shown)) == PIECES[line]


def test_a_sign_before_all_there_is_was_cut_from_a_text(index):
    page = search(index, Request(text="-itgc后", today=TODAY))

    assert [hit.id for hit in page.hits] == ["pending"]
    assert "sign-alone" in {note.code for note in page.notes}


STRICT = ("{} AND {}", "{} 且 {}", "{} 并且 {}", "{} && {}", "+{} +{}", "({}) AND ({})",
          '"{}" "{}"', "{} AND {} -airport", "{} AND {} NOT airport", "{} SENTENCE {}")  # fmt: skip


@pytest.mark.parametrize("pattern", STRICT)
def test_what_an_operator_asks_for_is_never_left_out(index, pattern):
    page = search(index, Request(text=pattern.format("本田", "不存在"), today=TODAY))

    assert (page.total, page.hits, page.layers) == (0, (), ())


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("line", ["port", '"port"', "本田 公司 不存在", "rural logistics", "物流"])
def test_the_order_does_not_change_how_many_there_are(index, line, order):
    def counts(order):
        page = search(index, Request(text=line, today=TODAY, order=order))
        return page.total, page.facets, [(layer.layer, layer.total) for layer in page.layers]

    assert counts(order) == counts(Order.RELEVANCE)


@pytest.mark.parametrize(
    "line", ["port", '"port"', "本田 公司", "rural logistics", "处理", "2.27亿"]
)
@pytest.mark.parametrize("other", ["rural", "不存在", '"rural logi"', "-rural", "title:第0篇"])
def test_or_takes_no_report_away(index, line, other):
    assert hits(index, line) <= hits(index, f"({line}) OR {other}")
    assert hits(index, line) <= hits(index, f"{other} OR ({line})")


@pytest.mark.parametrize(
    "line", ["rural logistics", "农村 物流", "人工智能产业", "iPhone 15", "处理 系统"]
)
def test_any_of_the_words_finds_at_least_what_all_of_them_find(index, line):
    page = search(index, Request(text=line, today=TODAY, match=Match.ANY))

    assert hits(index, line) <= {hit.id for hit in page.hits}


def test_any_of_the_words_may_be_asked_for(index):
    page = search(index, Request(text="本田 公司 不存在 rural", today=TODAY, match=Match.ANY))

    assert {hit.id for hit in page.hits} == {"honda", "english", "airport"}
    assert (page.total, page.layers, page.plain) == (3, (), 4)


def test_a_piece_of_a_word_is_left_out_where_all_words_are_asked_for(index):
    assert hits(index, "port") == {"english"}


def test_a_piece_that_ends_inside_a_number_finds_its_report_though_many_hold_its_parts(tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number in range(120):
        (corpus / f"{number}.txt").write_text(f"第{number}号\n\n规模 3 级，第{number}期。", "utf-8")
    (corpus / "cut.txt").write_text("收官\n\n全年规模37亿元，创新高。", "utf-8")
    build([str(corpus)], str(tmp_path / "index"))
    with contextlib.closing(open_index(str(tmp_path / "index"))) as index:
        page = search(index, Request(text="规模3", today=datetime.date(2024, 1, 1)))

    assert page.total == 120
    assert [(behind.layer, behind.total) for behind in page.layers] == [(Layer.INSIDE, 1)]


STATIONS = {
    "station": "Every village in the county has a station now.",
    "stations": "Stations were built.",
    "villages": "Villages got stations, said WHO in 2020.",
    "who": "The man who built it lives in other villages.",
    "it": "An IT firm of the county. Vitamin C.",
    "may": "In May 2023 the wheat fell.",
    "name": "Talks with He Lifeng.",
    "another": "Talks with Zhao Lifeng.",
}


@pytest.fixture(scope="module")
def stations(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stations")
    lines = [json.dumps({"id": name, "body": body}) for name, body in STATIONS.items()]
    (folder / "reports.jsonl").write_text("\n".join(lines), "utf-8")
    build([str(folder)], str(folder / "index"))
    opened = open_index(str(folder / "index"))
    yield opened
    opened.close()


NOT_REQUIRED = {
    "a question": ("which of the villages have had their stations?", {"station", "villages"}),
    "one other word": ("what is a station", {"station", "stations", "villages"}),
    "a title": ("The Stations Of These Villages", {"station", "villages"}),
    "capitals": ("STATIONS THAT WERE BUILT FOR WHOM", {"stations"}),
    "a contraction": ("what's there that wasn't villages", {"station", "villages", "who"}),
    "two words with a bar": ("villages and/or stations", {"station", "villages"}),
    "beside quotes": ('"got stations" of the year', set()),
    "beside quotes and nothing else": ('"got stations" of the', {"villages"}),
    "beside a field": ("of the village title:the", {"station", "who"}),
    "in an alternative": ("what villages OR the wheat", {"station", "villages", "who", "may"}),
    "a question about a name": ("why has he had talks", {"name", "another"}),
    "beside Chinese": ("the wheat of 农村", set()),
}
REQUIRED = {
    "nothing else": ("the who", {"who"}),
    "nothing else in Chinese": ("of 的", set()),
    "one word": ("the", {"station", "who", "it", "may"}),
    "quotes": ('"of the" villages', set()),
    "a plus": ("+who villages", {"villages", "who"}),
    "AND": ("villages AND the", {"station", "who"}),
    "excluded": ("villages -(got the)", {"station", "villages", "who"}),
    "an acronym": ("IT stations", set()),
    "an acronym in a question": ("what is an IT county", {"it"}),
    "a word that is also an acronym": ("WHO stations", {"villages"}),
    "a letter that names something": ("vitamin A", set()),
    "a letter that ends a line": ("vitamin a", set()),
    "a month": ("wheat may", {"may"}),
    "a part of a word": ("villages whi*", set()),
    "a word that is also its own part": ("villages who*", {"villages", "who"}),
    "one is a number": ("one village", set()),
    "a surname": ("he lifeng", {"name"}),
    "a surname behind": ("Lifeng He", {"name"}),
    "a surname in a line": ("the talks with He Lifeng", {"name"}),
}


@pytest.mark.parametrize("case", NOT_REQUIRED)
def test_function_words_need_not_be_there_beside_others(stations, case):
    line, expected = NOT_REQUIRED[case]

    assert hits(stations, line) == expected


@pytest.mark.parametrize("case", REQUIRED)
def test_function_words_that_are_asked_for_must_be_there(stations, case):
    line, expected = REQUIRED[case]

    assert hits(stations, line) == expected


def test_function_words_are_no_plain_words_but_rank(stations):
    page = search(stations, Request(text="the villages who", today=TODAY))

    assert (page.plain, page.layers, page.hits[0].id) == (1, (), "who")


LAYERS = {
    "of few words": ("county station wheat strange", ["most", "some"]),
    "of many words": ("county station wheat village strange", ["some", "most"]),
    "of few besides function words": ("what of the county station wheat", ["most", "some"]),
}


@pytest.mark.parametrize("case", LAYERS)
def test_the_best_of_any_word_come_first_for_a_long_line(stations, case):
    line, expected = LAYERS[case]
    understood = interpret(Request(text=line, today=TODAY), stations)
    names = [
        layer.layer.value
        for layer in layers(understood.line)
        if layer.layer in (Layer.MOST, Layer.SOME)
    ]

    assert names == expected


LINES = (
    "wheat",
    "county station",
    "“county station”",
    "wheat OR station",
    "-wheat station",
    "3小麦",
)


@pytest.mark.parametrize("line", LINES)
def test_layers_that_are_always_counted_are_the_same_without_the_others(stations, line):
    parsed = interpret(Request(text=line, today=TODAY), stations).line
    counted = [layer for layer in layers(parsed) if layer.always]

    assert list(layers(parsed, always=True)) == counted
