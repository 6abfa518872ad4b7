"""How far two spellings are apart."""


def within(word: str, other: str, distance: int) -> bool:
    """Whether `other` is at most `distance` edits away: letters put in, left out, changed."""
    if abs(len(word) - len(other)) > distance:
        return False
    row = list(range(len(other) + 1))
    for at, letter in enumerate(word, 1):
        before, row[0] = row[0], at
        for place, own in enumerate(other, 1):
            change = before + (letter != own)
            before, row[place] = row[place], min(change, row[place] + 1, row[place - 1] + 1)
        if min(row) > distance:
            return False
    return row[-1] <= distance
