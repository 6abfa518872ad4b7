"""Reads exports of newspaper databases (Nexis, Factiva, ProQuest, 慧科).

An export is a text file with many articles; each becomes a separate report.
"""

import datetime
import itertools
import re
from collections.abc import Sequence

from index.ingest import word_lists
from index.ingest.days import dates
from index.ingest.formats.plain_text.edges import citation_line, database_heads, field_lines
from index.ingest.formats.plain_text.edges.database_heads import Article
from index.ingest.formats.plain_text.layout import article_breaks, article_heads
from index.ingest.heads import label_names
from index.ingest.prose import is_prose
from index.text.lazy_pattern import lazy_pattern

_ABOVE = lazy_pattern(
    r"^[\t\x20]*(?:(?:proquest[\t\x20]+)?(?:documents?|article|result|story)[\t\x20]+)?\d{1,5}[\t\x20]+of[\t\x20]+\d{1,5}(?:[\t\x20]+(?:documents?|articles?|results?|records?|stories|items?))?[\t\x20]*$"
    r"|^[\t\x20]*[【\[(（]?(?:第[\t\x20]?\d{1,5}[\t\x20]?[篇条條]|文章[\t\x20]?\d{1,5}(?:[\t\x20]?/[\t\x20]?\d{1,5})?)[】\])）]?[\t\x20]*$"
    r"|^(?:Record|Datensatz|Notice|Registro):?[\t\x20]?\d{1,5}(?:[\t\x20]of[\t\x20]\d{1,5})?[\t\x20]*$"
    r"|^[\t\x20]*[\[［【(]\d{1,5}[\t\x20]?/[\t\x20]?\d{1,5}[\]］】)][\t\x20]*$",
    re.IGNORECASE | re.MULTILINE,
)
"""The line above an article, as 1 of 2 DOCUMENTS, Document 1 of 25, 第1篇 and 文章 1/20."""
_COUNTED = re.compile(r"^[\t\x20]*Document[\t\x20]\d{1,5}[\t\x20]*$", re.MULTILINE)
"""The line above an article with labels."""
_ALONE = re.compile(r"\b1 of 1\b|^Record\b")
"""The line above the only article of an export."""
_BELOW = re.compile(
    r"^[\t\x20]*(?:End of Document|ER  - ?"
    r"|(?:AN[\t\x20]{1,6})?(?:Document|文件|文档|文檔|文章) [A-Z]{2,8}[0-9][0-9a-z]{12,24}"
    r"|(?:ProQuest document ID|Accession (?:[Nn]umber|[Nn]o\.?)|Document ID|文[章件][编編][号號])"
    r"[\t\x20]*[:：].{0,60})[\t\x20]*$",
    re.MULTILINE,
)
"""The last line of an article, with its number in the database."""
_TITLED = re.compile(
    r"^[\t\x20]*(?:【[\t\x20]?(?:标题|標題|题名|題名)[\t\x20]?】|(?:标题|標題|题名|題名|Title(?:-题名)?|Headline|T1|TI)[\t\x20]{0,2}[:：-]|HD[\t\x20]{1,6}\S)",
    re.MULTILINE,
)
"""The first line of an article in exports in which each begins with its title."""
_ALSO = re.compile(
    r"^[\t\x20]*【?[\t\x20]?"
    r"(?:日期|来源|來源|作者|正文|发表时间|出版日期|文献来源|报纸|報紙|Date|Source|Author|Publication|PD|SN)",
    re.IGNORECASE | re.MULTILINE,
)
_RULE = re.compile(r"^[\t\x20]*[_=*—-]{8,}[\t\x20]*$", re.MULTILINE)
_CODES = {code: name for name, codes in word_lists.table("databases").items() for code in codes}
_CODED = re.compile(r"^(?P<code>[A-Z][A-Z0-9])(?:  ?- ?|[ \t]{1,6}(?=\S)|$)(?P<value>.*)$")
_LABEL = lazy_pattern(
    r"^[\t\x20]*(?P<name>[A-Z][A-Za-z/ -]{1,30}?(?:\(s\))?|[\u3400-\u9fff]{2,4})[\t\x20]?[:：]"
    r"(?:[\t\x20]++(?P<value>.*)|(?<=：)(?P<close>.*)|[\t\x20]*+)$"
)
_PAGE_COUNT = re.compile(r"[\t\x20]*page \d{1,5}(?: of \d{1,5})?[\t\x20]*", re.IGNORECASE)
_SINGLE = re.compile(
    r"^(?:Publication title|Full text|ProQuest document ID|Document type|Reference Type"
    r"|SrcDatabase)[\t\x20]?[:：]",
    re.MULTILINE,
)
_AMERICAN = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")
"""A day as EBSCO writes it: 02/09/2023 is that of February."""
_ISSUED = re.compile(
    r"; |\. (?=\(?(?:\d{1,2}/\d{1,2}/\d{4}"
    r"|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]{2,8}\.? \d{4}))"
)
"""The text between an outlet and its day: Larkford Tide; 9 Feb 2023, Tide. 2/9/2023, p4."""
_BODY = re.compile(r"^(?:body|full text|正文|全文)[\t\x20]?[:：]?$", re.IGNORECASE)
_HAN = lazy_pattern("[\u3400-\u9fff]")
_CHINESE = 0.3  # share of Han characters from which a text is Chinese
_MIN_ARTICLE_CHARS = 200
"""The least length in code points of an article behind the last mark."""
_MIN_ARTICLES = 2  # articles from which a file of titles is an export


