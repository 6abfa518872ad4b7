"""SourceFile: a file or a member of a container to be read, small enough to send to a worker."""

import re
from dataclasses import dataclass

_NO_NAME = re.compile(r"[/\\!\x00-\x1f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file, or a member of a container, to be read.

    `path` is relative to the corpus folder, with `/`; for a member it is `file!member`. `file` is
    the path on disk. `data` is the content of a member, None for a plain file. `kind` is a format
    such as html, empty if only the content can show it. `url` and `charset` come from the
    container. `root` is the corpus folder. `depth` is the number of containers around it.
    """

    path: str
    file: str
    kind: str
    data: bytes | None = None
    url: str = ""
    charset: str = ""
    root: str = ""
    depth: int = 0

    def at(self, path: str) -> "SourceFile":
        """A copy with another path."""
        return self._copy(path, self.kind, self.data, self.depth)

    def member(self, name: str, kind: str, data: bytes) -> "SourceFile":
        """A member of this container."""
        return self._copy(f"{self.path}!{name}", kind, data, self.depth + 1)

    def _copy(self, path: str, kind: str, data: bytes | None, depth: int) -> "SourceFile":
        return SourceFile(  # `replace` takes ten times as long, and exports have many rows
            path=path,
            file=self.file,
            kind=kind,
            data=data,
            url=self.url,
            charset=self.charset,
            root=self.root,
            depth=depth,
        )


def member_name(text: str) -> str:
    """A text as the name of a member, without marks of folders, archives and control."""
    return _NO_NAME.sub("_", text)
