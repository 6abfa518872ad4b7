"""What people type into the box: fields, dates, bars and labels, the same on both engines."""

import datetime
import json

import pytest
from click.testing import CliRunner

from baogao import baogao
from index.operations.build import build
from index.operations.opening import open_index
from search.page import SuggestionKind
from search.request import Chosen, Layer, Request
from search.views.engine import search
from search.views.trend import trend

TODAY = datetime.date(2024, 12, 1)
REPORTS = {
    "times": {"source": "New York Times", "author": "John O'Neill", "body": "Trade talks resumed."},
    "post": {"source": "New York Post", "author": "Jane Doe-Smith", "body": "Trade talks stalled."},
    "daily": {"source": "人民日报", "author": "张三", "body": "贸易谈判重启，双方乐观。"},
    "abroad": {"source": "人民日报（海外版）", "author": "李四 王五", "body": "贸易谈判继续。"},
    "notice": {"source": "国务院", "number": "国发〔2023〕1号", "body": "为促进贸易，提出意见。"},
    "later": {"source": "国务院", "number": "国发〔2023〕11号", "body": "为促进物流，提出意见。"},
    "script": {"source": "聯合報", "author": "陳大文", "body": "貿易談判重啟。"},
    "linked": {"url": "https://www.example.gov.cn/2023/content_5751234.htm", "body": "会议。"},
    "branch": {"url": "http://news.example.gov.cn/a/7?utm_source=x", "body": "消息。"},
    "route": {"url": "https://app.example.org/#/a/12", "body": "A route."},
    "other_route": {"url": "https://app.example.org/#/a/13", "body": "Another route."},
    "capitals": {"url": "https://watch.example.org/W?id=aB", "body": "A film."},
    "small": {"url": "https://watch.example.org/w?id=ab", "body": "A film too."},
    "apostrophe": {"body": "You don’t wait here."},
    "bare_word": {"body": "We dont wait there."},
    "two_words": {"body": "They do n't wait at all."},
    "launch": {"title": "遥感四十号卫星发射成功", "body": "酒泉电。"},
    "interview": {"body": "记者：您好，请问行情？专家：总体平稳。时间：10点。地点：会议室。"},
    "colloquial": {"body": "定于2022年6月7号开考。"},
    "rural": {"body": "农村教育条件改善。城市的物流园区开工。", "date": "2024-03-05"},
    "city": {"body": "城市物流园区开工，带动就业。", "date": "2023-12-31"},
    "both": {"body": "农村的快递和物流发展很快。\n工业另说。", "date": "1898-06-11"},
    "slashes": {"body": "The meeting took place on 2021/10/25 in Geneva.", "date": "2021-10-26"},
    "words": {"body": "The meeting of October 25, 2021 took place in Geneva."},
    "characters": {"body": "会议于2021年10月25日召开，二〇二四年三月五日闭幕。"},
    "korean": {"body": "서울에서 열린 회의에 대통령이 참석했다."},
    "years": {"body": "In 2019 and 2011 the 20115 farms of 201 districts; women and a woman."},
    "climate": {"body": "The climate changes fast, one for all.", "date": ""},
    "changing": {"body": "A climate changing policy; one and then all. OR.", "date": "2022-07-01"},
    "trip": {"body": "A 2½-hour trip with 3½ breaks."},
    "route_length": {"body": "全程（㎞）见附表。"},
    "walk": {"body": "Room 2 is ½ full; break 3."},
    "recipe": {"body": "apple pie with banana", "author": "Brown, Alan"},
    "salad": {"body": "apple salad", "author": "Li Ming"},
    "far": {"body": "apple one two three banana"},
    "qin": {"body": "公元前221年，秦统一六国。", "date": "2023-03-01"},
    "wang": {"body": "王沈，字处道，太原晋阳人。著有《魏书》，叶子奇为之作序。"},
    "parts": {"body": "涨1.5倍，产量3万吨，里程5公里，用时12小时，12亿元，300人，18人来自8个县。"},
    "amounts": {
        "body": "产量1.5万吨，用时5小时，投资300亿元，人均GDP1.27万美元，涉及18个县。",
        "author": "王浩 通讯员 陈竺",
    },
    "decree": {"number": "国务院令第405号", "body": "条例全文。"},
    "leaders": {"body": "The N.A.A.C.P.'s leaders met. Revenue was $89.5 billion, up 6.5%."},
    "bangkok": {"body": "การประชุมสุดยอด กรุงเทพมหานคร"},
    "bill": {"body": "The House passed H.R. 3838; HR4567 lapsed."},
    "debate": {"body": "The House debated HR 383."},
    "judgment": {"body": "（2021）京01民终1234号民事判决。"},
    "appeal": {"body": "（2021）京01民终1235号，另见1234号文件。"},
    "scans": {"body": "Two X-rays, a follow-up and many e-mails; the match ended 21∶19."},
    "scan": {"body": "One X-ray, follow-ups and an email; the match ended 19∶21."},
    "decision": {"body": "根据财税〔2023〕7号文件和《渔业条例》第十二条第（三）项处罚，见第二条。"},
    "ship": {"body": "“奋斗者”号下潜，歼-20试飞。"},
    "port": {"body": "奋斗者登上五号楼，歼击机20架。"},
    "article": {"body": "依照刑法第二百三十二条定罪。"},
    "border": {"body": "刑法修正；第二百条与三十二条；第三百条。"},
    "president": {"body": "埃马纽埃尔·马克龙到访。"},
    "islands": {"body": "埃马与纽埃两岛，尔后马克龙。"},
    "market": {"title": "The Common Market: The Door Slams", "body": "De Gaulle said no."},
    "hours": {"title": "Some other title", "body": "A matter of time for Reuters."},
    "sprout": {"body": "大豆🌱种植。"},
    "tunnel": {"body": "A slow harbour tunnel."},
    "below": {"body": "The tunnel below a harbour."},
    "pier": {"body": "港口码头启用。"},
    "quay": {"body": "港口的新码头。"},
    "dock": {"body": "码头工人。"},
    "expo": {"body": "第六届进博会开幕，人工智能+行动启动。"},
    "fair": {"body": "文博会推进农业展览，人工智能发展。"},
    "crew": {"body": "神十八乘组返回。"},
    "temple": {"body": "神庙十八座，乘组若干。"},
    "battery": {"body": "电池内部也未发现破损，一切正常。"},
    "cans": {"body": "Red Bull cans were recalled."},
    "can": {"body": "One redbull was recalled."},
    "share": {"body": "约2/3的村民赞成，主队以3∶2险胜，集会10：30开始。"},
    "lots": {"body": "第2、3组缺席，第3和2区，10、30号地块，参加2023/24赛季。"},
    "odds": {"body": "12/34与3.5/4.5，参加2023-24赛季。"},
    "loss": {"body": "同比增长-3.2%，气温−5℃，亏损-3,480.83万元。"},
    "thaw": {"body": "The temperature was -3%, and was -3% and 7 °C."},
    "growth": {"body": "GDP3.2% and CPI: 3%."},
    "decline": {"body": "受此影响GDP-3.2%，全年GDP：-3.2%，CPI -3%。"},
    "gain": {"body": "同比增长3.2%，气温5℃，盈利3480.83万元，每斤3元-5.5元。"},
    "chief": {"body": "He was the govern-\nment's chief and the government's friend."},
    "halves": {"title": "1½ cups of 3.5% milk", "body": "See 410 U.S. 113."},
    "cups": {"title": "112 cups of 35% milk", "body": "See 410 US 1130."},
    "model": {"body": "The GPT-3.5 model; PM2.5浓度；每斤13元-15.5元。"},
    "other": {"body": "The GPT3.5 model; GPT-3 and 5 models."},
    "cranes": {"body": "Cranes lifted 764,000 TEU of it at 25μg/L and 1,204MW."},
    "fewer": {"body": "Tugs: 764 boats, 000TEU papers, 25 g/L, 204MW."},
    "turbines": {"body": "Wind farms, unlike one farm, need wind."},
    "dyke": {"body": "海堤工程开工。", "number": "澜政发〔2021〕14号"},
    "yarrow": {"body": "蓍又名锯草，叶子细长，是其特点。"},
    "tide": {"title": "中华人民共和国潮汐法", "body": "依照《灯塔法》第43条，灯塔保护重要。"},
    "tide_changed": {"title": "中华人民共和国潮汐法修正案（三）", "body": "另作规定。"},
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("typed")
    lines = [
        json.dumps({"id": name, "title": "无题"} | fields, ensure_ascii=False)
        for name, fields in REPORTS.items()
    ]
    (folder / "reports").mkdir()
    (folder / "reports" / "all.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


@pytest.fixture(scope="module", params=["folder", "cluster"])
def index(request, folder):
    """The reports in each of the two engines."""
    where = str(folder / "index")
    if request.param == "cluster":
        where = request.getfixturevalue("anew_on_cluster")()
    build([str(folder / "reports")], where)
    opened = open_index(where)
    yield opened
    opened.close()


FOUND = {
    "as other engines have it": {
        "intitle:无题 记者": "interview",
        "ti:无题 记者": "interview",
        "intext:stalled": "post",
        "全文:行情": "interview",
        "au:O’Neill": "times",
        "journal:New York Post": "post",
        "报纸:国务院 物流": "later",
        "year:1898": "both",
        "年份:1898": "both",
        "责任者:张三": "daily",
        "物流 并含 快递": "both",
        "快递 或含 就业": "city both",
        "物流 不含 园区": "later both",
        "快递 or 就业": "city both",
        "物流 and 快递": "both",
        "物流 not 园区": "later both",
        "apple ADJ2 pie": "recipe",
        "apple SAME banana": "recipe far",
        "app* ADJ2 p?e": "recipe",
        "app* NEAR/1 bana*": "",
        "*pple NEAR/9 bana*": "recipe far",
        "appel~ NEAR/2 pie": "recipe",
        "b?nana SENTENCE app*": "recipe far",
        "app* SENTENCE nothing*": "",
        '"app* pie"~2': "recipe",
        '"pie app* bananna~"~5': "recipe",
        "农村 SAME 物流": "rural both",
        "apple pre/2 pie": "recipe",
        "apple ADJ2 banana": "recipe",
        "O’Neill, John": "times",
        "by John O’Neill": "times",
        "Alan Brown": "recipe",
        "JN=国务院 SU=物流": "later",
        "YE=1898": "both",
        "PY='1898'": "both",
        "SU='园区' and AU='张三'": "",
        "FT='贸易谈判' AND AU='张三'": "daily",
        "关键词:快递": "both",
        "主题=农村 not 主题=快递": "rural",
        "刊名:聯合報": "script",
        "*": " ".join(REPORTS),
        "*:*": " ".join(REPORTS),
    },
    "numbers of documents": {
        "文号:国发〔2023〕1号": "notice",
        "文号:国发2023年1号": "notice",
        "国发2023年1号": "notice",
        "国发 2023 第11号": "later",
        "国务院令405号": "decree",
        "国务院令第405号": "decree",
        "国务院令第45号": "",
        "文号:国发[2023]1号": "notice",
        "文号:国发（2023）1号": "notice",
        "文号:国发(2023)1号": "notice",
        "文号:“国发【2023】1号”": "notice",
        "number:国发〔2023〕11号": "later",
        "国发〔2023〕1号": "notice",
        "国发[2023]1号": "notice",
        "国发（2023）1号": "notice",
        "国发(2023)1号": "notice",
    },
    "people": {
        "author:O’Neill": "times",
        "author:O'Neill": "times",
        "author:“John O’Neill”": "times",
        "John O’Neill": "times",
        "john o'neill": "times",
        "Jane Doe-Smith": "post",
        "陈大文": "script",
        "陳大文": "script",
        "王五": "abroad",
        "作者:张三": "daily",
        "author:oneill": "times",
        "author:ONeill": "times",
        "author:“O’Neill, John”": "times",
        "author:“Neill John”": "times",
        "author:“Doe Smith”": "post",
        "author:jane doe smith trade": "post",
        "author:Jo*": "times",
        "author:*smith": "post",
        "author:*ohn": "",
    },
    "addresses": {
        "https://www.example.gov.cn/2023/content_5751234.htm": "linked",
        "http://www.example.gov.cn/2023/content_5751234.htm": "linked",
        "www.example.gov.cn/2023/content_5751234.htm": "linked",
        "example.gov.cn/2023/content_5751234.htm": "linked",
        "https://www.example.gov.cn/2023/content_5751234.htm#top": "linked",
        "https://www.example.gov.cn/2023/content_5751234.htm?from=timeline": "linked",
        "https://www.example.gov.cn/2023/content_5751235.htm": "",
    },
    "letters behind a number": {
        "764,000TEU": "cranes",
        '"764,000TEU"': "cranes",
        "764000TEU": "cranes",
        "1,204 MW": "cranes",
        "25ug/L": "cranes",
        "25 ug": "cranes",
    },
    "documents without all signs": {
        "澜政发2021-14号": "dyke",
        "澜政发14号": "dyke",
        "澜政发2020-14号": "",
        "澜政发4号": "",
    },
    "a verb and a number that is asked for": {
        "海堤用了多少钱": "dyke",
        "海堤工程花了几年？": "dyke",
    },
    "sources": {
        "来源:(人民日报 OR 国务院)": "daily abroad notice later",
        "来源:(人民日报|国务院)": "daily abroad notice later",
        "source:(“New York Times” OR 国务院) 促进": "notice later",
        "来源:人民日报（海外版）": "abroad",
        "来源:人民日报(海外版)": "abroad",
        "来源:“人民日报（海外版）”": "abroad",
        "source:(New York)": "times post",
        "source:New York Times talks": "times",
        "talks source:New York": "times post",
        "source:New York stalled": "post",
        "source:New talks": "times post",
        "source:new*": "times post",
        "来源:人民*": "daily abroad",
        "来源:人民日报,国务院": "daily abroad notice later",
        "来源:人民日报、国务院 -贸易": "later",
        "来源:人民日报/火星报": "daily abroad",
        "贸易谈判 -来源:(人民日报 OR 国务院)": "script",
    },
    "languages": {
        "language:English talks": "times post",
        "language:en talks": "times post",
        "语言:英文 talks": "times post",
        "语种:英文 talks": "times post",
        "语言:中文 国发": "",
        "lang:Chinese 贸易谈判": "daily abroad script",
        "语言:汉语 贸易谈判": "daily abroad script",
    },
    "bars": {
        "快递|就业": "city both",
        "快递||就业": "city both",
        "快递｜就业": "city both",
        "快递 | 就业": "city both",
        "(快递|就业) 物流": "city both",
        "快递|就业|参会": "city both",
        "快递&&物流": "both",
        "物流&&就业&&城市": "city",
    },
    "labels that were copied": {
        "记者：您好": "interview",
        "记者:您好": "interview",
        "时间：10点": "interview",
        "地点：会议室": "interview",
        "专家：总体平稳": "interview",
        "记者：张三": "daily",
    },
    "or in one sentence": {
        "(农村 OR 城市) SENTENCE 物流": "rural city both",
        "(农村|城市) 同句 物流": "rural city both",
        "物流 同段 (农村 OR 城市)": "rural city both",
        "(“快递” OR 教育) SENTENCE 农村": "rural both",
        "农村 SENTENCE 物流": "both",
        "农村 PARAGRAPH 工业": "",
    },
    "days in the text": {
        "2021年10月25日": "slashes words characters",
        "2021-10-25": "slashes words characters",
        "2021/10/25": "slashes words characters",
        "25/10/2021": "slashes words characters",
        "10/25/2021": "slashes words characters",
        "25.10.2021": "slashes words characters",
        "Oct 25, 2021": "slashes words characters",
        "October 25, 2021": "slashes words characters",
        "25 October 2021": "slashes words characters",
        "Oct. 25th, 2021": "slashes words characters",
        "二〇二一年十月二十五日": "slashes words characters",
        "Geneva Oct 25, 2021": "slashes words",
        "2024-03-05": "rural characters",
        "2021-10-26": "slashes",
        "2024年3月5日": "rural characters",
    },
    "dates": {
        "date:1898": "both",
        "日期:1898年6月": "both",
        "物流 date:31/12/2023": "city",
        "物流 date:12/31/2023": "city",
        "物流 date:31.12.2023": "city",
        "物流 date:March 2024": "rural",
        "date:March 2024 物流": "rural",
        "date:march 5 2024": "rural",
        "物流 date:5 March 2024": "rural",
        "date:2024-04..2024-02": "rural",
        "date:2024年4月至2024年2月": "rural",
        "2022年6月7日": "colloquial",
        "前221年": "qin",
        "公元前221年": "qin",
    },
    "signs and particles between words": {
        "农村+物流": "rural both",
        "农村 + 物流": "rural both",
        "城市&物流": "rural city",
        "豆+种植": "sprout",
        "slms~": "market",
        "㎞": "route_length",
        "财税〔2023〕7号文": "decision",
        "date:'2024-03-05' 物流": "rural",
        "author:O'Neill and trade": "times",
        "城市 & 物流": "rural city",
        "城市/物流": "rural city",
        "城市 与 物流": "rural city",
        "农村 的 物流": "rural both",
        "港口同码头": "pier quay",
        "港口 还有 码头": "pier quay",
        "#码头#": "pier quay dock",
        "@码头": "pier quay dock",
        "#women": "years",
        "@women#": "years",
        "women #farms": "years",
        "港口 同 码头": "pier quay",
        "women & woman": "years",
    },
    "questions": {
        "王沈是哪里人？": "wang",
        "谁是王沈": "wang",
        "王沈是谁": "wang",
        "谁著有《魏书》": "wang",
        "何人著有《魏书》": "wang",
        "What were the farms in 2019?": "years",
        "farms 201?": "years",
        "王沈有什么字": "wang",
        "王沈什么时候著有魏书": "wang",
        "蓍的叶子有什么特点？": "yarrow",
        "蓍又叫什么": "yarrow",
        "什么是蓍": "yarrow",
        "《魏书》的作者是谁？": "",
    },
    "operators in other letters and other programs": {
        "快递 ＯＲ 就业": "city both",
        "教育 ＮＯＴ 快递": "rural",
        "快递 ＡＮＤ 物流": "both",
        "快递 並且 物流": "both",
        "快递｜｜就业": "city both",
        "快递＆＆物流": "both",
        "apple −pie": "salad far",
        "apple ﹣pie": "salad far",
        "apple –pie": "salad far",
        "apple‑pie": "recipe",
        "apple – pie": "recipe",
        "OR": "changing",
        "apple^2 salad": "salad",
        "“apple salad”^3": "salad",
        "appel~": "recipe salad far",
        "appel~0.8 salad": "salad",
    },
    "small operators beside Chinese words": {
        "both 港口 and 码头": "pier quay",
        "either 港口 or 工人": "pier quay dock",
        "码头 but not 港口": "dock",
        "both apple and pie": "recipe",
    },
    "a character before the word that it belongs to": {
        "进博会": "expo",
        "神十八": "crew",
        "神十八 乘组": "crew",
        "的 乘组": "crew temple",
    },
    "a plus at the end of a name": {
        "人工智能+": "expo",
        "人工智能": "expo fair",
        "农业+": "fair",
        "人工智能+农业": "fair",
    },
    "websites": {
        "site:example.gov.cn": "linked branch",
        "site:gov.cn": "linked branch",
        "site:www.example.gov.cn": "linked",
        "site:https://www.example.gov.cn/": "linked",
        "url:www.example.gov.cn/2023/content_5751234.htm": "linked",
        "网站:news.example.gov.cn": "branch",
        "-site:gov.cn 会议": "characters interview",
        "site:none 会议": "characters interview",
        "https://news.example.gov.cn/a/7?utm_source=mail": "branch",
        "https://news.example.gov.cn/a/7": "branch",
        "https://app.example.org/#/a/12": "route",
        "https://app.example.org/#/a/14": "",
        "https://Watch.example.org/W?id=aB": "capitals",
        "https://watch.example.org/w?id=ab": "small",
        "HTTPS://WATCH.EXAMPLE.ORG/W?ID=AB": "small",
        "url:watch.example.org/W?id=aB": "capitals",
        "site:https://ada@watch.example.org/": "capitals small",
    },
    "contractions": {
        "don't": "apostrophe bare_word two_words",
        "don’t": "apostrophe bare_word two_words",
        "dont": "apostrophe bare_word two_words",
        "do n't": "apostrophe bare_word two_words",
        '"don\'t wait"': "apostrophe bare_word two_words",
        "dont wait": "apostrophe bare_word two_words",
        "cant": "",
    },
    "titles with the name of a site": {
        "遥感四十号卫星发射成功_新华网": "launch",
        "遥感四十号卫星发射成功 - 新华网": "launch",
        "遥感四十号卫星发射成功-中国新闻网": "launch",
        "遥感四十号卫星发射成功 | 央视网": "launch",
        "遥感四十号卫星发射成功_时政_新华网": "launch",
        "[视频]遥感四十号卫星发射成功": "launch",
        "（图）遥感四十号卫星发射成功-新华网": "launch",
        "遥感四十号卫星": "launch",
        "遥感四十号卫星_新华网": "",
    },
    "near": {
        "apple NEAR/3 banana": "recipe far",
        "apple NEAR/2 banana": "recipe",
        "apple NEAR/1 banana": "",
        "apple near/2 banana": "recipe",
        "banana w/2 apple": "recipe",
        "apple W/3 banana": "recipe far",
        "apple NEAR banana": "recipe far",
        "apple NEAR/1 (pie banana)": "recipe",
        "apple NEAR/1 -banana": "salad",
        "apple NEAR/5 author:Brown": "recipe",
        "apple NEAR/1 three NEAR/3 banana": "far",
        "apple -(pie NEAR) banana": "far",
        "apple AROUND(2) banana": "recipe",
        "apple w/s banana": "recipe far",
        "(pie OR salad) NEAR/1 apple": "recipe salad",
        '"apple banana"~2': "recipe",
        '"apple banana"~3': "recipe far",
        "农村 NEAR/1 快递": "both",
        "农村 NEAR/2 物流": "",
        "农村 NEAR/4 物流": "both",
        "“农村 物流”~3": "",
        "“农村 物流”~4": "both",
    },
    "wildcards in quotes": {
        '"climate chang*"': "climate changing",
        '"one * all"': "climate",
        '"one * * all"': "climate changing",
        '"clim* chang* pol*"': "changing",
    },
    "a bracket that begins with NOT": {
        "(NOT pie) AND apple": "salad far",
        "(NOT pie) AND (NOT salad) AND apple": "far",
        "apple （非 pie）": "salad far",
        "apple (not pie)": "",
    },
    "BUT is AND": {"apple BUT pie": "recipe", "apple BUT NOT pie": "salad far"},
    "a distance without a quotation": {
        "+apple +pie ~10": "recipe",
        "apple ~5 banana": "recipe far",
    },
    "a name before a quotation that is no field": {
        'insource:"apple pie"': "recipe",
        "insource:(pie OR salad)": "recipe salad",
    },
    "a negation belongs to the word behind it, a pronoun to none": {
        "电池内部未发现破损": "battery",
        "我电池破损": "battery",
        "电池我破损": "battery",
    },
    "signs between two numbers": {
        "2/3": "share",
        '"2/3的村民"': "share",
        "2/3村民": "share",
        "3:2": "share",
        "3：2 主队": "share",
        '"10:30"': "share",
        "2、3组": "lots",
        "2/34": "",
        "5/4": "",
        "4.5/3.5": "",
        "3.5/4.5": "odds",
        "12/34": "odds",
        "2023/24赛季": "lots odds",
        '"2023-24赛季"': "lots odds",
    },
    "titles with signs in their numbers": {
        "1½ cups of 3.5% milk": "halves",
        "1 1/2 cups of 3.5% milk": "halves",
        "112 cups of 35% milk": "cups",
        "11/2 cups of 3.5% milk": "",
    },
    "an acronym with dots between numbers": {
        '"410 US 113"': "halves",
        '"410 U.S. 113"': "halves",
        "410 US 113": "halves",
    },
    "a decimal behind a hyphen": {
        '"GPT-3.5 model"': "model other",
        "GPT-3.5": "model other",
        "GPT3.5": "model other",
        '"元-15.5元"': "model",
    },
    "the sign before a number": {
        "-3.2%": "loss decline",
        '"-3.2%"': "loss decline",
        "增长-3.2%": "loss",
        "－3.2%": "loss decline",
        "−3.2%": "loss decline",
        "3.2%": "loss gain decline",
        "-5℃": "loss",
        "−5摄氏度": "loss",
        "5℃": "loss gain",
        "-3480.83万元": "loss",
        "-3,480.83万元": "loss",
        "3480.83万元": "loss gain",
        "3元-5.5元": "gain",
    },
    "a number behind other text, which is not negative": {
        '"增长3.2%"': "gain",
        '"增长 3.2%"': "gain",
        '"增长-3.2%"': "loss",
        '"增长－3.2%"': "loss",
        '"气温5℃"': "gain",
        '"气温−5℃"': "loss",
        '"3.2%，气温"': "gain loss",
        '"亏损3480.83万元"': "",
        '"亏损-3480.83万元"': "loss",
        "同比增长3.2%": "gain",
        "增长3.2%": "gain",
        "增长 3.2%": "gain loss",
        '增长3.2% OR "GPT-3.5"': "gain model other",
        '"每斤3元-5.5元"': "gain",
        '"每斤3元5.5元"': "gain",
        '"GDP 3.2%"': "growth",
        '"GDP3.2%"': "growth",
        "GDP3.2%": "growth",
        '"GDP-3.2%"': "decline",
        "GDP-3.2%": "decline",
        '"GDP: -3.2%"': "decline",
        "CPI-3%": "decline",
        '"CPI 3%"': "growth",
        '"PM 2.5浓度"': "model",
        '"temperature was 3%"': "",
        '"temperature was -3%"': "thaw",
        '"was 3% and 7 °C"': "",
        '"was 3% in"': "",
        "temperature 3%": "thaw",
    },
    "a possessive of a broken word": {
        "government's": "chief",
        '"government\'s chief"': "chief",
        '"government\'s friend"': "chief",
    },
    "signs between whole words": {
        "apple/banana": "recipe far",
        "apple+banana": "recipe far",
        "apple&banana": "recipe far",
        "banana=apple": "recipe far",
        "apple-banana": "",
    },
    "values in another order, and none": {
        "author:Ming Li": "salad",
        "author:Alan Brown pie": "recipe",
        "from:alan": "recipe",
        "from:Alan Brown pie": "recipe",
        "from:(Ming OR Alan)": "recipe salad",
        "apple -from:alan": "salad far",
        "subject:milk": "halves cups",
        'subject:"35% milk"': "cups",
        "climate 日期:无": "climate",
        "climate -date:none": "changing",
        "climate date:*": "changing",
        "apple author:none": "far",
        "apple author:*": "recipe salad",
        "date:(1898 OR 2023-12-31)": "both city",
        "date:(Q2 1898 OR December 2023 OR 1897)": "both city",
        "date:((1898) OR 31 December 2023)": "both city",
        "date:1898,2023-12-31": "both city",
        "物流 before:1900": "both",
        "物流 until:1898": "both",
        "物流 after:2023": "rural",
        "物流 since:2023-12-31": "rural city",
        "物流 date:[2023 TO 2023]": "city",
        "source:=人民日报": "daily abroad",
    },
    "a number and its unit are one thing": {
        "1.5万吨": "amounts",
        "5小时": "amounts",
        "300亿元": "amounts",
        "投资300亿元": "amounts",
        "12亿元": "parts",
        "12小时": "parts",
        "300人": "parts",
        "3万吨": "parts",
        "18个": "amounts",
        "8个": "parts",
        "12公里": "",
        "300万元": "",
    },
    "acronyms of more letters than a compound has parts": {
        "NAACP": "leaders",
        "naacp": "leaders",
        "N.A.A.C.P.": "leaders",
        "NACP": "",
    },
    "acronyms with a number": {
        "HR3838": "bill",
        "hr3838": "bill",
        "H.R. 3838": "bill",
        "H.R.3838": "bill",
        "HR 3838": "bill",
        "H.R. 4567": "bill",
        "H.R.4567": "bill",
        "HR383": "debate",
        "H.R. 383": "debate",
        "H.R.838": "",
    },
    "numbers of cases in court": {
        "（2021）京01民终1234号": "judgment",
        "(2021)京01民终1234号": "judgment",
        "〔2021〕京01民终1234号": "judgment",
        "[2021] 京01民终1234号": "judgment",
        "2021京01民终1234号": "judgment",
        "京01民终1234号": "judgment",
        "判决 (2021)京01民终1234号": "judgment",
        "京01民终123号": "",
    },
    "function words beside an operator": {
        "the climate of changes AND fast": "climate",
        "fast AND climate with changes": "climate",
        "climate and changes AND fast": "climate",
        "climate and changes AND fast AND NOT policy": "climate",
        "of AND fast": "",
        "with AND of": "",
        "climate changes AND with": "",
    },
    "forms of words with a hyphen": {
        "x-ray": "scans scan",
        "X-rays": "scans scan",
        "xray": "scans scan",
        "follow-ups": "scans scan",
        "e-mail": "scans scan",
        "email": "scans scan",
        "emails": "scans scan",
        '"x-ray"': "scan",
        '"x-rays"': "scans",
        "e-mails x-ray": "scans scan",
        "y-ray": "",
    },
    "ratios with their own sign": {
        "21∶19": "scans",
        "19∶21": "scan",
        "21:19": "scans",
        '"21∶19"': "scans",
    },
    "numbers of documents in texts": {
        "财税〔2023〕7号": "decision",
        "财税(2023)7号": "decision",
        "財稅［2023］7號": "decision",
        "财税〔2023〕7号 渔业": "decision",
        "根据财税（2023）7号文件": "decision",
        "财税【2023】7号 意见": "",
        "财税〔2023〕70号": "",
        "国发〔2023〕7号": "",
    },
    "items of statutes": {
        "2½": "trip",
        "3 ½ breaks": "trip",
        "第十二条第（三）项": "decision",
        "渔业条例第十二条第(三)项": "decision",
        "《渔业条例》第十二条第（三）项": "decision",
        "漁業條例第十二條第（三）項": "decision",
        "第十二条第（二）项": "",
        "第（三）项": "decision",
    },
    "ordinals in Chinese": {
        "刑法第二百三十二条": "article",
        "第二百三十二条": "article",
        "第三十二条": "",
        "刑法第三百二十二条": "",
    },
    "names that end behind their marks, or in a number": {
        "“奋斗者”号": "ship",
        "奋斗者号": "ship",
        "「奋斗者」号": "ship",
        "“奋斗者”": "ship port",
        "“奋斗者” 号": "ship port",
        "歼-20": "ship",
        "歼20": "ship",
        "歼－20 试飞": "ship",
    },
    "names with a dot": {
        "埃马纽埃尔·马克龙": "president",
        "埃马纽埃尔•马克龙": "president",
        "埃马纽埃尔・马克龙 到访": "president",
        "埃马·马克龙": "islands president",
        "马克龙": "islands president",
    },
    "citations": {
        "[1] 国务院. 遥感四十号卫星发射成功[R]. 2024-03-05.": "launch",
        "新华社. 遥感四十号卫星发射成功[N]. 人民日报, 2023.": "launch",
        "Wang, A. “The Common Market: The Door Slams.” TIME, 1963.": "market",
        "新华社：《遥感四十号卫星发射成功》，2023年9月10日": "launch",
        "新华社. 遥感四十一号卫星发射成功[N]. 2023.": "",
        "“遥感四十号卫星发射成功” 2023": "",
        "《遥感四十号卫星发射成功》，酒泉，2023， NOT 卫星": "",
    },
    "titles copied with their outlet": {
        "The Common Market: The Door Slams | TIME": "market",
        "The Common Market: The Door Slams|Reuters": "market",
        "The Common Market: The Door Slams ｜ 时代周刊": "market",
        "The Common Market | time OR other": "market hours",
        "slams | time": "market hours",
        "slams | Reuters": "market hours",
    },
    "emoji beside words": {
        "大豆🌱": "sprout",
        "大豆🌽": "sprout",
        "🌽 大豆 🌱": "sprout",
        "tunnel🚀": "tunnel below",
        "⛴️tunnel": "tunnel below",
        "tunnel ⛴️": "tunnel below",
        "🌱": "sprout",
        "🌽": "",
    },
    "words that only ask for reports": {
        "请问灯塔保护重要吗？": "tide",
        "关于灯塔保护的新闻": "tide",
        "关于“灯塔保护”的报道": "tide",
        "有关灯塔的报道": "tide",
        "帮我找一下灯塔的文章": "tide",
        "灯塔相关新闻": "tide",
        "有没有关于灯塔的最新消息": "tide",
        "find articles about the harbour tunnel": "tunnel below",
        "news on harbour tunnel": "tunnel below",
        "Gen. leaders revenue": "leaders",
    },
    "titles with what lists add": {
        "3. 遥感四十号卫星发射成功": "launch",
        "遥感四十号卫星发射成功(图)": "launch",
        "遥感四十号卫星发射成功 新华社": "launch",
        "《遥感四十号卫星发射成功》全文": "launch",
        "②遥感四十号卫星发射成功2024-01-02": "launch",
        "遥感四十号卫星发射成功--时政--晚报网": "launch",
        "遥感四十号卫星发射成功.html": "launch",
    },
    "bars in a field": {
        "来源:人民日报|国务院": "daily abroad notice later",
        "物流 date:2023|2024": "rural city",
        "物流 来源:国务院|晚报": "later",
    },
    "versions and numbers of laws": {
        "潮汐法(2019年修正)": "tide",
        "中华人民共和国潮汐法（2019修订）": "tide",
        "潮汐法【修订版】": "tide",
        "潮汐法修正案（3）": "tide_changed",
        "潮汐法修正案(三)": "tide_changed",
        "灯塔法第43条": "tide",
        "灯塔保护很重要": "tide",
    },
    "years without a century, days in single quotation marks": {
        "date:Oct. '21": "slashes",
        "date:Oct ’21": "slashes",
        "教育 AND date >= '2024-01-01'": "rural",
    },
    "single quotation marks": {
        "'harbour tunnel'": "tunnel",
        "‘harbour tunnel’": "tunnel",
        "slow 'harbour tunnel'": "tunnel",
        "harbour tunnel": "tunnel below",
        "'tunnel' harbour": "tunnel below",
        "'tis a tunnel below'": "",
    },
    "seasons": {
        "教育 date:last spring": "rural",
        "date:last spring 教育": "rural",
        "教育 日期:今春": "rural",
        "教育 日期:2024年两会": "rural",
        "教育 date:last December": "",
    },
    "scripts without spaces between words": {"กรุงเทพ": "bangkok", "ประชุม": "bangkok"},
    "an operator that nothing follows": {"apple NOT": "recipe salad far"},
    "patterns": {"201?": "years", "wom?n": "years", "wom?n?": ""},
    "patterns of several letters": {"w??en": "years", "2??9": "years"},
    "particles": {
        "서울 대통령": "korean",
        "서울": "korean",
        "회의": "korean",
        "대통령이 서울": "korean",
        "부산": "",
    },
}  # fmt: skip
CASES = [(kind, text) for kind, texts in FOUND.items() for text in texts]


def ask(index, text, **choices):
    return search(
        index, Request(text=text, today=TODAY, size=100, collapse_copies=False, **choices)
    )


@pytest.mark.parametrize(("kind", "text"), CASES)
def test_a_typed_query_finds_what_it_means_and_nothing_else(index, kind, text):
    page = ask(index, text)

    assert {hit.id for hit in page.hits} == set(FOUND[kind][text].split())
    assert page.total == len(page.hits)


@pytest.mark.parametrize("text", FOUND["forms of words with a hyphen"])
def test_a_form_of_a_word_with_a_hyphen_is_marked_in_each_report(index, text):
    for hit in ask(index, text).hits:
        assert any(snippet.marks for snippet in hit.snippets), hit.id


BEHIND = {
    "《魏书》的作者是谁？": "wang",
    "“魏书”的作者": "wang",
    "「火星志」讲了太原什么": "wang",
    '"火星志" 太原': "",
    '"魏书" 作者': "",
}


@pytest.mark.parametrize("text", BEHIND)
def test_marks_of_prose_are_no_operator_in_the_second_list(index, text):
    page = ask(index, text)
    behind = ask(index, text, layer=Layer.SOME)

    assert page.total == 0
    assert {hit.id for hit in behind.hits} == set(BEHIND[text].split())


SAID = {
    "？？？": ("ignored", "？？？"),
    "……": ("ignored", "……"),
    "topic:trade": ("unknown-field", "topic"),
    "older_than:2y apple": ("unknown-field", "older_than"),
    "from:Nobody": ("no-value", "Nobody", "source"),
    "source:火星报": ("no-value", "火星报", "source"),
    "RF=贸易": ("unknown-field", "RF"),
    "排序:最新 贸易": ("unknown-field", "排序"),
    'insource:"apple pie"': ("unknown-field", "insource"),
    "apple pie ~10": ("ignored", "~10"),
    "apple NEAR/1 (pie banana)": ("guessed",),
    "apple NEAR/1 three NEAR/3 banana": ("distances-mixed", "NEAR/3"),
    '"meeting of October 25 2021 took place"~20': ("order-kept", "6"),
    "date:someday": ("date-unread", "someday"),
    "wom?n?": ("nothing-fits", "wom?n?"),
    "§物流": ("ignored", "§"),
    "§ 物流": ("ignored", "§"),
    ".NET 物流": ("ignored", "."),
    "→物流": ("ignored", "→"),
    "物流 ≥5": ("ignored", "≥"),
    "第*次会议": ("sign-ignored", "*"),
    "“第*次会议”": ("sign-ignored", "*"),
    '"3.5*"': ("sign-ignored", "*"),
    '"3.5"*': ("sign-ignored", "*"),
    "apple^2": ("weight-ignored", "^2"),
    "日期:2024年春节": ("days-meant", "2024年春节", "2024-02-10", "2024-02-16"),
    "date:March 2024": ("days-meant", "March 2024", "2024-03-01", "2024-03-31"),
    "date:31/12/2023": ("day-meant", "31/12/2023", "2023-12-31"),
    "date:since March 2024": ("days-from", "since March 2024", "2024-03-01"),
    "date:2024年3月以前": ("days-until", "2024年3月以前", "2024-02-29"),
    "2024-03-05": ("day-or-named", "2024-03-05"),
    "The Door Slams | TIME": ("outlet-optional", "TIME"),
}


@pytest.mark.parametrize("text", SAID)
def test_how_a_query_was_read_is_said(index, text):
    notes = [(note.code, *note.values) for note in ask(index, text).notes]

    assert SAID[text] in notes


@pytest.mark.parametrize(
    "text",
    [
        "date:2024-03-05",
        "date:2024",
        "https://example.org/a:b",
        "10:30",
        "a=b",
        "E=mc2",
        'the: "apple"',
    ],
)
def test_what_needs_no_word_is_not_said(index, text):
    codes = {note.code for note in ask(index, text).notes}

    assert not codes & {"days-meant", "day-meant", "unknown-field"}


@pytest.mark.parametrize("value", ["人民日報", "火星报"])
def test_a_chosen_value_that_no_report_has_is_said(index, value):
    chosen = (("source", Chosen(values=(value, "国务院"))),)
    page = search(index, Request(text="物流", today=TODAY, chosen=chosen))

    notes = [note.values for note in page.notes if note.code == "no-such-choice"]
    assert notes == [(value, "source")]
    assert page.total == 1


def test_of_chosen_values_that_reports_have_nothing_is_said(index):
    chosen = (("source", Chosen(values=("",), excluded=("国务院",))),)
    page = search(index, Request(text="火星", today=TODAY, chosen=chosen))

    assert not [note for note in page.notes if note.code == "no-such-choice"]


INSIDE = {
    "89.5bn": "",
    "$89.5bn": "",
    "6.5km": "",
    '"6.5km"': "",
    '"89.5 b"': "leaders",
    '"9.5 billion"': "leaders",
    "$89": "leaders",
    "arbour unnel": "tunnel below",
    "unnel slowest": "",
    "arbour tunnel": "tunnel below",
}


@pytest.mark.parametrize("text", INSIDE)
def test_a_decimal_with_its_unit_is_inside_longer_words_only_with_its_unit(index, text):
    inside = ask(index, text, layer=Layer.INSIDE)

    assert {hit.id for hit in inside.hits} == set(INSIDE[text].split())


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("王浩 产量", "作者:王浩 产量"),
        ("投资 陈竺", "投资 作者:陈竺"),
        ("New York Post stalled", 'source:"New York Post" stalled'),
        ("talks O’Neill, John", None),
        ("国务院 物流", "来源:国务院 物流"),
        ("通讯员 产量", None),
    ],
)
def test_a_name_beside_words_is_offered_as_a_field_with_its_number(index, text, offered):
    offers = {
        suggestion.text: suggestion.count
        for suggestion in ask(index, text).suggestions
        if suggestion.kind is SuggestionKind.FIELD
    }

    assert set(offers) == ({offered} - {None})
    assert all(ask(index, offer).total == count for offer, count in offers.items())


