"""Finds what the modules of a folder define, so that a new module needs no list."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import TypeVar

Member = TypeVar("Member")


def members_of(package: str, kind: type[Member]) -> Iterator[Member]:
    """The instances of a class in the modules of a package, by the names of the modules."""
    path = importlib.import_module(package).__path__
    for module in sorted(info.name for info in pkgutil.iter_modules(path)):
        members = vars(importlib.import_module(f"{package}.{module}")).values()
        yield from (member for member in members if isinstance(member, kind))
