"""Korean syllables in parts, as macOS and some programs write them, joined to whole syllables."""

import re
import unicodedata

_PARTS = re.compile("[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?")


def whole_syllables(text: str) -> str:
    """The text with each syllable as one character; any other text is returned as it is."""
    if text.isascii():
        return text
    return _PARTS.sub(lambda parts: unicodedata.normalize("NFC", parts[0]), text)
