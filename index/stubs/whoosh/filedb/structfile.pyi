from typing import BinaryIO

class StructFile:
    def __init__(self, fileobj: BinaryIO, name: str | None = None) -> None: ...

class BufferFile(StructFile):
    def __init__(self, buf: bytes | memoryview, name: str | None = None) -> None: ...
