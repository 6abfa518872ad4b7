class Analyzer: ...

class Token:
    text: str
    pos: int
    startchar: int
    endchar: int
    boost: float
    stopped: bool
    def __init__(self, positions: bool = False, chars: bool = False) -> None: ...
