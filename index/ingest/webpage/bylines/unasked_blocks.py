"""The blocks of a page that are not asked for source, author and day, whatever they say."""

from index.ingest.heads import person_names
from index.ingest.webpage.main_text import comments
from index.ingest.webpage.main_text.body import PageBody
from index.ingest.webpage.tree import block_weights
from index.ingest.webpage.tree.attributes import COMMENT
from index.ingest.webpage.tree.block_text import key_of
from index.ingest.webpage.tree.block_weights import MIN_SPEAKING_WEIGHT
from index.ingest.webpage.tree.blocks import CENTERED, DIALOG, HEADING_TAGS, PageBlocks, PageNode
from index.ingest.webpage.tree.hints import is_of_others, is_post


def find(page: PageBlocks, body: PageBody | None, title: int, first: int) -> frozenset[int]:
    """The blocks in hidden elements that are not text, in unseen ones, in comments and frames.

    `title` and `first` are the blocks of the title and of the first sentence: an element with one
    of them is shown by a script, or is the report.
    """
    first = first if body is not None else _first_long(page, title)
    unasked: list[bool] = []
    for number, node in enumerate(page.nodes):
        bad = body is None or body.bad[number]
        hidden = node.hidden and bad
        apart = not any(node.first <= position < node.last for position in (title, first))
        others = node.first > first and _is_of_others(page, node, bad=bad)
        quoted = body is not None and 0 <= title < node.first and node.last < body.last
        strange = apart and (
            node.unseen or others or (bad and node.hint.removesuffix(CENTERED).endswith(DIALOG))
        )
        strange = strange or (quoted and is_post(node.hint))  # a story may begin with a post
        unasked.append(hidden or strange or (node.parent >= 0 and unasked[node.parent]))
    blocks = {position for position, block in enumerate(page.blocks) if unasked[block.node]}
    return frozenset(blocks | _comments(page, body, first) | _cards(page, body, title))


_MIN_SENTENCE_CHARS = 30
"""The least length in code points of a block that is a sentence, where no text was found."""


def _first_long(page: PageBlocks, title: int) -> int:
    """The first long block below the title; the number of blocks if there is none."""
    texts = enumerate(page.blocks[title + 1 :], start=title + 1)
    return next(
        (at for at, block in texts if len(block.plain) >= _MIN_SENTENCE_CHARS), len(page.blocks)
    )


def _is_of_others(page: PageBlocks, node: PageNode, *, bad: bool) -> bool:
    """Whether an element below the first sentence says what is not of the page.

    It is a frame, or has comments, advertisements or other reports that are no text, or it quotes:
    a quotation with a sentence has labels of its own.
    """
    if node.tag == "iframe" or COMMENT in node.hint or (bad and is_of_others(node.hint)):
        return True
    quoted = node.tag == "blockquote" and node.last - node.first <= _MAX_QUOTED
    last = node.last if quoted or is_post(node.hint) else node.first
    last = min(last, node.first + _MAX_POSTED)
    return any(block_weights.is_sentence(block.plain) for block in page.blocks[node.first : last])


_MAX_QUOTED, _MAX_POSTED = 10, 40
"""The largest number of blocks of a quotation, as editors indent whole texts too; and the number
of blocks of a post that are examined."""


def _comments(page: PageBlocks, body: PageBody | None, first: int) -> set[int]:
    """The comments of a page, and all behind a heading in or below the text that announces some."""
    behind = range(first + 1, len(page.blocks))
    headings = (
        position
        for position in behind
        if page.tag(position) in HEADING_TAGS and comments.is_title(page.blocks[position].plain)
    )
    found = body.comments if body is not None else ()
    return {*found, *range(next(headings, behind.stop), behind.stop)}


def _cards(page: PageBlocks, body: PageBody | None, title: int) -> set[int]:
    """The blocks of other reports below the text: below a linked heading, with writer and day."""
    if body is None:
        return set()
    text = range(body.first, body.last)
    said = (at for at in reversed(text) if body.weights[at] > MIN_SPEAKING_WEIGHT)
    last = next(said, body.last)
    own = key_of(page.blocks[title].plain) if title >= 0 else ""
    cards: set[int] = set()
    for node in page.nodes:
        if (
            node.first > last
            and 1 < node.last - node.first <= _MAX_CARD_BLOCKS
            and node.tag != "body"
        ):
            blocks = range(node.first, node.last)
            if any(_heads_other(page, at, own) for at in blocks[:2]):
                cards.update(blocks)
    return cards


_MAX_CARD_BLOCKS = 6
"""The largest number of blocks of an element about one other report."""
_MIN_TITLE_WORDS = 3
"""The least number of words of its title; a name of a person may have as many."""


def _heads_other(page: PageBlocks, position: int, own: str) -> bool:
    """Whether a block is a linked heading in Latin letters that is no name and not `own` title."""
    block = page.blocks[position]
    if page.tag(position) not in HEADING_TAGS or block.linked < len(block.plain):
        return False
    words = len(block.plain.split())
    return (
        words >= _MIN_TITLE_WORDS
        and key_of(block.plain) != own
        and not person_names.are_persons(block.plain)
    )
