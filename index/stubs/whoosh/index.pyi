from collections.abc import Sequence

from whoosh.codec.base import Segment
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.scoring import WeightingModel
from whoosh.searching import Searcher

class FileIndex:
    def searcher(self, *, weighting: WeightingModel = ...) -> Searcher: ...

class TOC:
    def __init__(self, schema: Schema, segments: Sequence[Segment], generation: int) -> None: ...
    def write(self, storage: FileStorage, indexname: str) -> None: ...