def is_marked(text: str) -> bool:
    """Whether a text has the line that databases put below an article."""
    return _BELOW.search(text) is not None


def articles(text: str) -> list[Article]:
    """The articles of an export; empty if the text is not an export."""
    if pieces := _pieces(text):
        found = [article for piece in pieces if (article := _article(piece)) is not None]
        if found:
            found[0].above = _above(text, pieces[0], found)
        return found
    copied = article_breaks.ruled(text) or article_heads.find(text)
    if copied is None:
        return []
    parsed = (_article(piece, copied=True) for piece in copied.articles)
    copies = [article for article in parsed if article is not None]
    if copies:
        copies[0].above = copied.above
    return copies


def _above(text: str, first: str, found: Sequence[Article]) -> tuple[str, ...]:
    """The lines above the first article that no mark, no rule and no list of its titles is."""
    titles = {article.fields.get("title", "") for article in found}
    marked = _ABOVE.sub("", _COUNTED.sub("", text[: max(text.find(first), 0)]))
    lines = [" ".join(_RULE.sub("", line).split()) for line in marked.splitlines()]
    listed = (field_lines.NUMBERED_LINE.sub("", line) for line in lines)
    return tuple(
        line
        for line, title in zip(lines, listed, strict=True)
        if any(map(str.isalpha, line)) and title not in titles
    )


def _pieces(text: str) -> list[str]:
    """The text of each article."""
    above = list(_ABOVE.finditer(text))
    if above and (len(above) > 1 or _ALONE.search(above[0][0])):
        ends = [match.start() for match in above[1:]] + [len(text)]
        pieces = [text[match.end() : end] for match, end in zip(above, ends, strict=True)]
        if not _OF_LAW.fullmatch(above[0][0].strip()) or all(map(_is_dated, pieces)):
            return pieces
    counted = list(_COUNTED.finditer(text))
    ends = [*(match.start() for match in counted[1:]), len(text)] if counted else []
    numbered = [text[match.end() : end] for match, end in zip(counted, ends, strict=True)]
    if len(numbered) >= _MIN_ARTICLES and all(map(_ALSO.search, numbered)):
        return numbered
    below = list(_BELOW.finditer(text))
    if below:
        ends = [_end(text, match.end()) for match in below]
        pieces = [text[start:end] for start, end in zip([0, *ends[:-1]], ends, strict=True)]
        rest = text[ends[-1] :]
        pieces[0] = article_breaks.without_contents(pieces)
        return _with_rest(pieces, rest)
    if len(records := article_breaks.records(text)) >= _MIN_ARTICLES:
        return records
    titled = [match.start() for match in _TITLED.finditer(text)]
    if len(titled) >= _MIN_ARTICLES:
        ends = [*titled[1:], len(text)]
        listed = _NUMBER_ABOVE.fullmatch(text[: titled[0]].strip()) is not None
        pieces = [text[start:end] for start, end in zip(titled, ends, strict=True)]
        pieces = [_NUMBER_ABOVE.sub("", piece.rstrip()) for piece in pieces] if listed else pieces
        return pieces if all(map(_ALSO.search, pieces)) else []
    begins = not titled or not text[: titled[0]].strip()
    return [text] if begins and len(_SINGLE.findall(text)) >= _MIN_ARTICLES else []


