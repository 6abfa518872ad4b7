"""Measures whether the desk of phrases finds the documented first month of coinages.

`python -m tests.tools.first_months --news FILE… --work-reports FILE…` indexes the reports of the
files (JSON Lines, plain or gzip, with id, title, date, source, body), and asks for the history of
each phrase of `tests/data/coinages.jsonl`. A work report that has only its year is dated 5 March.

A coinage counts if its documented first use is in the archive: if a plain scan of the stored texts
of that month finds the phrase. The others are listed with the month of the first text that has it.
"""

# ruff: noqa: T201 - a tool prints

import argparse
import datetime
import gzip
import json
import re
import sys
import tempfile
import unicodedata
from pathlib import Path

from index.operations.build import build
from index.operations.opening import open_index
from search.phrases.history import phrase_history
from search.request import Request

COINAGES = Path(__file__).parent.parent / "data" / "coinages.jsonl"
_SPACE = re.compile(r"\s+")


def rows(files):
    """The reports of the files, each with a whole date."""
    for file in map(Path, files):
        data = file.read_bytes()
        text = (gzip.decompress(data) if file.suffix == ".gz" else data).decode("utf-8")
        for row in map(json.loads, text.splitlines()):
            if len(row.get("date") or "") < 10:
                row["date"] = re.search(r"\d{4}", row["id"])[0] + "-03-05"
            yield row


def bare(text):
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


def scanned(index):
    """The month and the bare text of each stored report; some files have to be repaired first."""
    ids = [name for name, _ in index.fingerprints()]
    for start in range(0, len(ids), 500):
        for report in index.reports(ids[start : start + 500]):
            yield report.date.isoformat()[:7], bare(report.title + report.body)


def measured(archive, files):
    """A line per coinage of an archive: phrase, documented, scanned and found month."""
    reports = list(rows(files))
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        lines = (json.dumps(row, ensure_ascii=False) for row in reports)
        (corpus / "reports.jsonl").write_text("\n".join(lines), "utf-8")
        build([str(corpus)], str(Path(folder) / "index"))
        index = open_index(str(Path(folder) / "index"))
        texts = sorted(scanned(index))
        request = Request(text="", today=datetime.date(2026, 12, 1))
        for line in COINAGES.read_text("utf-8").splitlines():
            line_value = json.loads(line)
            if line_value["archive"] != archive:
                continue
            phrase = bare(line_value["phrase"])
            months = [month for month, text in texts if phrase in text]
            first = phrase_history(index, request, line_value["phrase"]).first
            earliest = first.date.isoformat()[:7] if first else ""
            yield line_value["phrase"], line_value["month"], months, earliest
        index.close()


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--news", nargs="*", default=[])
    parser.add_argument("--work-reports", nargs="*", default=[])
    chosen = parser.parse_args()
    right = counted = same = total = 0
    for archive, files in (("news", chosen.news), ("work reports", chosen.work_reports)):
        if not files:
            continue
        for phrase, month, months, first_found in measured(archive, files):
            total += 1
            earliest = months[0] if months else ""
            same += first_found == earliest
            if first_found != earliest:
                print(
                    f"not as the scan: {phrase} found {first_found or 'never'}, scanned {earliest}"
                )
            if month not in months:
                where = earliest or "never"
                print(f"not in the archive that month: {phrase} {month}, there {where}")
                continue
            counted += 1
            right += first_found == month
            if first_found != month:
                print(f"another month: {phrase} documented {month}, found {first_found}")
    print(f"{total} coinages; first month as a plain scan of all texts gives it: {same}")
    print(f"{counted} with their documented first use in the archive; first month right: {right}")
    return 0 if counted and right >= 0.95 * counted else 1


if __name__ == "__main__":
    sys.exit(main())
