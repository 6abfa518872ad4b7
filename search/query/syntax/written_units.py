"""Forms of text that are one token whatever marks they have: numbers of cases and documents.

Also items of statutes, a number with a fraction, and texts in single quotation marks.
"""

from index.text.fold import HAN

COURT_NUMBER = (
    r"(?:[(（\[〔【]\d{4}[)）\]〕】]HAN{1,3}\d{0,4}HAN{1,6}"
    r"|(?:\d{4})?[京津沪渝冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川贵云藏陕甘青宁新]\d{2,4}HAN{1,4})"
    r"\d{1,6}号(?:之[一二三四五六七八九十\d]{1,2})?"
).replace("HAN", f"[{HAN}]")
"""The number of a case in court: （2019）京01民终1234号, 京01民终1234号."""
DOCUMENT_NUMBER = r"[HAN]{1,10}[(（\[［〔【]\d{4}[)）\]］〕】]第?\d{1,5}[号號]".replace("HAN", HAN)
"""The number of a document: 国发〔2023〕5号."""
CITING_WORD = "(?:根[据據]|依[据據照]|按照|参照|參照|[执執]行|[贯貫][彻徹]|印[发發]|[转轉][发發])"
"""A word before the number of a document that is no part of it."""
COPIED_MARKUP = (
    r"(?:&(?:nbsp|quot|[lr][ds]quo|lt|gt|ensp|emsp|thinsp|hellip|[mn]dash|middot|#\d{2,5});"
    r"|</?(?:em|strong|mark|span|font|[bip]|br)(?: [a-z-]{1,20}=[^<>]{0,200})?/?>)"
)
"""Entities and tags of a page that were copied with its text; they part words."""
STATUTE_ITEM = (
    r"第(?:[NUM]{1,7}[条條](?:之[NUM]{1,2})?(?:第?[NUM]{1,4}款)?第?)?"
    r"[(（][NUM]{1,3}[)）][款项項目点點]"
).replace("NUM", r"〇零一二三四五六七八九十百千\d")
"""An item with its number in brackets, behind the article that it stands in: 第十二条第（三）项."""
MIXED_NUMBER = r"\d{1,4} ?[¼-¾⅐-⅞](?![^\s)）,，.。;；?？!！])"
"""A number and a fraction, which follow each other in texts too: 2½."""
SINGLE_QUOTED = (
    r"‘[^‘’]{0,80}[^\s‘’]’(?![\w])"
    r"|(?<![^\s(（])'(?!(?:tis|twas|em|cause|til|n|round)\b|\d\ds)(?=[^\s'][^']{0,80}\s)"
    r"[^'\n]{1,160}(?<!\s)'(?![^\s)）,，.。;；?？!！])"
)
"""Several words in single quotation marks, which are apostrophes elsewhere: 'climate change'."""
