"""The values of a keyword field: of a batch that is written, and of a column that is read."""

from dataclasses import dataclass

from index.arrays import Array


@dataclass(frozen=True, slots=True)
class KeywordValues:
    """The values of a field.

    Report `doc` has the value `names[ordinals[doc]]`; `names` is sorted.
    """

    names: tuple[str, ...]
    ordinals: Array
