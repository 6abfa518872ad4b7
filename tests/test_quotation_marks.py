"""Passages are quoted with the marks of the second level inside."""

import pytest

from search.views.quotation_marks import quoted_passage


@pytest.mark.parametrize(
    ("passage", "quoted"),
    {
        "集装箱码头开港": "“集装箱码头开港”",
        "迈入“十五五”新征程": "“迈入‘十五五’新征程”",
        "他说：“这叫‘一带一路’。”": "“他说：‘这叫“一带一路”。’”",
        "依据《条例》第“三”条": "“依据《条例》第‘三’条”",
        "五”新征程": "“五’新征程”",
        '推进"一带一路"和"双碳"': "“推进‘一带一路’和‘双碳’”",
        "他說「開港」": "「他說『開港』」",
        "他說『開港』": "「他說「開港」」",
        "He said “we don’t know” twice": "“He said ‘we don’t know’ twice”",
        "“the ‘new deal’ isn’t new,” he said": "“‘the “new deal” isn’t new,’ he said”",
        'the "new deal" (a "plan")': "“the ‘new deal’ (a ‘plan’)”",
        "the people’s ‘new deal’": "“the people’s ‘new deal’”",
    }.items(),
)
def test_a_quotation_inside_a_passage_has_the_marks_of_the_second_level(passage, quoted):
    assert quoted_passage(passage) == quoted
