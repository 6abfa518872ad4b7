"""Reads Markdown: front matter, a heading as title, the rest like plain text.

markdown-it-py parses CommonMark with tables. Marks of emphasis, links and images are removed from
paragraphs; lists and tables keep their lines; embedded HTML is read as HTML.
"""

import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.ingest import line_joins, markup_tree, visible_text
from index.ingest.draft import Draft, tidy_line
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import CERTAIN, NO, Format, Sample
from index.ingest.formats.plain_text import front_matter, link_labels, markdown_extensions, plain
from index.ingest.formats.plain_text.layout import article_heads
from index.ingest.heads import field_labels, header_lines, latin_names, person_names
from index.ingest.line_wrapping import width
from index.ingest.webpage.main_text import body
from index.ingest.webpage.tree.blocks import page_blocks
from index.json_types import JsonObject

_MAX_TEXT_CHARS, _MAX_INLINE_CHARS = 4_000_000, 50_000
"""The largest text and paragraph that are parsed, in code points; longer ones stay lines."""
_MAX_CELLS = 100_000
"""The largest number of cells that are parsed, two seconds of work; with more, tables are lines."""
_MAX_BRACKETS = 500
"""Maximum brackets of a paragraph: each open one is visited again for each later one."""
_MIN_WORD_SHARE = 0.9
"""The smallest share of words the parser must keep; otherwise lines are read as they are."""
_NOTE = re.compile(r"^(?P<indent> {0,3})\[\^[^\]\s]{1,60}\]:[ \t]*", re.MULTILINE)
_NOTED = re.compile(r"\[\^[^\]\s]{1,60}\]")
_WIKI_PICTURE = re.compile(r"!\[\[[^\[\]]{1,300}\]\]")
_WIKI = re.compile(r"\[\[([^\[\]|]{1,300})(?:\|([^\[\]]{1,300}))?\]\]")
_MARKED = re.compile(r"==(?=\S)([^=\n]{1,2000}?)(?<=\S)==|~~(?=\S)([^~\n]{1,2000}?)(?<=\S)~~")
_WIDE_RULE = re.compile(r"(?<=\S)[ \t]{0,9}\n[＝═]{3,80}[ \t\u3000]{0,9}$", re.MULTILINE)
"""A line below a heading in full-width signs."""
_CALLOUT = re.compile(r"^\[![\w-]{1,30}\][+-]?[ \t]*")
_WIDE_SIGNS = "，。、；：？！“”‘’（）《》【】「」『』—…"
_BOLD = re.compile(
    rf"\*\*(?=\S)([^*\n]{{1,2000}}[{_WIDE_SIGNS}])\*\*|\*\*([{_WIDE_SIGNS}][^*\n]{{1,2000}})\*\*"
)
"""Emphasis that CommonMark does not see between Chinese signs and characters: **他说，**工程…"""
_HAN_END = re.compile("[。！？][”」』）]?$")
"""The end of a line after which Chinese writers mean a new paragraph."""
_BLOCK_NOTE = re.compile(r"[ \t]\^[\w-]{1,40}$")
_TARGET = re.compile(
    r"\]\((?:[^()\n]|\([^()\n]{0,200}\)){0,600}+\)|\]:[ \t]*\S{1,600}(?:[ \t]+[\"'(][^\n]{0,300})?|https?://\S{1,600}"
)
_PICTURE = r"\[?!\[[^\[\]\n]{0,300}\]\([^()\n]{0,600}\)(?:\]\([^()\n]{0,600}\))?"
_PICTURES = re.compile(rf"{_PICTURE}(?:\s{{1,4}}{_PICTURE}){{0,20}}")
"""A paragraph of nothing but pictures."""
_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,2000}>")


@functools.cache
def _parser(*, inline: bool, tables: bool = True) -> MarkdownIt:
    """A parser of blocks, with or without tables, or with `inline` one of the text in a block."""
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 60})
    parser = parser.enable("table") if tables else parser
    return parser if inline else parser.disable("inline")


