"""The readers know a word in both scripts."""

import tomllib
from pathlib import Path

import opencc
import pytest

from index.ingest import word_lists

LISTS = {
    f"{table}.{key}": words.split()
    for table, lists in tomllib.loads(
        Path(word_lists.__file__).with_suffix(".toml").read_text("utf-8")
    ).items()
    for key, words in lists.items()
}
CHARACTERS = {"surnames.single", "frequent.han"}
"""Lists of characters, not of words."""
ONE_SCRIPT = {
    "labels.editor": {
        "主編",
        "編集",
        "編集者",
    },  # 主编 is the chief editor, who is no field of a report
    # Japanese
    "labels.title": {"表題"},
    "labels.date": {
        "公開日",
        "公開日時",
        "投稿日時",
        "掲載年月日",
        "掲載日",
        "掲載日時",
        "配信日時",
    },
    "labels.updated": {"更新日時", "最終更新", "最終更新日"},
    "labels.source": {"情報源", "掲載媒体", "掲載紙", "掲載紙名", "掲載誌"},
    "labels.author": {"執筆者", "執筆者名", "筆者", "記者名"},
    "labels.views": {"閲覧数"},
    "records.author": {"執筆者", "執筆者名", "記者名"},
    "records.title": {"表題"},
    "records.body": {"記事", "記事内容"},
    "records.date": {"掲載日", "発行日", "公開日", "発表日", "掲載年月日", "発行年月日"},
    "records.source": {
        *("掲載紙", "掲載誌", "新聞名", "雑誌名", "掲載紙名", "紙名", "紙誌名", "新聞社", "情報源")
    },
    "records.description": {"要約"},
    "records.views": {"閲覧数"},
    "tail.neighbours": {"上一頁", "下一頁"},  # 上一页, 下一页 are pages of the same report
}


def is_word(text):
    return all("\u3400" <= char <= "\u9fff" for char in text)


@pytest.mark.parametrize("name", sorted(LISTS.keys() - CHARACTERS))
def test_a_traditional_word_has_its_simplified_twin_in_the_same_list(name):
    simplified = opencc.OpenCC("t2s").convert
    words = set(filter(is_word, LISTS[name])) - ONE_SCRIPT.get(name, set())

    assert {word for word in words if simplified(word) not in words} == set()
