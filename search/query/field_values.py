"""Values of fields, compared as people type them: any form of brackets and dots, 中文 for zh."""

import re
import weakref
from collections.abc import Iterator
from types import MappingProxyType

from index.api import Index, TermPart
from index.text.fold import HAN, fold

MAX_LOOKED_THROUGH_VALUES = 50_000
"""Values of one field that are compared."""
TYPED_FIELDS = ("author", "editor", "number")
"""Fields whose values are also found without the name of the field."""
LANGUAGE_NAMES = MappingProxyType(
    {
        "zh": ("chinese", "中文", "汉语", "汉文", "华语", "国语", "普通话"),
        "en": ("english", "英文", "英语"),
        "ja": ("japanese", "日文", "日语"),
        "ko": ("korean", "韩文", "韩语", "朝鲜语"),
        "fr": ("french", "法文", "法语"),
        "de": ("german", "德文", "德语"),
        "es": ("spanish", "西班牙文", "西班牙语"),
        "ru": ("russian", "俄文", "俄语"),
        "ar": ("arabic", "阿拉伯文", "阿拉伯语"),
        "pt": ("portuguese", "葡萄牙文", "葡萄牙语"),
        "it": ("italian", "意大利文", "意大利语"),
    }
)
"""The names of each language, folded, by the code in reports."""

_SAME = str.maketrans("’‘ʼ`〔〕[]【】{}〈〉《》•・‧∙", "''''()()()()()()····")
_SPACES = re.compile(r"\s+")
_SEVERAL = re.compile(rf"[、,;/]|(?<=[{HAN}])\s+(?=[{HAN}])")


_KEPT: weakref.WeakKeyDictionary[Index, dict[str, list[tuple[str, str]]]]
_KEPT = weakref.WeakKeyDictionary()


def value_key(text: str) -> str:
    """The normalised form of a value, in which values are compared."""
    return _SPACES.sub(" ", fold(text).translate(_SAME)).strip()


def values_containing(index: Index, field: str, text: str) -> list[str]:
    """The values of a field, as they are stored, that contain a text."""
    wanted = value_key(text)
    if field == "language":
        wanted = next((code for code, names in LANGUAGE_NAMES.items() if wanted in names), wanted)
    return [value for key, value in _keys(index, field) if wanted in key] if wanted else []


def named(index: Index, text: str) -> Iterator[tuple[str, str]]:
    """Fields and values that equal a text, or that list it among several names."""
    wanted = value_key(text)
    if not wanted:
        return
    for field in TYPED_FIELDS:
        for key, value in _keys(index, field):
            if key == wanted or (wanted in key and wanted in map(str.strip, _SEVERAL.split(key))):
                yield field, value


def _keys(index: Index, field: str) -> list[tuple[str, str]]:
    """The values of a field with their keys, cached for the life of the index."""
    kept = _KEPT.setdefault(index, {})
    if field not in kept:
        values = index.terms(field, "", TermPart.PREFIX, MAX_LOOKED_THROUGH_VALUES)
        kept[field] = [(value_key(term.text), term.text) for term in values]
    return kept[field]
