"""Every error that an operator can fix has an exit code of its own."""

from collections import Counter

import pytest

import search.views.golden  # noqa: F401 - has an error of its own
import web.errors  # noqa: F401 - has errors of its own
from index.errors import OperatorError
from index.indexing import loss  # noqa: F401 - has an error of its own


def kinds(base):
    """An error class and all below it that give themselves an exit code."""
    own = [base] if "exit_code" in vars(base) else []
    return own + [kind for below in base.__subclasses__() for kind in kinds(below)]


def test_no_two_errors_share_an_exit_code():
    codes = Counter(kind.exit_code for kind in set(kinds(OperatorError)))

    assert [code for code, count in codes.items() if count > 1] == []


@pytest.mark.parametrize("kind", sorted(set(kinds(OperatorError)), key=lambda kind: kind.__name__))
def test_an_exit_code_says_that_nothing_changed(kind):
    assert 2 <= kind.exit_code < 64