_OF_LAW = re.compile(r"第\s?\d{1,5}\s?[条條]")
"""The number above an article of a law, or above one of a list of news, which have a day each."""


def _is_dated(piece: str) -> bool:
    return bool(dates.find_dates(piece[:_HEAD_CHARS]))


_HEAD_CHARS = 400
"""The beginning of an article, in code points, that says when it appeared."""
_NUMBER_ABOVE = re.compile(r"(?:^|\n)[\t\x20]*\d{1,5}[.)、]?\Z")
"""The number of the next article, alone on the last line."""


def _end(text: str, position: int) -> int:
    """The end of an article, with the lines about it below its number: Database: Newsstream."""
    end = position
    for line in text[position : position + _MAX_BELOW].splitlines(keepends=True):
        label = _LABEL.match(line.rstrip("\r\n"))
        known = _known(label, "", chinese=False) if label is not None else None
        if line.strip() and known not in {"other", "url"}:
            break
        position += len(line)
        end = position if line.strip() else end
    return end


_MAX_BELOW = 1_000
"""The code points below the number of an article that may say more about it."""


def _with_rest(pieces: list[str], rest: str) -> list[str]:
    """The articles with the text below the last mark: another one, its end, or nothing."""
    if len(rest.strip()) > _MIN_ARTICLE_CHARS:
        return [*pieces, rest]
    return [*pieces[:-1], pieces[-1] + rest] if is_prose(rest) else pieces


def _article(text: str, *, copied: bool = False) -> Article | None:
    """Parses one article; None if it is empty.

    One that a person copied into a file has no fields yet: the reader of plain text finds them.
    """
    lines = [_BELOW.sub("", _RULE.sub("", line)).rstrip() for line in text.strip("\n").splitlines()]
    lines = list(itertools.dropwhile(_is_above, lines))
    if not lines:
        return None
    cited = citation_line.read(lines[0].strip(), datetime.date.max)
    if cited is not None and cited.text:
        return _of_citation(cited, lines)
    coded = [match for line in lines if (match := _CODED.match(line)) and match["code"] in _CODES]
    # A title, a source, a date and a text.
    coded_lines = len(coded) > 3
    article = _coded(lines) if coded_lines else Article() if copied else _labelled(lines)
    article.text = "\n".join(lines)
    return article


def _is_above(line: str) -> bool:
    """Whether a line above an article is empty or says what belongs to no article."""
    return not line.strip() or bool(
        database_heads.RIGHTS.match(line) or _PAGE_COUNT.fullmatch(line)
    )


def _of_citation(cited: citation_line.Citation, lines: Sequence[str]) -> Article:
    """An article that is a citation with its abstract."""
    article = Article(lines=[cited.text, *lines[1:]], text="\n".join(lines))
    for name in ("title", "source", "author", "url"):
        article.put(name, getattr(cited, name))
    article.put("date", str(cited.date or ""))
    return article


