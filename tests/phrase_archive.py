"""An archive of 26 months in which phrases are planted by a schedule, for the tests of phrases."""

import datetime
import random

from index.report import Report
from index.report_date import from_iso

CHARS = "天地玄黄宇宙洪荒日月盈昃辰宿列寒来暑秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金水玉"
FIRST_MONTH = (2022, 1)
MONTHS = 26
PER_MONTH = 24
GAP = "2022-08"
"""The month without any report."""
SMALL = "2022-11"
"""The month with few reports."""
SOURCES = ("望津日报", "泽川晚报", "云河网")
PHRASE = "星海战略"
"""Rises in 2022-05, peaks in 2022-06, halves in 2022-09, fades in 2022-12."""
NEIGHBOUR = "碧空行动"
"""Planted in the same reports, and in as many of its own."""
OLD_FORM, NEW_FORM = "星海规划纲要", "星海规划方案"
"""The second takes the place of the first in 2023."""
USUAL = "综合治理工作"
LATE = "清泉计划"
"""New in the last month."""
SCHEDULE = {
    PHRASE: {"2022-05": 6, "2022-06": 12, "2022-07": 9, "2022-09": 4, "2022-10": 3, "2022-12": 1},
    NEIGHBOUR: {"2022-05": 6, "2022-06": 12, "2022-07": 9, "2022-09": 4, "2022-10": 3},
    LATE: {"2024-02": 7},
}


def months():
    first = FIRST_MONTH[0] * 12 + FIRST_MONTH[1] - 1
    return [f"{at // 12:04}-{at % 12 + 1:02}" for at in range(first, first + MONTHS)]


def planted(seed=3):
    """The reports; `SCHEDULE` says how many of a month's hold a phrase."""
    rng = random.Random(seed)
    for month in months():
        count = 0 if month == GAP else 5 if month == SMALL else PER_MONTH
        for number in range(count):
            phrases = [
                planted_phrase
                for planted_phrase, when in SCHEDULE.items()
                if number < when.get(month, 0)
            ]
            if number % 3 == 0:
                form = OLD_FORM if month < "2023-01" else NEW_FORM
                phrases += [form, *([OLD_FORM] if month == "2023-01" else [])]
            if number % 4 == 1:
                phrases.append(USUAL)
            body = "".join(
                f"{filler(rng, 9)}，{filler(rng, 3)}{phrase}{filler(rng, 3)}。"
                for phrase in phrases
            )
            yield Report(
                id=f"{month}-{number:02}",
                title=f"{filler(rng, 8)}",
                paragraphs=(body + filler(rng, 40), filler(rng, 40)),
                date=datetime.date.fromisoformat(f"{month}-{1 + number:02}"),
                source=SOURCES[number % 3] if month > "2022-05" else SOURCES[0],
            )


def filler(rng, count):
    return "".join(rng.choice(CHARS) for _ in range(count))


def copies():
    """One story in three sources within a week, the phrase in it, and one report of its own."""
    rng = random.Random(8)
    story = "".join(f"{filler(rng, 25)}。" for _ in range(6)) + "金桥工程启动。"
    for number, source in enumerate(("甲报", "乙报", "丙报")):
        yield Report(
            id=f"copy{number}",
            title=f"{filler(rng, 6)}{number}",
            paragraphs=(f"{source}讯 {story}",),
            date=datetime.date(2022, 3, 2 + number),
            source=source,
        )
    yield Report(
        id="alone",
        title="另一篇",
        paragraphs=(f"{filler(rng, 60)}金桥工程{filler(rng, 30)}",),
        date=datetime.date(2022, 3, 20),
        source="丁报",
    )
    yield Report(id="undated", title="无日期", paragraphs=("金桥工程",), source="甲报")


def dated(*dates):
    """A report with a phrase for each date, which may be a month or a year."""
    rng = random.Random(9)
    for number, date in enumerate(dates):
        yield Report(
            id=f"dated{number}",
            title=f"岁月{number}",
            paragraphs=(f"{filler(rng, 40)}银渡精神{filler(rng, 40)}",),
            date=from_iso(date),
            source=f"{number}报",
        )
