"""Settings from `baogao.toml`.

Environment variables override them, command options override both.
"""

import functools
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.cluster_options import ClusterOptions, cluster_options
from index.errors import OperatorError
from index.system import toml_file
from index.system.regular_file import read_regular
from index.system.toml_file import as_text, as_toml

SETTINGS_FILE = "baogao.toml"
SETTINGS_VARIABLE = "BAOGAO_SETTINGS"
"""The environment variable that names another file."""


@dataclass(frozen=True, slots=True)
class Golden:
    """A query, and the reports, by id or path, that must be among its first hits."""

    query: str
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The operator's settings.

    `index` is a folder or an http(s) URL; `corpus` are the folders that `baogao index` reads by
    default; `scans` is the folder that caches text recognised on scanned pages. `dictionary` has
    lines in jieba's user dictionary format, `synonyms` groups of words with the same meaning.
    `recency` is the weight of the visible preference for recent reports, 0 to 1. `golden` queries
    must find their reports before a new index becomes current. `desk` is the file of the readers'
    collections, "" for one beside the index; `reader_header` is the header in which a proxy names
    the reader, "" if all share one desk. `meaning` says whether passages get vectors; None: if the
    encoder is installed. `cluster` has the options of an index on a cluster. `name` is that of the
    archive, shown on its home page and in titles.
    """

    index: str = "var/index"
    scans: str = "var/scans"
    corpus: tuple[str, ...] = ("corpus",)
    dictionary: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()
    recency: float = 0.0
    golden: tuple[Golden, ...] = ()
    desk: str = ""
    reader_header: str = ""
    meaning: bool | None = None
    cluster: ClusterOptions = field(default_factory=ClusterOptions)
    name: str = ""


MAX_DICTIONARY_BYTES = 64 << 20
"""Maximum bytes of a user dictionary."""
MAX_SYNONYMS = 100
"""Maximum words of a group of synonyms; a query with one of them asks for all."""
MAX_DICTIONARY_WORD_CHARS = 200
MAX_DICTIONARY_NUMBER_CHARS = 30
"""Maximum characters of a word in it, and of the word's frequency or tag."""


class SettingsError(OperatorError):
    """`baogao.toml` has an invalid setting; the sentence names the key."""


def load(folder: Path, environment: Mapping[str, str]) -> Settings:
    """The settings of a working folder; SettingsError names the file, the key and a valid value."""
    values = _read(folder / _name(environment), named=_is_named(environment))
    dictionary = _text(values, "dictionary", "")
    default = Settings()
    return Settings(
        index=environment.get("BAOGAO_INDEX") or _text(values, "index", default.index),
        scans=environment.get("BAOGAO_SCANS") or _text(values, "scans", default.scans),
        corpus=_texts(values, "corpus", default.corpus),
        dictionary=_lines(folder / dictionary) if dictionary else (),
        synonyms=_synonyms(values),
        recency=_share(values, "recency"),
        golden=_golden(values),
        desk=environment.get("BAOGAO_DESK") or _text(values, "desk", default.desk),
        reader_header=_header(values),
        meaning=_switch(values, environment, "meaning"),
        cluster=cluster_options(values.get("cluster", {}), environment),
        name=_text(values, "name", default.name).strip(),
    )


def current_settings() -> Settings:
    """The settings of the working folder and of this process's environment."""
    return load(Path(), os.environ)


def _name(environment: Mapping[str, str]) -> str:
    """The name of the settings file."""
    return environment.get(SETTINGS_VARIABLE) or SETTINGS_FILE


def _is_named(environment: Mapping[str, str]) -> bool:
    return bool(environment.get(SETTINGS_VARIABLE))


def _read(path: Path, *, named: bool) -> dict[str, object]:
    """The settings in a file, which must be there if the environment has `named` it.

    Without it, all would be read and served by the default settings, unsaid.
    """
    if not named:
        return toml_file.load(path, SettingsError).values
    advice = f"{SETTINGS_VARIABLE} names it: correct one of the two."
    if not path.exists():
        raise SettingsError(f"There is no {as_text(path)}. {advice}")
    return toml_file.load(path, SettingsError, advice).values


def _text(values: dict[str, object], key: str, default: str) -> str:
    value = values.get(key, default)
    if not isinstance(value, str) or "\0" in value:
        raise SettingsError(
            f'{SETTINGS_FILE}: {key} is {as_toml(value)}; write it as {key} = "text".'
        )
    return value


def _header(values: dict[str, object]) -> str:
    """The name of an HTTP header, or "" for none."""
    name = _text(values, "reader_header", "")
    if name and not re.fullmatch(r"[A-Za-z0-9-]{1,60}", name):
        raise SettingsError(
            f"{SETTINGS_FILE}: reader_header is {as_toml(name)}; write the name of a header, such "
            'as reader_header = "X-Remote-User".'
        )
    return name


def _texts(values: dict[str, object], key: str, default: tuple[str, ...]) -> tuple[str, ...]:
    value = values.get(key, default)
    texts = value if isinstance(value, list | tuple) else (value,)
    if not all(isinstance(text, str) and "\0" not in text for text in texts):
        name = as_text(key)  # of a golden query it is the query
        raise SettingsError(
            f'{SETTINGS_FILE}: {name} is {as_toml(value)}; write it as {name} = ["text", "text"].'
        )
    return tuple(texts)