@pytest.mark.parametrize(
    ("text", "kind", "offered"),
    [
        ("港口码头", SuggestionKind.EXACT, "“港口码头”"),
        ("码头工人", SuggestionKind.EXACT, None),
        ("https://www.example.gov.cn/2023/x.htm", SuggestionKind.FIELD, "site:www.example.gov.cn"),
        ("https://none.example.org/2023/x.htm", SuggestionKind.FIELD, None),
        ("harbuor zzqxw", SuggestionKind.SPELLING, "harbour"),
        ("来源:国院 促进", SuggestionKind.SPELLING, "来源:国务院 促进"),
        ("source:NYT talks", SuggestionKind.SPELLING, 'source:"New York Times" talks'),
        ("source:NYP", SuggestionKind.SPELLING, 'source:"New York Post"'),
        ("redbull", SuggestionKind.SPELLING, "red bull"),
        ("windfarm", SuggestionKind.SPELLING, "wind farm"),
        ("199? OR 5G", SuggestionKind.DATE, None),
        ("recalled", SuggestionKind.SPELLING, None),
        ("recall ed cans", SuggestionKind.SPELLING, "recalled cans"),
        ("5/3/2024", SuggestionKind.DATE, "date:5/3/2024"),
        ("3/5/2024", SuggestionKind.DATE, "date:2024-03-05"),
        ("31/12/2023", SuggestionKind.DATE, "date:31/12/2023"),
        ("title:(market or other)", SuggestionKind.WRITING, "title:(market OR other)"),
        ('"apple pie" or salad', SuggestionKind.WRITING, '"apple pie" OR salad'),
        ("(apple pie) but not salad", SuggestionKind.WRITING, "(apple pie) BUT NOT salad"),
        ("apple source:Times or Post", SuggestionKind.WRITING, None),
        ("or salad", SuggestionKind.WRITING, None),
        ("Doe-Smith", SuggestionKind.FIELD, "author:Doe-Smith"),
        ("A. Brown", SuggestionKind.FIELD, 'author:"A. Brown"'),
        ("Smith stalled", SuggestionKind.FIELD, "author:Smith stalled"),
        ("Mith", SuggestionKind.FIELD, None),
        ("Jane Doe-Smit", SuggestionKind.FIELD, 'author:"Jane Doe-Smith"'),
        ("ONeil", SuggestionKind.FIELD, None),
        ("澜政发", SuggestionKind.FIELD, "文号:澜政发"),
        ("澜政发〔2021〕", SuggestionKind.FIELD, '文号:"澜政发〔2021〕"'),
        ("澜政发〔2020〕", SuggestionKind.FIELD, None),
        ("banana OR apple -salad", SuggestionKind.WRITING, "(banana OR apple) -salad"),
        ("banana OR apple NOT salad", SuggestionKind.WRITING, "(banana OR apple) NOT salad"),
        ("物流 或 农村 非 城市", SuggestionKind.WRITING, "(物流 或 农村) 非 城市"),
        ("banana NOT salad", SuggestionKind.WRITING, None),
        ("-salad banana OR apple", SuggestionKind.WRITING, None),
        ("apple except banana", SuggestionKind.WRITING, "apple NOT banana"),
        ("物流 不包括 城市", SuggestionKind.WRITING, "物流 不含 城市"),
        ("Jane Doe-Smyth", SuggestionKind.FIELD, 'author:"Jane Doe-Smith"'),
        ("Alan Browne", SuggestionKind.FIELD, 'author:"Alan Brown"'),
        ("New York Tines", SuggestionKind.FIELD, 'source:"New York Times"'),
        ("联合晚报", SuggestionKind.FIELD, "来源:聯合報"),
        ("apple", SuggestionKind.FIELD, None),
        ("zzqxw", SuggestionKind.FIELD, None),
    ],
)
def test_what_is_nearest_to_a_line_is_offered_with_its_number(index, text, kind, offered):
    offers = {
        suggestion.text: suggestion.count
        for suggestion in ask(index, text).suggestions
        if suggestion.kind is kind
    }

    assert set(offers) == ({offered} - {None})
    assert all(ask(index, offer).total == count for offer, count in offers.items())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("港口码头", ("layer-some-of", "港口码头")), ("港口 码头", ("layer-some", "2"))],
)
def test_words_that_nobody_typed_apart_are_not_counted(index, text, sentence):
    layers = {layer.layer: layer for layer in ask(index, text).layers}

    assert (layers[Layer.SOME].note.code, *layers[Layer.SOME].note.values) == sentence
    assert layers[Layer.SOME].total == 1


