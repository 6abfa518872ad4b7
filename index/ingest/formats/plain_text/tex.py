"""Reads TeX: the text without commands, with its own macros and accents; fields at the top."""

import re
import unicodedata

from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import Format
from index.ingest.formats.plain_text import plain
from index.ingest.formats.plain_text.lightweight_markup import unwrapped

_COMMENT = re.compile(r"(?<!\\)%[^\n]*(?:\n[ \t]*(?=\S))?")
_HIDDEN = (("\\begin{comment}", "\\end{comment}"), ("\\iffalse", "\\fi"))
_MACRO = re.compile(
    r"\\(?:re|provide)?(?:newcommand|def|DeclareMathOperator)\*?[ \t]*\{?\\([A-Za-z]{2,30})\}?"
    r"[ \t]*\{([^{}\\#]{1,200})\}"
)
_CALLED = re.compile(r"\\([A-Za-z]{2,30})(?:\{\}|[ \t])?")
_NOTE = re.compile(r"\\(?:footnote|footnotetext|endnote|thanks)(?:\[[^\]\n]{0,20}\])?(?=\{)")
_DROPPED = re.compile(
    r"\\(?:begin|end|label|[cC]ref|autoref|pageref|eqref|ref|[cC]ite[a-z]{0,10}|parencite|textcite|"
    r"nocite|usepackage|RequirePackage|documentclass|bibliography|bibliographystyle|addbibresource|"
    r"includegraphics|graphicspath|vspace|hspace|pagestyle|thispagestyle|setlength|setcounter|"
    r"newcommand|renewcommand|newtheorem|hypersetup|geometry|definecolor|color|index|cline|columncolor)"
    r"\*?(?:\[[^\]]{0,300}\]){0,2}(?:\{[^{}]{0,500}\}){0,2}(?:\{[lcrpmX|@{}. \d\\a-z]{0,100}\})?"
)
_INPUT = re.compile(r"\\(?:input|include|subfile)\s?\{([^{}]{1,200})\}")
_HEAD = re.compile(
    r"\\(?:part|chapter|section|subsection|subsubsection|paragraph|caption|title|subtitle)\*?"
    r"(?:\[[^\]\n]{0,300}\])? ?\{([^{}]{1,500})\}"
)
_LINK = re.compile(r"\\href\s?\{[^{}]{0,1000}\}\s?(?=\{)")
_FRAME = re.compile(
    r"\\begin\{(?:frame|block|exampleblock|alertblock)\}(?:<[^<>]{0,20}>)?"
    r"(?:\[[^\]]{0,100}\])?\{([^{}]{1,300})\}"
)
_ITEM = re.compile(
    r"\\(?:item(?:<[^<>\n]{1,12}>)?"
    r"|bibitem(?:\[[^\]\n]{0,80}\])?(?:\{[^{}\n]{0,80}\})?)(?![A-Za-z]) ?"
)
_COMMAND = re.compile(r"\\[a-zA-Z@]{1,40}\*? ?(?:\[[^\]\n]{0,200}\])?")
_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304",
    ".": "\u0307", "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328",
    "r": "\u030a", "d": "\u0323", "b": "\u0331",
}  # fmt: skip
_ACCENT = re.compile(
    r"\\(?:([`'^~\"=.])[ \t]?\{?\\?([A-Za-z])\}?"
    r"|([uvHckrdb])(?:[ \t]?\{\\?([A-Za-z])\}|[ \t]([A-Za-z])))"
)
_LETTERS = {
    "ss": "ß", "o": "ø", "O": "Ø", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å",
    "AA": "Å", "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ",
    "dj": "đ", "DJ": "Đ", "ldots": "…", "dots": "…", "textellipsis": "…", "textendash": "–",
    "textemdash": "—", "textquotesingle": "'", "textbackslash": " ", "pounds": "£", "euro": "€",
    "copyright": "©", "S": "§", "P": "¶", "LaTeX": "LaTeX", "TeX": "TeX", "today": "",
    "textasciitilde": "~", "textquoteleft": "‘", "textquoteright": "’", "degree": "°",
}  # fmt: skip
_LETTER = re.compile(
    rf"\\({'|'.join(sorted(_LETTERS, key=len, reverse=True))})(?![A-Za-z])(?:\{{\}}|[ \t])?"
)
_FIELD = re.compile(r"\\(title|author|date)\s?(?:\[[^\]]{0,300}\]\s?)?(?=\{)")
_AND = re.compile(r"\\(?:and|And|AND)\b")
_ROW_END = re.compile(r"\\\\(?:\[[^\]\n]{0,20}\])?|\\tabularnewline\b")
_MAX_VALUE_CHARS = 5_000
"""The longest value of a command in braces."""
_MACROS = 200
"""The largest number of macros that are put in."""


