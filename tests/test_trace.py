"""Where sentences come from, and whether quotations are right."""

import datetime

import pytest

from index.api import DateFilter, ValueFilter
from index.report import Report
from index.report_date import from_iso
from index.system.deadline import Deadline, answering_within
from search.trace.carriers import TextMatch
from search.trace.differences import DifferenceKind
from search.trace.sentences import sentence_ranges
from search.trace.trace import MAX_TRACED_CHARS, trace
from search.trace.verify import bare_quote, verify, verify_all
from tests.archive_files import indexed

FIRST = (
    "望津港的自动化码头昨日开港，首日装卸集装箱一千二百只。"
    "港务局长林致远说，码头绝不裁减一名工人。"
    "二期工程计划投资三十五亿元，2026年建成。"
)
COPY = FIRST.replace("昨日", "正式").replace("一名工人", "任何职工")
TWISTED = FIRST.replace("不裁减", "裁减").replace("三十五", "五十三")
FOOTER = "本报编辑部保留所有权利，未经授权不得转载本页内容。"
ENGLISH = "The harbour of Wangjin opened an automated pier yesterday. No worker will be laid off."


def report(name, text, day=None, **fields):
    date = datetime.date(2023, 5, day) if day else None
    fields = {"title": f"第{name}号", "source": ""} | fields
    return Report(id=name, paragraphs=tuple(text.split("\n")), date=date, **fields)


