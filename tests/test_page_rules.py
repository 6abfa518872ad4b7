"""One rule of the page reader at a time, on pages as small as can show it."""

import pytest

from index import extract
from index.reading.entry import Entry

ZH = (
    "<p>昨夜河水上涨，沿岸三个村的居民已全部转移，无人员伤亡。</p>"
    "<p>水利部门表示，未来三天仍有降雨，将加密巡查，确保堤防安全。</p>"
    "<p>受灾群众已在学校和体育馆安置，食品、饮水供应充足。</p>"
)
EN = (
    "<p>The river rose fast during the night, and three villages on its banks were cleared.</p>"
    "<p>Officials said that more rain was expected, and that dykes would be watched closely.</p>"
    "<p>People found shelter in schools, where food and water were handed out, they said.</p>"
)


def read(page):
    [report] = extract.read(Entry(path="a.html", file="", kind="html", data=page.encode()))
    return report


DATES = {
    "a press release ends with its date": (
        (
            f"<h1>Flood in the valley</h1>{EN}<p>Ends/Wednesday, August 23, 2023</p>"
            "<p>Issued at HKT 18:05</p><p>NNNN</p>"
        ),
        "2023-08-23",
    ),
    "a Chinese one too": (
        f"<h1>谷地水灾</h1>{ZH}<p>完／２０２３年８月２３日（星期三）</p><p>香港時間１８時０５分</p>",
        "2023-08-23",
    ),
    "a date above the title beats that of an update": (
        (
            f"<p>Monday, April 3, 2023</p><h1>Flood in the valley</h1>{EN}"
            "<p>Last updated: June 14, 2024</p>"
        ),
        "2023-04-03",
    ),
    "a date of an update is better than none": (
        f"<h1>Flood in the valley</h1>{EN}<p>Last updated: June 14, 2024</p>",
        "2024-06-14",
    ),
    "so is one that only the head of the page declares": (
        (
            f"<meta itemprop='dateUpdate' content='2019-09-30 22:46:13'><h1>谷地水灾</h1>"
            f"<p>发布时间：09-30 22:46</p>{ZH}"
        ),
        "2019-09-30",
    ),
    "the year of a date may stand behind its time": (
        (
            f"<h1>谷地水灾</h1><p><span>川江日报</span><span>03-04 08:10</span><span>2022</span>"
            f"<span>8.6万阅读</span></p>{ZH}"
        ),
        "2022-03-04",
    ),
    "an address may hold its section within the date": (
        (
            "<link rel=canonical href='https://example.org/2010/POLITICS/08/13/flood/index.html'>"
            f"<h1>Flood in the valley</h1>{EN}"
        ),
        "2010-08-13",
    ),
    "a date within a sentence is none": (
        (
            "<h1>Flood in the valley</h1><p>It follows the advice published on 31 May 2022"
            f", which found that dykes in the valley had sunk by half a metre.</p>{EN}"
        ),
        "",
    ),
}


@pytest.mark.parametrize("name", DATES)
def test_the_date_of_a_page(name):
    page, expected = DATES[name]
    assert str(read(page).date or "") == expected
