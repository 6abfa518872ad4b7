"""What several test files stand on: the sample corpus indexed once, and the site over it."""

import contextlib
import itertools
import os
import shutil
import socket
import subprocess
import sys
import urllib.request
import uuid
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from jinja2 import StrictUndefined

from tests.tools.delay_proxy import delayed

ROOT = Path(__file__).parent.parent
DELAY = float(os.environ.get("BROWSER_DELAY") or 0)
"""Seconds by which every answer to a browser is delayed; see CONTRIBUTING."""
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # What other sites may do is up to our server: older browsers have no such check.
    "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests",
)


# Not the cache of the user who runs the tests.
os.environ["XDG_CACHE_HOME"] = str(Path(__file__).parent.parent / "var" / "cache")
os.environ.setdefault("BAOGAO_MEANING", "0")  # vectors take a second; tests of meaning ask for them

SLOW = frozenset(
    [
        "test_advanced_lines",
        "test_analysis_views",
        "test_api",
        "test_batch",
        "test_cedict",
        "test_check",
        "test_codec",
        "test_collections",
        "test_commands",
        "test_console",
        "test_desk_kill",
        "test_desk_server",
        "test_dictionary",
        "test_dossier",
        "test_evaluate",
        "test_export",
        "test_faults",
        "test_file_signature",
        "test_fuzz",
        "test_generations",
        "test_golden",
        "test_hostile",
        "test_hostile_clients",
        "test_hostile_desk",
        "test_hostile_queries",
        "test_index",
        "test_index_manager",
        "test_limits",
        "test_loss",
        "test_mcp_server",
        "test_mcp_tools",
        "test_meaning",
        "test_meaning_commands",
        "test_mutated_pages",
        "test_offload",
        "test_openapi",
        "test_parameters",
        "test_patterns",
        "test_phrase_pages",
        "test_phrases",
        "test_ranking",
        "test_reading_costs",
        "test_report_beginnings",
        "test_reports",
        "test_resource_shortage",
        "test_results_page",
        "test_sandbox",
        "test_scans",
        "test_search_settings",
        "test_shown_numbers",
        "test_spelling_variants",
        "test_substring_recall",
        "test_suggest",
        "test_trace_pages",
        "test_watch",
        "test_web",
        "test_workers",
    ]
)
"""Files whose tests start processes, build many indexes or try much; `make quick` leaves them
out."""


def pytest_ignore_collect(collection_path, config):
    """Whether all tests of a file would be left out; so it is not even imported."""
    if "not slow" in config.option.markexpr and collection_path.stem in SLOW:
        return True
    return None


ON_ONE_ENGINE = frozenset(
    [
        "test_browser_access",
        "test_browser_beside",
        "test_browser_collections",
        "test_browser_scripts",
    ]
)
"""Files about styles, scripts and the desk, which know no engine; the others are run on both."""


def pytest_collection_modifyitems(items):
    items[:] = [item for item in items if not _is_of_other_engine(item)]
    for item in items:
        if item.path.stem in SLOW:
            item.add_marker("slow")


def _is_of_other_engine(item):
    params = item.callspec.params if hasattr(item, "callspec") else {}
    return item.path.stem in ON_ONE_ENGINE and params.get("address") == "cluster"


ABOUT_LIMITS = frozenset(["test_hostile", "test_hostile_queries", "test_limits"])
"""Files whose tests are about what takes long; there the time limit of a query is the real one."""
PATIENCE = 60.0


@pytest.fixture(autouse=True)
def patient(request, monkeypatch):
    """No query is cut by its time: on a busy machine half a second passes now and then.

    The page would say "at least", as it should, and a test of its numbers would fail. A test of
    what is cut sets a limit of its own.
    """
    if request.path.stem not in ABOUT_LIMITS:
        for name in ("web.context", "web.views.phrases", "web.server.mcp_answering"):
            monkeypatch.setattr(f"{name}.QUERY_SECONDS", PATIENCE)


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory):
    """The folder of an index of corpus/."""
    from index.operations.build import build  # noqa: PLC0415 - files that need no index import no index

    where = tmp_path_factory.mktemp("sample") / "index"
    build([str(ROOT / "corpus")], str(where))
    return where


@pytest.fixture(scope="session")
def app(sample_index):
    from index.desk_file import desk_path  # noqa: PLC0415 - as above
    from web.desk.reader import DeskPlan  # noqa: PLC0415 - as above
    from web.server.app import create_app  # noqa: PLC0415 - files that need no site import no site

    where = str(sample_index)
    app = create_app(where, desk=DeskPlan(path=desk_path(where)))
    app.jinja_env.undefined = StrictUndefined  # a template that names what nobody gave it fails
    yield app
    app.extensions["baogao"].index_manager.close()