_CONTENT = re.compile(r"(?m)^Markdown Content:[ \t]{0,9}\n")
"""The line above the text in what programs make of a page."""


def read(draft: Draft, text: str, rules: ExtractionRules) -> None:
    """Read a Markdown text into the draft, further articles in it into further drafts."""
    articles, above = _articles(re.sub(r"\r\n?", "\n", text))
    path = draft.entry.path
    for number, article in enumerate(articles[: plain.MAX_ARTICLES], start=1):
        article_draft = draft if number == 1 else Draft(draft.entry)
        if len(articles) > 1:
            article_draft.entry = draft.entry.at(f"{path}!{number}")
        _read_article(article_draft, article, rules)
        if number > 1:
            draft.others.append(article_draft)
    draft.paragraphs[:0] = above
    if len(articles) > plain.MAX_ARTICLES:
        draft.cut_off(f"only the first {plain.MAX_ARTICLES} articles were read")


def _articles(text: str) -> tuple[Sequence[str], Sequence[str]]:
    """The articles of a text, and the lines above the first, as the name of a collection."""
    articles = front_matter.articles(text)
    if len(articles) == 1 and (headed := article_heads.find(text, headings=True)) is not None:
        return [f"# {article}" for article in headed.articles], [
            line.lstrip("# ") for line in headed.above
        ]
    return articles, ()


def _read_article(draft: Draft, text: str, rules: ExtractionRules) -> None:
    text = _CONTENT.sub("\n", text, count=1)
    text = _NOTE.sub(r"\g<indent>", front_matter.take(draft, text, rules.latest))
    text = link_labels.taken(draft, text)
    text = _WIDE_RULE.sub("\n===", markdown_extensions.removed(text))
    visible_words = visible_text.counted(
        _TAG.sub(" ", _TARGET.sub("]", _unwiki(_uncommented(text))))
    )
    draft.add_visible("".join(visible_words.elements()))
    lines = list(_lines(text)) if len(text) <= _MAX_TEXT_CHARS else None
    if (
        lines is None
        or visible_text.shared(visible_words, _words(lines))
        < _MIN_WORD_SHARE * visible_words.total()
    ):
        lines = [(0, tidy_line(line)) for line in text.splitlines() if line.strip()]
    texts: list[str] = []
    begun = False
    plates = _plates(lines)
    texts += (plate for plate in plates if not _is_outlet(draft, plate))
    for level, line in lines[len(plates) :]:
        if level > 0 and not draft.has("title") and not begun:
            draft.put("title", _without_label(markdown_extensions.without_id(line)), "heading")
        else:
            texts.append(line)
            begun = begun or (level >= 0 and _is_body(line))
    title = draft.text("title")
    texts = [line for number, line in enumerate(texts) if number > 3 or line != title]
    headed = bool(title) and draft.origins["title"] == "heading"
    first = [title] if headed else []  # as in other texts
    plain.read_lines(draft, "\n".join((*first, *texts)), rules, flowing=False)
    final = draft.text("title")
    doubled = {title, final} - set(texts) if headed else {final} - {title}
    for line in doubled if headed or title.startswith(final) else ():
        if line in draft.paragraphs[:_TITLE_LINES]:
            draft.paragraphs.remove(line)
    link_labels.put(draft, text)


_TITLE_LINES = 4
"""The number of first lines among which the title is left out again."""


def _words(lines: Sequence[tuple[int, str]]) -> Counter[str]:
    return visible_text.counted("\n".join(line for _, line in lines))


def _plates(lines: Sequence[tuple[int, str]]) -> list[str]:
    """The lower headings right above the first one of the highest level, as the name of a paper."""
    above = list(itertools.takewhile(lambda line: line[0] > 1, lines[:_MAX_PLATES]))
    titled = above and len(above) < len(lines) and lines[len(above)][0] == 1
    return [line for _, line in above] if titled else []


_MAX_PLATES = 3


