"""A line written for another system asks for what the same line in our words asks for."""

import dataclasses

import pytest

from search.query.parser import QueryNode, Word, parse

SAME = {
    "a title of Lexis": ("headline(rice harvest)", "title:(rice harvest)"),
    "a lead of Lexis": ("HLEAD(粮食)", "title:(粮食)"),
    "an author of Lexis": ("byline(Quill) AND wheat", "author:(Quill) AND wheat"),
    "a title of Factiva": ("hd=粮食", "title:粮食"),
    "a title of PubMed": ("rice[ti] AND wheat[tiab]", "title:rice AND wheat"),
    "a name of PubMed": ("Quill[au] wheat[Title]", "author:Quill title:wheat"),
    "a quoted title of PubMed": ('"rice harvest"[ti]', 'title:"rice harvest"'),
    "a date of PubMed": ("2023[dp] wheat", "date:2023 wheat"),
    "all in the title": ("allintitle: rice harvest", "title:rice title:harvest"),
    "all in the title at once": ("allintitle:rice harvest", "title:rice title:harvest"),
    "one paragraph of Westlaw": ("wheat /p corn", "wheat PARAGRAPH corn"),
    "one sentence of Westlaw": ("wheat /s corn", "wheat SENTENCE corn"),
    "near of Westlaw": ("wheat /5 corn", "wheat NEAR/5 corn"),
    "small operators": ("wheat and (corn or rice)", "wheat AND (corn OR rice)"),
    "small operators behind": ("(wheat or corn) and not rice", "(wheat OR corn) AND NOT rice"),
    "a small operator before a field": (
        "headline(rice) and body(wheat) not source:Tide",
        "title:(rice) AND body:(wheat) NOT source:Tide",
    ),
    "a small not": ("(wheat or corn) not rice", "(wheat OR corn) NOT rice"),
}


def shape(node: QueryNode | None) -> object:
    """A tree without the positions and the spelling of its operators and fields."""
    if node is None or isinstance(node, Word):
        return node and node.text
    values = {field.name: getattr(node, field.name) for field in dataclasses.fields(node)}
    for name in ("start", "end", "label"):
        values.pop(name, None)
    shaped = {
        name: shape(value)
        if name == "child"
        else tuple(map(shape, value))
        if name == "children"
        else value
        for name, value in values.items()
    }
    return type(node).__name__, tuple(shaped.items())


@pytest.mark.parametrize("name", SAME)
def test_a_line_of_another_system_is_read_as_ours(name):
    theirs, ours = SAME[name]

    assert shape(parse(theirs).root) == shape(parse(ours).root)


@pytest.mark.parametrize(
    "line",
    [
        "title (2024)",
        "war and peace (and other stories)",
        "oil (and gas) or coal",
        "the body (of evidence) and the law",
        "小麦[2024]",
        "国发[2013]1号",
        "[ti] rice",
        "/p wheat",
        "wheat /p",
        "1/2 wheat",
        "(wheat or corn",
    ],
)
def test_a_line_that_only_looks_like_it_stays_words(line):
    root = parse(line).root

    assert not {"FieldNode", "ScopeNode", "AnyOf", "Not"} & set(kinds(root))


def kinds(node):
    yield type(node).__name__
    for child in getattr(node, "children", ()):
        yield from kinds(child)
