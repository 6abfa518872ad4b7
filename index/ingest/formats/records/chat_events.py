"""Tells the events and the members of a chat from its messages, in exports of Telegram and others.

Slack has a list of users and one of channels beside its messages, Matrix the states of its room.
"""

import itertools
import re
from collections.abc import Sequence

from index.ingest.structured import json_fields
from index.ingest.structured.json_shapes import JsonItem

_EVENTS = "Events of a chat that are no messages, such as new members, are left out: {}."
_MEMBERS = "Members and channels of a chat, which are no messages, are left out: {}."
_SUBTYPE = re.compile(r"_(?:join|leave|topic|purpose|name|archive|unarchive|convert_to_private)$")
"""The ends of what happens to a channel of Slack besides messages."""
_PERSONAL = frozenset(("real_name", "display_name", "first_name"))
_SIGNS = _PERSONAL | {"action", "subtype", "origin_server_ts", "profile", "purpose"}
"""Names of which an event or a member has one."""


def take(items: list[JsonItem]) -> Sequence[str]:
    """Remove the objects of a list that are no messages, and say how many."""
    if all(map(_SIGNS.isdisjoint, items)):
        return ()
    reasons = []
    for is_other, reason in ((_is_event, _EVENTS), (_is_member, _MEMBERS)):
        if count := sum(map(is_other, items)):
            reasons.append(reason.format(count))
            items[:] = itertools.filterfalse(is_other, items)
    return reasons


def _is_event(item: JsonItem) -> bool:
    """Whether an object is an event of a chat, as a new member, and no message."""
    subtype, content = item.get("subtype"), item.get("content")
    if item.get("type") == "service":
        return "action" in item
    if isinstance(subtype, str) and "ts" in item:
        return _SUBTYPE.search(subtype) is not None
    if not isinstance(content, dict) or "origin_server_ts" not in item:
        return False
    return not {"body", "msgtype"} & content.keys()


def _is_member(item: JsonItem) -> bool:
    """Whether an object is a person or a channel of a chat, and no message."""
    profile = item.get("profile", item)
    person = isinstance(profile, dict) and not _PERSONAL.isdisjoint(profile)
    channel = "purpose" in item and "topic" in item
    return (person or channel) and not any(
        value and json_fields.field_of(name) in {"body", "date"} for name, value in item.items()
    )
