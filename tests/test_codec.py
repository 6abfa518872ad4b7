"""The files of a segment: tokens in bulk, numbers in few bytes, merging, every kind of damage."""

import json
import os
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import whoosh.index
from hypothesis import example, given, settings
from hypothesis import strategies as st
from whoosh import query, sorting
from whoosh.qparser import QueryParser

from index.api import Question, TermPart
from index.embedded.segment import array_file, chunks, doc_lists, elias_fano
from index.embedded.segment.array_file import (
    CHECKSUM_PAGE_BYTES,
    FIRST_ARRAY_BYTE,
    ArrayFile,
    ArrayFileWriter,
)
from index.embedded.segment.disk import DISK
from index.embedded.segment.term_blocks import TERMS_PER_BLOCK, TermBlockLayout, put_terms
from index.embedded.segment.term_dict import TermDict
from index.embedded.write import ingest_workers, merge, tokens
from index.embedded.write.texts import Texts
from index.errors import IndexUnusableError, IndexWriteError
from index.indexing.build_resources import BuildResources
from index.ingest.source_file import SourceFile
from index.operations.build import build
from index.operations.opening import open_index
from index.text import analysis
from index.text.analysis import Analyzer
from tests.tools import corpora, fuzz_index

ANALYZER = Analyzer(())
ALPHABET = (
    "经济发展中国人 \n\t。.!?ab1Z%$\u0300\u200d瞭解乾，、”)\ud800𠀀é　ﬁ“·—-',US3½パぱの゛"
    "ー℃🎉\r㎏・゠*✕/:−①❶➀🄋Ⓐ⒈¹№"
)
"""Han, Latin, digits, spaces, marks nobody sees, and characters that fold or are read in pairs."""
quick = settings(max_examples=150, deadline=None, derandomize=True)


def spelled(part, names=None):
    """Tokens as (text, term), or with their places (text, place, term)."""
    terms = part.terms.tolist()
    words = [names[n] for n in terms] if names is not None else [tokens.spelled(n) for n in terms]
    if part.positions is None:
        return list(zip(part.texts.tolist(), words, strict=True))
    return list(zip(part.texts.tolist(), part.positions.tolist(), words, strict=True))


@quick
@example(
    texts=[
        "1.60岁 2.5%\n 3.25月，1,234.56 km",
        "12,500.5",
        "1.2",
        "，9.9人。8.8人",
        "2038.1亿元，2023.5起",
    ]
)
@example(texts=["3*4*5 x", "1.5*2.5cm", "3 * 4，3cm ＊ 4", "* 3*", "a*4 5 *"])
@example(texts=["2/3、3:2，1, 2/3 3.5/4.5 1 000/2 2021/10/25", "5/6", "/7:8"])
@example(texts=["增长-3.2%，−5℃ -1,234.5", "-3.5", "元-5.5元", "3元-5.5元 歼-20 -5"])
@example(texts=["标 题\n经\t济 发展", "标 题\n经\t济", "第一条 经 济", "经 济 发展 标 题"])
@example(texts=["标 题，经 济", "", "标", " 题", "标 题"])
@example(texts=["½.5", "3½.5", "❶5", "➓经济🄌", "①.5", "2/½.5"])
@example(texts=["抗战记忆・红色之旅", "ラテン・アメリカ", "゛", "・"])
@given(texts=st.lists(st.text(ALPHABET, max_size=14), min_size=1, max_size=4))
def test_tokens_in_bulk_are_those_of_the_analyzer(texts):
    joined = Texts.joined(texts)
    folded = joined.folded()
    produced, bag = tokens.grams(joined, folded), tokens.words(ANALYZER, folded)
    grams, words = [], Counter()
    for number, text in enumerate(texts):
        single_grams = analysis.indexed_grams(text)
        grams += [(number, position, token.text) for position, token in enumerate(single_grams)]
        beside = [*analysis.scope_marks(text, single_grams), *analysis.alternatives(text)]
        grams += [(number, position, other) for position, other in beside]
        words.update((number, token.text) for token in ANALYZER.words(text))

    assert sorted(spelled(produced.short) + spelled(produced.long, produced.names)) == sorted(grams)
    assert Counter(spelled(bag.short) + spelled(bag.long, bag.names)) == words


