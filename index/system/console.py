"""Makes input and output of a terminal work in encodings that lack characters.

Python raises an error for a character that the encoding of an output lacks. An escape with its code
is more useful; in JSON it is equivalent to the character.
"""

import codecs
import os
import sys

_ESCAPING = "baogao.escaped"


def tolerate_encodings() -> None:
    """Make outputs escape characters that their encoding lacks, instead of failing."""
    codecs.register_error(_ESCAPING, _escaped)
    for output in (sys.stdout, sys.stderr):
        if output is not None and hasattr(output, "reconfigure"):
            output.reconfigure(errors=_ESCAPING)


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """Escape characters as in JSON: those beyond U+FFFF as surrogate pairs."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    units = text.encode("utf-16-be", "surrogatepass")
    escapes = (f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
    return "".join(escapes), error.end


def typed_text(text: str) -> str:
    """An argument as it was typed, in UTF-8 or GB 18030 if the locale cannot decode its bytes."""
    if not any("\udc80" <= char <= "\udcff" for char in text):
        return text
    data = os.fsencode(text)
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return text
