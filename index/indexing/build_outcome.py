"""Unchanged, in a module of its own, because opening an index to search needs no writer."""


class Unchanged(Exception):  # noqa: N818 - not an error: it ends a writer's block well
    """There is nothing to write; the current generation stays current."""
