"""Tells lists of the addresses in a web archive, in which no report is."""

ADDRESS_LIST = "It is a list of the addresses in a web archive (CDX), with no report in it."


def is_address_list(loaded: list[object]) -> bool:
    """Whether a document lists what a web archive has of addresses, as its index answers."""
    first = loaded[0] if loaded else None
    if isinstance(first, dict):
        return "urlkey" in first and "timestamp" in first
    while isinstance(first, list) and first and isinstance(first[0], list | dict):
        first = first[0]
    names = first if isinstance(first, list | dict) else ()
    return {"urlkey", "timestamp"} <= {name for name in names if isinstance(name, str)}
