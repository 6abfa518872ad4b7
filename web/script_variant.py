"""A report shown in simplified or traditional characters; the original is one click away."""

import functools
import re
from types import MappingProxyType

import opencc
from markupsafe import Markup

from index.text.fold import HAN_CHARACTER

SCRIPTS = MappingProxyType({"hans": "t2s", "hant": "s2t"})
"""The values of `?script=`, each with its OpenCC conversion."""


_WHOLE_CHARACTERS = re.compile("[^\ud800-\udfff]+")
"""Text without halves of characters, which a file may hold and OpenCC refuses."""


def _converted(text: str, script: str) -> str:
    """A text in a script; halves of characters stay."""
    converter = _converter(SCRIPTS[script])
    return _WHOLE_CHARACTERS.sub(lambda whole: converter.convert(whole[0]), text)


@functools.lru_cache(maxsize=len(SCRIPTS))
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


def converted_markup(text: Markup, script: str) -> Markup:
    """Markup in a script, its tags untouched: OpenCC changes Han characters only."""
    if script not in SCRIPTS:
        return text
    return Markup(_converted(str(text), script))  # noqa: S704 - markup stays markup


def traditional(text: str) -> str:
    """A text of ours in traditional characters, for readers of the interface in them."""
    return _converted(text, "hant")


def other_scripts(text: str) -> tuple[str, ...]:
    """The scripts in which a text would look different."""
    sample = text[:4_000]
    if not HAN_CHARACTER.search(sample):
        return ()
    return tuple(script for script in SCRIPTS if _converted(sample, script) != sample)
