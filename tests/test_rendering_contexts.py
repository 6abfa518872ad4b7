"""An English word of many senses has a rendering if both stand among the same words."""

import pytest

from index.report import Report
from index.text.analysis import Analyzer
from search.query.other_language.loaded_cedict import cedict
from search.query.other_language.rendering_contexts import likenesses
from search.query.other_language.renderings import rendered
from tests.archive_files import indexed

CHINESE = "市场的股票上涨，投资者交易证券，价格上升。"
SHARES = "Investors trade securities on the market. Their stocks rose in price."
FARMS = "The farm keeps stocks of barley in a barn; the winter was long."
OTHERS = ("Rain fell on the old bridge.", "古桥上的雨很冷。")
EACH = 35
"""Reports of each kind: enough for shares of a language to be told."""


@pytest.fixture
def archive(tmp_path, request):
    bodies = (CHINESE, request.param, *OTHERS)
    reports = [
        Report(id=f"{kind}-{at}", title=f"{at}", paragraphs=(body,))
        for kind, body in enumerate(bodies)
        for at in range(EACH)
    ]
    index = indexed(tmp_path, reports)
    yield index
    index.close()


@pytest.mark.parametrize(
    ("archive", "renderings"), [(SHARES, ("股票",)), (FARMS, ())], indirect=["archive"]
)
def test_what_a_word_of_many_senses_means_is_told_from_the_words_around_it(archive, renderings):
    assert rendered("stocks", archive, Analyzer(), cedict()) == renderings


@pytest.mark.parametrize("archive", [SHARES], indirect=True)
def test_a_rendering_that_no_report_has_stands_among_no_words(archive):
    shares, reserves = likenesses("stocks", ["股票", "库存"], archive, cedict())

    assert shares > 0
    assert reserves is None
