"""Recognises lines above a title that say where in an edition, a site or a file a text stands."""

import re

from index.ingest import word_lists
from index.ingest.heads import field_labels
from index.text.lazy_pattern import lazy_pattern

KIND = re.compile(
    rf"[【\[(（]?(?:{'|'.join(word_lists.spaced(word_lists.table('kinds')['patterns']))})[】\])）]?"
    r"(?:,? (?:no|nr|number|#)?\.? ?[\d/-]{1,10})?:?",
    re.IGNORECASE,
)
"""The kind of a text, perhaps with its number: Letters to the editor, FACT SHEET No. 12."""
_BRACKETED = re.compile(r"\[[^\[\]]{2,120}\]")
"""What an edition on the web says of the printed one: [Page H612], [Rules and Regulations]"""
_PRINTED = re.compile(r"From (?:the )?.{4,60} \b(?:via|through)\b .{4,80}")
_ORDER = lazy_pattern(
    r"[\u3400-\u9fff]{2,20}[府部局院会會署席]令(?:\s?第\s?[\d一二三四五六七八九十百]{1,5}\s?[号號])?"
)
"""The order by which an office publishes rules, above their title: 澜溪市人民政府令第31号."""
_TRAIL = re.compile(r"[^>＞»›]{1,16}(?:\s?[>＞»›]\s?[^>＞»›]{1,16}){2,6}")
"""The path to a page: 漪江网首页 > 人物 > 正文."""
CODE = re.compile(
    r"(?i:no|nr|ref|release)\.? ?(?:no\.? ?)?\d[\d/.-]{0,15}"
    r"|\d{1,3} [A-Z]{2,5} [Pp]arts? [\d, and]{1,40}|[A-Z]{2,8}[-/]\d[\d/-]{1,14}"
)
"""The part of a code of rules that a notice is about, or its number: 33 CFR Part 117, LT-23-118."""
_MARKING = re.compile(
    rf"(?:[【\[(（]?(?:{'|'.join(word_lists.spaced(word_lists.table('markings')['patterns']))})"
    r"[】\])）]?[:：]?[\s,，/*–-]{0,4}){1,3}",
    re.IGNORECASE,
)
"""What is stamped above a document: DRAFT - NOT FOR CIRCULATION, 内部资料 注意保存, 附件1."""
_MENU = re.compile(
    r"(?:(?:HOME|NEWS|LOCAL|WORLD|SPORTS?|BUSINESS|JOBS|PROPERTY|OPINION|LIFE(?:STYLE)?|CULTURE"
    r"|ARTS|TRAVEL|FOOD|VIDEO|MONEY|WEATHER|OBITUARIES|POLITICS|HEALTH|TECH(?:NOLOGY)?|SCIENCE|ABOUT"
    r"|CONTACT|ARCHIVES?|MOTORS|COMMUNITY)[ /|·]{0,3}){3,12}"
)
"""The sections of a paper in one line: NEWS SPORT JOBS PROPERTY."""


def is_of_edition(line: str, *, has_kept: bool) -> bool:
    """Whether a line says where in an edition a text stands, or lists the sections of a paper."""
    bracketed = _BRACKETED.fullmatch(line) is not None and (" " in line or has_kept)
    labels = field_labels.scan(line)
    if labels and not labels[0].start and all(item.field == "other" for item in labels):
        return line.isascii()  # Contact: press@larkford.example
    return bracketed or any(
        form.fullmatch(line) for form in (_PRINTED, CODE, _MENU, _MARKING, _TRAIL, _ORDER)
    )
