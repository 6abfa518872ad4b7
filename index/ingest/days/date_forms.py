"""The forms in which Chinese and English texts write dates, and which of them a text may have."""

import re
from collections.abc import Iterator

from index.ingest import word_lists

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
"""The number of each English month, by its name and its short names."""
_MONTH = "(?P<name>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_OTHER_MONTHS = {
    name: MONTHS[month] for month, names in word_lists.table("months").items() for name in names
}
_ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"]
ALL_MONTHS = _OTHER_MONTHS | MONTHS | {name: at for at, name in enumerate(_ROMAN, start=1)}
"""The number of each month by its names in every language, and by Roman numbers."""
_OTHER_MONTH = rf"(?P<other>{'|'.join(sorted(_OTHER_MONTHS, key=len, reverse=True))})"
"""Months in other languages than English."""
_WEEKDAY = r"(?P<weekday_name>mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}"
_WEEKDAY_BEHIND = _WEEKDAY.replace("weekday_name", "weekday_behind")
_HAN = "[〇○Ｏ零一二三四五六七八九]"
_HAN_SHORT = "(?:零?[一二三四五六七八九十廿卅]{1,3}|元)"
_HAN_YEAR = "[〇○零一二三四五六七八九十百]{1,6}"

_FORMS = (
    # 2023-02-09, 2023/2/9, 2023.02.09, also before T10:00 or a time
    r"(?<![\d.])(?P<y>(?:1[5-9]|20|21)\d\d)\s?(?P<sep>[-/.—–‑])\s?(?P<m>[01]?\d)\s?(?P=sep)\s?(?P<d>[0-3]?\d)(?!\d)",
    # 2023年2月9日, 2023 年 02 月 09 日, 2023年2月9
    r"(?<!\d)(?P<y>(?:1[5-9]|20|21)\d\d)\s{0,3}年\s{0,3}(?P<m>[01]?\d|元)\s{0,3}月\s{0,3}(?P<d>[0-3]?\d)(?!\d)(?:\s{0,3}[日号號])?",
    # 二〇二三年二月九日
    rf"(?P<y>{_HAN}{{4}})\s?年\s?(?P<m>{_HAN_SHORT})\s?月\s?(?P<d>{_HAN_SHORT})\s?[日号號]",
    # 民國112年2月9日, 民國一百一十二年二月九日, 民國112/02/09
    rf"民[國国]\s?(?P<roc>\d{{1,3}}|{_HAN_YEAR}|元)\s?年\s?(?P<m>[01]?\d|{_HAN_SHORT})\s?月\s?(?P<d>[0-3]?\d|{_HAN_SHORT})\s?[日號号]",
    r"民[國国]\s?(?P<roc>\d{1,3})\s?(?P<roc_sep>[-/.])\s?(?P<m>[01]?\d)\s?(?P=roc_sep)\s?(?P<d>[0-3]?\d)(?!\d)",
    # 令和5年2月9日, 昭和四十年三月一日
    rf"(?P<era>令和|平成|昭和|大正|明治)\s?(?P<era_year>\d{{1,2}}|{_HAN_SHORT}|元)\s?年\s?(?P<m>[01]?\d|{_HAN_SHORT})\s?月\s?(?P<d>[0-3]?\d|{_HAN_SHORT})\s?日",
    # 2023, February 9; 2023-Feb-09; 2023.Feb.9
    rf"(?<!\d)(?P<y>(?:19|20)\d\d)[\s,./-]{{1,2}}{_MONTH}[\s/-]{{0,2}}(?P<d>[0-3]?\d)(?:st|nd|rd|th)?(?!\d)",
    # Feb 9 '23, 9 Feb '23
    rf"\b{_MONTH}\s?(?P<d>[0-3]?\d)(?:st|nd|rd|th)?,?\s?['’](?P<yy>\d\d)(?!\d)",
    rf"(?<!\d)(?P<d>[0-3]?\d)\s?{_MONTH}\s?['’](?P<yy>\d\d)(?!\d)",
    # 09-Feb-23, as spreadsheets write it
    rf"(?<![\d-])(?P<d>[0-3]?\d)-{_MONTH}-(?P<yy>[0-4]\d)(?![\d-])",
    # February 9, 2023; Feb. 9th 2023; Feb 9 Thu 2023
    rf"\b{_MONTH}[\s-]{{0,3}}(?P<d>[0-3]?\d)(?:st|nd|rd|th|d)?\s?[,-]?\s{{0,3}}(?:(?:mon|tue|wed|thu|fri|sat|sun)\s{{1,3}})?(?P<y>(?:1[5-9]|20|21)\d\d)(?!\d)",
    # 9 February 2023, 09-Feb-2023, 9th of February, 2023
    rf"(?<!\d)(?P<d>[0-3]?\d)(?:st|nd|rd|th)?(?:\s{{1,3}}(?:day\s)?of)?[\s-]{{0,3}}{_MONTH}[\s,-]{{0,3}}(?P<y>(?:1[5-9]|20|21)\d\d)(?!\d)",
    # 9 de febrero de 2023, 1er mars 2023, 9. Februar 2023, 21. Jan. 2023, 9. November 2023
    rf"(?<!\d)(?P<d>[0-3]?\d)(?:\.|er|º|°)?\s{{1,2}}(?:de\s)?{_OTHER_MONTH}\.?(?:\sdel?)?,?\s{{1,2}}(?P<y>(?:19|20)\d\d)(?!\d)",
    # Juli 12, 2023
    rf"\b(?=[^\W\d_]{{2,14}}\s[0-3]?\d,){_OTHER_MONTH}\s(?P<d>[0-3]?\d),\s{{1,2}}(?P<y>(?:19|20)\d\d)(?!\d)",
    # 2023. május 9.
    rf"(?<!\d)(?P<y>(?:19|20)\d\d)\.\s{{1,2}}{_OTHER_MONTH}\s(?P<d>[0-3]?\d)(?!\d)",
    # ngày 9 tháng 2 năm 2023, 9 tháng 2, 2023
    r"(?<!\d)(?P<d>[0-3]?\d)\stháng\s(?P<m>[01]?\d),?\s(?:năm\s)?(?P<y>(?:19|20)\d\d)(?!\d)",
    # 3. January 2023, but not Table 3. January 2023
    rf"(?<![^\W\d_]\s)(?<!\d)(?P<d>[0-3]?\d)\.\s{_MONTH}\s(?P<y>(?:19|20)\d\d)(?!\d)",
    # 3-IX-2021, 9.II.2023
    r"(?<![\w.-])(?P<d>[0-3]?\d)(?P<sep3>[-./])(?P<other>xi{0,2}|ix|iv|vi{0,3}|i{1,3})(?P=sep3)(?P<y>(?:19|20)\d\d)(?!\d)",
    # 09 二月 2023, 9 2 月, 2023 and 2 月 9, 2023, as feeds and themes of Chinese systems write it
    rf"(?<!\d)(?P<d>[0-3]?\d)\s(?P<m>[01]?\d|{_HAN_SHORT})\s?月,?\s(?P<y>(?:19|20)\d\d)(?!\d|\s?\u5e74)",
    rf"(?<!\d)(?P<m>[01]?\d|{_HAN_SHORT})\s?月\s(?P<d>[0-3]?\d)(?:st|nd|rd|th)?,\s?(?P<y>(?:19|20)\d\d)(?!\d|\s?\u5e74)",
    # Thu Feb 09 08:30:00 +0000 2023, as programs write it
    rf"\b{_MONTH}\s{{1,2}}(?P<d>[0-3]?\d)\s\d\d:\d\d:\d\d\s(?:(?:[+-]\d{{4}}|[A-Za-z]{{2,5}})\s)?(?P<y>(?:19|20)\d\d)(?!\d)",
    # 09/02/2023, 31.12.2023 and 31. 12. 2023
    rf"(?:\b{_WEEKDAY}\.?,?\s{{1,2}}|(?<![\d/.-]))(?P<a>[0-3]?\d)(?P<sep2>[/-]|\.\s?)(?P<b>[0-3]?\d)(?P=sep2)(?P<y>(?:19|20)\d\d)(?![\d/-]|\.\d)(?:,?\s\(?{_WEEKDAY_BEHIND}\b)?",
    # 2023-W06-4, the day of a week
    r"(?<!\d)(?P<week_year>(?:19|20)\d\d)-?W(?P<week>[0-5]\d)-?(?P<weekday>[1-7])(?!\d)",
    # 发布于 23-02-09 10:12, 23-02-09 10:12 来自: word and time say that the year is first
    r"(?:(?<=[于於:：期间間])|(?<=[于於:：期间間]\s)|^(?=\S{6,8}\s[\d:]{4,8}[\s\x1f]{1,3}[来來]自))(?P<yy>[0-3]\d)-(?P<m>[01]?\d)-(?P<d>[0-3]?\d)(?=\s[0-2]?\d:[0-5]\d)",
    # 20230209, alone or before the time
    r"(?<![\d.])(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?=\D|$|\d{4}(?:\d\d)?(?!\d))",
)
LABELLED = tuple(
    re.compile(form)
    for form in (
        r"(?<![\d./-])(?P<roc>1\d\d)\s?(?P<roc_sep>[-/.])\s?(?P<m>[01]?\d)\s?(?P=roc_sep)\s?(?P<d>[0-3]?\d)(?![\d./-])",
        r"(?<!\d)(?P<roc>\d{2,3})\s?年\s?(?P<m>[01]?\d)\s?月\s?(?P<d>[0-3]?\d)\s?[日號号]?",
        rf"(?P<roc>{_HAN_YEAR})\s?年\s?(?P<m>{_HAN_SHORT})\s?月\s?(?P<d>{_HAN_SHORT})\s?[日號号]",
        r"(?<!\d)(?P<roc>1[0-4]\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)",
    )
)
"""Forms that are dates only after a label: 民國 years without 民國."""
_ALONE = re.compile(
    r"\W*1[0-4]\d(?:([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])|\s?年\s?[01]?\d\s?月\s?[0-3]?\d\s?[日號号])\W*"
)
"""A line that consists of a 民國 date alone."""
_PATTERNS = tuple(re.compile(form, re.IGNORECASE) for form in _FORMS)
_NEEDED = tuple(
    "民" if form.startswith("民") else "年" if "年" in form else "月" if "月" in form else ""
    for form in _FORMS
)
"""A character without which a form has no match; empty for none."""
_WORDS = tuple((re.findall(r"P<(name|other)>", form) or [""])[0] for form in _FORMS)
_LETTER = re.compile(r"[^\W\d_\u3400-\u9fff]")
_MONTH_BEGINS = re.compile("|".join(sorted({name[:3] for name in MONTHS})), re.IGNORECASE)
PREFILTER = re.compile(
    r"\d{4}|[a-z]-\d\d|\d\s?年|\d-[01]?\d-[0-3]?\d\s|民[國国]|\d{3}[-/.]|['’]\d\d|令和|平成|昭和|大正|明治|[壹贰貳]零|"
    + _HAN
    + r"{4}\s?年",
    re.IGNORECASE,
)
"""Every date form contains a match of this; it is a cheap first test."""


def possible(text: str) -> Iterator[re.Pattern[str]]:
    """The forms of dates that may have a match in a text: most need a character or a month."""
    if _ALONE.fullmatch(text) is not None:
        yield from LABELLED[:2]
        return
    month = "name" if _MONTH_BEGINS.search(text) is not None else ""
    words = {"", month, "other" if _LETTER.search(text) is not None else ""}
    for pattern, needed, word in zip(_PATTERNS, _NEEDED, _WORDS, strict=True):
        if needed in text and word in words:
            yield pattern
