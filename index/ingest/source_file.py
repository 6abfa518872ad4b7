"""Entry: one thing to read, small enough to send to a worker."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One thing to read: a file, or a member of a container.

    `path` is relative to the corpus folder, with `/`, and `file!member` for a container's member;
    `file` is the file on disk; `data` the bytes of a member, None for a plain file to be read
    later; `kind` a lower-case form such as html, empty where only the content can tell. `url`
    and `charset` are what a container knows about its member, `root` is the corpus folder. `depth`
    is the number of containers around it.
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
        """The same under another path."""
        return self._other(path, self.kind, self.data, self.depth)

    def member(self, name: str, kind: str, data: bytes) -> "SourceFile":
        """A member of this container."""
        return self._other(f"{self.path}!{name}", kind, data, self.depth + 1)

    def _other(self, path: str, kind: str, data: bytes | None, depth: int) -> "SourceFile":
        return SourceFile(  # written out: `replace` takes ten times as long, and exports are long
            path=path,
            file=self.file,
            kind=kind,
            data=data,
            url=self.url,
            charset=self.charset,
            root=self.root,
            depth=depth,
        )
