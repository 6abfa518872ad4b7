"""Both Chinese catalogues say everything, and say it with the same values."""

import re

import pytest
from babel.messages.pofile import read_po
from opencc import OpenCC

from web.messages import LOCALES, in_use, path_of

_VALUE = re.compile(r"%\(\w+\)s|\{\d\}")


def catalogue(locale):
    with path_of(locale).open("rb") as file:
        return read_po(file, locale=locale)


def forms(text):
    return [text] if isinstance(text, str) else list(text)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_message_in_use_is_translated_and_no_other_is_kept(locale):
    wanted = {message.id for message in in_use() if message.id}
    known = {message.id: message.string for message in catalogue(locale) if message.id}

    assert wanted == set(known), "run: python -m web.messages"
    assert [one for one, said in known.items() if not all(forms(said))] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_translation_holds_the_values_of_its_message(locale):
    for message in catalogue(locale):
        if message.id:
            wanted = set(_VALUE.findall(forms(message.id)[-1]))
            for said in forms(message.string):
                assert set(_VALUE.findall(said)) == wanted, said


def test_traditional_chinese_holds_no_simplified_only_character():
    convert = OpenCC("s2t").convert
    for message in catalogue("zh_Hant"):
        for said in forms(message.string) if message.id else ():
            assert (
                convert(said) == said
                or convert(said).translate(str.maketrans("裏羣", "裡群")) == said
            )
