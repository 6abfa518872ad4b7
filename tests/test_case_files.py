"""Files as people have them are read as a person would read them, or refused with a true sentence.

The cases stand in tests/data/cases, one file for each kind; `case_files.py` says how.
"""

import datetime
import json

import pytest

from index.indexing import corpus, extract
from index.ingest.scans import recogniser
from index.report import Report, Skipped
from tests import case_files

KINDS = sorted(path.stem for path in case_files.CASES.glob("*.json"))
CASES = [
    pytest.param(case, id=f"{kind}: {name}")
    for kind in KINDS
    for name, case in case_files.load(kind).items()
]


@pytest.fixture(autouse=True)
def no_reader_of_scans(monkeypatch):
    """What is right does not depend on what else is installed."""
    monkeypatch.setattr(recogniser, "installed", lambda: False)


def read(folder):
    """The reports and the refusals of a folder."""
    items = []
    for entry in corpus.entries(str(folder)):
        items += [entry] if isinstance(entry, Skipped) else extract.read(entry)
    return (
        [item for item in items if isinstance(item, Report)],
        [item for item in items if isinstance(item, Skipped)],
    )


def shown(report, name):
    """A field of a report as a case writes it."""
    value = getattr(report, name)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("case", CASES)
def test_a_file_is_read_as_a_person_reads_it(case, tmp_path):
    for name, part in {case["file"]: case, **case.get("beside", {})}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(case_files.content(part))

    reports, skipped = read(tmp_path)

    skipped_json = json.dumps([(item.path, item.reason) for item in skipped], ensure_ascii=False)
    assert len(reports) == len(case.get("reports", [])), skipped_json
    for report, right in zip(reports, case.get("reports", []), strict=True):
        text = report.body
        assert [part for part in right.get("holds", []) if part not in text] == []
        assert [part for part in right.get("lacks", []) if part in text] == []
        origins = json.dumps(dict(report.origins), ensure_ascii=False)
        assert [part for part in right.get("told", []) if part not in origins] == []
        fields = {name: right[name] for name in right if name not in {"holds", "lacks", "told"}}
        assert {name: shown(report, name) for name in fields} == fields
    assert len(skipped) == len(case.get("skipped", [])), skipped_json
    assert [part for part in case.get("skipped", []) if part not in skipped_json] == []
