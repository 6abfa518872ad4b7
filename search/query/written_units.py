"""Forms of text that are one token whatever marks they have: numbers of cases, single quotes."""

from index.text.fold import HAN

COURT_NUMBER = (
    r"(?:[(（\[〔【]\d{4}[)）\]〕】]HAN{1,3}\d{0,4}HAN{1,6}"
    r"|(?:\d{4})?[京津沪渝冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川贵云藏陕甘青宁新]\d{2,4}HAN{1,4})"
    r"\d{1,6}号(?:之[一二三四五六七八九十\d]{1,2})?"
).replace("HAN", f"[{HAN}]")
"""The number of a case in court: （2019）京01民终1234号, 京01民终1234号."""
SINGLE_QUOTED = (
    r"‘[^‘’]{0,80}[^\s‘’]’(?![\w])"
    r"|(?<![^\s(（])'(?!(?:tis|twas|em|cause|til|n|round)\b|\d\ds)(?=[^\s'][^']{0,80}\s)"
    r"[^'\n]{1,160}(?<!\s)'(?![^\s)）,，.。;；?？!！])"
)
"""Several words in single quotation marks, which are apostrophes elsewhere: 'climate change'."""