def _is_outlet(draft: Draft, plate: str) -> bool:
    """Put the name of a paper above the title; whether it is one."""
    named = person_names.is_paper(plate.title() if plate.isupper() else plate)
    draft.put("source", plate if named else "", "heading above the title")
    return named


def _without_label(title: str) -> str:
    """A title without the label before it, as in # Title: Quay rebuilt."""
    labels = field_labels.scan(title)
    labelled = len(labels) == 1 and labels[0].field == "title" and not labels[0].start
    return labels[0].value if labelled else title


def _is_body(line: str) -> bool:
    return not header_lines.is_header(line) and not header_lines.is_noise(line)


def _uncommented(text: str) -> str:
    """The text without comments."""
    pieces, begin = [], 0
    while (start := text.find("<!--", begin)) >= 0:
        end = text.find("-->", start)
        if end < 0:
            break
        pieces.append(text[begin:start])
        begin = end + 3
    return "".join((*pieces, text[begin:]))


@dataclass(slots=True)
class _BlockWalk:
    """State of the walk over blocks: next item mark, heading level, cells so far."""

    references: JsonObject
    mark: str = ""
    level: int = 0
    cells: list[str] = field(default_factory=list)

    def lines(self, token: Token) -> Iterator[tuple[int, str]]:
        """The paragraphs of a token, each with its heading level, 0, or -1 for pictures alone."""
        kind = token.type
        if kind == "inline":
            yield from self._text_lines(token)
        elif kind == "heading_open":
            self.level = int(token.tag[1:])
        elif kind == "list_item_open":
            self.mark = f"{token.info}{token.markup} " if token.info else "• "
        elif kind in {"td_open", "th_open"}:
            self.cells.append("")
        elif kind == "tr_close":
            yield 0, " | ".join(self.cells)
            self.cells = []
        elif kind in {"fence", "code_block"}:
            yield from ((0, line) for line in token.content.splitlines() if line.strip())
        elif kind == "html_block":
            yield from ((0, line) for line in _of_html(token.content))

    def _text_lines(self, token: Token) -> Iterator[tuple[int, str]]:
        if self.cells:
            self.cells[-1] = " ".join(_paragraphs(token, self.references))
            return
        level = self.level or -(_PICTURES.fullmatch(token.content) is not None)
        for line in _paragraphs(token, self.references):
            yield 0 if level > 0 and _is_sentence(line) else level, f"{self.mark}{line}"
            self.mark = ""
        self.level = 0


def _is_sentence(line: str) -> bool:
    """Whether a line is a paragraph, which a rule below it made a heading."""
    return width(line) > _MAX_HEADING_WIDTH and line[-1] in ".。！？!?”"


_MAX_HEADING_WIDTH = 120


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The paragraphs, each with its heading level, or 0."""
    references: JsonObject = {}
    walk = _BlockWalk(references)
    tables = text.count("|") <= _MAX_CELLS
    for token in _parser(inline=False, tables=tables).parse(text, references):
        yield from walk.lines(token)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text in Markdown."""
    return [line for _, line in _lines(text)]


def _of_html(markup: str) -> list[str]:
    """The text of a piece of HTML."""
    if len(markup) > _MAX_INLINE_CHARS or "<" not in markup:
        return [line for line in _TAG.sub(" ", _uncommented(markup)).splitlines() if line.strip()]
    soup = markup_tree.parsed(markup)
    return body.everything(page_blocks(soup))


def _paragraphs(token: Token, references: JsonObject) -> Iterator[str]:
    """The lines of a paragraph; hard line breaks and header lines are kept."""
    lines: list[str] = []
    broken = list(_broken(token.content, references))
    block = _is_head([line for _, line in broken])
    strong = _STRONG_LINE.match(token.content) is not None
    for hard, written in broken:
        line = written if lines else _CALLOUT.sub("", written)
        if not line or (line != written and field_labels.is_label(line)):
            continue
        apart = (
            hard
            or block
            or (len(lines) == 1 and strong)
            or any(map(header_lines.is_header, (line, *lines[-1:])))
        )
        apart = apart or (bool(lines) and _ends_paragraph(lines[-1]))
        if lines and apart:
            yield _joined(lines)
            lines = []
        lines.append(line)
    if lines:
        yield _joined(lines)


