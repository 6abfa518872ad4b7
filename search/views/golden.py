"""Golden queries: a new index must find their reports before it is activated."""

import datetime
from collections.abc import Callable

from index.api import Index
from index.errors import OperatorError
from index.settings import Settings
from search.request import Request
from search.views.engine import search

GOLDEN_HITS = 10
"""An expected report has to be among this many first hits."""


class GoldenError(OperatorError):
    """A new index misses an expected report, so the previous index stays active."""

    exit_code = 12


def gate(settings: Settings, today: datetime.date) -> Callable[[Index], None]:
    """A function that raises GoldenError for an index that misses a report of a golden query."""

    def approve(index: Index) -> None:
        for golden in settings.golden:
            request = Request(
                text=golden.query,
                today=today,
                size=GOLDEN_HITS,
                facets=(),
                seconds=None,
                settings=settings,
            )
            ids = [hit.id for hit in search(index, request).hits]
            hits = {*ids, *(report.path for report in index.reports(ids) if report)}
            missing = [name for name in golden.reports if name not in hits]
            if missing:
                raise GoldenError(
                    f"The new index was not put into service: the first {GOLDEN_HITS} hits of "
                    f"{golden.query!r} do not hold {', '.join(missing)}. What was indexed before "
                    "still answers. Correct the reports, or [golden] in baogao.toml."
                )

    return approve
