"""Reads subtitles (.srt, .vtt, .ass, .lrc): the spoken text without times, numbers and markup."""

import re

from index.ingest import character_references, line_joins
from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import CERTAIN, NO, Format, Sample

_TIMES = re.compile(r"^\s*(?:\d{1,3}:)?\d{1,2}:\d\d[.,]\d{1,3}\s*-->")
_MARK = re.compile(r"<[^<>]{0,200}>|\{\\[^{}]{0,200}\}")
_LYRIC = re.compile(r"^(?:\[\d{1,3}:\d\d(?:[.:]\d{1,3})?\][ \t]*)+")
_LYRIC_FIELD = re.compile(r"^\[(ti|ar|al|by):([^\]]{1,300})\]")
_BLOCKS = ("NOTE", "STYLE", "REGION")
_SCRIPT_TITLE = re.compile(r"^\[Script Info\](?s:.){0,400}?^Title:[ \t]*(.+)$", re.MULTILINE)
_SPEECH = re.compile(r"^Dialogue:\s*")
_ENDS = re.compile(r"[。！？!?.…][”’\"」』]?$")
_PARAGRAPH = 300
"""After this many code points, the next sentence begins a new paragraph."""


def read(draft: Draft, text: str, rules: ExtractionRules) -> None:
    """Read the spoken text into the draft; a sentence across several cues is joined."""
    del rules
    spoken: list[str] = []
    for match in map(_LYRIC_FIELD.match, text.split("\n")[:20]):
        if match is not None and match[1] in {"ti", "ar"}:
            name = "title" if match[1] == "ti" else "author"
            draft.put(name, match[2], "title of the subtitles")
    script = _SCRIPT_TITLE.search(text[:2000])
    draft.put("title", script[1] if script else "", "title of the subtitles")
    if _TIMED.match(text):
        spoken = [
            line
            for match in _CUE.finditer(text)
            for line in _spoken(["00:00:00.000 --> 00:00:01.000", _BREAK.sub(" ", match[1])])
        ]
        draft.paragraphs = _paragraphs(spoken)
        return
    for block in re.split(r"\n[ \t]*\n", re.sub(r"\r\n?", "\n", text)):
        lines = block.strip("\n\ufeff").split("\n")
        if lines[0].startswith("WEBVTT"):
            draft.put("title", lines[0][6:].strip(" -:\t"), "title of the subtitles")
            lines = []
        if lines and lines[0].split(" ")[0] in _BLOCKS:
            continue
        spoken += _spoken(lines)
    draft.paragraphs = _paragraphs(spoken)


_TIMED = re.compile(r"\ufeff?\s{0,20}(?:<\?xml[^<>]{0,200}\?>\s{0,20})?<(?:\w{1,10}:)?tt[\s>]")
"""The beginning of captions in XML (TTML, DFXP)."""
_CUE = re.compile(
    r"<(?:\w{1,10}:)?p\b[^<>]{0,2000}>((?:[^<]++|<(?!/?(?:\w{1,10}:)?p\b))*+)</(?:\w{1,10}:)?p>"
)
_BREAK = re.compile(r"<(?:\w{1,10}:)?br\b[^<>]{0,100}>|\s+")


def _spoken(lines: list[str]) -> list[str]:
    """The lines after the time of a cue, or those of a script."""
    start = next((position for position, line in enumerate(lines) if _TIMES.match(line)), None)
    if start is None:
        lyrics = [_LYRIC.sub("", line) for line in lines if _LYRIC.match(line)]
        speeches = [_SPEECH.sub("", line) for line in lines if _SPEECH.match(line)]
        lines = [speech.split(",", 9)[-1].replace("\\N", " ") for speech in speeches] or lyrics
    else:
        lines = lines[start + 1 :]
    unescaped = (character_references.decoded(_MARK.sub("", line)) for line in lines)
    return [text for line in unescaped if (text := line.strip(" -"))]


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
            paragraphs[-1] = line_joins.joined(paragraphs[-1], line, mixed=" ")
        else:
            paragraphs.append(line)
        going_on = len(paragraphs[-1]) < _PARAGRAPH and not _ENDS.search(line)
    return paragraphs


_BEGINS = re.compile(
    rb"WEBVTT\b|\d{1,6}\s{1,4}\d{1,3}:\d\d:\d\d[.,]\d{1,3} {1,4}-->|\[Script Info\]"
    rb"|(?:\[(?:ti|ar|al|by|offset):[^\]\n]{0,300}\]\s{1,4}){1,8}\[\d\d:\d\d"
)


def _is_subtitles(sample: Sample) -> int:
    timed = sample.start.startswith(b"<") and _TIMED.match(sample.start[:400].decode("latin-1"))
    return CERTAIN if timed or _BEGINS.match(sample.start) else NO


FORMAT = Format(
    kind="srt",
    endings=(".srt", ".vtt", ".ass", ".ssa", ".lrc", ".ttml", ".dfxp"),
    sniff=_is_subtitles,
    read_text=read,
)
