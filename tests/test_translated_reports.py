"""The translations of reports that a search finds, by their ids and by the paths of their files."""

import pytest

from index.report import Report, report_id
from search.translated_reports import PATHS_TRIED, translations_of_hits
from tests.archive_files import indexed

FILES = 4
PLAIN = [f"notes/{number}.html" for number in range(PATHS_TRIED)]
CHINESE = [f"zh/{number}.html" for number in range(FILES)]
ENGLISH = [f"en/{number}.html" for number in range(FILES)]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    paths = [*PLAIN, *CHINESE, *ENGLISH]
    index = indexed(
        tmp_path_factory.mktemp("translated"),
        [Report(id=report_id(path), path=path, paragraphs=("码头。",)) for path in paths],
    )
    yield index
    index.close()


@pytest.mark.parametrize(
    ("hits", "found"),
    [(CHINESE, ENGLISH), ([*PLAIN[1:], *CHINESE], ENGLISH), (PLAIN, []), ([*PLAIN, *CHINESE], [])],
    ids=["files in two folders", "one of the first paths has a code", "none", "only later ones"],
)
def test_translations_are_looked_for_if_the_first_paths_have_a_code(index, hits, found):
    translations = translations_of_hits([report_id(path) for path in hits], 40, index)

    assert [report.path for report in translations] == found
