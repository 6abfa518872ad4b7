"""A folder of reports, or a container in it, to entries: cheap, in one process, in sorted order.

Plain files are only named here and read later, in the workers; containers (JSON Lines, CSV, ZIP,
WARC, mbox, and what is compressed) are streamed, one entry per member, never unpacked to disk.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from index.errors import CorpusError
from index.index_folder import is_index
from index.ingest import corrections, file_types, member_counts, site_rules, snapshots
from index.ingest.format import HEAD, MAX_FILE_BYTES, Sample, unread
from index.ingest.source_file import SourceFile
from index.regular_file import open_regular
from index.report import Skipped

#: Files beside the reports that steer the reading, and are no reports themselves.
STEERING = frozenset({site_rules.SITE_RULES_FILE, corrections.CORRECTIONS_FILE, "baogao.toml"})

#: Bytes from which a file counts as hollow where less than one in so many is on the disk.
_HOLLOW_BYTES, _HOLLOW_SHARE = 1 << 30, 200


def entries(folder: str) -> Iterator[SourceFile | Skipped]:
    """Everything readable below `folder`, sorted by path.

    Hidden files, an index, and the folders of resources beside saved pages are passed over; a
    link is followed only where it leads to a folder that has not been seen on the way there.
    CorpusError where there is no such folder, or where what steers its reading makes no sense.
    """
    _checked(folder)
    return (item for file in _walk(folder, "", (Path(folder).resolve(),)) for item in _read(file))


def all_entries(folders: Sequence[str]) -> Iterator[tuple[str, SourceFile | Skipped]]:
    """The entries of folders, one after the other, each with its folder."""
    for folder in folders:
        for entry in entries(folder):
            yield folder, entry


def about(folder: str) -> int:
    """About how many entries there are below a folder, counted without reading containers."""
    found = _walk(folder, "", (Path(folder).resolve(),))
    return sum(
        member_counts.estimate_count(item)
        if isinstance(item, SourceFile) and file_types.container(item.kind)
        else 1
        for item in found
    )


def _checked(folder: str) -> None:
    """CorpusError where there is no such folder, or where what steers its reading is wrong."""
    root = Path(folder)
    if not root.exists():
        raise CorpusError(f"There is no folder {folder}. Give the folder that holds the reports.")
    if not root.is_dir():
        raise CorpusError(f"{folder} is not a folder. Give the folder that holds the reports.")
    try:
        next(root.iterdir(), None)
    except OSError as error:
        raise CorpusError(f"{folder} cannot be read ({error.strerror}).") from error
    site_rules.load(folder)  # what is wrong in the steering files is said before anything is read
    corrections.load(folder)


def _walk(root: str, prefix: str, above: tuple[Path, ...]) -> Iterator[SourceFile | Skipped]:
    """The entries of one folder and of those below; `above` are the real folders on the way."""
    folder = Path(root) / prefix
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        yield Skipped(prefix.rstrip("/"), f"The folder cannot be read ({error.strerror}).")
        return
    if is_index(names):
        return
    page = snapshots.snapshot(folder, names)
    if page is not None:
        found = _named(folder / page.form, prefix + page.form, root)
        yield replace(found, url=page.url) if isinstance(found, SourceFile) else found
        return
    names = list(snapshots.reports(names))
    pages = {Path(name).stem for name in names if file_types.of(name) in {"html", "mhtml"}}
    for name in names:
        if name.startswith(".") or (not prefix and name in STEERING):
            continue
        path = folder / name
        if not _is_folder(path):
            yield _named(path, prefix + name, root)
        elif not _resources(name, pages):
            yield from _below(root, f"{prefix}{name}/", above)


def _below(root: str, prefix: str, above: tuple[Path, ...]) -> Iterator[SourceFile | Skipped]:
    """The entries of a folder inside another, unless a link leads back up."""
    real = (Path(root) / prefix).resolve()
    if real in above:
        yield Skipped(prefix.rstrip("/"), "The link leads back to a folder that holds it.")
    else:
        yield from _walk(root, prefix, (*above, real))


def _resources(name: str, pages: set[str]) -> bool:
    """Whether a folder is what a browser saves beside a page of the same name."""
    stem, mark, _ = name.rpartition("_files")
    if not mark:
        stem, mark, _ = name.rpartition(".files")
    return bool(mark) and stem in pages


def of_file(path: Path, name: str, root: str = "") -> Iterator[SourceFile | Skipped]:
    """The entry of a plain file, or those of a container.

    `name` is its path in the corpus, `root` the folder of the corpus.
    """
    return _read(_named(path, name, root))


def _read(file: SourceFile | Skipped) -> Iterator[SourceFile | Skipped]:
    """A plain file as it is, a container's members."""
    container = isinstance(file, SourceFile) and file_types.container(file.kind)
    return file_types.members(file) if container and isinstance(file, SourceFile) else iter((file,))


def _named(path: Path, name: str, root: str) -> SourceFile | Skipped:
    """The entry of a file, be it a container."""
    try:
        if not path.exists():
            return Skipped(name, "The link leads nowhere.")
        if not path.is_file():
            return Skipped(name, "This is not a regular file.")
        if _is_hollow(path):
            return Skipped(name, "It says that it is large, but holds next to nothing.")
        kind = _kind(path, name)
    except OSError as error:
        return Skipped(name, f"The file cannot be read ({error.strerror}).")
    if kind is None:
        return Skipped(name, unread(name))
    return SourceFile(path=name, file=str(path), kind=kind, root=root)


def _is_hollow(path: Path) -> bool:
    """Whether a large file is nearly all holes, which would be read as zeros for hours."""
    state = path.stat()
    return state.st_size > _HOLLOW_BYTES and state.st_blocks * 512 * _HOLLOW_SHARE < state.st_size


def _is_folder(path: Path) -> bool:
    """Whether there is a folder; what may not be looked at is none, and said when it is read."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _kind(path: Path, name: str) -> str | None:
    """The kind of a file: by its name where that says it is one report, else by its beginning.

    Who reads the whole file looks at its content again.
    """
    hint = file_types.of(name)
    if hint and not file_types.container(hint) and path.stat().st_size <= MAX_FILE_BYTES:
        return hint
    with open_regular(path) as stream:
        return file_types.settle(hint, Sample(stream.read(HEAD), str(path)))
