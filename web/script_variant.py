"""A report shown in simplified or traditional characters; the original is one click away."""

import functools
from types import MappingProxyType

import opencc
from markupsafe import Markup

from index.text.fold import HAN_CHARACTER

SCRIPTS = MappingProxyType({"hans": "t2s", "hant": "s2t"})
"""The values of `?script=`, each with its OpenCC conversion."""


@functools.lru_cache(maxsize=len(SCRIPTS))
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


def converted_markup(text: Markup, script: str) -> Markup:
    """Markup in a script, its tags untouched: OpenCC changes Han characters only."""
    if script not in SCRIPTS:
        return text
    return Markup(_converter(SCRIPTS[script]).convert(str(text)))  # noqa: S704 - markup stays markup


def traditional(text: str) -> str:
    """A text of ours in traditional characters, for readers of the interface in them."""
    return str(_converter(SCRIPTS["hant"]).convert(text))


def other_scripts(text: str) -> tuple[str, ...]:
    """The scripts in which a text would look different."""
    sample = text[:4_000]
    if not HAN_CHARACTER.search(sample):
        return ()
    return tuple(
        script for script, name in SCRIPTS.items() if _converter(name).convert(sample) != sample
    )
