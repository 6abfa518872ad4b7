"""Text copies: header lines in any order, form and place, with or without a title."""

import random

import pytest

from index import extract
from index.reading.draft import first_sentence
from index.reading.entry import Entry

ZH = {
    "body": [
        "2月8日，市政府召开党组扩大会议，传达学习全会精神，研究贯彻落实意见，市长主持会议并讲话。",
        "会议强调，要推进农村寄递物流体系建设，年底前实现乡镇全覆盖，确保群众用得上、用得好。",
        "有关部门负责同志参加会议。",
    ],
    "headers": ["日期：2023-02-09", "浏览次数：8", "来源：栖原新闻网", "责任编辑：阚松年"],
    "size": "字号：大 中 小",
    "title": "市政府召开党组会议暨常务会议",
    "junk": ["首页 | 新闻 | 政务 | 联系我们", "当前位置：首页 > 新闻中心 > 时政要闻", "分享到：微信 微博"],
    "tail": ["打印本页 关闭窗口", "上一篇：另一条新闻标题在此", "版权所有 栖原市人民政府"],
    "source": "栖原新闻网",
    "editor": "阚松年",
}
EN = {
    "body": [
        "On February 8, the municipal government held an enlarged meeting of the party group to study "
        "the plan, and the mayor presided over it.",
        "The meeting emphasized that rural delivery logistics must be improved, and that every township "
        "must have a station by the end of the year.",
        "Comrades in charge of the relevant departments attended the meeting.",
    ],
    "headers": ["Date: 2023-02-09", "Views: 8", "Source: Qiyuan News Network", "Editor in charge: Kan Songnian"],
    "size": "Text Size: Large Medium Small",
    "title": "Qiyuan Government Holds Executive Meeting",
    "junk": ["Home | News | Government | Contact", "Current location: Home > News > Municipal news", "Share"],
    "tail": ["Print this page", "Previous: Another story entirely here", "Copyright Qiyuan City. All rights reserved."],
    "source": "Qiyuan News Network",
    "editor": "Kan Songnian",
}
KIN = {"zh": ZH, "en": EN}


def half(line):
    return line.replace("：", ":").replace(": ", ":")


def below(headers):
    return [part for line in headers for part in (half(line).split(":")[0] + "：", half(line).split(":", 1)[1])]


def bracketed(headers):
    return ["【{}】{}".format(*half(line).split(":", 1)) for line in headers]


#: Each takes the kin and its headers in some order, and gives the lines and whether there is a title.
LAYOUTS = {
    "headers only": lambda kin, h: ([*h, kin["size"], *kin["body"]], False),
    "title above": lambda kin, h: ([kin["title"], *h, kin["size"], *kin["body"]], True),
    "title below": lambda kin, h: ([*h, kin["size"], kin["title"], *kin["body"]], True),
    "title before the switch": lambda kin, h: ([*h, kin["title"], kin["size"], *kin["body"]], True),
    "all on one line": lambda kin, h: (["  ".join(h), kin["size"], *kin["body"]], False),
    "one line, single spaces": lambda kin, h: ([" ".join([*h, kin["size"]]), *kin["body"]], False),
    "with bars": lambda kin, h: ([" | ".join(h), *kin["body"]], False),
    "with tabs": lambda kin, h: (["\t".join(h), kin["title"], *kin["body"]], True),
    "half-width colons": lambda kin, h: ([*map(half, h), *kin["body"]], False),
    "full-width colons": lambda kin, h: ([half(line).replace(":", "：") for line in h] + kin["body"], False),
    "spaces around colons": lambda kin, h: ([half(line).replace(":", "  ： ") for line in h] + kin["body"], False),
    "capitals": lambda kin, h: ([half(line).split(":")[0].upper() + ":" + half(line).split(":", 1)[1] for line in h] + kin["body"], False),
    "values below": lambda kin, h: (below(h) + kin["body"], False),
    "at the end": lambda kin, h: ([kin["title"], *kin["body"], *h], True),
    "around the body": lambda kin, h: ([kin["title"], *h[:2], *kin["body"], *h[2:]], True),
    "among junk": lambda kin, h: ([*kin["junk"], kin["title"], *h, kin["size"], *kin["body"]], True),
    "with junk between": lambda kin, h: ([kin["title"], *h[:2], *kin["junk"][1:], *h[2:], *kin["body"]], True),
    "with a tail": lambda kin, h: ([kin["title"], *h, *kin["body"], *kin["tail"]], True),
    "in brackets": lambda kin, h: ([kin["title"], f"（{' '.join(h)}）", *kin["body"]], True),
    "between rules": lambda kin, h: ([kin["title"], "=" * 30, *h, "-" * 40, *kin["body"]], True),
    "with bullets": lambda kin, h: ([kin["title"], *(f"* {line}" for line in h), *kin["body"]], True),
    "labels in brackets": lambda kin, h: ([kin["title"], *bracketed(h), *kin["body"]], True),
    "no colons": lambda kin, h: ([half(line).replace(":", " ") for line in h] + kin["body"], False),
    "equal signs": lambda kin, h: ([half(line).replace(":", " = ") for line in h] + kin["body"], False),
    "dashes": lambda kin, h: ([half(line).replace(":", "－") for line in h] + kin["body"], False),
    "emphasis": lambda kin, h: ([f"**{half(line).split(':')[0]}:** {half(line).split(':', 1)[1]}" for line in h] + kin["body"], False),
}  # fmt: skip


