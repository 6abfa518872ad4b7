"""Word lists of both languages for the readers, loaded once from the file beside this one."""

import functools
import tomllib
from pathlib import Path


@functools.cache
def _tables() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("word_lists.toml").read_text("utf-8"))


def table(name: str) -> dict[str, tuple[str, ...]]:
    """A table of word lists by key, in the order of the file."""
    return {key: tuple(text.split()) for key, text in _tables()[name].items()}


def characters(name: str, key: str) -> frozenset[str]:
    """A list of single characters; they are written without spaces."""
    return frozenset("".join(_tables()[name][key].split()))


def spaced(words: tuple[str, ...]) -> list[str]:
    """Words with spaces in place of underscores."""
    return [word.replace("_", " ") for word in words]


def either(name: str, key: str) -> str:
    """A list as alternatives of a regular expression; its words may be patterns."""
    return "|".join(spaced(table(name)[key]))