def accented(text: str) -> str:
    r"""The text with the letters that TeX writes as commands: caf\'e, Stra{\ss}e."""
    if "\\" not in text:
        return text
    text = re.sub(r"\{(\\(?:[A-Za-z]{1,12}|[`'^~\"=.][ \t]?\\?[A-Za-z]))\}", r"\1{}", text)
    text = _ACCENT.sub(_composed, text)
    return _LETTER.sub(lambda match: _LETTERS[match[1]], text)


def _composed(match: re.Match[str]) -> str:
    mark, letter = match[1] or match[3], match[2] or match[4] or match[5]
    return unicodedata.normalize("NFC", letter + _ACCENTS[mark])


def read(draft: Draft, text: str, rules: ExtractionRules) -> None:
    """Read a TeX file into the draft."""
    text = _COMMENT.sub("", _shown(re.sub(r"\r\n?", "\n", text)))
    text = _with_macros(text)
    for name in _INPUT.findall(text)[:20]:
        draft.note("paragraphs", f"the file {name.strip()} is not part of it")
    head, notes, text = _fields(text)
    draft.put("title", head.pop("title", ""), "title of the file")
    body = text[max(text.find("\\begin{document}"), 0) :]
    labels = [f"{name.capitalize()}: {value}" for name, value in head.items() if value]
    below = "\n\n".join((body, *notes))
    plain.read(draft, "\n".join((*labels, "", unwrapped(_without(below)))), rules)


def _shown(text: str) -> str:
    """The text without comments."""
    for begin, end in _HIDDEN:
        pieces: list[str] = []
        position = 0
        while (start := text.find(begin, position)) >= 0 and (stop := text.find(end, start)) >= 0:
            pieces.append(text[position:start])
            position = stop + len(end)
        text = "".join((*pieces, text[position:]))
    return text


def _with_macros(text: str) -> str:
    """The text with its own short macros without arguments put in."""
    macros = dict(_MACRO.findall(text)[:_MACROS])
    if not macros:
        return text
    text = _MACRO.sub("", text)
    return _CALLED.sub(lambda match: macros.get(match[1], match[0]), text)


def _fields(text: str) -> tuple[dict[str, str], list[str], str]:
    """Title, authors and date, the footnotes to them, and the text without them."""
    values: dict[str, str] = {}
    parts: list[str] = []
    while (match := _FIELD.search(text)) is not None:
        end = _closing(text, match.end())
        value, notes = _without_footnotes(text[match.end() + 1 : end - 1])
        parts += notes
        if match[1] == "author":
            value = _AND.sub(",", value)
        values.setdefault(match[1], " ".join(_without(value).split()).replace(" ,", ","))
        text = text[: match.start()] + text[end:]
    return values, parts, text


def _without_footnotes(text: str) -> tuple[str, list[str]]:
    """A text without its footnotes, and these."""
    notes: list[str] = []
    while (match := _NOTE.search(text)) is not None:
        end = _closing(text, match.end())
        notes.append(text[match.end() + 1 : end - 1])
        text = text[: match.start()] + text[end:]
    return text, notes


def _closing(text: str, start: int) -> int:
    """The position behind the brace that closes the one at `start`."""
    depth = 0
    for position in range(start, min(start + _MAX_VALUE_CHARS, len(text))):
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if depth == 0:
            return position + 1
    return min(start + 1, len(text))


def _without(text: str) -> str:
    """The text without commands; footnotes are put in brackets."""
    text = _ROW_END.sub("\n\n", accented(_FRAME.sub(r"\n\n\1\n\n", text)))
    text = re.sub(r"\\par\b", "\n\n", text)
    text = re.sub(r"(?<!\\)&", " | ", re.sub(r"\\[\[\]()]", " ", text))
    text = _HEAD.sub(r"\n\n\1\n\n", _LINK.sub("", _DROPPED.sub("", _INPUT.sub("", text))))
    text = _ITEM.sub("\n\n", _NOTE.sub(" ", text))
    text = _COMMAND.sub("", re.sub(r"\\([%&$#_{}])", "\ue0f0\\1", text))
    text = text.replace("~", " ").replace("---", "—").replace("--", "–")
    text = text.replace("``", "“").replace("''", "”").replace("\\,", " ").replace("\\ ", " ")
    text = re.sub(r"(?<!\ue0f0)[{}$]|\\(?=\W)", "", text)
    return text.replace("\ue0f0", "")


FORMAT = Format(kind="tex", endings=(".tex", ".latex", ".ltx"), read_text=read)
