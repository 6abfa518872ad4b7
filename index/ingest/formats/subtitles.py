"""Reads subtitles (.srt, .vtt, .ass): the spoken text without times, numbers and markup."""

import re

from index.ingest.draft import Draft
from index.ingest.extraction_rules import ExtractionRules
from index.ingest.format import CERTAIN, NO, Format, Sample

_TIMES = re.compile(r"^\s*(?:\d{1,3}:)?\d{1,2}:\d\d[.,]\d{1,3}\s*-->")
_MARK = re.compile(r"<[^<>]{0,200}>|\{\\[^{}]{0,200}\}")
_BLOCKS = ("NOTE", "STYLE", "REGION")
_SPEECH = re.compile(r"^Dialogue:\s*")
_ENDS = re.compile(r"[。！？!?.…][”’\"」』]?$")
#: After this many code points, the next sentence begins a new paragraph.
_PARAGRAPH = 300


def read(draft: Draft, text: str, guide: ExtractionRules) -> None:
    """Read the spoken text into the draft; a sentence across several cues is joined."""
    del guide
    spoken: list[str] = []
    for block in re.split(r"\n[ \t]*\n", re.sub(r"\r\n?", "\n", text)):
        lines = block.strip("\n\ufeff").split("\n")
        if lines[0].startswith("WEBVTT"):
            draft.put("title", lines[0][6:].strip(" -:\t"), "title of the subtitles")
            lines = []
        if lines and lines[0].split(" ")[0] in _BLOCKS:
            continue
        spoken += _spoken(lines)
    draft.paragraphs = _paragraphs(spoken)


def _spoken(lines: list[str]) -> list[str]:
    """The lines after the time of a cue, or those of a script."""
    start = next((position for position, line in enumerate(lines) if _TIMES.match(line)), None)
    if start is None:
        speeches = [_SPEECH.sub("", line) for line in lines if _SPEECH.match(line)]
        lines = [speech.split(",", 9)[-1].replace("\\N", " ") for speech in speeches]
    else:
        lines = lines[start + 1 :]
    return [text for line in lines if (text := _MARK.sub("", line).strip(" -"))]


def _paragraphs(lines: list[str]) -> list[str]:
    """The lines joined into paragraphs of whole sentences; a repeated line is kept once."""
    paragraphs: list[str] = []
    going_on = False
    last = ""
    for line in lines:
        if line == last:
            continue
        last = line
        if going_on:
            paragraphs[-1] += f" {line}"
        else:
            paragraphs.append(line)
        going_on = len(paragraphs[-1]) < _PARAGRAPH and not _ENDS.search(line)
    return paragraphs


_BEGINS = re.compile(
    rb"WEBVTT\b|\d{1,6}\s{1,4}\d{1,3}:\d\d:\d\d[.,]\d{1,3} {1,4}-->|\[Script Info\]"
)


def _is_subtitles(sample: Sample) -> int:
    return CERTAIN if _BEGINS.match(sample.start) else NO


FORMAT = Format(
    kind="srt", endings=(".srt", ".vtt", ".ass", ".ssa"), sniff=_is_subtitles, read_text=read
)
