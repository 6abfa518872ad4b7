"""Names, words and numbers as people write them: the same reports on both engines, and marked."""

import datetime
import json

import pytest

from index.build import build
from index.opening import open_index
from search.engine import search
from search.request import Request

TODAY = datetime.date(2024, 12, 1)
REPORTS = {
    "comma": "今年全县水稻产量达到1,000吨，比去年增长",
    "plain": "今年全县小麦产量达到1000吨，比去年增长",
    "wide": "全县油菜产量达到１０００吨，机械化收割",
    "swiss": "Exports of 1'000 tonnes and 2,500 km of road",
    "million": "这座新城的人口超过1,000,000，道路2500km",
    "listed": "请看第1、000号和第3、5条",
    "decimal": "室内温度为3.5度，增长5.2%，路长3.5km",
    "longer": "室内温度为13.5度，增长15.2%，路长13.55 km",
    "range": "会期为3-5天",
    "unit": "面积3000㎡，室温25℃，货物500㎏，水箱20㎥，第Ⅳ期，½",
    "spaced": "Exports of 3 000 tonnes and 4\u202f500 km; 人口7 000人; from 2020 120 farms",
    "commas": "Exports of 3,000 tonnes and 4500 km; 人口7000人; from 2020 120 farms",
    "codes": "Call 400-820-8820 or 13812345678; ISBN 978-7-5086-1234-5; v2.0.1; GB/T7714-2015; "
    "60km/h",
    "digits": "Call 4008208820 or 138-1234-5678; ISBN 9787508612345; 2.0.1; GB/T 7714-2015; "
    "60 km/h",
    "seasons": "The season 2023-24, ages 10-20",
    "korean": "서울에서 열린 회의",
    "syllables": "\u1109\u1165\u110b\u116e\u11af\u110b\u1166\u1109\u1165 \u1112\u116c\u110b\u1174",
    "phone": "An iPhone15 and a COVID19 test of 100km; G20",
    "phones": "An iPhone 15 and a Covid-19 test of 100 km; G 20",
    "mail": "He sent an e-mail with Node.js, said O’Neill of the co-operation",
    "email": "She sent an email with NodeJS, said ONeill of the cooperation",
    "dots": "The U.S. trade deficit and the U.K. took note",
    "capitals": "The US trade deficit and the UK took note",
    "pronoun": "They told us that trade was slow",
    "broken": "The econ-\nomic situation, said the gov-\n ernment in its re-\nport. "
    "A well-\nknown state-of-the-\nart device",
    "split": "全县总产值达到1,\n000万元，增长3.\n5%，共2,\n列。In 1987.\nThe end",
    "whole": "The economic situation, said the government in its report. A well-known device",
    "ship": "“雪龙”号出发，“一带一路”倡议十年，《“十四五”规划》解读",
    "bare": "雪龙号出发，一带一路倡议十年，十四五规划解读",
    "named": "卡尔·马克思与中国—东盟博览会，人民日报（海外版）",
    "joined": "卡尔马克思与中国东盟博览会，人民日报海外版",
    "apart": "卡尔。马克思，中国、东盟博览会，人民日报，海外版",
    "gala": "3·15晚会曝光，5·12地震",
    "gala315": "315晚会曝光，512地震",
    "initials": "Books by J. K. Rowling in Athens, ΟΔΟΣ; No. 7; 1.500.000 Euro; 192.168.100.200",
    "together": "Books by J.K. Rowling in Athens, οδός; №7; 1,500,000 Euro; 168.100.200",
    "kanji": "𠮷野家の山﨑さんと渡邉さん、冨山",
    "kanji2": "吉野家の山崎さんと渡边さん、富山",
    "polish": "Lech Wałęsa met Sørensen in Łódź and Đà Nẵng on the Straße of Æsop",
    "ligature": "The ﬁnancial oﬃce has a conﬂict",
    "composed": "Zürich and São Paulo, naïve",
    "decomposed": "Zu\u0308rich and Sa\u0303o Paulo, nai\u0308ve",
    "soft": "The gov\u00adern\u00adment is eco\u200dnomic, a re\u2060form of po\u200bli\u200bcy",
    "piano": "ﾋﾟｱﾉの演奏会、ﾊﾞｽの時刻",
    "kana": "ピアノの演奏会、バスの時刻",
    "pass": "パスの有効期限、ヒアノ",
    "radicals": "⻘年⻓江⼈⺠⻋⻔",
    "japanese": "日本経済の発展、新しい図書館",
    "chinese": "日本经济的发展，新的图书馆，青年长江人民车门",
    "old": "靑年戸口汚染三歳吿示囘家霸權",
    "simplified": "青年户口污染三岁告示回家霸权",
    "feast": "春节快乐🎉🎊！👍🏽",
    "maker": "华为Mate60Pro开售，PM2.5浓度下降，互联网+医疗",
    "euro": "门票€250起，每张¥30",
    "euros": "门票250€起，每张30¥",
    "dollars": "a fee of $250 a year",
    "cross": "铁牌３×４米，屏幕1920×1080像素",
    "letter": "铁牌3x4米，屏幕1920X1080像素",
    "cross_apart": "铁牌3 × 4米，屏幕1920 x 1080像素",
    "asterisk": "铁牌3*4米，屏幕1920＊1080像素，箱子3.2*0.6*0.4，纸7cm*9cm",
    "asterisk_apart": "铁牌3 * 4米，箱子3.2×0.6×0.4，纸7cm×9cm",
    "stressed": "**3** 4，*3* 4，3.2、0.6和0.4",
    "square": "会场230平方米，隧道17公里，水温65摄氏度，粮食810公斤，库房3.2万平方米",
    "squared": "会场230㎡，隧道17km，水温65℃，粮食810 kg，库房3.2万㎡",
    "metres": "A hall of 230 square metres, a tunnel of 17 kilometres, 810 kilograms; 230 m²",
    "longer_measures": "会场1230平方米，隧道17.5公里，水温165℃，5810公斤，库房13.2万平方米",
    "line": "电话：010-6555-1234",
    "line_whole": "电话：（010）65551234",
    "line_abroad": "Call +86 10 6555 1234",
    "line_digits": "电话01065551234",
    "line_other": "电话：020-65551234，6555-12345，0106555",
    "mobile": "手机139 1234 5679",
    "mobile_digits": "手机13912345679，+86-13912345679",
    "american": "Call (212) 555-0123",
    "american_dots": "Call 212.555.0123 or +1 212 555 0124",
    "fruit": "an apple-banana cake",
    "fruits": "an apple banana cake",
    "fruit_word": "an applebanana cake",
    "fruit_apart": "an apple and a banana",
    "two_numbers": "第3、4条，3-4月，1920 1080",
    "sharp": "写C♯和Gtk♯的人",
    "hash": "写C#和Gtk#的人",
    "yokohama": "横浜市の港",
    "hengbin": "橫濱港口，横滨",
    "makers": "The Mate 60 Pro sold out; PM 2.5 fell; 互联网医疗",
}


