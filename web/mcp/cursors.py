"""Cursors of tools: from where the items of an answer go on, bound to the arguments of the call."""

import hashlib
import json
import re

from index.json_types import JsonObject
from web.mcp.errors import bad_cursor

MAX_CURSOR_CHARS = 1_000
_CURSOR = re.compile(r"([0-9a-f]{12})\.([0-9a-f]{12})\.([A-Za-z0-9_-]{1,900})")
"""Digests of the call and of the state, and the place."""
_NUMBER = re.compile(r"[0-9]{1,10}")


def _digest(value: object) -> str:
    line = json.dumps(value, sort_keys=True)
    return hashlib.blake2b(line.encode(), digest_size=6).hexdigest()


def _call_digest(tool: str, arguments: JsonObject) -> str:
    """A digest of what a cursor belongs to: the tool and its arguments, without the cursor."""
    others = {name: value for name, value in arguments.items() if name not in ("cursor", "limit")}
    return _digest([tool, others])


def cursor_text(tool: str, arguments: JsonObject, state: str, position: int | str) -> str:
    """A cursor: `state` names the archive or report it counts in, `position` is where to go on."""
    return f"{_call_digest(tool, arguments)}.{_digest(state)}.{position}"


def cursor_place(tool: str, arguments: JsonObject, state: str) -> str:
    """Where the cursor of a call goes on, "" without one; ToolError if it is of another call.

    An empty `state` is not compared.
    """
    text = arguments.get("cursor", "")
    if not text:
        return ""
    parts = _CURSOR.fullmatch(text)
    if parts is None or parts[1] != _call_digest(tool, arguments):
        raise bad_cursor()
    if state and parts[2] != _digest(state):
        raise bad_cursor(moved=True)
    return parts[3]


def cursor_number(tool: str, arguments: JsonObject, state: str) -> int:
    """The number of items before those that the call wants; 0 without a cursor."""
    position = cursor_place(tool, arguments, state)
    if position and not _NUMBER.fullmatch(position):
        raise bad_cursor()
    return int(position or 0)