def test_a_user_dictionary_reaches_the_words_in_bulk():
    analyzer = Analyzer(("云河晚报 3 n",))

    bag = tokens.words(analyzer, Texts.joined(["云河晚报说"]).folded())

    assert "云河晚报" in bag.names


rising = st.lists(st.integers(0, 1 << 20), min_size=1, max_size=60, unique=True).map(sorted)


@quick
@given(lists=st.lists(rising, min_size=1, max_size=5), more=st.integers(1, 1 << 30))
def test_lists_of_places_come_back_alone_and_together(lists, more):
    universe = max(map(max, lists)) + more
    counts = np.array([len(listed) for listed in lists])
    values = np.array([number for listed in lists for number in listed])

    data = elias_fano.encode(values, counts, universe)

    assert elias_fano.decode_all(data, counts, universe).tolist() == values.tolist()
    for list_number, listed in enumerate(lists):
        start = sum(elias_fano.Sizes(universe)[count] for count in counts[:list_number].tolist())
        size = elias_fano.Sizes(universe)[len(listed)]
        assert (
            elias_fano.decode(data[start : start + size], len(listed), universe).tolist() == listed
        )
        assert elias_fano.encode(
            np.array(listed), counts[list_number : list_number + 1], universe
        ).tolist() == (data[start : start + size].tolist())
    assert start + size == len(data)


LONG = {
    "spread": np.arange(1, 5999, dtype=np.uint32) * 700,
    "the first of each chunk": np.arange(0, 3000, dtype=np.uint32) * chunks.CHUNK_SPAN,
    "a full chunk": np.arange(chunks.CHUNK_SPAN, 2 * chunks.CHUNK_SPAN, dtype=np.uint32),
    "everything": np.arange(0, 200_000, dtype=np.uint32),
    "one number more than is written otherwise": np.arange(0, 1024, dtype=np.uint32),
    "one less": np.arange(0, 1023, dtype=np.uint32),
}


@pytest.mark.parametrize("case", LONG)
def test_long_lists_come_back_alone_and_among_others(case, monkeypatch):
    monkeypatch.setattr(chunks, "NUMBERS_PER_WRITE", 1000)
    values = LONG[case]
    short = np.array([3, 5], dtype=np.uint32)
    for universe in (int(values[-1]) + 1, 1 << 28):
        counts = np.array([2, len(values), len(values), 2])
        together = np.concatenate([short, values, values, short])

        data = elias_fano.encode(values, counts[1:2], universe)

        assert elias_fano.decode(data, len(values), universe).tolist() == values.tolist()
        assert len(data) == elias_fano.Sizes(universe)[len(values)]
        decoded = elias_fano.decode_all(
            elias_fano.encode(together, counts, universe), counts, universe
        )
        assert decoded.tolist() == together.tolist()


@quick
@given(lists=st.lists(rising, min_size=1, max_size=5), parts=st.sampled_from([1, 2, 17]))
def test_lists_of_reports_come_back_and_are_looked_up(lists, parts):
    lists = [sorted({number % (parts << 16) for number in listed}) for listed in lists]
    counts = np.array([len(listed) for listed in lists])
    docs = np.array([number for listed in lists for number in listed], dtype=np.uint32)
    sizes = doc_lists.sizes(counts, parts)
    starts = (np.cumsum(sizes) - sizes).tolist()
    doc_lists_of_file = doc_lists.DocLists(doc_lists.encode(docs, counts, parts), parts)
    wanted = np.arange(0, parts << 16, 997)

    assert sizes.tolist() == [doc_lists.size(len(listed), parts) for listed in lists]
    for start, listed in zip(starts, lists, strict=True):
        assert doc_lists_of_file.docs(start, len(listed)).tolist() == listed
        hits, at = doc_lists_of_file.among(start, len(listed), wanted)
        assert wanted[hits].tolist() == sorted(set(listed) & set(wanted.tolist()))
        assert [listed[position] for position in at.tolist()] == wanted[hits].tolist()


words = st.text("ab经济\U0002f800\n\xff", max_size=12)
numbers = st.sampled_from([0, 1, 255, 256, 65535, 65536, (1 << 32) - 1])


