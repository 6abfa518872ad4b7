"""Reads notes on passages of a page, as Hypothesis keeps them: the passage, then the note."""

from index.json_types import JsonObject

_OF_NOTE = ("target", "user_info")


def with_passage(item: JsonObject) -> JsonObject:
    """A note with the passages it is about before its text, and the name of who wrote it.

    Any other object stays as it is.
    """
    targets = item.get("target")
    passages = [
        passage
        for target in (targets if isinstance(targets, list) else ())
        for passage in _passages(target)
    ]
    if not passages:
        return item
    shown, account = item.get("user_info"), item.get("user")
    name = shown.get("display_name") if isinstance(shown, dict) else ""
    if not name and isinstance(account, str):
        name = account.removeprefix("acct:").partition("@")[0]
    beside = {key: value for key, value in item.items() if key not in _OF_NOTE}
    note = item.get("text")
    body = [*passages, *([note] if isinstance(note, str) and note else [])]
    return {**beside, "user": name, "text": body}


def _passages(target: object) -> list[str]:
    """The passages that a target quotes."""
    selectors = target.get("selector") if isinstance(target, dict) else None
    return [
        exact
        for selector in (selectors if isinstance(selectors, list) else ())
        if isinstance(selector, dict) and isinstance(exact := selector.get("exact"), str) and exact
    ]
