"""Names of the outlet or the account that a part of a JSON document describes."""

from index.json_types import JsonObject

_SETTINGS = (("key", "value"), ("name", "value"), ("option_name", "option_value"))
_SITE_NAMES = frozenset({"title", "site_title", "site_name", "sitename", "blogname"})


def named_in_settings(rows: list[object]) -> str:
    """The name of the site in a list of settings; empty for another list."""
    first = rows[0] if rows else None
    names = next(
        (pair for pair in _SETTINGS if isinstance(first, dict) and {*pair} <= {*first}), ()
    )
    if not names:
        return ""
    key, value = names
    settings = {row.get(key): row.get(value) for row in rows if isinstance(row, dict)}
    return next((str(settings[name]) for name in settings if name in _SITE_NAMES), "")


def account_of(value: JsonObject) -> str:
    """The name of an account in its object, if that has no other name; or empty."""
    names = (value.get(name) for name in ("nickname", "nick_name", "screen_name", "display_name"))
    account = next(filter(None, names), "")
    return account if isinstance(account, str) and not name_of(value) else ""


def name_of(value: JsonObject) -> str:
    """The title or name of an object; empty without one."""
    title = value.get("title") or value.get("name")
    if isinstance(title, list) and len(title) == 1:  # each value of XML is in a list
        title = title[0]
    return title if isinstance(title, str) else ""
