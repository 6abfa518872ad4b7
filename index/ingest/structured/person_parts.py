"""The names of people that programs keep in two parts, given and family name."""

from index.ingest.heads import field_labels
from index.json_types import JsonObject as JsonItem

_GIVEN = (
    *(
        "given",
        "firstName",
        "first_name",
        "firstname",
        "givenName",
        "given_name",
        "given-names",
        "first",
    ),
)
"""The names under which programs keep a person's given name."""
_FAMILY = (
    *(
        "family",
        "lastName",
        "last_name",
        "lastname",
        "surname",
        "familyName",
        "family_name",
        "last",
    ),
    "family-names",
)
"""The same of the family name."""
NAME_PARTS = frozenset((*_GIVEN, *_FAMILY))
"""All these names."""
_SHOWN = ("real_name", "realName", "nickname", "display_name", "displayName")
"""Names of the name of a person that others see, beside that of an account."""


def joined(value: JsonItem) -> str:
    """The name of a person that is kept in two parts; a Chinese one has the family name first."""
    given, family = (
        next((str(value[name]) for name in names if value.get(name)), "")
        for names in (_GIVEN, _FAMILY)
    )
    if not given or not family:
        shown = next((str(value[name]) for name in _SHOWN if value.get(name)), "")
        return shown or (family if not given and "literal" not in value else "")
    if field_labels.has_han(family):
        return f"{family}{given}"
    particle = value.get("non-dropping-particle") or value.get("dropping-particle")
    return " ".join((given, *((str(particle),) if particle else ()), family))
