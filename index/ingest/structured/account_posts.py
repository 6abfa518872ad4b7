"""Finds the post in an entry of the archive that a network gives of an account."""

from index.json_types import JsonObject


def post_of(value: JsonObject) -> JsonObject | None:
    """The post of an entry in the archive of an account, whose text lies in `data` or `media`.

    A message that only forwards another has the text of that.
    """
    for name in _FORWARDED:
        inner = value.get(name)
        text = inner.get("content") or inner.get("text") if isinstance(inner, dict) else ""
        if isinstance(text, str) and text:
            return {**{key: part for key, part in value.items() if key != name}, "body": text}
    data, media = value.get("data"), value.get("media")
    for item in data if isinstance(data, list) and "timestamp" in value else ():
        if isinstance(item, dict) and isinstance(item.get("post"), str):
            beside = {key: inner for key, inner in value.items() if key != "data"}
            return {**beside, "body": item["post"]}
    pictures = [item for item in media if isinstance(item, dict)] if isinstance(media, list) else []
    if any("creation_timestamp" in picture for picture in pictures):
        both = (value, *pictures)
        text = next((item["title"] for item in both if item.get("title")), "")
        when = next((item[_CREATED] for item in both if _CREATED in item), "")
        return {"date": when, "body": text} if isinstance(text, str) and text else None
    return None


_CREATED = "creation_timestamp"
_FORWARDED = ("forwardedMessage", "forwarded_message", "forwardMessage", "forwarded", "forward")
"""Names of the message that another one forwards."""
