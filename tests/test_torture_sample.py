"""A few rounds of the torture of `make torture`, so that the tool itself keeps working."""

import pytest

from tests.tools import torture

SAMPLED = (
    "killed at a random moment, workers and all",
    "an error of the disk at a write, sync, link or rename",
    "two builds at once",
)


@pytest.mark.parametrize("name", SAMPLED)
def test_nothing_is_lost_in_a_few_rounds_of_a_fault(monkeypatch, capsys, name):
    monkeypatch.setattr(torture.ingest_workers, "GROUP_BYTES", 2048)  # undone after the test
    number = [kind.name for kind in torture.KINDS].index(name)

    assert torture.main(17, 1, number) == 0
    assert f"| {name} |" in capsys.readouterr().out
