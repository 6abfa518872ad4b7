"""The address of a cluster and its settings: what can be meant, and a sentence where it cannot."""

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from index.cluster import connection as connection_module
from index.cluster.address import parse_address
from index.cluster.connection import Connection, PassingError
from index.cluster_options import ClusterOptions, ClusterOptionsError, cluster_options
from index.errors import ClusterError
from index.system.deadline import Deadline, answering_within


def test_an_address_names_nodes_and_an_index():
    read = parse_address("https://a.example:9200,b.example/archive", ClusterOptions())

    assert read.urls == ["https://a.example:9200", "https://b.example:443"]
    assert read.name == "archive"


def test_a_password_is_never_shown():
    read = parse_address("https://me:s%40cret@a.example:9200/archive", ClusterOptions())

    assert (read.user, read.password) == ("me", "s@cret")
    assert "cret" not in str(read) + repr(read)


def test_user_and_password_come_from_the_settings_where_the_address_has_none():
    options = ClusterOptions(user="me", password="secret")

    assert parse_address("https://a.example:9200/archive", options).password == "secret"
    assert "secret" not in repr(options)


@pytest.mark.parametrize("host", ["127.0.0.1:9200", "localhost:9200", "[::1]:9200", "127.8.8.8"])
def test_plain_http_is_for_this_machine(host):
    assert parse_address(f"http://{host}/archive", ClusterOptions()).scheme == "http"


MISTAKES = {
    "no name": ("https://a.example:9200", "https://host:9200/name"),
    "only a slash": ("https://a.example:9200/", "https://host:9200/name"),
    "capitals": ("https://a.example:9200/Archive", "small letters"),
    "hidden": ("https://a.example:9200/.archive", "small letters"),
    "a pattern": ("https://a.example:9200/arch*", "small letters"),
    "too long": ("https://a.example:9200/" + "a" * 101, "at most 100"),
    "deeper": ("https://a.example:9200/a/b", "https://host:9200/name"),
    "no port": ("https://a.example:port/archive", "host:9200"),
    "a port too high": ("https://a.example:99999/archive", "host:9200"),
    "http elsewhere": ("http://a.example:9200/archive", "unencrypted"),
    "http to another too": ("http://127.0.0.1:9200,a.example:9200/archive", "unencrypted"),
}


@pytest.mark.parametrize(("where", "said"), MISTAKES.values(), ids=MISTAKES)
def test_what_cannot_be_an_address_is_said_with_what_is_wanted(where, said):
    with pytest.raises(ClusterError, match=said) as refused:
        parse_address(where, ClusterOptions())

    assert refused.value.exit_code == ClusterError.exit_code


def test_a_mistake_in_an_address_does_not_show_its_password():
    with pytest.raises(ClusterError) as refused:
        parse_address("https://me:secret@a.example:9200/", ClusterOptions())

    assert "secret" not in str(refused.value)


def test_a_trusted_network_may_be_plain():
    options = ClusterOptions(plain=True)

    assert parse_address("http://opensearch:9200/archive", options).hosts == ("opensearch:9200",)


def test_the_environment_overrides_the_table():
    environment = {"BAOGAO_CLUSTER_SHARDS": "3", "BAOGAO_CLUSTER_PASSWORD": "secret"}
    options = cluster_options({"shards": 2, "replicas": 1, "timeout": 5}, environment)

    assert (options.shards, options.replicas, options.timeout) == (3, 1, 5)
    assert options.password == "secret"


WRONG = {
    "no table": ("https://a.example", {}, r"\[cluster\]"),
    "unknown": ({"shard": 3}, {}, "'shard'"),
    "a text for a number": ({"shards": "three"}, {}, "shards"),
    "no shards": ({"shards": 0}, {}, "too small"),
    "fewer than none": ({"replicas": -1}, {}, "too small"),
    "no number outside": ({}, {"BAOGAO_CLUSTER_SHARDS": "many"}, "BAOGAO_CLUSTER_SHARDS"),
    "a number for a password": ({"password": 7123}, {}, "password is …"),
}


@pytest.mark.parametrize(("table", "environment", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_setting_is_named(table, environment, said):
    with pytest.raises(ClusterOptionsError, match=said) as refused:
        cluster_options(table, environment)

    assert "7123" not in str(refused.value)


class _Silent(BaseHTTPRequestHandler):
    """Says that it is a cluster, and answers nothing else."""

    def do_GET(self):
        about = b'{"version": {"number": "3.0.0", "distribution": "opensearch"}}'
        if self.path != "/":
            self.server.ended.wait(30)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(about)))
        self.end_headers()
        self.wfile.write(about)

    do_POST = do_GET  # noqa: N815 - named by the standard library

    def log_message(self, *_):
        pass


@pytest.fixture
def silent():
    """A connection to a cluster that never answers."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Silent)
    server.daemon_threads, server.ended = True, threading.Event()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    options = ClusterOptions()
    where = f"http://127.0.0.1:{server.server_port}/archive"
    with contextlib.closing(Connection(parse_address(where, options), options)) as connection:
        yield connection
    server.ended.set()
    server.shutdown()
    thread.join()
    server.server_close()


STEPS = {
    "a search": lambda to: to.search("/archive/_search", {"size": 0}),
    "reports": lambda to: to.ask("POST", "/archive/_mget", {"ids": []}),
    "whether it is current": lambda to: to.ask("GET", "/_alias/archive", missing=True),
}


@pytest.mark.parametrize("step", STEPS)
def test_no_step_of_an_answer_waits_longer_than_the_answer_may_take(silent, monkeypatch, step):
    monkeypatch.setattr(connection_module, "GRACE_SECONDS", 0.1)
    with answering_within(Deadline(0.1)), pytest.raises(PassingError, match="in the time"):
        STEPS[step](silent)