REPORTS = (
    report("first", f"{FIRST}\n{FOOTER}", 3, source="望津日报", title="自动化码头开港了"),
    report("copy", f"本报讯 {COPY}", 5, source="泽川晚报"),
    report("twisted", TWISTED, 9, source="云河网"),
    report("undated", FIRST, source="资料"),
    report("english", ENGLISH, 11, source="Wangjin Post"),
    *(
        report(f"other{number}", f"{text}\n{FOOTER}", 12 + number % 10)
        for number, text in enumerate(
            "".join(chr(0x4E00 + (17 * number + step * step * 7) % 9000) for step in range(90))
            for number in range(12)
        )
    ),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    index = indexed(tmp_path_factory.mktemp("archive"), REPORTS)
    yield index
    index.close()


def ids(carriers):
    return [carrier.report.id for carrier in carriers]


VERDICTS = {
    "a sentence": ("港务局长林致远说，码头绝不裁减一名工人。", TextMatch.VERBATIM),
    "a part in quotation marks": ("“码头绝不裁减一名工人”", TextMatch.VERBATIM),
    "two sentences": (FIRST[:60], TextMatch.VERBATIM),
    "a title": ("自动化码头开港了", TextMatch.VERBATIM),
    "two characters": ("集装", TextMatch.VERBATIM),
    "English": ("No worker will be laid off.", TextMatch.VERBATIM),
    "traditional": ("碼頭絕不裁減一名工人", TextMatch.ALTERED),
    "a number": ("二期工程计划投资三十六亿元", TextMatch.ALTERED),
    "an English word": ("No seaman will be laid off.", TextMatch.ALTERED),
    "another sentence": ("火星上的第一座码头今天没有人来剪彩庆祝", TextMatch.ABSENT),
    "other English": ("Nobody expected the inquisition to arrive here", TextMatch.ABSENT),
    "nothing": ("", TextMatch.ABSENT),
    "marks": ("。。。", TextMatch.ABSENT),
}


@pytest.mark.parametrize(("quote", "match"), VERDICTS.values(), ids=VERDICTS)
def test_a_quotation_has_a_verdict(index, quote, match):
    verdict = verify(index, quote)

    assert verdict.match is match
    assert (verdict.best is None) == (match is TextMatch.ABSENT)
    if verdict.best and match is TextMatch.VERBATIM:
        assert verdict.best.text == verdict.quote


def test_a_dropped_negation_is_seen_though_a_report_has_it_so(index):
    sentence = "港务局长林致远说，码头绝裁减一名工人。"

    assert verify(index, sentence).best.report.id == "twisted"
    verdict = verify(index, sentence, report="first")
    (difference,) = verdict.best.differences
    assert verdict.match is TextMatch.ALTERED
    assert FIRST[difference.other_start : difference.other_end] == "不"


def test_carriers_stand_in_order_of_date_and_undated_ones_last(index):
    verdict = verify(index, "首日装卸集装箱一千二百只")

    assert ids(verdict.carriers) == ["first", "copy", "twisted", "undated"]
    assert verdict.earliest.report.id == "first"
    assert not verdict.more


def test_a_verdict_says_what_was_searched(index):
    everything = verify(index, "火星").extent
    later = verify(index, FIRST[:20], [DateFilter(datetime.date(2023, 5, 4), None)])
    verdict = verify(index, FIRST[:20], report="copy")

    assert (everything.reports, everything.undated) == (len(REPORTS), 1)
    assert everything.first == datetime.date(2023, 5, 3)
    assert ids(later.carriers) == ["copy", "twisted"]
    assert later.extent.first == datetime.date(2023, 5, 5)
    assert later.extent.reports == len(REPORTS) - 2
    assert (verdict.extent.reports, verdict.extent.last) == (1, datetime.date(2023, 5, 5))
    assert verify(index, FIRST[:20], report="nobody").extent.reports == 0


def test_filters_bar_carriers(index):
    verdict = verify(index, FIRST[:20], [ValueFilter("source", ("云河网",))])

    assert ids(verdict.carriers) == ["twisted"]


def test_several_quotations_are_checked_at_once(index):
    quotes = [quote for quote, _ in VERDICTS.values()]

    together = verify_all(index, quotes)
    assert [verdict.match for verdict in together] == [match for _, match in VERDICTS.values()]


OMITTED = {
    "dots": "港务局长林致远说……二期工程计划投资三十五亿元",
    "English dots": "opened an automated pier ... will be laid off",
    "dots with spaces": "opened an automated pier . . . will be laid off",
    "middle dots": "港务局长林致远说······二期工程计划投资三十五亿元",
    "dots in brackets": "首日装卸集装箱一千二百只（……）2026年建成",
}


@pytest.mark.parametrize("quote", OMITTED.values(), ids=OMITTED)
def test_what_a_quotation_leaves_out_with_dots_is_called_an_omission(index, quote):
    verdict = verify(index, quote)
    (difference,) = verdict.best.differences

    assert verdict.match is TextMatch.ALTERED
    assert difference.kind is DifferenceKind.OMISSION
    assert verdict.best.text.startswith(quote[:5])
    assert verdict.best.text.endswith(quote[-5:])


def test_parts_that_stand_everywhere_are_looked_up_beside_the_rare_one(tmp_path):
    text = "世界的和平来之不易。望津港的码头开港了，人人都说好，这有利于世界的和平与发展。"
    reports = [
        report(f"r{at:03}", f"第{at}次，世界的和平与发展是大家的愿望。", 1) for at in range(150)
    ]
    index = indexed(tmp_path, [*reports, report("here", text, 9)])

    verdict = verify(index, "望津港的码头开港了……世界的和平与发展")

    assert verdict.best.report.id == "here"
    assert [difference.kind for difference in verdict.best.differences] == [DifferenceKind.OMISSION]
    assert verdict.best.text == text[10:-1]
    index.close()


WRONGLY = {
    "another order": "二期工程计划投资三十五亿元……港务局长林致远说",
    "other words": "港务局长林致远说……二期工程计划投资三十六亿元",
}


@pytest.mark.parametrize("quote", WRONGLY.values(), ids=WRONGLY)
def test_dots_hide_neither_another_order_nor_other_words(index, quote):
    verdict = verify(index, quote)

    assert verdict.best is None or verdict.best.kind is DifferenceKind.WORDS


BARE = {
    "“a quotation”": "a quotation",
    "「他說」": "他說",
    "“one” and “two”": "“one” and “two”",
    "«мир»": "мир",
    "  plain ": "plain",
    "“”": "“”",
    "……我们要发展": "我们要发展",
    "“... we go on …”": "we go on",
    "……": "……",
    "“we go": "we go",
    "我们走”": "我们走",
    '"we go': "we go",
    "他说“我们走": "他说“我们走",
}


@pytest.mark.parametrize(("quote", "bare"), BARE.items(), ids=BARE)
def test_quotation_marks_around_a_quotation_are_not_part_of_it(quote, bare):
    assert bare_quote(quote) == bare


@pytest.mark.parametrize(
    ("dates", "sure"),
    [
        (("2023", "2023-05-03"), False),
        (("2023-05", "2023-05-03"), False),
        (("2023", "2024-05-03", "2024"), True),
        (("2023-05-03", "2023-05-04"), True),
        (("2023-05-03", "2023-06"), True),
        (("2023", ""), True),
    ],
)
def test_whether_the_earliest_is_the_earliest_for_sure_is_said(tmp_path, dates, sure):
    reports = [
        Report(
            id=str(at),
            title=f"第{at}号",
            paragraphs=(FIRST,),
            date=from_iso(date) if date else None,
        )
        for at, date in enumerate(dates)
    ]
    index = indexed(tmp_path, reports)
    traced, verdict = trace(index, FIRST), verify(index, FIRST)
    index.close()

    assert (traced.earliest_sure, verdict.earliest_sure) == (sure, sure)


def test_months_of_a_sentence_that_is_spread_are_no_stories(tmp_path):
    reports = [
        Report(
            id=str(month),
            title=f"第{month}号",
            paragraphs=(f"{REPORTS[5 + month].paragraphs[0]}\n", FOOTER),
            date=datetime.date(2023, month, 3),
        )
        for month in range(1, 8)
    ]
    index = indexed(tmp_path, reports)
    [sentence] = trace(index, FOOTER).sentences
    index.close()

    assert sentence.boilerplate
    assert (sentence.located.months, sentence.stories) == (7, 0)


def test_a_text_is_traced_sentence_by_sentence(index):
    text = COPY + "这一句是记者自己新写的，哪里也没有。\n" + FOOTER
    traced = trace(index, text)

    matches = [sentence.match.value for sentence in traced.sentences]
    assert matches == ["verbatim", "verbatim", "verbatim", "absent", "verbatim"]
    assert [text[sentence.start : sentence.end] for sentence in traced.sentences] == [
        sentence.text for sentence in traced.sentences
    ]
    assert ids(traced.sentences[0].located.carriers) == ["first", "copy", "twisted", "undated"]
    assert [sentence.boilerplate for sentence in traced.sentences] == [False] * 4 + [True]
    assert ids(traced.carriers) == ["first", "copy", "twisted"]
    assert ids(traced.undated) == ["undated"]
    assert traced.earliest.report.id == "first"
    assert 0.7 < traced.share < 0.9
    assert traced.carriers[1].verbatim == 3
    assert traced.carriers[0].verbatim == 1
    assert not traced.cut


CUT_OFF = {
    "the first words of the next sentence": ("港口昨日开港了，装卸繁忙。今年，大", 1),
    "a letter of the next word": ("The harbour opened a pier yesterday. (Ap", 1),
    "a whole short sentence": ("港口昨日开港了，装卸繁忙。特此通告。", 2),
    "numbers amid characters": ("码头建有2个10万吨级泊位。市长说，昨日开港了。", 2),
    "a short English sentence": ("港口昨日“开港了，装卸繁忙”。The port opened.", 2),
    "a short quotation": ("The port opened a new pier yesterday. “It works.”", 2),
    "a line of its own": ("港口昨日开港了，装卸繁忙。\n李明", 2),
    "enough words to be looked up": ("港口昨日开港了，装卸繁忙。今年大批货轮", 2),
    "nothing before": ("今年，大", 1),
}


@pytest.mark.parametrize(("text", "number"), CUT_OFF.values(), ids=CUT_OFF)
def test_words_of_a_sentence_that_is_cut_off_belong_to_the_one_before(text, number):
    ranges = sentence_ranges(text)
    assert len(ranges) == number
    assert ranges[-1].end == len(text)


def test_a_repeated_sentence_has_the_same_carriers_each_time(index):
    sentence = "港务局长林致远说，码头绝不裁减一名工人。"
    traced = trace(index, sentence + sentence + ENGLISH)

    assert traced.sentences[0].located == traced.sentences[1].located
    assert traced.sentences[0].located.carriers
    assert ids(traced.sentences[-1].located.carriers) == ["english"]


def test_a_report_is_not_its_own_carrier(index):
    traced = trace(index, COPY, [DateFilter(None, datetime.date(2023, 5, 5))], without="copy")

    assert ids(traced.carriers) == ["first"]
    assert [sentence.match.value for sentence in traced.sentences] == [
        "altered",
        "altered",
        "verbatim",
    ]


def test_a_text_that_only_consists_of_boilerplate_has_carriers(index):
    traced = trace(index, FOOTER)

    assert traced.sentences[0].boilerplate
    assert traced.boilerplate == 1
    assert len(traced.carriers) >= 8


def test_a_text_beyond_the_limit_and_a_spent_deadline_are_said(index):
    assert trace(index, "。" * (MAX_TRACED_CHARS + 1)).cut
    with answering_within(Deadline(0.0)):
        traced = trace(index, FIRST)
    assert traced.cut
    assert [sentence.match for sentence in traced.sentences] == [TextMatch.ABSENT] * 3


@pytest.mark.parametrize("text", ["", "\n\n", "…", "\ud800", "a" * 5000, "（" * 3000, "是" * 3000])
def test_any_text_is_traced(index, text):
    assert not trace(index, text).carriers
