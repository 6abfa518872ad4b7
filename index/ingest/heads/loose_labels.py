"""Writes labels in a loose form, as 作者=池小鱼 and **Author** Ada Quill, with a colon."""

import functools
import re

from index.ingest.days import dates
from index.ingest.heads import field_labels, label_names
from index.ingest.heads.field_labels import MAX_SCANNED_CHARS


@functools.cache
def _loose() -> re.Pattern[str]:
    """A line that begins with a label in loose form; compiled when it is first needed."""
    return re.compile(
        rf"^[\W_]*+(?P<label>{label_names.HAN_TREE}|{label_names.LATIN_TREE})(?P<mark>[*_\s]*+[:：=＝－—–-]{{0,2}}+[>＞→]?+[*_\s]*+)(?<=[\W_])(?P<value>[^\W_].*)$",
        re.IGNORECASE,
    )


def normalised(line: str, *, among: bool) -> str:
    """Rewrites a line that begins with a label in loose form as label：value; else unchanged.

    Loose forms have =, a dash or an arrow for the colon, emphasis around the label, or, `among`
    other header lines, only white space.
    """
    match = _loose().match(line) if len(line) <= MAX_SCANNED_CHARS else None
    strict = field_labels.scan(line)
    if match is None or (strict and strict[0].start < 4 and field_labels.is_valid(strict[0])):
        return line
    bare = not match["mark"].strip("*_ \t\u3000")
    if bare and not (among and len(match["value"].split()) <= 6 and len(line) <= 60):
        return line
    if bare and (_GOES_ON.match(match["value"]) or _is_dated_name(match)):
        return line
    rewritten = f"{match['label']}：{match['value']}"
    labels = field_labels.scan(rewritten)
    return (
        rewritten
        if labels and labels[0].start == 0 and all(map(field_labels.is_valid, labels))
        else line
    )


def _is_dated_name(match: re.Match[str]) -> bool:
    """Whether a name has its day behind it, as in By Ada Quill, 9 February 2023."""
    return match["label"].lower() == "by" and bool(dates.find_dates(match["value"]))


_GOES_ON = re.compile(r"(?:of|for|at|in|to|with)\b")
"""How a phrase goes on of which the label is the first word: Correspondent of Larkford Tide."""
