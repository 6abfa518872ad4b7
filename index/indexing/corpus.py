"""Lists the source files of a corpus folder in sorted order, in one process.

Plain files are only listed here and read later by the workers. Containers (JSON Lines, CSV, ZIP,
WARC, mbox and compressed files) are streamed, one source file per member, never unpacked to disk.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import CorpusError
from index.index_folder import is_desk, is_index
from index.indexing import file_types, member_counts
from index.indexing.named_folders import FoldersRead
from index.ingest.files import corrections, site_rules, snapshots
from index.ingest.files.containers import is_hidden
from index.ingest.files.format import MAX_FILE_BYTES, SAMPLE_BYTES, Sample, unsupported_reason
from index.ingest.source_file import SourceFile
from index.ingest.unreadable import not_given
from index.report import Skipped
from index.system.kernel_files import is_of_kernel
from index.system.regular_file import open_regular, real_path

CONFIGURATION_FILES = frozenset(
    {site_rules.SITE_RULES_FILE, corrections.CORRECTIONS_FILE, "baogao.toml"}
)
"""Configuration files in the corpus folder; they are not reports."""

_HOLLOW_BYTES, _HOLLOW_SHARE = 1 << 30, 200
"""A sparse file is hollow if it is larger than _HOLLOW_BYTES and less than one byte in
_HOLLOW_SHARE is on disk."""


MAX_DEPTH_FOLDERS = 100
"""Folders in one another that are walked through; deeper ones are named."""

Listed = SourceFile | Skipped
PathVisitor = Callable[[str], bool]
"""Called with the path of each file before it is opened, and of each folder, which ends in "/";
returns False to leave it out."""


def entries(folder: str, named: Sequence[str] = ()) -> Iterator[Listed]:
    """All readable source files below `folder`, sorted by path.

    Hidden files, an index, and the resource folders of saved pages are ignored. A link is followed
    unless it leads back to a folder that contains it, or to one that is read anyway; all folders of
    the run are `named`. Raises CorpusError if the folder does not exist or its configuration files
    are invalid.
    """
    check(folder)
    return (item for _, items in files(folder, named=named) for item in items)


def files(
    folder: str,
    visit: PathVisitor = lambda _: True,
    *,
    named: Sequence[str] = (),
    rows: bool = True,
) -> Iterator[tuple[str, Iterator[Listed]]]:
    """The path of each file below `folder`, and the source files in it; see `file_types.members`.

    Without `rows`, a file that has nothing but rows has no source files.
    """
    for file in _Walk(folder, visit, FoldersRead.of(folder, named)).files():
        yield file.path, _read(file, rows=rows)


def estimated_count(folder: str, named: Sequence[str] = ()) -> int:
    """The estimated number of source files below a folder; containers are not read."""
    return sum(
        member_counts.estimate_count(item)
        if isinstance(item, SourceFile) and file_types.is_container(item.kind)
        else 1
        for item in _Walk(folder, lambda _: True, FoldersRead.of(folder, named)).files()
    )


def check(folder: str) -> None:
    """Raises CorpusError if the folder does not exist or its configuration files are invalid."""
    root = Path(folder)
    if not root.exists():
        raise CorpusError(f"There is no folder {folder}. Give the folder that holds the reports.")
    if not root.is_dir():
        raise CorpusError(f"{folder} is not a folder. Give the folder that holds the reports.")
    try:
        next(root.iterdir(), None)
        if is_of_kernel(str(real_path(root))):
            raise CorpusError(f"{folder} shows the state of this machine; it holds no reports.")
    except OSError as error:
        raise CorpusError(f"{folder} cannot be read ({error.strerror}).") from error
    site_rules.load(folder)  # report configuration errors before reading any file
    corrections.load(folder)


@dataclass(slots=True)
class _Walk:
    """A walk through a folder; `visit` says of files and folders whether they count."""

    root: str
    visit: PathVisitor
    read: FoldersRead

    def files(self) -> Iterator[Listed]:
        """All source files, in order."""
        return self._folder("", (real_path(self.root),))

    def _folder(self, prefix: str, above: tuple[Path, ...]) -> Iterator[Listed]:
        """The source files of a folder and its subfolders; `above` lists its resolved parents."""
        folder = Path(self.root) / prefix
        try:
            names = sorted(path.name for path in folder.iterdir())
        except OSError as error:
            yield not_given(prefix.rstrip("/"), error, "folder")
            return
        if is_index(names):
            return
        page = snapshots.snapshot(folder, names) if self.visit(prefix) else None
        if page is not None:
            yield from self._file(prefix + page.form, page.url)
            return
        names = list(snapshots.reports(names))
        pages = {Path(name).stem for name in names if file_types.by_name(name) in {"html", "mhtml"}}
        for name in names:
            hidden = is_hidden(name) and not _is_mail_folder(folder / name)
            if hidden or (not prefix and name in CONFIGURATION_FILES) or is_desk(name):
                continue
            if not _is_folder(folder / name):
                yield from self._file(prefix + name)
            elif not _is_resource_folder(name, pages):
                yield from self._subfolder(f"{prefix}{name}/", above)

    def _file(self, name: str, url: str = "") -> Iterator[Listed]:
        """The source file of that name; `url` is the address of its page, if it is known."""
        if self.visit(name):
            file = _source_file(Path(self.root) / name, name, self.root)
            yield replace(file, url=url) if url and isinstance(file, SourceFile) else file

    def _subfolder(self, prefix: str, above: tuple[Path, ...]) -> Iterator[Listed]:
        """The source files of a subfolder, unless it leads back, or too deep, or is read."""
        entered = self.read.enter(prefix, above)
        if not self.visit(prefix):
            return
        if isinstance(entered, Skipped):
            yield entered
        elif len(above) > MAX_DEPTH_FOLDERS:
            yield Skipped(
                prefix.rstrip("/"), f"It lies more than {MAX_DEPTH_FOLDERS} folders deep."
            )
        else:
            yield from self._folder(prefix, (*above, entered))


def _is_mail_folder(folder: Path) -> bool:
    """Whether a folder has mails, one in each file: its subfolders begin with a dot (Maildir)."""
    return all((folder / name).is_dir() for name in ("cur", "new"))


def _is_resource_folder(name: str, pages: set[str]) -> bool:
    """Whether a browser saved the folder as the resources of a page of the same name."""
    stem, mark, _ = name.rpartition("_files")
    if not mark:
        stem, mark, _ = name.rpartition(".files")
    return bool(mark) and stem in pages


def of_file(path: Path, name: str, root: str = "") -> Iterator[Listed]:
    """One source file for a plain file, or one for each member of a container.

    `name` is its path in the corpus, `root` the folder of the corpus.
    """
    return _read(_source_file(path, name, root))


def _read(file: Listed, *, rows: bool = True) -> Iterator[Listed]:
    """Yields a plain file itself, or the members of a container."""
    if isinstance(file, SourceFile) and file_types.is_container(file.kind):
        return file_types.members(file, rows=rows)
    return iter((file,))


def _source_file(path: Path, name: str, root: str) -> Listed:
    """The source file for a path; it may be a container."""
    try:
        if not path.exists():
            return Skipped(name, "The link leads nowhere.", out_of_reach=True)
        if reason := _refusal(path):
            return Skipped(name, reason)
        kind = _kind(path, name)
    except OSError as error:
        return not_given(name, error)
    if kind is None:
        return Skipped(name, unsupported_reason(name))
    return SourceFile(path=name, file=str(path), kind=kind, root=root)


def _refusal(path: Path) -> str:
    """Why what is there is not opened; "" if it is."""
    if not path.is_file():
        return "This is not a regular file."
    if path.is_symlink() and is_of_kernel(str(real_path(path))):
        return "The link leads to a file that the machine only shows."
    if _is_hollow(path):
        return "It says that it is large, but holds next to nothing."
    return ""


def _is_hollow(path: Path) -> bool:
    """Whether a large file is almost empty on disk: reading its zeros would take hours."""
    state = path.stat()
    return state.st_size > _HOLLOW_BYTES and state.st_blocks * 512 * _HOLLOW_SHARE < state.st_size


def _is_folder(path: Path) -> bool:
    """Whether the path is a folder; False if it is inaccessible, which is reported on reading."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _kind(path: Path, name: str) -> str | None:
    """The kind of a file, from its name if that means a single report, else from its beginning.

    The reader of the whole file checks the content again.
    """
    hint = file_types.by_name(name)
    if hint and not file_types.is_container(hint) and path.stat().st_size <= MAX_FILE_BYTES:
        return hint
    with open_regular(path) as stream:
        return file_types.decide(hint, Sample(stream.read(SAMPLE_BYTES), str(path)))
