"""The names of fields that may stand before a colon in a query line."""

import functools
from collections.abc import Mapping

from index.fields import ANYWHERE_NAMES, QUERY_FIELDS
from index.text.fold import fold

ANYWHERE = "anywhere"
"""The value of a field name that stands for all texts; a word after it is only required."""
MAX_FIELD_NAME_CHARS = max(
    len(name) for names in (*QUERY_FIELDS.values(), ANYWHERE_NAMES) for name in names
)
"""The letters of the longest name of a field."""


@functools.cache
def field_names() -> Mapping[str, str]:
    """The field for each name, folded; made when a line has a colon, because it takes 20 ms."""
    names = {fold(name): field for field, names in QUERY_FIELDS.items() for name in names}
    return names | dict.fromkeys(map(fold, ANYWHERE_NAMES), ANYWHERE)
