"""Settings from `baogao.toml`; environment variables override it, options override both."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.cluster.options import ClusterOptions, cluster_options
from index.errors import OperatorError

SETTINGS_FILE = "baogao.toml"


@dataclass(frozen=True, slots=True)
class Golden:
    """A query, and the reports, by id or path, that have to be among its first hits."""

    query: str
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator sets once.

    `index` is a folder or an http(s) URL, `corpus` the folders that `baogao index` reads when it
    is given none. `dictionary` holds lines of jieba's user dictionary format, `synonyms` groups of
    words that mean the same. `recency` is the weight of the visible preference for recent reports,
    0 to 1. `golden` queries have to find their reports before a new index serves. `cluster` says
    how to reach a cluster, where the index is on one.
    """

    index: str = "var/index"
    corpus: tuple[str, ...] = ("corpus",)
    dictionary: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()
    recency: float = 0.0
    golden: tuple[Golden, ...] = ()
    cluster: ClusterOptions = field(default_factory=ClusterOptions)


class SettingsError(OperatorError):
    """`baogao.toml` says something that cannot be meant; the sentence names the key."""


def load(folder: Path, environment: Mapping[str, str]) -> Settings:
    """The settings of a working folder; SettingsError names the file, key and what is wanted."""
    values = _read(folder / environment.get("BAOGAO_SETTINGS", SETTINGS_FILE))
    dictionary = _text(values, "dictionary", "")
    default = Settings()
    return Settings(
        index=environment.get("BAOGAO_INDEX") or _text(values, "index", default.index),
        corpus=_texts(values, "corpus", default.corpus),
        dictionary=_lines(folder / dictionary) if dictionary else (),
        synonyms=_synonyms(values),
        recency=_share(values, "recency"),
        golden=_golden(values),
        cluster=cluster_options(values.get("cluster", {}), environment),
    )


def current_settings() -> Settings:
    """The settings of the working folder and the environment of this process."""
    return load(Path(), os.environ)


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}. Correct it or remove it.") from error


def _text(values: dict[str, object], key: str, default: str) -> str:
    value = values.get(key, default)
    if not isinstance(value, str):
        raise SettingsError(f'{SETTINGS_FILE}: {key} is {value!r}; write it as {key} = "text".')
    return value


def _texts(values: dict[str, object], key: str, default: tuple[str, ...]) -> tuple[str, ...]:
    value = values.get(key, default)
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise SettingsError(
            f'{SETTINGS_FILE}: {key} is {value!r}; write it as {key} = ["text", "text"].'
        )
    return tuple(value)


def _lines(path: Path) -> tuple[str, ...]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}, the dictionary, cannot be read: {error}.") from error
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _synonyms(values: dict[str, object]) -> tuple[tuple[str, ...], ...]:
    """Groups written as ["北京大学 = 北大 = PKU", …]."""
    groups = _texts(values, "synonyms", ())
    split = tuple(tuple(word.strip() for word in group.split("=")) for group in groups)
    for group, words in zip(groups, split, strict=True):
        if len(words) < 2 or not all(words):
            raise SettingsError(
                f'{SETTINGS_FILE}: the synonyms {group!r} are not of the form "a = b".'
            )
    return split


def _share(values: dict[str, object], key: str) -> float:
    value = values.get(key, 0.0)
    if not isinstance(value, int | float) or not 0 <= value <= 1:
        raise SettingsError(f"{SETTINGS_FILE}: {key} is {value!r}; write a number from 0 to 1.")
    return float(value)


def _golden(values: dict[str, object]) -> tuple[Golden, ...]:
    """The table [golden]: a query = the reports it has to find."""
    table = values.get("golden", {})
    if not isinstance(table, dict):
        raise SettingsError(
            f'{SETTINGS_FILE}: write [golden] and below it lines "query" = ["id or path"].'
        )
    return tuple(Golden(query, _texts(table, query, ())) for query in table)
