"""Text of reports as data: what nobody can see is shown, and nothing can imitate a delimiter.

Reports are written by strangers, and a language model reads the answers. Characters that hide or
reorder text become U+FFFD, one for one, so that positions stay. In the text form of an answer
signs of markup and everything invisible are escapes of JSON, which a reader of JSON undoes.
"""

import re

from search import json_output

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls except tab and line feed
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # reading direction
    "\U000e0000-\U000e007f"  # tags, which spell ASCII invisibly
    "\ud800-\udfff]"  # half characters, which UTF-8 cannot carry
)
_SHAPELESS = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0080-\U000e0fff"
)
"""Characters without a shape of their own: joiners, fillers, selectors of variants."""
_SMUGGLING = re.compile(f"[{_SHAPELESS}]{{4,}}|(?<=[A-Za-z])[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""A run of such characters: an emoji has up to three, a hidden message more; or variants of letters
that have none, one by one."""
_ESCAPED = re.compile(
    f"[<>&\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\U000e0000-\U000e007f{_SHAPELESS}]"
)


def quoted(value: object) -> object:
    """A JSON value in which no text has hidden characters; keys are ours and stay."""
    if isinstance(value, str):
        return _SMUGGLING.sub(_replaced, _HIDDEN.sub("\ufffd", value))
    if isinstance(value, dict):
        return {key: quoted(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [quoted(inner) for inner in value]
    return value


def as_text(value: object) -> str:
    """A JSON value as one line of JSON without signs of markup and without invisible characters."""
    return _ESCAPED.sub(_escape, json_output.dumps(value))


def _replaced(run: re.Match[str]) -> str:
    return "\ufffd" * len(run[0])


def _escape(char: re.Match[str]) -> str:
    """The character as JSON escapes it: beyond U+FFFF as two halves."""
    units = char[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