@quick
@given(terms=st.dictionaries(words, st.tuples(numbers, numbers), max_size=60), other=words)
def test_a_lexicon_finds_its_terms_their_numbers_prefixes_and_parts(tmp_path_factory, terms, other):
    path = tmp_path_factory.mktemp("lexicon") / "terms.arrays"
    encoded = sorted(term.encode() for term in terms)
    names = [term.decode() for term in encoded]
    columns = [np.array([terms[name][which] for name in names]) for which in (0, 1)]
    starts = np.arange(0, len(names), TERMS_PER_BLOCK) << 40
    out = ArrayFileWriter(DISK, path)
    put_terms(out, "alone", names)
    put_terms(out, "counted", names, [starts], columns)
    out.finish(0)

    part = (other[:1] or "a").encode()
    for name, layout in (
        ("alone", TermBlockLayout()),
        ("counted", TermBlockLayout(starts=1, columns=2)),
    ):
        lexicon = TermDict(ArrayFile(path), name, layout)
        assert lexicon.terms(0, len(lexicon)) == encoded
        assert lexicon.terms(17, 40) == encoded[17:40]
        assert [lexicon.find(term) for term in encoded] == list(range(len(encoded)))
        assert lexicon.each(range(len(encoded))) == encoded
        assert (lexicon.find(other.encode()) >= 0) == (other in terms)
        start, stop = lexicon.prefixed(part)
        assert encoded[start:stop] == [term for term in encoded if term.startswith(part)]
        # Where the part is ASCII, terms that begin with a Han character are passed over.
        asked = [t for t in encoded if not (part.isascii() and b"\xe4" <= t[:1] < b"\xea")]
        assert [encoded[n] for n in lexicon.containing(part)] == [t for t in asked if part in t]
        ending = lexicon.containing(part, last=True)
        assert [encoded[n] for n in ending] == [term for term in asked if term.endswith(part)]
    for which, column in enumerate(columns):
        assert lexicon.column(which, 0, len(names)).tolist() == column.tolist()
        assert lexicon.column(which, len(names) // 3, len(names)).tolist() == (
            column[len(names) // 3 :].tolist()
        )
        for number, value in enumerate(column.tolist()):
            block, position = lexicon.at(number)
            assert block.starts == (number // TERMS_PER_BLOCK * TERMS_PER_BLOCK << 40,)
            assert block.columns[which][position] == value


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A folder with a corpus and an index of it."""
    folder = tmp_path_factory.mktemp("codec")
    corpora.write(folder / "corpus", corpora.reports(3, 40))
    build([str(folder / "corpus")], str(folder / "index"))
    return folder


def segments(root):
    [generation] = Path(root).glob("g*")
    return {path.name: path.read_bytes() for path in sorted(generation.glob("*.arrays"))}


@pytest.mark.parametrize(
    "resources", [BuildResources(2, 512), BuildResources(1, 64), BuildResources(3, 64)], ids=str
)
def test_the_same_corpus_gives_the_same_bytes(built, tmp_path, resources):
    build([str(built / "corpus")], str(tmp_path / "again"), resources=resources)

    assert segments(tmp_path / "again") == segments(built / "index")


@pytest.mark.parametrize(("size", "most"), [(3, 2048), (700, 2048), (4_000, 500)])
def test_a_group_ends_by_bytes_or_by_the_number_of_small_files(size, most):
    mails = [
        ("", SourceFile(path=f"{n}.eml", file="", kind="eml", data=b"a" * size))
        for n in range(5_000)
    ]

    groups = [len(group.entries) for group in ingest_workers.groups(mails)]

    assert sum(groups) == 5_000
    assert 0.9 * most < max(groups) <= most


def test_fields_merged_apart_give_the_same_bytes(built, tmp_path, monkeypatch):
    monkeypatch.setattr("index.embedded.write.ingest_workers.GROUP_BYTES", 4000)
    for jobs in (1, 2):
        build(
            [str(built / "corpus")], str(tmp_path / str(jobs)), resources=BuildResources(jobs, 512)
        )

    assert segments(tmp_path / "1") == segments(tmp_path / "2")


def test_a_build_whose_merging_process_is_ended_says_so_and_leaves_nothing(
    built, tmp_path, monkeypatch
):
    monkeypatch.setattr("index.embedded.write.ingest_workers.GROUP_BYTES", 4000)
    monkeypatch.setattr(merge, "_grams", lambda *_: os._exit(9))  # in here it would end the tests

    with pytest.raises(IndexWriteError, match="Try again with fewer --jobs"):
        build([str(built / "corpus")], str(tmp_path / "index"), resources=BuildResources(2, 512))

    assert not list((tmp_path / "index").glob("g*"))


def test_an_update_answers_as_a_new_build_of_the_same_reports(tmp_path):
    where = corpora.segmented(tmp_path, 7)
    build([str(tmp_path / "corpus")], str(tmp_path / "new"))
    updated, new = open_index(where), open_index(str(tmp_path / "new"))

    assert list(updated.fingerprints()) == list(new.fingerprints())
    for text in ("经济", "growth", "人工", "水"):
        for node in (query.Term("body", text), query.Prefix("title_grams", text)):
            asked = Question(query=node, size=100, counts=("source", "editor", "month", "year"))
            ours, theirs = updated.ask(asked), new.ask(asked)
            assert {hit.id for hit in ours.hits} == {hit.id for hit in theirs.hits}
            assert ours.counts == theirs.counts


def test_segments_do_not_pile_up_and_merging_loses_nothing(tmp_path):
    corpus_reports = corpora.reports(5, 60)
    for size in range(3, 60, 3):
        corpora.write(tmp_path / "corpus", corpus_reports[:size])
        build([str(tmp_path / "corpus")], str(tmp_path / "index"), update=size > 3)
    corpora.write(tmp_path / "corpus", corpus_reports[:57])
    build([str(tmp_path / "corpus")], str(tmp_path / "new"))
    index, new = open_index(str(tmp_path / "index")), open_index(str(tmp_path / "new"))

    assert len(index.info.segments) <= 5
    names = [name for name, _ in index.fingerprints()]
    assert index.reports(names) == new.reports(names)
    for node in (query.Term("body", "经济"), query.Phrase("body_grams", ["人工", "工智", "智能"])):
        asked = Question(query=node, size=100)
        ours = {hit.id: hit.score for hit in index.ask(asked).hits}
        assert ours == pytest.approx({hit.id: hit.score for hit in new.ask(asked).hits}, rel=1e-5)


def test_whoosh_opens_the_folder_parses_searches_sorts_and_counts(built):
    generation = open_index(str(built / "index")).generation
    opened = whoosh.index.open_dir(str(generation))

    with opened.searcher() as searcher:
        parsed = QueryParser("body", opened.schema).parse("经济 OR date:[20220101 TO 20231231]")
        by_source = searcher.search(parsed, groupedby="source", limit=None)
        newest = searcher.search(parsed, sortedby=sorting.FieldFacet("date", reverse=True))
        assert len(by_source) == sum(map(len, by_source.groups("source").values())) > 0
        days = [searcher.reader().column_reader("date")[hit.docnum] for hit in newest]
        assert days == sorted(days, reverse=True)


def asked_everything(where):
    """Everything the index has: so every page of it is touched."""
    index = open_index(where)
    try:
        for field in ("title", "body", "title_grams", "body_grams", "source", "id"):
            for term in index.terms(field, "", TermPart.PREFIX, 10_000):
                index.ask(Question(query=query.Term(field, term.text), counts=("source", "day")))
        names = [name for name, _ in index.fingerprints()]
        return index.reports(names)
    finally:
        index.close()


def damaged_copy(built, tmp_path, change):
    """The index with its one segment changed, whatever the manifest says of it."""
    shutil.copytree(built / "index", tmp_path / "index")
    [path] = (tmp_path / "index").glob("g*/*.arrays")
    path.write_bytes(change(path.read_bytes()))
    return str(tmp_path / "index")


def flipped(place):
    def change(data):
        at = int(len(data) * place) if place < 1 else int(place)
        return data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :]

    return change


@pytest.mark.parametrize("place", [FIRST_ARRAY_BYTE, *np.linspace(0.02, 0.999, 25)], ids=str)
def test_a_flipped_bit_is_found_when_its_page_is_touched(built, tmp_path, place):
    where = damaged_copy(built, tmp_path, flipped(place))

    with pytest.raises(IndexUnusableError, match=r"is damaged: .*baogao rollback"):
        asked_everything(where)


def test_only_the_page_that_changed_is_refused(tmp_path):
    out = ArrayFileWriter(DISK, tmp_path / "two.arrays")
    out.append("numbers", np.arange(CHECKSUM_PAGE_BYTES, dtype=np.uint32))
    out.finish(0)
    data = (tmp_path / "two.arrays").read_bytes()
    (tmp_path / "bad.arrays").write_bytes(flipped(FIRST_ARRAY_BYTE + CHECKSUM_PAGE_BYTES + 5)(data))
    numbers = ArrayFile(tmp_path / "bad.arrays").section("numbers")

    assert numbers[0:10].tolist() == list(range(10))
    with pytest.raises(IndexUnusableError, match=r"byte 32832 has changed"):
        numbers[CHECKSUM_PAGE_BYTES // 4 : CHECKSUM_PAGE_BYTES // 2]


def test_an_array_of_another_type_or_between_two_places_is_refused(tmp_path):
    out = ArrayFileWriter(DISK, tmp_path / "one.arrays")
    out.append("numbers", np.arange(9, dtype=np.uint64))
    out.finish(0)
    file = ArrayFile(tmp_path / "one.arrays")

    assert file.section("numbers", "<u8").at(8) == 8
    for change in (
        (0, "<u4", FIRST_ARRAY_BYTE, 9),
        (0, "<u8", FIRST_ARRAY_BYTE + 1, 8),
        (8, "<u8", FIRST_ARRAY_BYTE, 9),
    ):
        wanted, kind, start, count = change
        file._sections["numbers"] = (kind, start, count)
        with pytest.raises(IndexUnusableError, match="has no array 'numbers'"):
            file.section("numbers", "u1" if wanted else "<u8")


def test_a_day_that_no_report_can_have_is_damage_and_not_a_billion_names(built, tmp_path):
    def change(data):
        data = bytearray(data)
        table, sums = array_file._HEADER.unpack_from(data)[4:6]
        _, start, count = json.loads(bytes(data[table:sums]))["arrays"]["date"]
        data[start : start + 4 * count] = b"\xff" * (4 * count)
        return bytes(fuzz_index.sealed(data))

    index = open_index(damaged_copy(built, tmp_path, change))

    with pytest.raises(IndexUnusableError, match="after the year 9999"):
        index.ask(Question(query=query.Every(), counts=("day",)))


DAMAGE = {
    "cut": lambda data: data[:-10],
    "cut to the header": lambda data: data[:40],
    "empty": lambda _: b"",
    "foreign": lambda data: b"PK\x03\x04" + data[4:],
    "longer": lambda data: data + b"\0",
    "a header that points beyond the end": lambda data: data[:16] + b"\xff" * 24 + data[40:],
}


@pytest.mark.parametrize("case", DAMAGE)
def test_a_file_that_is_not_whole_is_found_at_open(built, tmp_path, case):
    where = damaged_copy(built, tmp_path, DAMAGE[case])

    with pytest.raises(IndexUnusableError):
        open_index(where)
    [path] = Path(where).glob("g*/*.arrays")
    with pytest.raises(IndexUnusableError):
        ArrayFile(path)


def test_a_missing_file_is_found_at_open(built, tmp_path):
    where = damaged_copy(built, tmp_path, lambda data: data)
    [path] = Path(where).glob("g*/*.arrays")
    path.unlink()

    with pytest.raises(IndexUnusableError, match="cannot be found"):
        open_index(where)


def test_a_newer_format_says_so(built, tmp_path):
    where = damaged_copy(built, tmp_path, lambda data: data[:8] + b"\x63" + data[9:])

    with pytest.raises(IndexUnusableError, match=r"format 99.*Rebuild with"):
        open_index(where)


def test_more_places_than_a_segment_holds_make_another_segment(tmp_path, monkeypatch):
    monkeypatch.setattr("index.embedded.write.writing.MAX_SEGMENT_POSITIONS", 1)
    monkeypatch.setattr("index.embedded.write.ingest_workers.GROUP_BYTES", 4000)
    corpora.write(tmp_path / "corpus", corpora.reports(3, 40))
    build([str(tmp_path / "corpus")], str(tmp_path / "index"))
    index = open_index(str(tmp_path / "index"))

    assert len(index.info.segments) > 2
    assert len(list(index.fingerprints())) == 40
    assert index.ask(Question(query=query.Term("body", "经济"))).total > 0
