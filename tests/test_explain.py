"""`baogao explain`: what a text and a query were taken for."""

import json

import pytest
from click.testing import CliRunner

from baogao import baogao


def explained(*arguments):
    result = CliRunner().invoke(baogao, ["explain", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_words_grams_and_pieces_are_shown(sample_index):
    text = explained("农村物流 -airport", "--index", str(sample_index))

    assert "Words: 农村 | 物流 | airport" in text
    assert "Grams: 农村 | 村物 | 物流 | 流 | airport" in text
    assert "5-13  excluded: airport" in text


READ = {
    "rice OR wheat": "word: rice|OR word: wheat",
    "port (rice OR wheat)": "word: port|(word: rice|OR word: wheat)",
    "rice NEAR/3 wheat": "word: rice|NEAR/3 word: wheat",
    "title:rice and title:wheat": "word in title: rice|AND word in title: wheat",
    "rice 同句 (小麦 或 玉米)": "word: rice|SENTENCE (word: 小麦|OR word: 玉米)",
}
"""A line and its pieces, with what stands between them."""


@pytest.mark.parametrize("line", READ)
def test_operators_and_brackets_are_shown(sample_index, line):
    shown = explained(line, "--index", str(sample_index)).split("As a query:\n")[1]

    assert [row.split("  ")[2] for row in shown.splitlines()[: READ[line].count("|") + 1]] == (
        READ[line].split("|")
    )


def test_without_an_index_the_cut_is_shown_and_what_to_do(tmp_path):
    text = explained("物流", "--index", str(tmp_path / "none"))

    assert "Words: 物流" in text
    assert "baogao index" in text


def test_json_has_the_places_of_every_token(sample_index):
    facts = json.loads(explained("２０２３年 物流", "--json", "--index", str(sample_index)))

    assert facts["folded"] == "2023年 物流"
    assert facts["grams"][0] == {"text": "2023", "start": 0, "end": 4}
    assert [piece["text"] for piece in facts["pieces"]] == ["2023年", "物流"]
