from whoosh.query import Query

class RangeMixin:
    fieldname: str
    start: str | bytes | int | None
    end: str | bytes | int | None
    startexcl: bool
    endexcl: bool
    boost: float
    constantscore: bool

class TermRange(RangeMixin, Query):
    start: str | bytes | None
    end: str | bytes | None
    def __init__(
        self,
        fieldname: str,
        start: str | bytes | None,
        end: str | bytes | None,
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
