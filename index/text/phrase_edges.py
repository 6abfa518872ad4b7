"""The words of Chinese with which a phrase may begin and end: not 项 | 技术, not 王沪宁 | 表示."""

import re
from collections.abc import Sequence
from typing import Final

from index.text.function_words import APART, EDGES
from index.text.surnames import COMMON_SURNAMES

_NUMERALS: Final = frozenset("〇零一二两三四五六七八九十百千万亿")
_MEASURES: Final = frozenset(
    "个项轮次届日月年名批位艘架辆座条件场份种家起户例度天岁元吨亩块枚颗套幅处周时点分秒米台只头株艇级"
)
_SINGLE: Final = frozenset(
    "要愿使让给称同跟如若则而仍会应须需当曾均共总约近逾其各每某另即便虽既却没叫令请受遭获做作搞用拿靠按依据"
    "经较挺极几吗呢吧啊么说问中上下里内后"
)
_LONGER: Final = frozenset(
    re.findall(
        r"\w+",
        "将会 已经 正在 可以 能够 应该 必须 需要 以及 位于 并且 而且 因为 所以 如果 但是 还是 或者"
        " 对于 关于 随着 通过 根据 按照 为了 其中 以后 之后 之前 进行",
    )
)
_NEITHER: Final = _SINGLE | _LONGER | _MEASURES | APART | EDGES
_NEVER_FIRST: Final = (
    _NEITHER
    | frozenset("前外看部人号多超品化性率者员们地刚")
    | frozenset(
        re.findall(
            r"\w+",
            "同时 还有 就是 不是 这是 并将 也将 都将 以来 暂未 仍然 作为 之友 之路 之间 之一"
            " 方面 方向 进一步 小时 公里 平方米 平方公里 公斤 公顷 美元 欧元 人次 分钟",
        )
    )
)
_NEVER_LAST: Final = (
    _NEITHER
    | frozenset("第可无自至达超前首新大多赴有到出俄乌伊美正偏更从看防刚")
    | frozenset(
        re.findall(
            r"\w+",
            "表示 指出 强调 认为 宣布 介绍 报道 透露 提供 注入 取得 作出 提出 实现"
            " 保持 加快 参加 主持 出席 举行 召开 达到 成为 具有 拥有 面临 得到 受到"
            " 继续 来到 前往 有关 相关 重要 重大 广泛 一个 这个 那个 什么 怎么 如何"
            " 我们 他们 它们 你们 进一步 不断 更加 非常 十分 共同 分别 先后 首次 再次"
            " 之间 之一 以上 以下 方面 之际 首批 部分 一批 一切 各自 多少 国家级 不会 致力于 迎接"
            " 今天 昨天 暂未 更好 更大 更多 大范围 全面 维护 敦促 期待 标志着 正在 将在 有望"
            " 处在 处于 互相 相互 什么样",
        )
    )
)
LIST_ENDS: Final = frozenset(("等", "等等", "等地", "等国", "等方面"))
"""Words behind the last thing of a list; no phrase goes over one: 辽宁等地部分地区."""
_MYRIADS: Final = frozenset("万亿")
_NUMBERING: Final = _NUMERALS | {"第"}
"""The first characters of words that may be a part of a number."""
_COUNTED: Final = re.compile(rf"[万亿]+[{''.join(sorted(_MEASURES))}]+")
"""The unit of a number that stands before it: 万辆 | 汽车."""
_IN_NAMES: Final = frozenset("和以之对未再最不从")
"""Function words that are also parts of names that no dictionary has: 碳 | 中 | 和."""
_NAME_ENDS: Final = frozenset("中新大超")
"""Words that are also the last characters of the names of people: 李 | 家 | 超."""
_SURNAMES: Final = frozenset(COMMON_SURNAMES[:41])


def may_begin(words: Sequence[str]) -> list[bool]:
    """For each word of a text whether a phrase may begin with it."""
    alone = {word: _begins(word) for word in set(words)}
    return [
        len("".join(words[at + 1 : at + 2])) == 1 if begins is None else begins
        for at, begins in enumerate(map(alone.__getitem__, words))
    ]


def may_end(words: Sequence[str]) -> list[bool]:
    """For each word of a text whether a phrase may end with it."""
    alone = {word: _ends(word) for word in set(words)}
    padded = ["", "", *words]
    return [
        _ends_behind(words[at], *padded[at : at + 2]) if ends is None else ends
        for at, ends in enumerate(map(alone.__getitem__, words))
    ]


def _begins(word: str) -> bool | None:
    """Whether a phrase may begin with a word; None if only with one letter behind it."""
    if word in _SURNAMES:
        return True
    counted = word[:1] in _MYRIADS and _COUNTED.fullmatch(word)
    if not (counted or word in _NEVER_FIRST):
        return True
    return None if word in _IN_NAMES else False


def _ends(word: str) -> bool | None:
    """Whether a phrase may end with a word; None if that depends on the words before it."""
    if word in _NEVER_LAST:
        return None if word in _IN_NAMES or word in _NAME_ENDS else False
    return None if word[:1] in _NUMBERING else True


def _ends_behind(word: str, first: str, second: str) -> bool:
    """Whether a phrase may end with a word behind two others."""
    if word in _NEVER_LAST:
        return _ends_name(word, first, second)
    return not _is_cut_number(word, second)


def _ends_name(word: str, first: str, second: str) -> bool:
    """Whether a word and the two before it may be a name."""
    if word in _IN_NAMES:
        return len(second) == 1
    return word in _NAME_ENDS and (first + second)[-2:][0:1] in _SURNAMES


def _is_cut_number(word: str, before: str) -> bool:
    """Whether a number may go on behind a word: 第四 | 十, 最后 | 一. But 十五 | 五 is a name."""
    if word[0] == "第":
        return _NUMERALS.issuperset(word[1:].rstrip("次届"))
    return len(word) == 1 and word in _NUMERALS and not _NUMERALS.issuperset(before or "第")
