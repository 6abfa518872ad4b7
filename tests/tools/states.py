"""Small corpora in two states, and what an index holds, for tests that plant faults."""

from whoosh import query

from index.api import Question
from index.embedded.query.index import EmbeddedIndex
from index.embedded.write.check import faults
from index.operations.build import build

OLD, NEW = "old", "new"


def write_corpus(folder, state):
    """Eight reports; in the new state one is changed, one gone and one more there."""
    folder.mkdir(exist_ok=True)
    for number in range(8):
        head = f"第{number}号通报\n来源：云河晚报\n日期：2021-03-0{number + 1}"
        text = f"{head}\n\n农村物流第{number}站。\n"
        (folder / f"{number}.txt").write_text(text, "utf-8")
    if state == NEW:
        changed = (folder / "3.txt").read_text("utf-8")
        (folder / "3.txt").write_text(changed + "\n补充：冷链物流。\n", "utf-8")
        (folder / "5.txt").unlink()
        (folder / "9.txt").write_text("新站开张\n\n农村物流第九站。\n", "utf-8")
    else:
        (folder / "9.txt").unlink(missing_ok=True)
    return folder


def build_state(folder, root, state, **options):
    return build([str(write_corpus(folder, state))], str(root), **options)


def content(root):
    """Everything an index answers: None where there is none, AssertionError where it is damaged."""
    index = EmbeddedIndex.open(str(root))
    try:
        assert list(faults(index.generation)) == []
        known = tuple(index.fingerprints())
        stored = index.reports([name for name, _ in known])
        assert [report.fingerprint() for report in stored] == [mark for _, mark in known]
        asked = index.ask(Question(query=query.Term("body", "物流"), size=100, counts=("year",)))
        return known, tuple(sorted(hit.id for hit in asked.hits)), asked.total
    finally:
        index.close()
