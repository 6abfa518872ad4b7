"""What a terminal sends and takes in an encoding that lacks characters.

Python refuses a character that the encoding of an output does not have. A reader is better served
by its number, which in JSON is the character itself.
"""

import codecs
import os
import sys

_ESCAPING = "baogao.escaped"


def tolerate_encodings() -> None:
    """From now on outputs write an escape for characters that their encoding does not have."""
    codecs.register_error(_ESCAPING, _escaped)
    for output in (sys.stdout, sys.stderr):
        if output is not None and hasattr(output, "reconfigure"):
            output.reconfigure(errors=_ESCAPING)


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """Characters as JSON escapes them: beyond U+FFFF as two halves."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    units = text.encode("utf-16-be", "surrogatepass")
    escapes = (f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
    return "".join(escapes), error.end


def typed(text: str) -> str:
    """An argument as it was typed, in UTF-8 or GB 18030 where the locale cannot read its bytes."""
    if not any("\udc80" <= char <= "\udcff" for char in text):
        return text
    data = os.fsencode(text)
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return text
