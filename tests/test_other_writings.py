"""A line in its other writings: numerals, round numbers, shares, quarters, British and American."""

import pytest

from search.suggest.other_writings import other_writings

WRITINGS = {
    "一千吨": "1000吨",
    "1000吨": "一千吨",
    "1,000吨": "一千吨",
    "三百五十人": "350人",
    "十个": "10个",
    "一千零五人": "1005人",
    "100万": "1000000 一百万",
    "1000000": "100万",
    "一千二百万": "12000000 1200万",
    "1.5亿": "150000000 15000万",
    "12500吨": "1.25万吨",
    "1.25万吨": "12500吨 一万二千五百吨",
    "一万二千五百吨": "12500吨 1.25万吨",
    "三点五亿": "350000000 3.5亿",
    "两千零八": "2008",
    "第三号台风": "第3号台风",
    "第3号": "第三号",
    "神舟18号": "神舟十八号",
    "神舟18": "神舟十八",
    "嫦娥6": "嫦娥六",
    "嫦娥六号": "嫦娥6号",
    "十四届": "14届",
    "13000亿斤": "1.3万亿斤",
    "1.3万亿斤": "13000亿斤 一万三千亿斤",
    "3%至5%": "3%-5%",
    "12小时": "12个小时",
    "0.5个百分点": "0.5百分点",
    "1000元以上2000元以下": "一千元以上二千元以下",
    "二百元以上五百元以下": "200元以上500元以下",
    "3-5%": "3%-5% 3至5%",
    "1至5月": "1-5月",
    "1—5月": "1至5月 1到5月",
    "$3.5bn": "$3.5_billion",
    "rmb3.5bn": "rmb3.5_billion",
    "575 million": "575m 575mn",
    "2023年5月": "二〇二三年五月 二零二三年五月",
    "二〇二三年十二月": "2023年12月 二零二三年十二月",
    "二〇二三年": "2023年 二零二三年",
    "二零二三年": "2023年 二〇二三年",
    "2023年": "二〇二三年 二零二三年",
    "3.5%": "百分之三点五 3.5_percent",
    "5 percent": "5% 5_pct",
    "百分之三点五": "3.5%",
    "50%": "百分之五十",
    "百分之五十": "50%",
    "百分之十五": "15%",
    "q3": "第三季度 三季度",
    "2023年q1": "2023年第一季度 2023年一季度",
    "第三季度": "三季度 Q3",
    "三季度": "第三季度 Q3",
    "labour": "labor",
    "120人": "一百二十人",
    "15个": "十五个",
    "World War II": "world_war_2",
    "world war 2": "world_war_ii",
    "Apollo 13": "apollo_xiii",
    "α粒子": "alpha粒子",
    "alpha particle": "α_particle",
    "12.50元": "12.5元 ¥12.50",
    "12.5元": "12.50元 ¥12.5",
    "45元": "四十五元 45.00元 ¥45",
    "$12.50": "$12.5 12.50美元",
    "12.5美元": "12.50美元 $12.5",
    "120 million": "120m 120mn 1.2亿 12000万",
    "1.2亿": "120000000 12000万 120_million",
    "2.5万亿": "25000亿 2.5_trillion 2500_billion",
    "芸術": "艺术",
    "艺术": "芸术",
    "弁論": "辩论 辨论 瓣论",
    "张芸": "张艺",
    "Müller": "mueller",
    "Mu\u0308ller": "mueller",
    "Mueller": "muller",
    "Gerhard Schroeder": "gerhard_schroder",
    "colors": "colours",
    "organisation": "organization",
    "analyze": "analyse",
    "city centre": "city center",
    "defence": "defense",
    "grey": "gray",
}
NONE = (
    "010",
    "芸",
    "2023",
    "2024-02-29",
    "2024/2/9",
    "2023年6月7日",
    "二〇二三年六月七日",
    "3-2",
    "GPT-4",
    "10:30",
    "1000.5",
    "3.5",
    "十四五",
    "三五",
    "一带一路",
    "report",
    "",
)


@pytest.mark.parametrize("line", WRITINGS)
def test_a_line_has_its_other_writings(line):
    writings = list(other_writings(line))

    assert set(WRITINGS[line].replace("city ", "city_").split()) <= {
        text.replace(" ", "_") for text in writings
    }


@pytest.mark.parametrize("line", NONE)
def test_what_is_written_one_way_has_no_other(line):
    assert list(other_writings(line)) == []