@pytest.fixture(scope="module", params=["folder", "cluster"])
def index(request, tmp_path_factory):
    """The reports in each of the two engines."""
    folder = tmp_path_factory.mktemp("written")
    where = str(folder / "index")
    if request.param == "cluster":
        where = request.getfixturevalue("anew_on_cluster")()
    lines = [
        json.dumps({"id": name, "title": "无题", "body": body}) for name, body in REPORTS.items()
    ]
    (folder / "reports.jsonl").write_text("\n".join(lines), "utf-8")
    build([str(folder)], where)
    opened = open_index(where)
    yield opened
    opened.close()


FOUND = {
    "thousands": {
        "1000吨": "comma plain wide",
        "1,000吨": "comma plain wide",
        "１，０００吨": "comma plain wide",
        "1'000吨": "comma plain wide",
        "“产量达到1000吨”": "comma plain wide",
        "“产量达到1,000吨”": "comma plain wide",
        "1000": "comma plain wide swiss split",
        "1,000": "comma plain wide swiss split",
        "1000 tonnes": "swiss",
        "1,000,000": "million",
        "1000000": "million",
        "人口超过1000000": "million",
        "2500km": "swiss million",
        "2,500 km": "swiss million",
        '"2500 km"': "swiss million",
        "1000万元": "split",
        "1,000万元": "split",
        '"产值达到1,000万元"': "split",
        "增长3.5%": "split",
        "000": "listed comma swiss million split spaced commas initials together",
    },
    "thousands with a space": {
        "3000 tonnes": "spaced commas",
        "3 000 tonnes": "spaced commas",
        "3\u00a0000 tonnes": "spaced commas",
        "3,000 tonnes": "spaced commas",
        '"3 000 tonnes"': "spaced commas",
        "4 500 km": "spaced commas",
        "4500km": "spaced commas",
        "7 000人": "spaced commas",
        "7000人": "spaced commas",
        "2020 120 farms": "spaced commas",
        "2020120": "",
    },
    "amounts": {
        "€250": "euro euros",
        "250€": "euro euros",
        "¥30": "euro euros",
        "30￥": "euro euros",
        "$250": "dollars",
        "250": "euro euros dollars",
    },
    "sizes": {
        "3x4": "cross letter cross_apart asterisk asterisk_apart",
        "3×4": "cross letter cross_apart asterisk asterisk_apart",
        "3 × 4": "cross letter cross_apart asterisk asterisk_apart",
        "3*4": "cross letter cross_apart asterisk asterisk_apart",
        "3 * 4": "cross letter cross_apart asterisk asterisk_apart",
        "3X4米": "cross letter cross_apart asterisk asterisk_apart",
        "铁牌3＊4米": "cross letter cross_apart asterisk asterisk_apart",
        "“铁牌3×4米”": "cross letter cross_apart asterisk asterisk_apart",
        "1920x1080": "cross letter cross_apart asterisk",
        "1920×1080": "cross letter cross_apart asterisk",
        "1920*1080": "cross letter cross_apart asterisk",
        "1920 x 1080": "cross letter cross_apart asterisk",
        "1920*1080像素": "cross letter cross_apart asterisk",
        "3.2x0.6x0.4": "asterisk asterisk_apart",
        "3.2*0.6": "asterisk asterisk_apart",
        "7cm x 9cm": "asterisk asterisk_apart",
        "7cm*9cm": "asterisk asterisk_apart",
    },
    "measures": {
        "230平方米": "square squared metres",
        "230 平方米": "square squared metres",
        "230㎡": "square squared metres",
        "230 m²": "square squared metres",
        "230m2": "square squared metres",
        "230平米": "square squared metres",
        "230 square metres": "square squared metres",
        "会场230㎡": "square squared",
        "3.2万㎡": "square squared",
        "17公里": "square squared metres",
        "17km": "square squared metres",
        "隧道17千米": "square squared",
        "65℃": "square squared",
        "65摄氏度": "square squared",
        "810kg": "square squared metres",
        "810千克": "square squared metres",
        "“230平方米”": "square",
        "230 square": "metres",
        "17.5km": "longer_measures",
    },
    "telephone numbers": {
        "010-6555-1234": "line line_whole line_abroad line_digits",
        "010-65551234": "line line_whole line_abroad line_digits",
        "(010) 65551234": "line line_whole line_abroad line_digits",
        "（010）65551234": "line line_whole line_abroad line_digits",
        "010 6555 1234": "line line_whole line_abroad line_digits",
        "01065551234": "line line_whole line_abroad line_digits",
        "+86 10 6555 1234": "line line_whole line_abroad line_digits",
        "+86-10-65551234": "line line_whole line_abroad line_digits",
        "电话010-65551234": "line line_whole line_digits",
        "139-1234-5679": "mobile mobile_digits",
        "13912345679": "mobile mobile_digits",
        "212-555-0123": "american american_dots",
        "(212) 555-0123": "american american_dots",
        "+1 212 555 0123": "american american_dots",
        "2125550123": "american american_dots",
    },
    "a Latin word with a hyphen": {
        "apple-banana": "fruit fruits fruit_word",
        "apple banana": "fruit fruits fruit_apart",
        '"apple banana"': "fruit fruits",
        "applebanana": "fruit fruit_word",
    },
    "sharp": {
        "C#": "sharp hash",
        "C♯": "sharp hash",
        "Gtk#": "sharp hash",
        "Gtk♯": "sharp hash",
        '"C#"': "sharp hash",
    },
    "bank": {"横浜": "yokohama hengbin", "橫濱": "yokohama hengbin", "横滨": "yokohama hengbin"},
    "codes": {
        "400-820-8820": "codes digits",
        "4008208820": "codes digits",
        "138-1234-5678": "codes digits",
        "13812345678": "codes digits",
        "978-7-5086-1234-5": "codes digits",
        "9787508612345": "codes digits",
        "GB/T 7714-2015": "codes digits",
        "GB/T7714-2015": "codes digits",
        "gbt 7714": "digits",
        "60 km/h": "codes digits",
        "60km/h": "codes digits",
        "2023-24": "seasons",
        "202324": "",
    },
    "initials, thousands with points, Greek": {
        "JK Rowling": "initials together",
        "J.K. Rowling": "initials together",
        '"J. K. Rowling"': "initials together",
        "1500000 Euro": "initials together",
        "1.500.000": "initials together",
        "192.168.100.200": "initials",
        '"168.100.200"': "initials together",
        "No. 7": "initials together",
        "οδός": "initials together",
        "吉野家": "kanji kanji2",
        "山﨑": "kanji kanji2",
        "渡辺": "kanji kanji2",
        "冨山": "kanji kanji2",
    },
    "Korean in syllables or in parts": {
        "서울": "korean syllables",
        "\u1109\u1165\u110b\u116e\u11af": "korean syllables",
        '"서울에서"': "korean syllables",
        "\u1112\u116c\u110b\u1174": "korean syllables",
    },
    "decimals": {
        "3.5": "decimal split",
        '"3.5"': "decimal split",
        "3.5度": "decimal",
        "“温度为3.5度”": "decimal",
        "5.2%": "decimal",
        '"5.2%"': "decimal",
        "15.2%": "longer",
        "3.5km": "decimal",
        "3.5 km": "decimal",
        "13.55km": "longer",
        '"13.55 km"': "longer",
        "第3、5条": "listed",
    },
    "units": {
        "25℃": "unit",
        "25°C": "unit",
        "3000㎡": "unit",
        "3000m2": "unit",
        "3000 m2": "unit",
        "500kg": "unit",
        "500 kg": "unit",
        "500㎏": "unit",
        "20m3": "unit",
        "第IV期": "unit",
        "第Ⅳ期": "unit",
        '"第ⅳ期"': "unit",
        "½": "unit",
    },
    "letters and digits": {
        "iPhone 15": "phone phones",
        "Mate 60 Pro": "maker makers",
        "mate60pro": "maker makers",
        "Mate60 Pro": "maker makers",
        "PM 2.5": "maker makers",
        "PM2.5": "maker makers",
        "iPhone15": "phone phones",
        '"iPhone 15"': "phone phones",
        '"an iphone15 and"': "phone phones",
        "covid19": "phone phones",
        "COVID-19": "phone phones",
        "Covid 19": "phone phones",
        "100km": "phone phones",
        "100 km": "phone phones",
        "G20": "phone phones",
    },
    "compounds": {
        "email": "mail email",
        "e-mail": "mail email",
        '"an e-mail with"': "mail email",
        '"an email with"': "mail email",
        "nodejs": "mail email",
        "Node.js": "mail email",
        "O'Neill": "mail email",
        "O’Neill": "mail email",
        "ONeill": "mail email",
        "cooperation": "mail email",
        "co-operation": "mail email",
    },
    "acronyms": {
        "U.S. trade": "dots capitals",
        '"U.S. trade deficit"': "dots capitals",
        '"the US trade"': "dots capitals",
        "UK": "dots capitals",
        "U.K.": "dots capitals",
        "US deficit": "dots capitals",
    },
    "broken lines": {
        "report": "broken whole",
        '"its report"': "broken whole",
        '"government in its report"': "broken whole",
        "economic": "broken whole soft",
        '"economic situation"': "broken whole",
        '"the government in"': "broken whole",
        "well-known": "broken whole",
        '"a well-known"': "broken whole",
        "state-of-the-art": "broken",
        '"the-art device"': "broken",
    },
    "marks inside names": {
        "雪龙号": "ship bare",
        "“雪龙号”": "ship bare",
        "“雪龙”号": "ship bare",
        "“一带一路倡议”": "ship bare",
        "一带一路倡议": "ship bare",
        "“十四五规划”": "ship bare",
        "《十四五规划》": "ship bare",
        "“卡尔马克思”": "named joined",
        "“卡尔·马克思”": "named joined apart",
        "卡尔•马克思": "named joined apart",
        "“中国东盟博览会”": "named joined",
        "“人民日报海外版”": "named joined",
        "“卡尔马克思与中国东盟”": "named joined",
        "315晚会": "gala gala315",
        "3·15晚会": "gala gala315",
        "“5·12地震”": "gala gala315",
        "512地震": "gala gala315",
        "3.15晚会": "gala",
    },
    "letters": {
        "Walesa": "polish",
        "wałęsa": "polish",
        "Sorensen": "polish",
        "Lodz": "polish",
        "Da Nang": "polish",
        "strasse": "polish",
        "Aesop": "polish",
        "financial": "ligature",
        '"office"': "ligature",
        "conflict": "ligature",
        "Zürich": "composed decomposed",
        "Zu\u0308rich": "composed decomposed",
        "Sa\u0303o Paulo": "composed decomposed",
        "government": "soft broken whole",
        "gov\u00adernment": "soft broken whole",
        "re\u2060form": "soft",
        "policy": "soft",
    },
    "kana": {
        "ピアノ": "piano kana",
        "ﾋﾟｱﾉ": "piano kana",
        "ヒ\u309aアノ": "piano kana",
        "バス": "piano kana",
        "ﾊﾞｽ": "piano kana",
        "パス": "pass",
        "ハ\u309aス": "pass",
        "ヒアノ": "pass",
    },
    "characters": {
        "图书馆": "japanese chinese",
        "図書館": "japanese chinese",
        "圖書館": "japanese chinese",
        "経済": "japanese chinese",
        "青年": "radicals chinese old simplified",
        "长江": "radicals chinese",
        "人民": "radicals chinese named joined apart",
        "“車門”": "radicals chinese",
        "户口": "old simplified",
        "戶口": "old simplified",
        "污染": "old simplified",
        "三岁": "old simplified",
        "告示": "old simplified",
        "回家": "old simplified",
        "覇権": "old simplified",
    },
    "emoji": {"🎉": "feast", "快乐🎉": "feast", "👍": "feast", "👍🏽": "feast"},
}
CASES = [(kind, text) for kind, texts in FOUND.items() for text in texts]


