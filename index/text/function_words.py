"""Function words and function characters of both languages, which say little alone."""

import re

APART = frozenset("的了和与及在将把被从而等也都就着过们并则")
EDGES = frozenset("是之以为对由于且或不个这那所其该此因但又还只向至已未再更最很")
"""Characters that say little alone. Those in APART also never form a word with a neighbour."""
FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an and any are as at be been both but by can could d did do does each for from had has "
        "have he her his how i if in into is it its let ll m many may me more most must my no nor "
        "not now of on one or our out re s shall she should so some such t than that the their "
        "them then there these they this those through to under until up upon us ve was we were "
        "what when where which while who will with would you your",
    )
)
"""English words that say little alone."""
NOT_REQUIRED = (
    FUNCTION_WORDS - frozenset(re.findall(r"\w+", "d ll m may no not now one out re s t up us ve"))
) | frozenset(
    re.findall(
        r"\w+",
        "about after against am among because being between doing during having herself him "
        "himself itself me much over than themselves though toward towards whether whom whose why",
    )
)
"""English words that a query of several words does not require in a report."""
