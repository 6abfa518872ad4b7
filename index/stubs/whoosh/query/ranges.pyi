from typing import Any

from whoosh.query import Query

class RangeMixin:
    fieldname: str
    start: Any
    end: Any
    startexcl: bool
    endexcl: bool
    boost: float
    constantscore: bool

class TermRange(RangeMixin, Query):
    def __init__(
        self,
        fieldname: str,
        start: Any,
        end: Any,
        startexcl: bool = False,
        endexcl: bool = False,
        boost: float = 1.0,
        constantscore: bool = True,
    ) -> None: ...

class NumericRange(RangeMixin, Query):
    def __init__(
        self,
        fieldname: str,
        start: int | None,
        end: int | None,
        startexcl: bool = False,
        endexcl: bool = False,
        boost: float = 1.0,
        constantscore: bool = True,
    ) -> None: ...

class DateRange(NumericRange): ...