def ask(index, text):
    return search(index, Request(text=text, today=TODAY, size=100, fold=False))


@pytest.mark.parametrize(("kind", "text"), CASES)
def test_a_query_finds_what_is_written_otherwise_and_nothing_else(index, kind, text):
    page = ask(index, text)

    assert {hit.id for hit in page.hits} == set(FOUND[kind][text].split())
    assert page.total == len(page.hits)


FIRST = {"US": "capitals dots", '"US"': "capitals dots", "US trade": "capitals dots"}


@pytest.mark.parametrize("text", FIRST)
def test_an_acronym_in_capitals_comes_before_the_pronoun(index, text):
    ids = [hit.id for hit in ask(index, text).hits]

    assert set(ids[:2]) == set(FIRST[text].split())
    assert "pronoun" in ids[2:]


MARKED = {
    ("1000吨", "comma"): ["1,000吨"],
    ("1000", "comma"): ["1,000"],
    ("3.5", "decimal"): ["3.5"],
    ("3000", "spaced"): ["3 000"],
    ("3 000", "commas"): ["3,000"],
    ("7000人", "spaced"): ["7 000人"],
    ("4008208820", "codes"): ["400-820-8820"],
    ("JK", "initials"): ["J. K"],
    ("1500000", "initials"): ["1.500.000"],
    ("οδός", "initials"): ["ΟΔΟΣ"],
    ("吉野家", "kanji"): ["𠮷野家"],
    ("25°C", "unit"): ["25℃"],
    ("500kg", "unit"): ["500㎏"],
    ("iPhone 15", "phone"): ["iPhone15"],
    ("email", "mail"): ["e-mail"],
    ("e-mail", "email"): ["email"],
    ("nodejs", "mail"): ["Node.js"],
    ("report", "broken"): ["re-\nport"],
    ("雪龙号", "ship"): ["雪龙”号"],
    ("“一带一路倡议”", "ship"): ["一带一路”倡议"],
    ("“卡尔马克思”", "named"): ["卡尔·马克思"],
    ("315晚会", "gala"): ["3·15晚会"],
    ("financial", "ligature"): ["ﬁnancial"],
    ('"office"', "ligature"): ["oﬃce"],
    ("Walesa", "polish"): ["Wałęsa"],
    ("Zürich", "decomposed"): ["Zu\u0308rich"],
    ("government", "soft"): ["gov\u00adern\u00adment"],
    ("ピアノ", "piano"): ["ﾋﾟｱﾉ"],
    ("青年", "radicals"): ["⻘年"],
    ("UK", "dots"): ["U.K"],
    ("3x4", "asterisk"): ["3*4"],
    ("1920*1080", "letter"): ["1920X1080"],
    ("230㎡", "square"): ["230平方米"],
    ("230平方米", "squared"): ["230㎡"],
    ("(010) 65551234", "line"): ["010-6555-1234"],
    ("010-6555-1234", "line_digits"): ["01065551234"],
}


@pytest.mark.parametrize(("text", "report"), MARKED)
def test_what_is_written_otherwise_is_marked_where_it_stands(index, text, report):
    hit = next(hit for hit in ask(index, text).hits if hit.id == report)

    marked = [
        snippet.text[mark.start : mark.end] for snippet in hit.snippets for mark in snippet.marks
    ]
    assert marked == MARKED[text, report]
