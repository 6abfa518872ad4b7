"""The tree of a page against the one that Beautiful Soup builds itself."""

import pytest
from bs4 import BeautifulSoup
from bs4.element import Tag
from hypothesis import given
from hypothesis import strategies as st

from index.ingest.markup_tree import parsed

PAGES = {
    "an article": "<head><title>甲</title></head><body><p>乙<b>丙</b> 丁</p>\n\n<p>戊</p></body>",
    "white space": "<p> \n </p><pre> \n  code </pre> \t <textarea>\n x </textarea>\f",
    "no-break spaces are text": "<p>\xa0</p><p>\u3000</p>",
    "scripts and styles": "<script>a < b</script><style>p{}</style><template><i>x</i></template>",
    "ruby": "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>",
    "comments": "<!-- a --><p>b<!-- c -->d</p><?php e ?><!DOCTYPE html>",
    "an encoding": '<meta charset="gbk"><meta http-equiv="Content-Type" content="a; charset=gbk">',
    "tags that are not closed": "<div><p>a<p>b<ul><li>c<li>d</div>e</p></b>f",
    "tables": "<table>a<tr><td>b<table><tr><td>c</table>d</table>",
    "several values": '<p class="a b" rel="c d" headers="e f">g</p>',
    "references": "&lt;b&gt; &amp; &#20013; &nbsp; &bogus; &",
}
PARTS = ("<p>", "</p>", "<b>", "</b>", "<td>", "<table>", "</table>", "<pre>", "</pre>", "<br>")
soup = st.lists(
    st.sampled_from([*PARTS, "<!-- c -->", "<script>", "</script>", "甲", "b ", " ", "\n", "\xa0"])
).map("".join)


def described(tree):
    """Every element and text, with the numbers of those that it is linked to."""
    everything = [tree, *tree.descendants]
    numbers = {id(element): number for number, element in enumerate(everything)}
    return [
        (
            "tree" if element is tree else type(element),
            (element.name, dict(element.attrs)) if isinstance(element, Tag) else str(element),
            *(
                numbers.get(id(other))
                for other in (
                    element.parent,
                    element.next_element,
                    element.previous_element,
                    element.next_sibling,
                    element.previous_sibling,
                )
            ),
        )
        for element in everything
    ]


def assert_same(markup):
    own = BeautifulSoup(markup, "lxml", multi_valued_attributes=None)
    assert described(parsed(markup)) == described(own)


@pytest.mark.parametrize("markup", PAGES.values(), ids=PAGES)
def test_a_page_has_the_tree_of_beautiful_soup(markup):
    assert_same(markup)


@given(soup)
def test_tag_soup_has_the_tree_of_beautiful_soup(markup):
    assert_same(markup)