def _lines(path: Path) -> tuple[str, ...]:
    """The lines of the user dictionary; SettingsError names the first invalid line."""
    try:
        lines = read_regular(path, MAX_DICTIONARY_BYTES).decode("utf-8-sig").splitlines()
    except OSError as error:
        why = error.strerror or str(error)
        raise SettingsError(f"{as_text(path)}, the dictionary, cannot be read: {why}.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"{as_text(path)}, the dictionary, is not UTF-8 (byte {error.start}). Save it as UTF-8."
        ) from error
    for number, line in enumerate(lines, start=1):
        if why := _wrong_line(line):
            raise SettingsError(f"{as_text(path)}, line {number}: {why}.")
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _wrong_line(line: str) -> str:
    """Why a line is not a word with an optional frequency and tag; "" if it is one."""
    word, *rest = line.split() or [""]
    if line.startswith("#"):
        return ""
    if len(word) > MAX_DICTIONARY_WORD_CHARS:
        return (
            f"a word has at most {MAX_DICTIONARY_WORD_CHARS} characters, this one has {len(word)}"
        )
    if long := next((part for part in rest if len(part) > MAX_DICTIONARY_NUMBER_CHARS), ""):
        what = "number" if long.isdecimal() else "tag"
        return f"the {what} behind {as_toml(word)} has {len(long)} characters; write a shorter one"
    return ""


def _synonyms(values: dict[str, object]) -> tuple[tuple[str, ...], ...]:
    """Parse groups written as ["北京大学 = 北大 = PKU", …]."""
    groups = _texts(values, "synonyms", ())
    split = tuple(tuple(word.strip() for word in group.split("=")) for group in groups)
    for group, words in zip(groups, split, strict=True):
        if len(words) < 2 or not all(words):
            raise SettingsError(
                f'{SETTINGS_FILE}: the synonyms {as_toml(group)} are not of the form "a = b".'
            )
        if len(words) > MAX_SYNONYMS:
            raise SettingsError(
                f"{SETTINGS_FILE}: the synonyms of {as_toml(words[0])} are {len(words)} words; a "
                f"group has at most {MAX_SYNONYMS}."
            )
    return split


def _share(values: dict[str, object], key: str) -> float:
    value = values.get(key, 0.0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise SettingsError(
            f"{SETTINGS_FILE}: {key} is {as_toml(value)}; write a number from 0 to 1."
        )
    return float(value)


def _switch(values: dict[str, object], environment: Mapping[str, str], key: str) -> bool | None:
    """A setting that is true, false, or left to the program; the environment has 1 or 0."""
    given = environment.get(f"BAOGAO_{key.upper()}", "")
    value = {"1": True, "0": False, "": values.get(key)}.get(given, given)
    if value is not None and not isinstance(value, bool):
        raise SettingsError(
            f"{SETTINGS_FILE}: {key} is {as_toml(value)}; write true or false (in the environment: "
            "1 or 0)."
        )
    return value


def _golden(values: dict[str, object]) -> tuple[Golden, ...]:
    """Parse the table [golden]: each query with the reports it must find."""
    table = values.get("golden", {})
    if not isinstance(table, dict):
        raise SettingsError(
            f'{SETTINGS_FILE}: write [golden] and below it lines "query" = ["id or path"].'
        )
    return tuple(Golden(query, _texts(table, query, ())) for query in table)


_FileState = tuple[int, int, int]
"""What changes whenever a file is written or another takes its name: time, length and inode."""
_MISSING: _FileState = (0, 0, 0)
"""The state of a file that is not there."""


def cached_settings() -> Settings:
    """The settings of the working folder, read again when what they are read from changes.

    That is the file, the dictionary that it names, and the environment.

    Only the edges call this: commands, the site, the helper process. Everything behind them gets
    its settings as an argument.
    """
    path = Path(_name(os.environ))
    names = sorted(name for name in os.environ if name.startswith("BAOGAO_"))
    ours = tuple((name, os.environ.get(name, "")) for name in names)
    state = _state(path)
    dictionary = _dictionary(path, state)
    return _cached(path, (state, _state(dictionary) if dictionary else _MISSING), ours)


def _state(path: Path) -> _FileState:
    try:
        state = path.stat()
    except OSError:
        return _MISSING
    return state.st_mtime_ns, state.st_size, state.st_ino


@functools.lru_cache(maxsize=2)
def _dictionary(path: Path, state: _FileState) -> Path | None:
    """The dictionary that a settings file names; `state` is only a part of the cache key."""
    del state
    name = _text(_read(path, named=_is_named(os.environ)), "dictionary", "")
    return Path(name) if name else None


@functools.lru_cache(maxsize=2)
def _cached(
    path: Path, states: tuple[_FileState, _FileState], environment: tuple[tuple[str, str], ...]
) -> Settings:
    """The settings; the arguments are only the cache key."""
    del path, states, environment
    return current_settings()
