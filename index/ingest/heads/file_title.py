"""Finds the title that a person gave a file as its name: 2023-02-09 澜溪东码头将重建.txt."""

import re

from index.ingest.days import dates

_SUFFIX = re.compile(r"(?:\.[A-Za-z][A-Za-z0-9]{0,9}){1,2}$")
_COPY = re.compile(
    r"\s?[(（]\d{1,3}[)）]$|\s?[-–]?\s?(?:copy|副本|副件)(?:\s?\d{1,3})?$", re.IGNORECASE
)
"""Endings that systems append to the name of a second copy."""
_GENERIC = re.compile(
    r"新建|无标题|無標題|未命名|文本文档|文字文件|扫描|掃描|截图|截圖|下载|下載|微信图片|网页|網頁|備份|备份"
    r"|\b(?:untitled|document|new|scan(?:ned)?|screenshot|download(?:ed)?|export(?:ed)?|backup|draft|page|file"
    r"|saved|index|part|text|articles?|report|data)\b.{0,12}$",
    re.IGNORECASE,
)
"""Names that programs give, or that say only what kind of file it is."""
_HAN = re.compile("[\u3400-\u9fff]")
_WORD = re.compile(r"(?<![\w'’-])[A-Za-z][a-z'’-]+(?![\w])")
_MIN_HAN, _MIN_WORDS = 6, 4
"""The least number of Han characters, or of Latin words, of a name that is a title."""
_MAX_NAME_CHARS = 160


_BETWEEN = re.compile(
    r"\s?(?:\x1f|[_＿]|\s[-–—]\s|(?<=[\u3400-\u9fff])[-–—](?=[\u3400-\u9fff]))\s?"
)


def _stem(path: str) -> str:
    """The name of a file without its ending and the number of a copy."""
    name = re.split(r"[!\\/]", path)[-1]
    return _COPY.sub("", _SUFFIX.sub("", name).replace("%20", " "))


def pieces(path: str) -> list[str]:
    """The pieces of the name of a file between days, dashes and low lines."""
    name = _stem(path)
    for match in reversed(dates.find_dates(name)):
        name = f"{name[: match.start]}\x1f{name[match.end :]}"
    return [piece for part in _BETWEEN.split(name) if (piece := part.strip(" -–—.,·•"))]


def in_name(path: str) -> str:
    """The title in the name of a file; empty if the name is no title."""
    name = re.sub(r"[_＿]+", " ", _stem(path))
    for match in reversed(dates.find_dates(name)):
        name = f"{name[: match.start]} {name[match.end :]}"
    name = re.sub(r"[(（\[【]\s*[)）\]】]| ?[-–—.]  ?[-–—.] ?", " ", name)
    name = " ".join(name.split()).strip(" -–—.,·•")
    if len(name) > _MAX_NAME_CHARS or _GENERIC.search(name) or re.search(r"\d{5}", name):
        return ""
    han, words = len(_HAN.findall(name)), len(_WORD.findall(name))
    return name if han >= _MIN_HAN or (not han and words >= _MIN_WORDS) else ""
