"""English words and their base forms: the singular, and the verb of a form in -ing or -ed."""

import re
from collections.abc import Iterator

RENDERED_WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")
"""A word in lower case."""
PLURAL_FORM, VERB_FORM = 0.02, 0.05
"""How much less likely a rendering of the singular is, and of the verb of a form."""
AREA = " area"
"""What the dictionary adds to adjectives of place: rural area."""


def base_forms(part: str) -> Iterator[tuple[str, float, bool]]:
    """The part and its base forms, each with a penalty and whether it must be a verb."""
    yield part, 0.0, False
    if " " in part:
        yield part.replace(" ", "-"), 0.0, False
    plurals = (("ies", "y"), ("ies", "ie")) if part.endswith("ies") else (("s", ""), ("es", ""))
    for ending, other in plurals:
        if part.endswith(ending) and len(part) > len(ending):
            yield part.removesuffix(ending) + other, PLURAL_FORM, False
    if " " not in part:
        for ending, other in (("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e")):
            if part.endswith(ending) and len(part) > len(ending) + 2:
                yield part.removesuffix(ending) + other, VERB_FORM, True
        yield f"{part}{AREA}", 0.0, False