_STRONG_LINE = re.compile(r"(\*\*|__)[^*_\n]{2,160}\1[ \t]*\n")
"""A first line that is in bold as a whole, above others of its paragraph."""


def _ends_paragraph(line: str) -> bool:
    """Whether a line ends as a paragraph: in Chinese with a sentence, in English if it is long."""
    long = width(line) > _MAX_HEADING_WIDTH and line.endswith((".", "!", "?", ".”", '."'))
    return long or _HAN_END.search(line) is not None


def _is_head(lines: Sequence[str]) -> bool:
    """Whether all lines of a paragraph are short, and some are header lines or bylines."""
    widths = [width(_ADDRESS.sub("", line)) for line in lines]
    if not 1 < len(lines) <= _HEAD_LINES or max(widths) > _HEAD_WIDTH:
        return False
    return any(
        header_lines.is_header(line) or person_names.reporter_line(latin_names.in_english(line))
        for line in lines
    )


_ADDRESS = re.compile(r"https?://\S{1,600}")
_HEAD_LINES, _HEAD_WIDTH = 8, 60
"""The largest number of lines of a head, and their width in columns without addresses."""


def _broken(content: str, references: JsonObject) -> Iterator[tuple[bool, str]]:
    """The lines of a paragraph without marks, and whether a hard break precedes each."""
    if len(content) > _MAX_INLINE_CHARS or content.count("[") > _MAX_BRACKETS:
        yield from ((False, line.strip()) for line in content.splitlines())
        return
    pieces: list[str] = []
    hard = False
    for token in _inline(content, references):
        breaks = token.type in {"softbreak", "hardbreak"} or (
            token.type == "html_inline" and token.content.lower().startswith("<br")
        )
        if breaks:
            line = _unmarked("".join(pieces))
            yield hard, line
            hard = token.type != "softbreak" or (hard and not line)  # <br> at the end of a line
            pieces = []
        elif token.type == "image" or token.type in {"text", "code_inline"}:
            pieces.append(token.content)
    yield hard, _unmarked("".join(pieces))


def _inline(content: str, references: JsonObject) -> list[Token]:
    tokens = _parser(inline=True).parseInline(content, references)
    return next((token.children or [] for token in tokens), [])


def _unmarked(line: str) -> str:
    """A line without extensions of some programs: footnotes, wiki links, highlights."""
    line = _unwiki(line)
    line = _MARKED.sub(lambda match: match[1] or match[2], line)
    line = _BOLD.sub(lambda match: match[1] or match[2], line) if "**" in line else line
    return _BLOCK_NOTE.sub("", line).strip()


def _unwiki(text: str) -> str:
    """A text without images and footnotes; wiki links become their labels."""
    text = _WIKI_PICTURE.sub("", _NOTED.sub("", text))
    return _WIKI.sub(lambda match: match[2] or match[1], text)


def _joined(lines: list[str]) -> str:
    """The lines of a paragraph joined; between Han characters without a space."""
    pairs = itertools.pairwise(lines)
    return "".join(
        (*lines[:1], *(line_joins.joined(before[-1:], line)[1:] for before, line in pairs))
    )


def _is_markdown(sample: Sample) -> int:
    """CERTAIN for a text that begins with fields in JSON; all else may be another text."""
    start = sample.start
    if not start.startswith((b"{", b";;;")):
        return NO
    return CERTAIN if front_matter.begins_with_json(start.decode("utf-8", "replace")) else NO


FORMAT = Format(
    kind="md",
    endings=(".md", ".markdown", ".mdown", ".mkd", ".qmd", ".rmd", ".mdx"),
    sniff=_is_markdown,
    read_text=read,
)
