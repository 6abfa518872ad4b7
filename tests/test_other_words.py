"""The last step of a trace: what the archive says in other words, as a group of its own."""

import pytest

from index.indexing.progress import no_progress
from index.operations.build import build
from index.operations.opening import open_index
from index.report import Report
from search.trace.carriers import TextMatch
from search.trace.other_words import in_other_words
from search.trace.trace import trace
from tests.archive_files import written

PARCELS = "本周起，村民在村里的小店就能取包裹。货车每天两次从县城送来，农民不用再跑镇上。"
REPORTS = (
    Report(id="parcels", title="快递进村全覆盖", paragraphs=(PARCELS,)),
    Report(
        id="hospital",
        title="A new hospital opens",
        paragraphs=("The county hospital opened its new building for two thousand patients.",),
    ),
    *(
        Report(id=f"rain{at}", title=f"大雨{at}", paragraphs=(f"受冷空气影响，第{at}天有大雨。",))
        for at in range(12)
    ),
)


@pytest.fixture(scope="module", params=[True, False], ids=["vectors", "no vectors"])
def index(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("words")
    meaning = no_progress if request.param else None
    build([str(written(folder / "corpus", REPORTS))], str(folder / "index"), meaning=meaning)
    index = open_index(str(folder / "index"))
    yield index
    index.close()


def test_what_was_not_found_is_looked_up_by_its_meaning(index):
    traced = trace(
        index, "本周起，村民在村里的小店就能取包裹。县医院新大楼今天启用，每天接诊两千名患者。"
    )
    passages = in_other_words(index, traced)

    assert [sentence.match for sentence in traced.sentences] == [
        TextMatch.VERBATIM,
        TextMatch.ABSENT,
    ]
    assert {passage.sentence for passage in passages} <= {1}
    assert [passage.report.id for passage in passages[:1]] == (
        ["hospital"] if index.about().meaning else []
    )
    assert all(passage.text and not passage.report.paragraphs for passage in passages)


def test_a_report_does_not_say_itself_in_other_words(index):
    traced = trace(index, "县医院新大楼今天启用，每天接诊两千名患者。")

    assert "hospital" not in {
        word.report.id for word in in_other_words(index, traced, without="hospital")
    }
