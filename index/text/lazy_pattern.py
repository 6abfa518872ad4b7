"""Regular expressions that are compiled when they are first used.

Python compiles a class of all Han characters one by one: two of them in a pattern take a
millisecond or more. Measured: `baogao search` from a cold start spent a fifth of its time on its
300 patterns, of which one search uses a third. So a pattern with such a class is made here.
"""

import functools
import re
from typing import cast


class LazyPattern:
    """Has the attributes of a compiled pattern. The first use of each costs a little more."""

    def __init__(self, text: str, flags: int) -> None:
        self._text = text
        self._flags = flags

    @functools.cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern itself."""
        return re.compile(self._text, self._flags)

    def __getattr__(self, name: str) -> object:
        """An attribute of the pattern, kept here, where it is found without this method."""
        value: object = getattr(self.compiled, name)
        self.__dict__[name] = value
        return value


def lazy_pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern of that text, compiled when it is first used."""
    return cast("re.Pattern[str]", LazyPattern(text, flags))
