"""A line written for another system asks for what the same line in our words asks for."""

import dataclasses

import pytest

from search.query.syntax.parser import QueryNode, Word, parse

SAME = {
    "a title of Lexis": ("headline(rice harvest)", "title:(rice harvest)"),
    "a lead of Lexis": ("HLEAD(粮食)", "title:(粮食)"),
    "an author of Lexis": ("byline(Quill) AND wheat", "author:(Quill) AND wheat"),
    "a title of Factiva": ("hd=粮食", "title:粮食"),
    "a title of PubMed": ("rice[ti] AND wheat[tiab]", "title:rice AND wheat"),
    "a name of PubMed": ("Quill[au] wheat[Title]", "author:Quill title:wheat"),
    "a quoted title of PubMed": ('"rice harvest"[ti]', 'title:"rice harvest"'),
    "a date of PubMed": ("2023[dp] wheat", "date:2023 wheat"),
    "all in the title": ("allintitle: rice harvest", "title:rice title:harvest"),
    "all in the title at once": ("allintitle:rice harvest", "title:rice title:harvest"),
    "one paragraph of Westlaw": ("wheat /p corn", "wheat PARAGRAPH corn"),
    "one sentence of Westlaw": ("wheat /s corn", "wheat SENTENCE corn"),
    "near of Westlaw": ("wheat /5 corn", "wheat NEAR/5 corn"),
    "small operators": ("wheat and (corn or rice)", "wheat AND (corn OR rice)"),
    "small operators behind": ("(wheat or corn) and not rice", "(wheat OR corn) AND NOT rice"),
    "a small operator before a field": (
        "headline(rice) and body(wheat) not source:Tide",
        "title:(rice) AND body:(wheat) NOT source:Tide",
    ),
    "any field as a function": ("au(Quill) AND pub(Tide)", "author:(Quill) AND source:(Tide)"),
    "an abstract of ProQuest": ("ti(rice) AND ab(wheat)", "title:(rice) AND +(wheat)"),
    "an abstract in full": ("abstract(wheat) rice", "+(wheat) rice"),
    "a year of ProQuest": ("yr(2023) AND rice", "date:(2023) AND rice"),
    "a date of Lexis": ("rice AND date(>2023-01-01)", "rice AND date:(>2023-01-01)"),
    "a range of Factiva": (
        "rice and date from 20230101 to 20231231",
        "rice AND date:from 20230101 to 20231231",
    ),
    "a side of Factiva": ("rice date after 20230101", "rice date:after 20230101"),
    "a side of Lexis": ("rice AND DATE BEF 1/31/2023", "rice AND date:before 1/31/2023"),
    "a year of Lexis": ("rice AND DATE IS 2023", "rice AND date:2023"),
    "two values of CNKI": ("TI='粮食'*'化肥'", 'title:("粮食" AND "化肥")'),
    "one or the other of CNKI": ("SU='粮食'+'化肥'", '+("粮食" OR "化肥")'),
    "one without the other of CNKI": ("SU='粮食'-'化肥'", '+("粮食" NOT "化肥")'),
    "three values of CNKI": ("SU='粮食'+'化肥'+'种子'", '+("粮食" OR "化肥" OR "种子")'),
    "values of CNKI apart": ("SU='粮食' + '化肥' AND 港口", '+("粮食" OR "化肥") AND 港口'),
    "a sentence of CNKI": ("FT='粮食 # 化肥'", "+(粮食 SENTENCE 化肥)"),
    "near of CNKI": ("FT='粮食 /NEAR 5 化肥'", "+(粮食 NEAR/5 化肥)"),
    "a paragraph of CNKI": ("TI='粮食 /SEN 3 化肥'", "title:(粮食 PARAGRAPH 化肥)"),
    "brackets of CNKI": ("（粮食+化肥）*港口", "（粮食 OR 化肥） AND 港口"),
    "brackets of CNKI behind": ("港口*（粮食+化肥）", "港口 AND （粮食 OR 化肥）"),
    "a source of CNKI": ("LY=人民日报 AND 粮食", "source:人民日报 AND 粮食"),
    "a value of SQL": ("source = '人民日报' AND 粮食", 'source:"人民日报" AND 粮食'),
    "a title of SQL": ("title LIKE '%粮食%'", 'title:"粮食"'),
    "a value of Jira": ('source ~ "Tide Post" AND rice', 'source:"Tide Post" AND rice'),
    "a part of SQL": ("%粮食% 化肥", "粮食 化肥"),
    "several values of Jira": (
        'source in ("Tide", "Herald") rice',
        'source:("Tide" OR "Herald") rice',
    ),
    "spaces around a colon of KQL": (
        'source : "Tide Post" and title : rice',
        'source:"Tide Post" AND title:rice',
    ),
    "a space before a colon": ("title :rice corn", "title:rice corn"),
    "a space before a Chinese colon": ("标题 ： 粮食", "标题:粮食"),
    "brackets behind such a colon": ("title : (rice OR corn)", "title:(rice OR corn)"),
    "a value like another in CNKI": ("SU %= '粮食' and YE = '2023'", '+"粮食" AND date:"2023"'),
    "a value like another in CNKI, glued": ("TI%='粮食' 化肥", 'title:"粮食" 化肥'),
    "a topic of Web of Science": ("TS=(rice AND wheat)", "+(rice AND wheat)"),
    "a topic of Scopus": ("TITLE-ABS-KEY(rice AND wheat)", "+(rice AND wheat)"),
    "a newspaper": ('newspaper:"Tide Post" rice', 'source:"Tide Post" rice'),
    "a document behind its number": ("国发〔2013〕1号文件 粮食", '"国发〔2013〕1号" 粮食'),
    "a value behind two equals signs": ("title==rice corn", "title:rice corn"),
    "any value of Lucene": ("_exists_:author AND rice", "author:* AND rice"),
    "no value of Lucene": ("_missing_:date rice", "date:none rice"),
    "a range with a quoted day": (
        'date:"Aug 16 2021"..2021-08-18 rice',
        'date:"Aug 16 2021..2021-08-18" rice',
    ),
    "a range of two quoted days": (
        'date:"Aug 16 2021".."Aug 18 2021"',
        'date:"Aug 16 2021..Aug 18 2021"',
    ),
    "a page's markup": ("<em>粮食</em>&nbsp;化肥", "粮食 化肥"),
    "a page's quotation marks": ("&quot;rice harvest&quot; wheat", "rice harvest wheat"),
    "another value of Splunk": ('source!="Tide Post" rice', '-source:"Tide Post" rice'),
    "another value of SQL": ("来源 <> 人民日报 AND 粮食", "-source:人民日报 AND 粮食"),
    "one of several values": ('source IN ("Tide", Herald) rice', 'source:("Tide" OR Herald) rice'),
    "one of several in Chinese": ("来源 IN （甲报，乙报）", "source:（甲报 OR 乙报）"),
    "days of Kibana": ("date >= 2023-01-01 and rice", "date:>=2023-01-01 and rice"),
    "days of Kibana at once": ("date<2023 rice", "date:<2023 rice"),
    "days in Chinese": ("日期≥2023年 粮食", "date:>=2023年 粮食"),
    "values of Kibana": ('source:("Tide" or Herald) rice', 'source:("Tide" OR Herald) rice'),
    "a value of Kibana without another": (
        "source:Tide and not rice",
        "source:Tide AND NOT rice",
    ),
    "without a value of Kibana": ("not source:Tide rice", "NOT source:Tide rice"),
    "a title of Sphinx": ("@title rice AND wheat", "title:rice AND wheat"),
    "words in a title of Redis": ("@title:(rice wheat)", "title:(rice wheat)"),
    "a source of Sphinx in Chinese": ('@来源 "人民日报" 粮食', 'source:"人民日报" 粮食'),
    "a year of a Chinese library": ("年代:1936 粮食", "date:1936 粮食"),
    "all fields of a Chinese library": ("全字段:粮食", "+粮食"),
    "the beginning of a last word": ('"rice harv"*', '"rice harv*"'),
    "a small not": ("(wheat or corn) not rice", "(wheat OR corn) NOT rice"),
}