def test_the_chart_of_a_young_word_begins_with_it_unless_the_whole_time_is_wanted(index):
    request = Request(text="教育", today=TODAY)

    drawn, whole = (trend(index, request, ("教育",), whole=wanted) for wanted in (False, True))

    assert (drawn.begins, drawn.periods) == ("2024-03", ("2024-03-05",))
    assert (whole.begins, whole.periods[0]) == ("", "1898")
    assert sum(drawn.series[0].counts) == sum(whole.series[0].counts) == 1


def test_what_a_layer_shows_is_not_said_to_be_in_no_report(index):
    page = ask(index, "1.27万美元")

    assert [(layer.layer, layer.total) for layer in page.layers] == [(Layer.INSIDE, 1)]
    assert "nothing-of-it" not in {note.code for note in page.notes}


def test_a_piece_keeps_the_marks_that_folding_drops(index):
    assert [piece.text for piece in ask(index, "กรุงเทพ").pieces] == ["กรุงเทพ"]


def test_a_word_is_excluded_from_the_reports_of_a_chosen_source(index):
    chosen = (("source", Chosen(values=("人民日报", "New York Times"))),)

    assert [hit.id for hit in ask(index, "-贸易", chosen=chosen).hits] == ["times"]


@pytest.mark.parametrize(
    "text", ["\u200b", "物流 \u200b 14th", "s \u00ad x", "“\u200b”", "a \u0301 b"]
)
def test_a_word_of_nothing_but_marks_without_width_breaks_nothing(index, text):
    assert ask(index, text).exact


def test_a_line_that_begins_with_a_sign_is_told_how_to_search_for_it(folder):
    result = CliRunner().invoke(baogao, ["search", "-labor", "--index", str(folder / "index")])

    assert result.exit_code == 2
    assert "baogao search -- '-labor'" in result.output


@pytest.mark.parametrize("text", ["3M", "5d", "-1950", "1000"])
def test_what_is_a_date_only_in_the_date_field_is_not_offered_as_one(index, text):
    kinds = {suggestion.kind for suggestion in ask(index, text).suggestions}

    assert SuggestionKind.DATE not in kinds
