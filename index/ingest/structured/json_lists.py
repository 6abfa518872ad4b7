"""Tells lists of reports in a JSON document from pieces of a text and from people."""


def contains_reports(value: object) -> bool:
    """Whether a value contains other reports: a list of objects that are not pieces of a text."""
    if isinstance(value, list):
        first = value[0] if value else None
        return isinstance(first, dict) and len(first) > 3 and _OF_PEOPLE.isdisjoint(first)
    if not isinstance(value, dict) or len(value) <= 4:
        return False
    first = next(iter(value.values()))
    return not (isinstance(first, list) and first and type(first[0]) is int)


def lists_reports(outlet: object) -> bool:
    """Whether an object has a list of reports, each in a node of its own or not."""
    for inner in outlet.values() if isinstance(outlet, dict) else ():
        listed = inner.get("edges") or inner.get("nodes") if isinstance(inner, dict) else inner
        if not isinstance(listed, list) or not listed or not isinstance(listed[0], dict):
            continue
        if contains_reports([listed[0].get("node", listed[0])]):
            return True
    return False


_OF_PEOPLE = frozenset(
    (
        *("givenName", "given_name", "given", "firstName", "first_name", "forename", "lastName"),
        *(
            "last_name",
            "familyName",
            "family_name",
            "family",
            "affiliation",
            "affiliations",
            "orcid",
        ),
    )
)
"""Names of the properties of a person."""
