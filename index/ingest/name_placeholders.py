"""Recognises what stands in place of a name and names nobody, such as 佚名, 未知 and admin."""

import re

_UNKNOWN = (
    "佚名|匿名|未知|不详|不詳|无|無|admin|administrator|管理员|管理員|system|anonymous|unknown"
    "|none|n/?a"
)
_VERB = re.compile(
    r"(?:即时|即時|正式|联合|聯合|首次|统一|統一)?(?:发布|發布|發佈|发表|發表|公布|公佈|刊登|刊发|刊發|印发|印發|更新|播出)"
)
_NAMELESS = re.compile(_UNKNOWN, re.IGNORECASE)
"""Values in place of the name of a person or an outlet."""
_NOBODY = re.compile(
    rf"(?:{_UNKNOWN}|staff"
    r"|(?:本[站网網报報])?(?:原创|原創|转载|轉載|整理)|综合|綜合|网络|網絡|網路|互联网|互聯網|网络转载|(?:最新|其他|更多|相关)(?:文章|作品|动态))",
    re.IGNORECASE,
)
"""Values in place of a name that name nobody."""


def is_nobody(value: str) -> bool:
    """Whether a value in place of a name names nobody, as 佚名 and 网络."""
    return _NOBODY.fullmatch(value.strip()) is not None


def is_verb(value: str) -> bool:
    """Whether a value in place of a name says only what was done, as 即时发布."""
    return _VERB.fullmatch(value) is not None


def is_nameless(value: str) -> bool:
    """Whether a value in place of a name says that nobody knows it, as 未知, but not 网络."""
    return _NAMELESS.fullmatch(value.strip()) is not None