def shape(node: QueryNode | None) -> object:
    """A tree without the positions and the spelling of its operators and fields."""
    if node is None or isinstance(node, Word):
        return node and node.text
    values = {field.name: getattr(node, field.name) for field in dataclasses.fields(node)}
    for name in ("start", "end", "label"):
        values.pop(name, None)
    shaped = {
        name: shape(value)
        if name == "child"
        else tuple(map(shape, value))
        if name == "children"
        else value
        for name, value in values.items()
    }
    return type(node).__name__, tuple(shaped.items())


@pytest.mark.parametrize("name", SAME)
def test_a_line_of_another_system_is_read_as_ours(name):
    theirs, ours = SAME[name]

    assert shape(parse(theirs).root) == shape(parse(ours).root)


@pytest.mark.parametrize(
    "line",
    [
        "title (2024)",
        "war and peace (and other stories)",
        "oil (and gas) or coal",
        "the body (of evidence) and the law",
        "小麦[2024]",
        "国发[2013]1号",
        "[ti] rice",
        "/p wheat",
        "wheat /p",
        "1/2 wheat",
        "(wheat or corn",
        "the author(s) of it",
        "the rice(new) price",
        "a release date from last year",
        "the date is 2023",
        "price > 100",
        "x <> y",
        "time = money",
        "a<b and b>c",
        "R&amp;D",
        "5% rice",
        "text in (small) print",
        "the source > rice",
        "date >",
        "rice @title",
        "@nobody rice",
        "the year in (review)",
        "not the rice and not the wheat",
        "carbon date from 12 samples",
        "the workers' 'tools'",
        "粮食+化肥",
        "粮食*化肥",
        "C++ (and C)",
        "Abstract: the price of rice",
        "摘要：粮食价格",
        "title :",
        "title : AND rice",
        "ratio 3 : 2",
        "soul : body",
        "x == y",
        "_exists_:nothing rice",
    ],
)
def test_a_line_that_only_looks_like_it_stays_words(line):
    root = parse(line).root

    assert not {"FieldNode", "ProximityNode", "AnyOf", "Not"} & set(kinds(root))


def kinds(node):
    yield type(node).__name__
    for child in getattr(node, "children", ()):
        yield from kinds(child)
