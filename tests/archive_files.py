"""Small archives whose texts a test knows, indexed in one line."""

import json

from index.operations.build import build
from index.operations.opening import open_index


def written(folder, reports):
    """Write reports as an export that `baogao index` reads; the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        {"id": report.id, "title": report.title, "body": report.body, "source": report.source}
        | ({"date": report.date.isoformat()} if report.date else {})
        for report in reports
    ]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (folder / "reports.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


def indexed(folder, reports):
    """An open index of reports."""
    build([str(written(folder / "corpus", reports))], str(folder / "index"))
    return open_index(str(folder / "index"))
