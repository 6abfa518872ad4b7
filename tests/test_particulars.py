"""Reports share a story only where their names, numbers and titles agree as well as the wording."""

import datetime
import random
import re

import pytest

from index.report import Report
from search.more_like_this import first_reports_of_stories
from tests.test_near_duplicates import corrected, cut_out, framed, scattered
from tests.tools.formulaic_reports import GROUPS, formulaic_pairs

COMPANIES = (
    "Halden Mills",
    "Orwin Steel",
    "Carver Foods",
    "Tilbury Gas",
    "Norden Paper",
    "Lomax Oil",
)
COUNTRIES = ("法国", "德国", "巴西", "肯尼亚", "塞尔维亚", "泰国", "秘鲁", "埃及")
LEADERS = ("马尔科", "施耐德", "席尔瓦", "基贝特", "佩特罗", "颂猜", "卡斯特", "法里德")
CITIES = ("望津", "云河", "临港", "青岭", "石泉", "东川", "南浦", "白塔")
OILS = ("汽油", "柴油")
COMMON = re.findall(
    "..",
    "港口建设农村物流经济发展会议铁路货物运输企业增长项目工程市场计划改革技术产品出口道路桥梁农民收入学校医院居民服务环境水库"
    "电力能源投资贸易城市乡镇仓库码头船舶机场",
)
PLACES = ("Leeds", "Oporto", "Gdansk", "Turin", "Malmo", "Ghent")


def money(rng):
    return f"{rng.randrange(2, 90)}.{rng.randrange(10, 99)}"


def earnings(rng, pick):
    name = COMPANIES[pick]
    rows = "\n".join(
        f"{what} {money(rng)} mln vs {money(rng)} mln"
        for what in ("Shr", "Net", "Revs", "Nine mths Shr", "Nine mths Net", "Nine mths Revs")
    )
    return f"{name} Inc <{name[:2].upper()}> 3rd qtr net", f"{rows}\nNote: figures include gains."


def dividend(rng, pick):
    name, cents = COMPANIES[pick], rng.randrange(5, 60)
    months = rng.sample(("Jan", "April", "July", "Oct"), 2)
    text = (
        f"Qtly div {cents} cts vs {cents} cts prior\nPay {months[0]} {rng.randrange(1, 28)}\nRecord"
    )
    return f"{name} sets quarterly dividend", f"{text} {months[1]} {rng.randrange(1, 28)}"


def congratulation(rng, pick):
    country, leader = COUNTRIES[pick], LEADERS[pick]
    del rng
    text = (
        f"国家主席今日致电{leader}，祝贺他当选{country}总统。贺电指出，"
        "两国关系稳步发展，政治互信不断深化，"
        f"各领域合作成果丰硕。我高度重视中国同{country}关系发展，愿同{leader}总统一道努力，"
        "推动两国关系迈上新台阶，造福两国人民。"
    )
    return f"国家主席致电祝贺{leader}当选{country}总统", text


def weather(rng, pick):
    low, high = rng.randrange(-9, 15), rng.randrange(16, 38)
    city = CITIES[pick]
    text = (
        f"{city}市气象台发布天气预报：今天夜间到明天白天，{city}多云转晴，"
        f"偏北风{rng.randrange(2, 4)}级，"
        f"最低气温{low}度，最高气温{high}度，空气质量良好，请市民注意防火，合理安排出行。"
    )
    return f"{city}市天气预报", text


def price(rng, pick):
    day = rng.randrange(1, 28)
    up = "上调" if pick % 2 else "下调"
    first, second = (rng.randrange(60, 400) for _ in OILS)
    text = (
        f"根据近期国际市场油价变化情况，按照现行成品油价格形成机制，"
        f"自{pick + 1}月{day}日24时起，"
        f"国内汽油、柴油价格每吨分别{up}{first}元和{second}元。"
        "三大公司要组织好生产和调运，确保市场稳定供应。"
    )
    return "国内成品油价格调整", text


def exchange(rng, pick):
    name, code = COMPANIES[pick], 600_000 + rng.randrange(1, 9_999)
    text = (
        f"The Exchange announces that trading in the shares of {name} (code {code}) was halted at "
        f"{rng.randrange(9, 12)}:{rng.randrange(10, 59)} today at the request of {name} pending an "
        f"announcement. Shares of {name} last traded at {money(rng)}."
    )
    return f"Trading halt: {name}", text


def congratulated(rng, pick):
    town, name = PLACES[pick], COMPANIES[pick].split()[0]
    del rng
    text = (
        f"The President today congratulated Prime Minister {name} on the election in {town}. "
        f"In a message he said that the ties with {town} were strong and that he looked forward "
        f"to working with Mr. {name} for the good of both peoples. He invited {name} to visit."
    )
    return f"President congratulates {name}", text


def market(rng, pick):
    del pick
    moved, first, second = rng.choice(("up", "down")), money(rng), money(rng)
    text = (
        f"The Bank of England said it had revised its estimate of the deficit in the money market "
        f"{moved} to {first} mln stg from {second} mln. The bank has given assistance of "
        f"{money(rng)} mln stg so far today in the market."
    )
    return f"U.K. money market deficit revised {moved}", text


