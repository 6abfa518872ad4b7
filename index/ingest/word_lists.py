"""The words of both languages that readers know: `words.toml` beside this file, read once."""

import functools
import tomllib
from pathlib import Path


@functools.cache
def _tables() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("word_lists.toml").read_text("utf-8"))


def table(name: str) -> dict[str, tuple[str, ...]]:
    """A table of lists, as (key, words) in their order."""
    return {key: tuple(text.split()) for key, text in _tables()[name].items()}


def characters(name: str, key: str) -> frozenset[str]:
    """A list of single characters, which need no space between them."""
    return frozenset("".join(_tables()[name][key].split()))


def spaced(words: tuple[str, ...]) -> list[str]:
    """Words with the spaces that underscores stand for."""
    return [word.replace("_", " ") for word in words]


def either(name: str, key: str) -> str:
    """A list as the alternatives of a regular expression; its words may be patterns themselves."""
    return "|".join(spaced(table(name)[key]))
