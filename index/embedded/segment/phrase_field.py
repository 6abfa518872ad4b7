"""The phrases of a segment: terms with counts, without postings."""

from index.arrays import Array
from index.embedded.segment.array_file import ArrayFile
from index.embedded.segment.term_blocks import TermBlockLayout
from index.embedded.segment.term_dict import TermDict
from index.schema import PHRASES


class PhraseField:
    """The phrases mined from the texts of a segment."""

    def __init__(self, file: ArrayFile) -> None:
        self.lexicon = TermDict(file, PHRASES, TermBlockLayout(columns=1))

    def reports(self, number: int) -> int:
        """The number of occurrences of a phrase in the sample."""
        return self.lexicon.number(0, number)

    def counts(self, start: int, stop: int) -> Array:
        """The same for the phrases from `start` to `stop`."""
        return self.lexicon.column(0, start, stop)