def _coded(lines: Sequence[str]) -> Article:
    """Parses an article whose lines begin with two-letter codes, as in RIS and Factiva."""
    article, current = Article(), ""
    for line in lines:
        match = _CODED.match(line)
        if match is not None and match["code"] in _CODES:
            current, value = _CODES[match["code"]], match["value"].strip()
        else:
            value = line.strip()
        if current == "body":
            article.lines.append(value)
        elif current == "author" and value and "author" in article.fields:
            article.fields["author"] += f"; {value}"
        elif current and current != "other":
            article.put(current, value)
    return article


_NAMES = {
    name: kind for kind, names in word_lists.table("database_labels").items() for name in names
}


_FURTHER = {
    name: kind
    for kind in ("title", "source", "date", "author", "url")
    for name in label_names.FIELD_LABELS[kind]
    if not name.isascii()
}
"""Chinese labels of texts, which exports have as well."""


def _labelled(lines: Sequence[str]) -> Article:
    """Parses an article with labels, or with only a fixed order of lines."""
    article, current = Article(), ""
    top: list[str] = []
    in_record = False
    first = _LABEL.match(lines[0])
    chinese = first is not None and not first["name"].isascii()
    for line in lines:
        stripped = line.strip()
        match = _LABEL.match(line)
        known = _known(match, current, chinese=chinese) if match else None
        if known is not None and match is not None:
            current, in_record = known, in_record or known != "title"
            value = (match["value"] or match["close"] or "").strip()
            _take(article, current, value)
            current = current if current == "body" or not chinese else ""
        elif _BODY.match(stripped):
            current, in_record = "body", True
        elif not stripped:
            current = current if current == "body" else ""
            (article.lines if in_record else top).append("")
        elif current and current != "body":
            _take(article, current, stripped)
        elif in_record:
            article.lines.append(stripped)
        else:
            top.append(stripped)
    counted = any(map(database_heads.LENGTH.match, filter(None, top[: database_heads.HEAD_LINES])))
    written = len(_HAN.findall("".join(top))) > _CHINESE * len("".join(top))
    if not in_record and written and not counted:
        return Article()  # an article copied by a person, which the reader of plain text handles
    database_heads.put(article, top, in_record=in_record)
    above = {"", article.fields.get("title")}
    below = itertools.dropwhile(above.__contains__, article.lines)
    article.lines = [line for line in below if not database_heads.RIGHTS.match(line)]
    return article


def _known(label: re.Match[str], current: str, *, chinese: bool) -> str | None:
    """The field of a label; None for a line of the text, and for other labels.

    Chinese labels count only in a record that begins with one, and not within its text.
    """
    known = _NAMES.get(re.sub(r"[\s/-]+", "_", label["name"]).lower())
    if label["name"].isascii():
        return known
    known = known or _FURTHER.get(label["name"])
    return known if chinese and (current != "body" or known == "other") else None


def _take(article: Article, name: str, value: str) -> None:
    """Set the value of a label, or append a line to it."""
    outlet, rest = _ISSUED.split(value, maxsplit=1) if _ISSUED.search(value) else (value, "")
    if name == "source" and (
        _AMERICAN.match(rest) or dates.find_dates(rest)
    ):  # Larkford Tide; 9 Feb 2023, p1
        article.put("date", _AMERICAN.sub(r"\3-\1-\2", rest))
        value = outlet
    elif name == "source":
        value = _SEAT.sub("", value)
    if name == "body":
        article.lines.append(value)
    elif name != "other":
        article.put(name, _STOP.sub("", value) if name == "title" else value)


_SEAT = re.compile(
    r"(?<=[A-Za-z])(?:; [A-Z][a-z]{1,20}(?:[ ,]{1,2}[A-Z][\w.]{1,20}){0,3}"
    r"|, (?:no|vol|iss(?:ue)?|pp?|pages?(?:\(s\))?)\b[.:]? ?\d.*)$",
    re.IGNORECASE,
)
"""The text behind the name of a paper: Tide; Larkford, or Tide, No. 34, page(s): 4."""
_STOP = re.compile(r"(?<=[^.\sA-Z])\.$")
"""The full stop behind a title, as in EBSCO's."""