class WholeAnswers(FlaskClient):
    """Reads each answer to its end and closes it, as a server does.

    Otherwise a costly request would be under way until its answer is collected as garbage, and a
    third one refused.
    """

    def open(self, *args, buffered=True, **options):
        return super().open(*args, buffered=buffered, **options)


@pytest.fixture
def client(app):
    return WholeAnswers(app, app.response_class)


@pytest.fixture(scope="session")
def sample_on_cluster(anew_on_cluster):
    """The address of an index of corpus/ on a cluster."""
    from index.operations.build import build  # noqa: PLC0415 - as above

    where = anew_on_cluster()
    build([str(ROOT / "corpus")], where)
    return where


@pytest.fixture(scope="session", params=["folder", "cluster"])
def address(request, tmp_path_factory):
    """The address of `baogao web` over the sample corpus, a process of its own, on each engine."""
    named = "sample_on_cluster" if request.param == "cluster" else "sample_index"
    where = str(request.getfixturevalue(named))
    with _serving(where, tmp_path_factory.mktemp("desk") / "desk.sqlite") as at:
        yield at


@pytest.fixture(scope="session")
def address_without_desk(sample_index):
    """The address of a server that keeps no collections: browsers keep their own."""
    with _serving(str(sample_index), "", "--no-desk") as at:
        yield at


@contextlib.contextmanager
def _serving(where, desk, *options):
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.tools.patient_web",
            "web",
            "--index",
            where,
            "--port",
            "0",
            *options,
        ],
        cwd=ROOT,
        env=os.environ | {"PYTHONUNBUFFERED": "1", "BAOGAO_DESK": str(desk)},
        stdout=subprocess.PIPE,
        text=True,
    )
    with server:
        at = server.stdout.readline().split()[0].rstrip("/")
        if DELAY:
            with delayed(int(at.rpartition(":")[2]), DELAY) as port:
                yield f"http://127.0.0.1:{port}"
        else:
            yield at
        server.terminate()


@pytest.fixture(scope="session")
def cluster():
    """The address of a real cluster, without an index name; see tests/tools/cluster_nodes.py."""
    where = os.environ.get("OPENSEARCH_URL")
    if not where:
        message = "No cluster: run it with python tests/tools/cluster_nodes.py python -m pytest …"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return where.rstrip("/")


@pytest.fixture(scope="session")
def anew_on_cluster(cluster):
    """Makes addresses of new indexes on the cluster; all are removed at the end."""
    prefix = f"test-{uuid.uuid4().hex[:12]}"
    numbers = itertools.count()
    yield lambda: f"{cluster}/{prefix}-{next(numbers)}"
    _remove_from(cluster, prefix)


@pytest.fixture
def on_cluster(anew_on_cluster):
    """The address of an index of this test's own, removed behind it."""
    where = anew_on_cluster()
    yield where
    _remove_from(*where.rsplit("/", 1))


def _remove_from(cluster, name):
    node = cluster.split(",")[0]
    with urllib.request.urlopen(f"{node}/_cat/indices/{name}-*?h=index") as response:
        names = response.read().decode().split()
    for index_name in names:
        with urllib.request.urlopen(
            urllib.request.Request(f"{node}/{index_name}", method="DELETE")
        ):
            pass


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium; where it is missing the test says so, and fails where CI runs it."""
    if not Path(CHROMIUM).exists() and not shutil.which("chromium"):
        message = "Chromium is not installed here: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import expect, sync_playwright  # noqa: PLC0415 - only where it is used

    expect.set_options(timeout=20_000)  # a busy machine takes longer than the five seconds it has
    with sync_playwright() as playwright:
        path = CHROMIUM if Path(CHROMIUM).exists() else shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, address):
    """Opens pages, in English unless told otherwise; what a page complains about fails the test."""
    with _visiting(browser, address) as visit:
        yield visit


@pytest.fixture
def visit_without_desk(browser, address_without_desk):
    """The same on a server that keeps no collections."""
    with _visiting(browser, address_without_desk) as visit:
        yield visit


@contextlib.contextmanager
def _visiting(browser, address):
    contexts, complaints = [], []

    def visit(path, *, scripting=True, width=1280, locale="en-GB", scheme="light"):
        context = browser.new_context(
            java_script_enabled=scripting,
            viewport={"width": width, "height": 900},
            locale=locale,
            color_scheme=scheme,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address + path)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not complaints


def _pipe(path):
    os.mkfifo(path)


def _socket(path):
    with socket.socket(socket.AF_UNIX) as server, contextlib.chdir(path.parent):
        server.bind(path.name)


def _link_to_a_device(path):
    path.symlink_to("/dev/zero")


def _link_to_itself(path):
    path.symlink_to(path.name)


def _folder(path):
    path.mkdir()


@pytest.fixture(params=[_pipe, _socket, _link_to_a_device, _link_to_itself, _folder])
def in_the_way(request):
    """What puts something that is no plain file at a path."""
    return request.param
