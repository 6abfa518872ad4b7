"""The translations of reports that a search finds, by the paths of their files."""

import pytest

from index.operations.build import build
from index.operations.opening import open_index
from index.report import report_id
from search.translated_reports import PATHS_TRIED, translations_of_hits

FILES = 4
PLAIN = [f"notes/{number}.html" for number in range(PATHS_TRIED)]
CHINESE = [f"zh/{number}.html" for number in range(FILES)]
ENGLISH = [f"en/{number}.html" for number in range(FILES)]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("translated")
    for path in (*PLAIN, *CHINESE, *ENGLISH):
        file = folder / "corpus" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"<title>码头</title><p>码头的第 {path} 份报告。</p>", "utf-8")
    build([str(folder / "corpus")], str(folder / "index"))
    index = open_index(str(folder / "index"))
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
