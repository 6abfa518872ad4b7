"""Names of persons and outlets in Japanese and Korean, and the bylines in which they stand."""

import re
from dataclasses import dataclass

from index.text.lazy_pattern import lazy_pattern

_KANA = "[\u3041-\u3096\u30a1-\u30fa\u30fc]"
_JAPANESE = (
    rf"(?:[\u3400-\u9fff々]{{1,4}}[ \u3000]?{_KANA}{{2,5}}"
    rf"|{_KANA}{{2,5}}[ \u3000]?[\u3400-\u9fff々]{{1,4}})"
)
"""A name with a part in kana: 岬みのり, あかり次郎."""
_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진나지엄채원천방공현함변염추"
    "도소석선설마길연위표명기반왕금옥육인맹모탁국어은편용"
)
_KOREAN = f"(?:[{_SURNAMES}]|남궁|황보|제갈|선우|독고|사공)[\uac00-\ud7a3]{{1,2}}"
_SEVERAL_JAPANESE = rf"{_JAPANESE}(?:[、,・･]{_JAPANESE}){{0,3}}"
_SEVERAL_KOREAN = rf"{_KOREAN}(?:[·, ]{{1,2}}{_KOREAN}){{0,3}}"
_JAPANESE_BYLINE = lazy_pattern(
    r"[（(【〔\[]?(?:[\u3400-\u9fff々]{2,12}[ \u3000])?"
    r"(?:[取執][材筆](?:[・･]文)?|(?:写真[と・･])?文(?:[・･/／と]写真)?|[\u3400-\u9fff]{0,4}記者|聞き手)"
    rf"[ \u3000\x1f・･/／=＝:：]{{1,3}}(?P<behind>{_SEVERAL_JAPANESE})[）)】〕\]]?"
    rf"|[（(【〔\[]?(?P<before>{_SEVERAL_JAPANESE})[ \u3000]?記者[）)】〕\]]?"
    rf"|[（(【〔\[][\u3400-\u9fff]{{2,8}}(?:支局|総局|支社)?[=＝](?P<placed>{_JAPANESE})[）)】〕\]]"
)
"""文・岬みのり, 岬みのり記者, 【波留＝岬みのり】"""
_KOREAN_BYLINE = lazy_pattern(
    r"[\[(【=]?(?:(?P<outlet>[\uac00-\ud7a3A-Z]{2,12})[ =/|])?\s?"
    rf"(?:(?P<before>{_SEVERAL_KOREAN})"
    r"\s?(?:선임|수습|인턴|객원|전문)?\s?(?:기자|특파원|논설위원|편집위원)"
    rf"|(?:기자명?|글)[ =/:：]{{1,3}}(?P<behind>{_SEVERAL_KOREAN}))[\])】=]?"
)
"""솔내일보 김하늘 기자, 기자명 김하늘"""
_WITHIN = lazy_pattern(
    rf"[（(【〔\[][\u3400-\u9fff]{{2,8}}[=＝・](?P<placed>{_SEVERAL_JAPANESE})[）)】〕\]]"
    r"|[\[(【](?:[\uac00-\ud7a3]{2,8}[=,][\uac00-\ud7a3A-Z]{2,12}[\])】] ?"
    r"|[\uac00-\ud7a3A-Z]{2,12}[ =])"
    rf"(?P<names>{_SEVERAL_KOREAN}) ?(?:기자|특파원) ?[=\])】]"
)
"""A byline before the first sentence: 【波留＝岬みのり】…, (솔내=솔내일보) 김하늘 기자 = …"""
_SIGNED = lazy_pattern(rf"[（(〔](?P<names>{_JAPANESE}(?:[、・･]{_JAPANESE}){{0,2}})[）)〕]$")
_NO_NAME = re.compile(
    r"つづく|つづき|おわり|から|まで|より|です|ます|ない|ほか|など|さん|する|した|して"
)
"""What no name has: （次回へつづく）."""
_OUTLET = lazy_pattern(
    r"[\uac00-\ud7a3A-Z]{1,10}(?:일보|신문|뉴스|방송|타임스|통신|매일|데일리|저널|매거진)"
    r"|[\u3041-\u30fe\u3400-\u9fffA-Z]{1,10}(?:テレビ|ラジオ|ニュース|タイムズ|タイムス|ジャーナル)"
)
_HAS_KANA_OR_HANGUL = re.compile("[\u3041-\u30fe\uac00-\ud7a3]")


@dataclass(frozen=True, slots=True)
class Byline:
    """The names on a byline, and the outlet before them."""

    names: str = ""
    outlet: str = ""


def byline(text: str) -> Byline:
    """The names on a byline in Japanese or Korean; empty for other lines."""
    if _HAS_KANA_OR_HANGUL.search(text) is None:
        return Byline()
    if (match := _JAPANESE_BYLINE.fullmatch(text)) is not None:
        names = match["behind"] or match["before"] or match["placed"]
        return Byline() if _NO_NAME.search(names) else Byline(re.sub("[,・･]", "、", names))
    if (match := _KOREAN_BYLINE.fullmatch(text)) is not None:
        names = re.sub("[·, ]{1,2}", ", ", match["before"] or match["behind"])
        return Byline(names, match["outlet"] or "")
    return Byline()


def within(text: str) -> str:
    """The names with which the first sentence of a story begins; or empty."""
    match = _WITHIN.match(text) if _HAS_KANA_OR_HANGUL.search(text[:_MAX_SIGNATURE_CHARS]) else None
    return (match["placed"] or match["names"]) if match is not None else ""


def signed(text: str) -> str:
    """The names in a bracket at the end of a story, as （岬みのり）; or empty."""
    match = _SIGNED.search(text[-_MAX_SIGNATURE_CHARS:])
    return match["names"] if match is not None and not _NO_NAME.search(match["names"]) else ""


_MAX_SIGNATURE_CHARS = 40


def is_outlet(name: str) -> bool:
    """Whether a name in kana or hangul ends as that of an outlet: 솔내일보, みなとテレビ."""
    return _HAS_KANA_OR_HANGUL.search(name) is not None and _OUTLET.fullmatch(name) is not None