FORMS = (earnings, dividend, congratulation, weather, price, exchange, congratulated, market)
DAY = datetime.date(2026, 3, 2)


def report(name, title, text, day=DAY):
    return Report(id=name, title=title, paragraphs=tuple(text.split("\n")), date=day)


def pairs():
    """200 pairs of the same form, filled in differently on the same day."""
    rng = random.Random(5)
    for number in range(200):
        form = FORMS[number % len(FORMS)]
        first, other = rng.sample(range(6), 2)
        yield form.__name__, report("a", *form(rng, first)), report("b", *form(rng, other))


@pytest.mark.parametrize("name", [form.__name__ for form in FORMS])
def test_a_form_filled_in_again_is_another_story(name):
    for form, first, other in pairs():
        if form == name:
            assert first_reports_of_stories([first, other]) == [first, other], (
                first.title,
                other.body,
            )


def carried(text, change):
    """A story as another outlet carries it."""
    return {
        "as it is": text,
        "with a line above and below": f"本报北京电\n{text}\n（责任编辑：李明 电话 010-8888）",
        "without its last paragraph": text.rpartition("\n")[0],
        "without its first paragraph": text.partition("\n")[2],
        "with other words here and there": text.replace("会议", "大会").replace("强调", "指出"),
    }[change]


STORY = (
    "望津港二期工程3月2日开工，总投资38.6亿元，计划2029年建成，年吞吐量将达到4200万吨。\n"
    "省长周鹏举出席仪式并讲话。会议强调，要抓好农村寄递物流，带动沿线17个县的特色农产品外销。\n"
    "据介绍，一期工程去年完成吞吐量2650万吨，同比增长8.3%，带动就业1.2万人，沿线企业增加240家。\n"
    "望津港负责人表示，二期将建设5个10万吨级泊位，配套铁路专线26公里，明年6月先行通车。"
)
CHANGES = ("as it is", "with a line above and below", "without its last paragraph",
           "without its first paragraph", "with other words here and there")  # fmt: skip
TITLES = ("望津港二期工程开工", "38.6亿元！望津港二期今日开工", "省长出席港口开工仪式", "")


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("change", CHANGES)
def test_a_story_that_another_outlet_carries_is_the_same(change, title):
    carrier = report("a", TITLES[0], STORY)
    other = report("b", title, carried(STORY, change), DAY + datetime.timedelta(1))

    assert first_reports_of_stories([carrier, other]) == [carrier, carrier]


@pytest.fixture(scope="module")
def filled_in():
    """200 pairs of 22 forms in both languages; only one kind of thing differs in each pair."""
    return list(formulaic_pairs(200, 11))


def test_forms_that_differ_in_one_kind_of_particulars_are_no_copies(filled_in):
    folded = [
        (pair.form, pair.differs)
        for pair in filled_in
        if first_reports_of_stories(pair.reports) != list(pair.reports)
    ]

    assert folded == []


def test_the_forms_differ_in_numbers_dates_people_places_and_things(filled_in):
    assert {pair.differs for pair in filled_in} == set(GROUPS)
    assert len({pair.form for pair in filled_in}) == 22


def newsroom(text, rng):
    """A story with the dateline of one outlet, and the names of those who edited it."""
    day, editor = rng.randrange(1, 28), rng.choice("李王张赵")
    return f"新华社望津3月{day}日电 {text}\n编辑：{editor}明\n阅读：{rng.randrange(9_999)}"


def shortened(text, rng):
    """A story without some of its sentences."""
    return "。".join(sentence for sentence in text.split("。") if rng.random() > 0.15)


PLANTED = {
    "characters changed": lambda text, rng: re.sub(
        "[一-鿿]", lambda pair: scattered(pair[0], 0.1, rng), text
    ),
    "characters left out, put in and changed": lambda text, rng: corrected(text, 0.1, rng),
    "a passage left out": lambda text, rng: cut_out(text, 0.1, rng),
    "other text above and below": lambda text, rng: framed(text, 0.1, rng),
    "another dateline and other editors": newsroom,
    "sentences left out": shortened,
}


@pytest.mark.parametrize("name", PLANTED)
def test_planted_copies_are_not_taken_for_forms(name):
    rng = random.Random(13)
    originals = [paragraph(rng) for _ in range(50)]
    copies = [
        first_reports_of_stories([
            report("a", "开工", newsroom(text, rng) if PLANTED[name] is newsroom else text),
            report("b", "港口开工", PLANTED[name](text, rng)),
        ])
        for text in originals
    ]  # fmt: skip

    assert sum(first is other for first, other in copies) >= 49


def paragraph(rng):
    """Sentences of common words with some numbers."""
    sentences = []
    for _ in range(12):
        words = "".join(rng.sample(COMMON, 9))
        sentences.append(f"{words}{rng.randrange(2, 90)}{rng.choice(('万吨', '公里', '家', '%'))}")
    return "。".join(sentences) + "。"
