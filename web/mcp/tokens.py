"""An approximation of how many tokens a text is for a language model, and the budget of an answer.

Tokenizers differ. This approximation was compared with three of them (o200k, cl100k and that of
Claude 2) on the tools and on answers in both languages, and errs on the side of more: three
quarters of a token for a sign, one for six letters, one and a half for three digits, five quarters
for any other character.
"""

import math
import re

from index.json_types import JsonObject
from search import json_output

ANSWER_TOKENS = 4_000
"""The budget of one answer, as JSON; what does not fit is behind its cursor."""
ENVELOPE_TOKENS = 500
"""Part of the budget that is kept for what surrounds the data: the notice and the cursor."""
TOOL_TOKENS = 2_500
"""The budget of all tools together: names, descriptions and schemas."""
_PART = re.compile(r"(?P<letters>[A-Za-z]+)|(?P<digits>[0-9]+)|(?P<other>[^\x00-\x7f])|\S")


def tokens(text: str) -> int:
    """About how many tokens a text is."""
    return math.ceil(sum(_cost(part.lastgroup, len(part[0])) for part in _PART.finditer(text)))


def _cost(kind: str | None, length: int) -> float:
    match kind:
        case "letters":
            return -(-length // 6)
        case "digits":
            return 0.5 - (-length // 3)
        case "other":
            return 1.25
    return 0.75


def json_tokens(value: object) -> int:
    """About how many tokens a value is as JSON."""
    return tokens(json_output.dumps(value))


class TokenBudget:
    """The remaining tokens of an answer while its items are added one by one."""

    def __init__(self, tokens_left: int = ANSWER_TOKENS - ENVELOPE_TOKENS) -> None:
        self.left = tokens_left

    def take(self, value: JsonObject | list[object] | str, *, always: bool = False) -> bool:
        """Take the tokens of a value; False, and nothing is taken, if they are not left."""
        cost = json_tokens(value) + 1  # the comma
        if cost > self.left and not always:
            return False
        self.left -= cost
        return True
