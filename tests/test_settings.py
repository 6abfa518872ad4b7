"""Settings come from a file, the environment overrides it, mistakes are named."""

import pytest

from index.settings import SettingsError, load


def write(folder, text, name="baogao.toml"):
    (folder / name).write_text(text, "utf-8")
    return folder


def test_without_a_file_the_defaults_hold(tmp_path):
    assert load(tmp_path, {}).index == "var/index"
    assert load(tmp_path, {}).corpus == ("corpus",)


def test_the_environment_overrides_the_file(tmp_path):
    write(tmp_path, 'index = "from-file"')

    assert load(tmp_path, {}).index == "from-file"
    assert load(tmp_path, {"BAOGAO_INDEX": "from-environment"}).index == "from-environment"


def test_meaning_is_left_open_until_the_file_or_the_environment_says(tmp_path):
    assert load(tmp_path, {}).meaning is None
    write(tmp_path, "meaning = true")

    assert load(tmp_path, {}).meaning is True
    assert load(tmp_path, {"BAOGAO_MEANING": "0"}).meaning is False


def test_synonyms_are_groups_of_words_that_mean_the_same(tmp_path):
    write(tmp_path, 'synonyms = ["北京大学 = 北大 = PKU", "a=b"]')

    assert load(tmp_path, {}).synonyms == (("北京大学", "北大", "PKU"), ("a", "b"))


def test_the_dictionary_is_a_file_beside_the_settings_with_comments_left_out(tmp_path):
    write(tmp_path, "# own words\n农村寄递 100 n\n\n云河模式\n", "words.txt")
    write(tmp_path, 'dictionary = "words.txt"')

    assert load(tmp_path, {}).dictionary == ("农村寄递 100 n", "云河模式")


MISTAKES = {
    "no TOML": ("index = ", "baogao.toml"),
    "a number for a text": ("index = 3", "index"),
    "a text in no list of texts": ("corpus = [1]", "corpus"),
    "one word has no synonym": ('synonyms = ["alone"]', "alone"),
    "an empty synonym": ('synonyms = ["a = "]', "a = "),
    "more synonyms than a query can have": (
        f'synonyms = ["mill = {" = ".join(map(str, range(100)))}"]',
        "101 words",
    ),
    "a dictionary that is not there": ('dictionary = "gone.txt"', "gone.txt"),
    "a switch that is neither": ('meaning = "often"', "meaning"),
    "a share above one": ("recency = 2", "recency"),
}


@pytest.mark.parametrize(("text", "named"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_a_sentence_that_names_it(tmp_path, text, named):
    with pytest.raises(SettingsError, match=named):
        load(write(tmp_path, text), {})
