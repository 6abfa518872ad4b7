from whoosh.analysis import Analyzer
from whoosh.columns import Column
from whoosh.formats import Format

class FieldType:
    format: Format
    column_type: Column | None
    scorable: bool
    def to_bytes(self, value: str) -> bytes: ...
    def from_bytes(self, bs: bytes) -> str | int: ...
    def sortable_to_bytes(self, x: int, shift: int = 0) -> bytes: ...

class ID(FieldType):
    def __init__(
        self, stored: bool = False, unique: bool = False, sortable: bool = False
    ) -> None: ...

class NUMERIC(FieldType):
    def __init__(
        self,
        bits: int = 32,
        signed: bool = True,
        sortable: bool = False,
        default: int | None = None,
    ) -> None: ...
    def sortable_to_bytes(self, x: int, shift: int = 0) -> bytes: ...

class STORED(FieldType): ...

class TEXT(FieldType):
    def __init__(self, analyzer: Analyzer | None = None, phrase: bool = True) -> None: ...

class Schema:
    def __init__(self, **fields: FieldType | type[FieldType]) -> None: ...
    def __getitem__(self, name: str) -> FieldType: ...