def read(text):
    [report] = extract.read(Entry(path="a.txt", file="", kind="txt", data=text.encode()))
    return report


@pytest.mark.parametrize("language", KIN)
@pytest.mark.parametrize("name", LAYOUTS)
def test_every_header_value_is_found_and_the_body_is_what_is_left(name, language):
    kin = KIN[language]
    for seed, separator in enumerate(("\n", "\n\n", "\r\n", "\r", "\n\n\n\n")):
        headers = random.Random(seed).sample(kin["headers"], 4)
        lines, titled = LAYOUTS[name](kin, headers)

        report = read(separator.join(lines))

        assert report.date.isoformat() == "2023-02-09"
        assert (report.views, report.source, report.editor) == (8, kin["source"], kin["editor"])
        assert list(report.paragraphs) == kin["body"]
        assert report.language == language
        assert (report.title == kin["title"]) is titled


HEADERS = {
    "a date line of a copy": (" date 2023-02-09 Date: 2023-02-09", {"date": "2023-02-09"}),
    "with a time": ("发布时间：2023年02月09日 10:32　　来源：栖原新闻网", {"date": "2023-02-09", "source": "栖原新闻网"}),
    "with a counter": ("浏览次数：1,234次 责任编辑：阚松年", {"views": 1234, "editor": "阚松年"}),
    "ten thousands": ("阅读：3.5万", {"views": 35000}),
    "traditional": ("來源：漪江時報 責任編輯：連若蘭 瀏覽次數：8", {"source": "漪江時報", "editor": "連若蘭", "views": 8}),
    "spaced out": ("来 源：栖原新闻网 责 任 编 辑：阚松年", {"source": "栖原新闻网", "editor": "阚松年"}),
    "no spaces": ("日期:2023年2月9日来源:栖原新闻网责任编辑:阚松年", {"date": "2023-02-09", "source": "栖原新闻网", "editor": "阚松年"}),
    "other words": ("Release time: February 9, 2023 Responsible Editor: Kan Songnian Hits: 8", {"date": "2023-02-09", "editor": "Kan Songnian", "views": 8}),
    "views behind": ("9 Feb 2023 | Source: Qiyuan News Network | 8 views", {"date": "2023-02-09", "source": "Qiyuan News Network", "views": 8}),
    "no label": ("2023-02-09 10:20:30 栖原新闻网", {"date": "2023-02-09", "source": "栖原新闻网"}),
    "written after updated": ("更新时间：2023-03-01 发布时间：2023-02-09", {"date": "2023-02-09"}),
    "author": ("作者：本报记者 谷雨桐 来源：云河日报", {"author": "谷雨桐", "source": "云河日报"}),
}  # fmt: skip


@pytest.mark.parametrize("name", HEADERS)
def test_header_lines_of_many_kinds_are_read(name):
    line, expected = HEADERS[name]
    report = read("\n".join([line, *ZH["body"]]))

    values = {field: getattr(report, field) for field in expected}
    assert {key: value.isoformat() if key == "date" else value for key, value in values.items()} == expected
    assert list(report.paragraphs) == ZH["body"]


TEXTS = {
    "an event": "培训通知\n现将安排通知如下，请参加。\n时间：2023年3月5日上午9时\n地点：市政府会议室\n特此通知。",
    "an English event": "Meeting notice\nAll are invited.\nDate: March 5, 2023\nVenue: Town hall\nPlease come.",
    "a poem": "江上\n江上往来人，\n但爱鲈鱼美。\n君看一叶舟，\n出没风波里。",
    "questions": "问答\n问：什么时候开通？\n答：年底前开通，届时会发布通知。\n问：费用多少？\n答：免费。",
    "an interview": "访谈\n记者：您好。\n受访者：你好，很高兴接受采访。\n记者：请谈谈当时的情况。",
    "sentences": "Rain\nSources said the river was rising fast.\nEditor Li said so too, and the paper printed it.",
}


@pytest.mark.parametrize("name", TEXTS)
def test_what_only_looks_like_headers_stays_text(name):
    title, *body = TEXTS[name].split("\n")
    report = read(TEXTS[name])

    assert (report.title, list(report.paragraphs)) == (title, body)
    assert (report.date, report.source, report.author, report.editor) == (None, "", "", "")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("会议强调，要推进物流。第二句。", "会议强调，要推进物流"),
        ("The U.S. team won. It was late.", "The U.S. team won"),
        ("Short text", "Short text"),
        ("The meeting " + "discussed roads and " * 9 + "ended.", None),
        ("会议研究了" + "有关事项，" * 20, None),
    ],
)
def test_a_title_is_made_from_the_first_sentence(text, title):
    made = first_sentence(text)

    if title is None:
        assert made.endswith("…")
        assert len(made) <= 101
        assert text.startswith(made[:-1])
    else:
        assert made == title


def test_a_text_of_nothing_but_headers_is_a_report_without_a_body():
    report = read("Title: Flood\nDate: 2023-02-09\nSource: Qiyuan News Network")

    assert (report.title, report.paragraphs) == ("Flood", ())
