"""How much a decoded text resembles language, by which encodings are compared."""

import re

from index.ingest import word_lists

SAMPLED_BYTES = 1 << 18
"""The size in bytes of the sample by which encodings are compared."""
_FREQUENT = word_lists.characters("frequent", "han")
ODD = re.compile("[\ufffd\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufff0-\uffff]")
HAN_LETTER = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_PUNCTUATION = re.compile("[\u2010-\u203b\u3000-\u3011\uff01-\uff5e\xa0\xb7\xa9·—…]")
_LATIN = re.compile("[\xa1-\xff\u0152-\u0178\u02c6\u02dc\u2013-\u2122]")
LATIN_RUN = re.compile("[\xa0-\xff\u0152-\u0178\u0192\u02c6\u02dc\u2013-\u2122\x80-\x9f]{2,}")


def frequent_han(text: str) -> int:
    """The number of Han characters of a text that are frequent in Chinese."""
    return sum(map(_FREQUENT.__contains__, text))


def score(text: str) -> float:
    """How much the non-ASCII part of `text` resembles Chinese or a Latin language; at most 1.

    It is the share of frequent Han characters, less ten times the share of characters that never
    occur in text. An accented letter counts only without another beside it, as in words.
    """
    beyond = [character for character in text if character > "\x7f"]
    if not beyond:
        return 0.0
    joined = "".join(beyond)
    han = HAN_LETTER.findall(joined)
    good = sum(map(_FREQUENT.__contains__, han))
    alone = len(_LATIN.findall(joined)) - sum(map(len, LATIN_RUN.findall(text)))
    marks = len(_PUNCTUATION.findall(joined))
    odd = len(ODD.findall(joined))
    return (2 * good + marks + max(alone, 0) - 10 * odd) / (len(beyond) + good)


EBCDIC, _EBCDIC_BYTES = "cp037", 4_096
"""The encoding of mainframes, and how much of a file is looked at for it."""
_MIN_EBCDIC_BYTES, _EBCDIC_SPACES, _EBCDIC_WORDS, _EBCDIC_VOWELS = 40, 0.06, 0.95, 0.25
"""The shortest such text, and its least shares of spaces, of signs of words, and of vowels."""
_WORD_SIGN = re.compile(r"[A-Za-z0-9 .,;:'\"()/\n\x85-]")
_VOWEL = re.compile("[aeiouAEIOU]")


def is_ebcdic(data: bytes) -> bool:
    """Whether bytes are words of a mainframe: they have its spaces, and none of other encodings."""
    head = data[:_EBCDIC_BYTES]
    spaces = head.count(b"@")
    if len(head) < _MIN_EBCDIC_BYTES or b" " in head or spaces < _EBCDIC_SPACES * len(head):
        return False
    text = head.decode(EBCDIC)
    words = len(_WORD_SIGN.findall(text))
    vowels = len(_VOWEL.findall(text))
    return words >= _EBCDIC_WORDS * len(text) and vowels >= _EBCDIC_VOWELS * (len(text) - spaces)
