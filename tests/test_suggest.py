"""Did you mean, and completion, over reports written for it."""

import datetime
import functools
import json
import threading
from dataclasses import replace

import pytest

from index.operations.build import build
from index.operations.opening import open_index
from index.settings import Settings
from search.query.other_language.loaded_cedict import cedict
from search.request import Chosen, Request
from search.suggest import completion, vocabulary_cache
from search.suggest.completion import complete
from search.suggest.vocabulary import build_vocabulary, report_counts
from search.suggest.vocabulary_cache import ensure_vocabulary, fetch_vocabulary, write_vocabulary
from search.views.engine import search
from search.views.significant_terms import significant_terms

TODAY = datetime.date(2026, 11, 24)
REPORTS = (
    (
        "阜新市推进农村寄递物流体系建设",
        "市长周鹏举主持会议，研究在建工程与人工智能产业。阜新要发展经济。",
    ),
    ("在建工程检查", "住建部门检查在建工程，仇和出席。女工们参加。重庆与长春派人观摩。"),
    ("Fuxin builds rural logistics", "Mayor Zhou Pengju said the airport and every report matter."),
    ("Ports of the north", "The port of Yingkou grew. Artificial intelligence helps logistics."),
    ("卫生", "据世界卫生组织（WHO）介绍，“一带一路”（Belt and Road）沿线受益。"),
    (
        "Health",
        (
            "The WHO met. The Belt and Road (一带一路) helps the WHO. "
            "A well-known co-operation; O'Brien's reports."
        ),
    ),
    (
        "人工智能产业大会",
        (
            "人工智能产业大会开幕，日新月异的技术。2023年底，年轻人参加，神舟十八号发射，20人和第十八届"
            "学员观看，届时占3%至5%。"
        ),
    ),
    ("Results", "Profit in Q3 fell, after it rose in the fourth quarter."),
    ("Minutes", "The board of the U.S.S.R. and the E.E.C. met. It had $1.5 billion."),
)
AUTHORS = {0: "周鹏举", 2: "Zhou Pengju"}
ADDRESSES = {4: "https://xn.example/a/1.html"}
SOURCES = {
    3: "Harbour Office",
    5: '"晨报"网',
    6: "“晚报”网",
    7: "Quill & Sons, Ltd.",
    8: "Quill, “Ada”",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("suggest")
    lines = [
        json.dumps(
            {"id": str(at), "title": title, "body": body}
            | ({"source": "新报", "date": "2023-03-05"} if at < 3 else {})
            | ({"author": AUTHORS[at]} if at in AUTHORS else {})
            | ({"source": SOURCES[at]} if at in SOURCES else {})
            | ({"url": ADDRESSES[at]} if at in ADDRESSES else {})
            | {"lang": "en" if title.isascii() else "zh"}
        )
        for at, (title, body) in enumerate(REPORTS)
    ]
    (folder / "reports.jsonl").write_text("\n".join(lines), "utf-8")
    build([str(folder)], str(folder / "index"))
    opened = open_index(str(folder / "index"))
    ensure_vocabulary(opened, ())
    cedict()  # where a search found something, it is asked only once it is there
    yield opened
    opened.close()


def test_the_words_of_a_vocabulary_are_counted_as_when_it_was_made(index):
    made = ensure_vocabulary(index, ())
    words = [word.decode() for word in made.words]

    assert any(word.isascii() for word in words)
    assert not all(word.isascii() for word in words)
    assert report_counts(index, words) == made.reports.tolist()


def test_what_one_process_worked_out_ahead_another_fetches(index, tmp_path, monkeypatch):
    monkeypatch.setattr("search.suggest.vocabulary_cache.SMALL_INDEX_REPORTS", 0)
    other = open_index(str(index.generation.parent))
    made = write_vocabulary(index, tmp_path, ())

    assert fetch_vocabulary(other, tmp_path)
    for char in made.characters(3):
        for field in ("title_grams", "body_grams"):
            assert other.reader.masks.get(field, char.encode()) is not None
    other.close()


@pytest.fixture
def served(monkeypatch):
    """As in a server that makes vocabularies ahead, none of them yet."""
    monkeypatch.setattr(vocabulary_cache, "_BUILT_AHEAD", threading.Event())
    monkeypatch.setattr(vocabulary_cache, "SMALL_INDEX_REPORTS", 0)
    monkeypatch.setattr(vocabulary_cache, "_cache", functools.cache(dict))
    vocabulary_cache.build_ahead()


@pytest.mark.parametrize(
    ("text", "start", "said"),
    [
        ("fuxin", 0, True),
        ("农村", 0, True),
        ("", 0, False),
        ("农村", 20, False),
        ("农" * 41, 0, False),
    ],
)
@pytest.mark.usefixtures("served")
def test_an_answer_says_that_its_suggestions_are_behind_the_index(index, text, start, said):
    def notes():
        return [note.code for note in search(index, asked(text, start=start)).notes]

    assert ("suggestions-behind" in notes()) is said
    ensure_vocabulary(index, ())
    assert "suggestions-behind" not in notes()


def asked(text, **choices):
    return Request(text=text, today=TODAY, **choices)


def proposed(index, text, **choices):
    page = search(index, Request(text=text, today=TODAY, **choices))
    return [(suggestion.kind, suggestion.text, suggestion.count) for suggestion in page.suggestions]


PROPOSALS = {
    "pinyin finds the characters": ("fuxin", ("pinyin", "阜新", 1)),
    "pinyin of a name the segmenter cuts apart": ("zhou pengju", ("pinyin", "周鹏举", 1)),
    "pinyin with its own ü": ("nvgong", ("pinyin", "女工", 1)),
    "pinyin of a word read as a whole": ("chongqing", ("pinyin", "重庆", 1)),
    "a character of two readings": ("changchun", ("pinyin", "长春", 1)),
    "initials": ("rgzn", ("initials", "人工智能", 2)),
    "a homophone": ("在建公程", ("homophone", "在建工程", 2)),
    "an ending that is confused with another": ("金济", ("homophone", "经济", 1)),
    "an initial that is confused with another": ("物牛", ("homophone", "物流", 1)),
    "a word cut as elsewhere": ("logisti! rural", ("writing", "logisti* rural", 1)),
    "a misspelt word": ("logistcs", ("spelling", "logistics", 2)),
    "two words in one": ("rurallogistics", ("spelling", "rural logistics", 1)),
    "two letters swapped": ("rurla logistics", ("spelling", "rural logistics", 1)),
    "a name in letters": ("周鹏举", ("pinyin", "Zhou Pengju", 1)),
    "a place in letters": ("阜新", ("pinyin", "Fuxin", 1)),
    "what reports put in brackets": ("世界卫生组织", ("glossary", "WHO", 2)),
    "what stands before the brackets": ("WHO", ("glossary", "世界卫生组织", 1)),
    "brackets in English": ("belt and road", ("glossary", "一带一路", 2)),
    "the other language": ("物流", ("translation", "logistics", 2)),
    "the other language back": ("artificial intelligence", ("translation", "人工智能", 2)),
    "any other character": ("周鹏举支持会议", ("spelling", "周鹏举主持会议", 1)),
    "any other character of the text": ("研究在红工程与", ("spelling", "研究在建工程与", 1)),
    "a misspelt possessive": ("airprot's", ("spelling", "airport", 1)),
    "another first character": ("张鹏举主持会议", ("spelling", "周鹏举主持会议", 1)),
    "another second character": ("周大举主持会议", ("spelling", "周鹏举主持会议", 1)),
    "a source with short words": ("Qui Sons", ("field", 'source:"Quill & Sons, Ltd."', 1)),
    "a part of a source": ("Quill Sons", ("field", 'source:"Quill Sons"', 1)),
    "a character that looks alike": ("曰新月异", ("spelling", "日新月异", 1)),
    "pinyin of several words": ("rengong zhineng", ("pinyin", "人工智能", 2)),
    "pinyin without spaces": ("nongcunjidi", ("pinyin", "农村寄递", 1)),
    "a date before words": ("2023年3月的在建工程", ("date", "日期:2023年3月 在建工程", 2)),
    "a date without 的": ("2023年在建工程", ("date", "日期:2023年 在建工程", 2)),
    "a date typed alone": ("2023-03-05", ("date", "date:2023-03-05", 3)),
    "a source in British spelling": ("harbor office", ("field", 'source:"Harbour Office"', 1)),
    "the value of a field": ("source:新抱", ("spelling", "source:新报", 3)),
    "the value of a field before a word": ("来源：新抱 物流", ("spelling", "来源：新报 物流", 1)),
    "the name of a language": ("language:englsih", ("spelling", "language:en", 5)),
    "a word in a field": ("title:logistcs", ("spelling", "title:logistics", 1)),
    "a word beside an operator": ("rurla AND logistics", ("spelling", "rural AND logistics", 1)),
    "words on both sides": ("rurla OR logistcs", ("spelling", "rural OR logistics", 2)),
    "a quotation": ('"rurla logistics"', ("spelling", '"rural logistics"', 1)),
    "a quotation that stands nowhere": (
        '"logistics rural"',
        ("unquoted", "logistics rural", 1),
    ),
    "two words of Chinese": ("在建公程 检查", ("homophone", "在建工程 检查", 1)),
    "pinyin beside an operator": ("fuxin AND 农村", ("pinyin", "阜新 AND 农村", 1)),
    "pinyin of words that stand apart": ("huiyi rengong", ("pinyin", "会议 人工", 1)),
    "a counted number": ("神舟18号", ("writing", "神舟十八号", 1)),
    "a name in pinyin beside Chinese": ("zhou pengju 会议", ("pinyin", "周鹏举 会议", 1)),
    "a distance as Gale has it": ("Mayor N5 airport", ("writing", "Mayor NEAR/5 airport", 1)),
    "a distance in order": ("Mayor 5W airport", ("writing", "Mayor ADJ5 airport", 1)),
    "a paragraph as Factiva has it": (
        "Mayor same airport",
        ("writing", "Mayor PARAGRAPH airport", 1),
    ),
    "a small not": ("WHO not airport", ("writing", "WHO NOT airport", 2)),
    "a small but not": ("WHO but not airport", ("writing", "WHO BUT NOT airport", 2)),
    "words cut as Nexis does": ("May! W/9 airpo!", ("writing", "May* W/9 airpo*", 1)),
    "a small or": ("airport or Yingkou", ("writing", "airport OR Yingkou", 2)),
    "a range": ("3-5%", ("writing", "3%至5%", 1)),
    "the name of a source": ("新报", ("field", "来源:新报", 3)),
    "a source with marks in its name": ("“晨报”网", ("field", '来源:"“晨报”网"', 1)),
    "a part of the name of a source": ("Quill & Sons", ("field", 'source:"Quill & Sons"', 1)),
    "an amount with a sign": ("$1.5bn", ("writing", "$1.5 billion", 1)),
    "a translation under a field": (
        "language:en 物流",
        ("translation", "language:en logistics", 2),
    ),
    "a translation before a field": ("物流 date:2023", ("translation", "logistics date:2023", 1)),
    "the host of a folder": ("site:xn.example/news", ("spelling", "site:xn.example", 1)),
    "a quarter": ("third quarter", ("writing", "Q3", 1)),
    "a quarter with a number": ("profit 3rd quarter", ("writing", "profit Q3", 1)),
    "a quarter the other way": ("Q4", ("writing", "fourth quarter", 1)),
    "a form of another stem": ("fall", ("writing", "fell", 1)),
    "a form of which reports have another form": ("built", ("writing", "build", 1)),
    "a date of several words": ("物流 march 2023", ("date", '物流 date:"march 2023"', 1)),
}


@pytest.mark.parametrize("case", PROPOSALS)
def test_another_search_is_proposed_with_its_count(index, case):
    text, proposal = PROPOSALS[case]

    assert proposal in proposed(index, text)


@pytest.mark.parametrize("case", PROPOSALS)
def test_what_is_proposed_finds_as_many_reports_as_it_says(index, case):
    for kind, text, count in proposed(index, PROPOSALS[case][0]):
        assert search(index, asked(text)).total == count, (kind, text)


@pytest.mark.parametrize(
    "text", ["经济", "", "？！", "x" * 500, "标题:物流", "a OR b", "𠮷", "fuxin "]
)
def test_nothing_is_proposed_twice_or_as_it_was_typed(index, text):
    texts = [suggested for _, suggested, _ in proposed(index, text)]

    assert len(texts) == len(set(texts))
    assert text not in texts


@pytest.mark.parametrize(
    "text",
    ["co-operation", "cooperation", "well-known", "O'Brien", "OBrien", "O'Briens", "report",
     "reports", "第十八届", "十八届"],
)  # fmt: skip
def test_nothing_is_proposed_that_is_the_same_search_or_stands_nowhere(index, text):
    assert [kind for kind, _, _ in proposed(index, text) if kind in ("spelling", "writing")] == []


@pytest.mark.parametrize(
    "text",
    [
        *("U.S.S.R.", "E.E.C.", "语言:法语", "language:Japanese", "新报/30 s", "İstanbul"),
        "port OR favour",
        "周鹏举火箭会议",
        "Qu So",
    ],
)
def test_what_is_no_slip_and_no_word_of_the_other_language_has_no_proposals(index, text):
    assert proposed(index, text) == []


@pytest.mark.parametrize("text", ["logistics NOT aiport", "物流 -在建公程", "logistics NOT labour"])
def test_what_is_excluded_is_not_corrected(index, text):
    assert proposed(index, text) == []


def test_a_surname_has_the_whole_reading_that_is_typed(index):
    words = build_vocabulary(index, ())

    assert "周" in words.surnames("zhou")
    assert words.surnames("nongcun") == []  # 农 is no nongcun: 农物流 for nongcun wuliu


def test_pinyin_never_changes_what_is_found(index):
    # Demand 9: pinyin as a normaliser flooded results with 经典 for 景点.
    assert search(index, Request(text="日新", today=TODAY)).total == 1


COMPLETIONS = {
    "by its beginning": ("人工", "人工智能"),
    "a second word": ("农村 物", "农村 物流"),
    "English": ("logi", "logistics"),
    "by pinyin": ("rengong", "人工智能"),
    "by initials": ("rgzn", "人工智能"),
    "the end of Chinese without spaces": ("推进农村寄递物", "推进农村寄递物流"),
    "a name that is in no vocabulary": ("阜新市推", "阜新市推进"),
    "several words of pinyin": ("rengong zhi", "人工智能"),
    "the value of a field": ("source:新", "source:新报"),
    "the value of a field in Chinese": ("来源:新", "来源:新报"),
    "any value of a field": ("language:", "language:zh"),
    "the name of a field": ("sourc", "source:新报"),
    "a field after words": ("物流 source:新", "物流 source:新报"),
    "a date": ("date:202", "date:2023"),
    "inside a field": ("title:人工", "title:人工智能"),
    "the beginning of a second syllable": ("rengong zh", "人工智能"),
    "a digit before": ("2023年", "2023年底"),
    "Latin words before the last": ("rural logi", "rural logistics"),
    "words that follow those before the last one": ("rural l", "rural logistics"),
    "the phrase that goes on so": ("every rep", "every report"),
    "pinyin with ü": ("nügong", "女工"),
    "pinyin with u for ü": ("nugong", "女工"),
    "syllables written apart": ("ren'gong", "人工智能"),
    "the next word in the only report that has it": ("日新月异的", "日新月异的技术"),
    "the months of a year": ("date:2023", "date:2023-03"),
    "a person": ("Pengj", 'author:"Zhou Pengju"'),
    "a person in Chinese": ("周鹏", "作者:周鹏举"),
    "the beginning of a month": ("日期:2023-0", "日期:2023-03"),
}


@pytest.mark.parametrize("case", COMPLETIONS)
def test_a_completion_finds_as_many_reports_as_it_says(index, case):
    for proposal in complete(index, asked(COMPLETIONS[case][0])):
        assert search(index, asked(proposal.text)).total == proposal.count, proposal


def test_completions_and_suggestions_count_with_the_filters_that_are_set(index):
    chosen = (("source", Chosen(values=("新报",))),)
    for proposal in complete(index, asked("物", chosen=chosen)):
        assert search(index, asked(proposal.text, chosen=chosen)).total == proposal.count, proposal
    for _, text, count in proposed(index, "在建公程", chosen=chosen):
        assert search(index, asked(text, chosen=chosen)).total == count


@pytest.mark.parametrize("case", COMPLETIONS)
def test_the_last_word_is_completed(index, case):
    text, whole = COMPLETIONS[case]

    assert whole in [proposal.text for proposal in complete(index, asked(text))]


def test_a_word_does_not_go_on_after_a_digit_as_it_does_alone(index):
    assert "年轻" in [proposal.text for proposal in complete(index, asked("年"))]
    assert "2023年轻" not in [proposal.text for proposal in complete(index, asked("2023年"))]


@pytest.mark.parametrize("text", ["", " ", "。", "经济 ", "\n", "z" * 100, "物流 AND", "a OR"])
def test_what_has_no_last_word_is_not_completed(index, text):
    assert complete(index, asked(text)) == ()


def test_the_words_of_the_user_dictionary_are_proposed_and_tell_results_apart(tmp_path):
    lines = [
        json.dumps({"id": str(at), "title": f"第{at}", "body": f"云河晚报社说，{char}日要闻。"})
        for at, char in enumerate("甲乙丙丁")
    ]
    lines += [json.dumps({"id": f"o{at}", "body": f"今天天气晴好{at}。"}) for at in range(9)]
    (tmp_path / "reports.jsonl").write_text("\n".join(lines), "utf-8")
    dictionary = ("云河晚报社 9 n",)
    build([str(tmp_path)], str(tmp_path / "index"), dictionary=dictionary)
    index = open_index(str(tmp_path / "index"))
    settings = Settings(dictionary=dictionary)

    words = build_vocabulary(index, dictionary).by_pinyin("yunhewanbaoshe", 1)
    telling = significant_terms(index, replace(asked("要闻"), settings=settings)).words

    assert [known.word for known in words] == ["云河晚报社"]
    assert "云河晚报社" in [word.word for word in telling]
    index.close()


@pytest.mark.parametrize(
    ("word", "complete"),
    [("粮食安全", True), ("粮食安全是", False), ("安全的", True), ("国务院总理李强将于", False),
     ("高质量发展", True), ("乡村振兴是新时代", False)],
)  # fmt: skip
def test_a_completion_is_no_beginning_of_a_sentence(word, complete):
    assert completion._is_complete(word) is complete
