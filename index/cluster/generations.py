"""Generations on a cluster: indexes that never change again, and an alias for the current one.

NAME is an alias. A build creates NAME-g000007 and NAME-g000007-terms beside the current generation,
under the alias NAME.building, and moves NAME to them in one step at the end.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.cluster.connection import Connection
from index.cluster.strange_answers import reads_answers
from index.errors import IndexMissingError, IndexUnusableError, missing_field
from index.fields import KEYWORD_FIELDS
from index.json_types import JsonObject

CLUSTER_FORMAT = 9
TERMS_SUFFIX = "-terms"
BUILDING = ".building"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterGenerationInfo:
    """The metadata of a generation, kept in `_meta`.

    `built` is empty until the build is finished. `meaning` is the signature of the encoder of the
    vectors, "" if there are none; older generations do not name it.
    """

    format: int = CLUSTER_FORMAT
    built: str = ""
    folders: tuple[str, ...] = ()
    analysis: str = ""
    dictionary: tuple[str, ...] = ()
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class ClusterGeneration:
    """One index of reports with its metadata; `name` is the name of the index."""

    name: str
    info: ClusterGenerationInfo
    shards: int = 1

    @property
    def terms(self) -> str:
        """The name of the index of its terms."""
        return self.name + TERMS_SUFFIX

    @property
    def short(self) -> str:
        """The part of the name after the alias, like g000007."""
        return self.name.rpartition("-")[2]


def meta(info: ClusterGenerationInfo) -> JsonObject:
    """Metadata in the form that `_meta` has."""
    names = ("format", "built", "folders", "analysis", "dictionary", "meaning")
    return {"baogao": {name: getattr(info, name) for name in names}}


def checksum(generation: ClusterGeneration) -> str:
    """The blake2b checksum (16 bytes, in hexadecimal) of a generation's name and metadata."""
    described = json.dumps([generation.name, meta(generation.info)], sort_keys=True)
    return hashlib.blake2b(described.encode(), digest_size=16).hexdigest()


@reads_answers
def current(connection: Connection) -> ClusterGeneration:
    """The current generation; IndexMissingError, IndexUnusableError."""
    for name, about in _named_indexes(connection).items():
        shards = int(about["settings"]["index"]["number_of_shards"])
        return ClusterGeneration(name, _info(connection, name, about["mappings"]), shards)
    raise IndexMissingError(
        f"There is no index at {connection.address} yet. Build one with: baogao index FOLDER "
        f"--index {connection.address}"
    )


def serving(connection: Connection) -> list[str]:
    """The generation that the alias names, None if there is none.

    IndexUnusableError if a foreign index has that name, or if the alias names two indexes.
    """
    return list(_named_indexes(connection))


@reads_answers
def _named_indexes(connection: Connection) -> JsonObject:
    """The indexes that the alias names, with their settings and mappings."""
    name = connection.address.name
    named: JsonObject = connection.ask("GET", f"/{name}", missing=True) or {}
    foreign = [index for index in named if not pattern(name).fullmatch(index)]
    if foreign:
        raise IndexUnusableError(
            f"{connection.address} is an index that baogao did not write. Choose another name "
            "with --index; nothing was changed."
        )
    if len(named) > 1:
        raise IndexUnusableError(
            f"The alias {name} on the cluster points to {' and '.join(sorted(named))}. Remove all "
            "but one from it; nothing was changed."
        )
    return named


def pattern(name: str) -> re.Pattern[str]:
    """A pattern for the names of an alias's generations."""
    return re.compile(re.escape(name) + r"-g\d{6,}")


@reads_answers
def generations(connection: Connection) -> list[str]:
    """All indexes of reports built for this alias, finished or not, oldest first."""
    name = connection.address.name
    response = connection.ask(
        "GET", f"/{name}-g*", params={"expand_wildcards": "all"}, missing=True
    )
    generations_of_name = [
        index
        for index, about in (response or {}).items()
        if pattern(name).fullmatch(index) and "baogao" in about["mappings"].get("_meta", {})
    ]
    return sorted(generations_of_name, key=number)


def number(index: str) -> int:
    """The number of a generation."""
    return int(index.rpartition("-g")[2])


def swap(connection: Connection, generation: str, before: Sequence[str]) -> None:
    """Make the alias name a finished generation and no other, in one atomic step."""
    name = connection.address.name
    unfinished = (
        (generation, name + BUILDING),
        (generation + TERMS_SUFFIX, name + BUILDING + TERMS_SUFFIX),
    )
    actions = [
        *({"remove": {"index": index, "alias": alias}} for index, alias in unfinished),
        {"add": {"index": generation, "alias": name}},
        *({"remove": {"index": index, "alias": name}} for index in before),
    ]
    connection.ask("POST", "/_aliases", {"actions": actions})


def drop(connection: Connection, generation: str) -> None:
    """Remove what exists of a generation and its terms."""
    for index in (generation, generation + TERMS_SUFFIX):
        connection.ask("DELETE", f"/{index}", missing=True)


def _info(connection: Connection, index: str, mappings: JsonObject) -> ClusterGenerationInfo:
    metadata = mappings.get("_meta", {}).get("baogao")
    if not isinstance(metadata, dict) or not isinstance(metadata.get("format"), int):
        raise IndexUnusableError(
            f"{index} on {connection.address} was not written by baogao. Choose another name with "
            "--index; nothing was changed."
        )
    if metadata["format"] != CLUSTER_FORMAT:
        age = "a newer" if metadata["format"] > CLUSTER_FORMAT else "an older"
        raise IndexUnusableError(
            f"The index was written by {age} version of baogao "
            f"(format {metadata['format']}, this one reads {CLUSTER_FORMAT}). Rebuild with: "
            f"baogao index FOLDER --index {connection.address}"
        )
    missing = sorted({*KEYWORD_FIELDS} - {*mappings.get("properties", KEYWORD_FIELDS)})
    if missing:
        raise missing_field(missing[0])
    return ClusterGenerationInfo(
        format=metadata["format"],
        built=str(metadata["built"]),
        folders=tuple(metadata["folders"]),
        analysis=str(metadata["analysis"]),
        dictionary=tuple(metadata["dictionary"]),
        meaning=str(metadata.get("meaning", "")),
    )
