"""In which order reports entered the archive, and what is new since a state of it."""

import contextlib
import datetime
import json
import re

import pytest
from bs4 import BeautifulSoup

from index.api import ArrivalFilter, Order, Question, RefusedError
from index.cluster.answers import request_body
from index.embedded.segment import arrivals
from index.embedded.segment.arrivals import ArrivalList, following
from index.embedded.segment.generations import rollback
from index.errors import IndexUnusableError
from index.operations.build import build
from index.operations.opening import open_index
from index.query_nodes import EVERYTHING
from index.report import ReportId
from web.server.app import create_app

NOW = datetime.datetime(2026, 3, 4, tzinfo=datetime.UTC)


def put(folder, *days):
    """A report of each day."""
    for day in days:
        text = f"<title>Harbour news of {day}</title><p>The harbour grew by a pier on {day}.</p>"
        page = f'<meta name="date" content="{day}">{text}'
        (folder / f"{day}.html").write_text(page, "utf-8")


@pytest.fixture
def archive(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    where = str(tmp_path / "index")

    def archive(*days, update=True):
        put(folder, *days)
        return build([str(folder)], where, update=update)

    archive.where = where
    archive.folder = folder
    archive("2021-01-01", "2021-02-02", update=False)
    return archive


@contextlib.contextmanager
def opened(archive):
    with contextlib.closing(open_index(archive.where)) as index:
        yield index


def days(index, **question):
    hits = index.ask(Question(query=EVERYTHING, order=Order.ARRIVAL, **question)).hits
    reports = index.reports([hit.id for hit in hits])
    return [report.date.isoformat() for report in reports]


def arrived(index):
    return [(arrival.number, arrival.reports) for arrival in index.arrivals()]


def test_the_reports_of_the_first_build_have_not_arrived(archive):
    with opened(archive) as index:
        assert index.arrivals() == ()
        assert days(index) == ["2021-02-02", "2021-01-01"]


@pytest.mark.parametrize("update", [True, False], ids=["update", "rebuild"])
def test_what_a_later_build_brings_comes_first_however_old_it_is(archive, update):
    archive("1999-09-09", "1998-08-08", update=update)
    archive("1997-07-07", update=update)

    with opened(archive) as index:
        assert days(index) == ["1997-07-07", "1999-09-09", "1998-08-08", "2021-02-02", "2021-01-01"]
        assert arrived(index) == [(3, 1), (2, 2)]
        assert days(index, filters=(ArrivalFilter(2),)) == ["1997-07-07"]
        assert days(index, filters=(ArrivalFilter(3),)) == []


def test_a_changed_report_has_not_arrived_and_a_removed_one_is_not_counted(archive):
    archive("1999-09-09", "1998-08-08")
    (archive.folder / "1998-08-08.html").unlink()
    file = archive.folder / "2021-01-01.html"
    file.write_text(file.read_text("utf-8") + "<p>More was said later.</p>", "utf-8")
    archive()

    with opened(archive) as index:
        assert arrived(index) == [(2, 1)]
        assert days(index)[0] == "1999-09-09"


def test_a_report_that_comes_back_arrives_again(archive):
    (archive.folder / "2021-02-02.html").unlink()
    archive()
    archive("2021-02-02")

    with opened(archive) as index:
        assert arrived(index) == [(3, 1)]


def test_the_number_of_an_arrival_is_used_once_even_after_a_rollback(archive, tmp_path):
    archive("1999-09-09")
    rollback(tmp_path / "index")
    archive()

    with opened(archive) as index:
        assert arrived(index) == [(3, 1)]


def test_every_report_is_met_once_with_a_cursor(archive):
    archive("1999-09-09", "1998-08-08")
    archive("1997-07-07")
    app = create_app(archive.where)
    client, seen, after = app.test_client(), [], ""
    while True:
        page = client.get(f"/api/search?q=&sort=arrival&size=2&after={after}").get_json()
        seen += [hit["date"] for hit in page["hits"]]
        after = page["next"]
        if not after:
            break
    app.extensions["baogao"].index_manager.close()

    assert seen == ["1997-07-07", "1999-09-09", "1998-08-08", "2021-02-02", "2021-01-01"]


def test_pages_and_feeds_show_what_arrived_and_when(archive):
    archive("1999-09-09", "1998-08-08")
    app = create_app(archive.where)
    client = app.test_client()
    home = BeautifulSoup(client.get("/").get_data(as_text=True), "lxml")
    link = home.find("a", href=re.compile("arrived-after=1"))
    page = BeautifulSoup(client.get(link["href"]).get_data(as_text=True), "lxml")
    atom = client.get("/feed.atom?q=harbour").get_data(as_text=True)
    feed = client.get("/feed.json?q=harbour").get_json()
    about = client.get("/api/about").get_json()
    app.extensions["baogao"].index_manager.close()

    assert link.get_text().startswith("2 reports arrived on ")
    assert page.select_one("#count").get_text().split()[0] == "2"
    assert len(page.select(".results .arrived")) == 2
    assert "Arrived" in page.select_one(".piece.filter").get_text()
    assert re.findall(r"<published>(\d{4})", atom) == ["1999", "1998", "2021", "2021"]
    built = about["arrivals"][0]["built"]
    assert re.findall("<updated>([^<]+)", atom)[1] == built
    assert [item.get("date_modified") for item in feed["items"]] == [built, built, None, None]


@pytest.mark.parametrize(
    "asked", [{"order": Order.ARRIVAL}, {"filters": (ArrivalFilter(2),)}], ids=["order", "filter"]
)
def test_a_cluster_refuses_by_name(asked):
    with pytest.raises(RefusedError, match="A cluster does not keep the order"):
        request_body(Question(query=EVERYTHING, **asked), {"match_all": {}})


def test_older_arrivals_are_forgotten_whole():
    first, second = ArrivalList(2, NOW, ("a", "b")), ArrivalList(3, NOW, ("c",))
    assert following((first, second), 4, NOW, {"e", "d"}, most=4) == (
        second,
        ArrivalList(4, NOW, ("d", "e")),
    )
    assert following((first,), 3, NOW, {"c", "d", "e"}, most=2) == ()
    assert following((first,), 3, NOW, (), most=2) == (first,)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[1]",
        b'[[1, "2026-01-01T00:00:00", ["a"]]]',
        b'[["2", "x", []]]',
        b"\xff",
        json.dumps([[2, NOW.isoformat(), ["a"] * 20_001]]).encode(),
    ],
    ids=["empty", "object", "number", "no zone", "text for a number", "no text", "too many"],
)
def test_a_damaged_list_is_an_error_an_operator_can_understand(tmp_path, content):
    (tmp_path / arrivals.ARRIVALS_FILE).write_bytes(content)
    with pytest.raises(IndexUnusableError, match=r"arrivals\.json"):
        arrivals.read(tmp_path)


def test_what_is_written_is_read_back(tmp_path):
    from index.embedded.segment.disk import DISK  # noqa: PLC0415 - only here

    listed = (ArrivalList(7, NOW, (ReportId("甲"), ReportId("b"))),)
    arrivals.write(listed, tmp_path, DISK)

    assert arrivals.read(tmp_path) == listed
    assert json.loads((tmp_path / arrivals.ARRIVALS_FILE).read_bytes())[0][0] == 7
