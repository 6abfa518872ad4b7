"""How much a word says by how few reports hold it: Lucene's inverse document frequency.

Whoosh's, which the index scores with, lets a word of every report weigh a sixth of the rarest; in
a question of English words that drowns what matters (news of 1963: MRR@10 .786 with Whoosh's, .816
with Lucene's). So a word's boost is the one divided by the other.
"""

import math


def idf(count: int, reports: int) -> float:
    """log(1 + (N - n + ½) / (n + ½)) for a word that `count` of `reports` hold; above 0."""
    return math.log(1 + (reports - min(count, reports) + 0.5) / (count + 0.5))


def boost(weight: float, count: int, reports: int) -> float:
    """What turns the weight that the index gives a word of that count into `weight`."""
    return weight / (math.log(reports / (count + 1)) + 1)
