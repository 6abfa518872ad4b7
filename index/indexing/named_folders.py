"""Has every folder read once: one may be named twice, lie in another, or be reached by links."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.ingest.unreadable import not_given
from index.report import Skipped
from index.system.kernel_files import is_of_kernel
from index.system.regular_file import real_path


def distinct_folders(folders: Sequence[str]) -> tuple[tuple[str, ...], tuple[Skipped, ...]]:
    """The absolute paths of folders of which none is read as part of another, and remarks on those.

    A folder stays if it is hidden in the other, which does not read it then.
    """
    names = [os.path.abspath(folder) for folder in folders]  # noqa: PTH100 - links stay links
    kept: dict[Path, str] = {}
    for name in sorted(names, key=lambda name: len(real_path(name).parts)):
        kept.setdefault(_holder(real_path(name), kept) or real_path(name), name)
    chosen = tuple(dict.fromkeys(name for name in names if name in kept.values()))
    return chosen, tuple(_remarks(names, kept))


def _remarks(names: Sequence[str], kept: dict[Path, str]) -> list[Skipped]:
    """What is said of the names that are not read by themselves."""
    remarks, read = [], set[str]()
    for name in names:
        holder = _holder(real_path(name), kept) or real_path(name)
        if kept[holder] != name or name in read:
            same = holder == real_path(name)
            how = "the same folder as" if same else "inside"
            rules = "" if same else ", by the rules of that folder"
            remarks.append(
                Skipped(name, f"It is {how} {kept[holder]} and read once{rules}.", remark=True)
            )
        read.add(name)
    return remarks


def _holder(real: Path, read: dict[Path, str]) -> Path | None:
    """The nearest of the folders that are read of which this is one, or a part that is read."""
    for folder in (real, *real.parents):
        if folder in read and not any(map(_is_passed_over, real.relative_to(folder).parts)):
            return folder
    return None


def _is_passed_over(name: str) -> bool:
    """Whether a walk may leave out a folder for its name: hidden, or parts of a saved page."""
    return name.startswith(".") or name.endswith(("_files", ".files"))


@dataclass(slots=True)
class FoldersRead:
    """What each folder of a walk is called, by real paths: those named, and those behind links.

    A walk through folders of links to one another ends for that, and gives no report twice.
    """

    names: dict[Path, str]

    @classmethod
    def of(cls, root: str, named: Sequence[str]) -> "FoldersRead":
        """Before the walk through `root`; all folders of the run are `named`."""
        return cls({real_path(name): name for name in named} | {real_path(root): ""})

    def enter(self, prefix: str, above: Sequence[Path]) -> Skipped | Path:
        """The real path of a subfolder, which is walked now, or why it is not.

        `prefix` is its path below the root and ends in "/", `above` has the real paths of the
        folders that hold it.
        """
        name = prefix.rstrip("/")
        path = above[-1] / name.rpartition("/")[2]
        real = real_path(path)
        try:
            if is_of_kernel(str(real)):
                return Skipped(name, "The machine shows its own state there; it holds no reports.")
        except OSError as error:
            return not_given(name, error, "folder")
        if any(folder.is_relative_to(real) for folder in above):
            return Skipped(name, "The link leads back to a folder that holds it.")
        is_link = real != path
        read = _holder(real, self.names) if is_link else real
        if read in self.names:
            known = Path(self.names[read]) / real.relative_to(read)
            return Skipped(name, f"The same folder is read as {known}.", remark=True)
        if is_link:
            self.names[real] = name
        return real
