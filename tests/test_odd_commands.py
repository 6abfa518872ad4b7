"""Arguments and surroundings that nobody means: one sentence, an exit code, nothing made."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.index_address import IndexAddressError, is_cluster, without_credentials
from index.settings import SettingsError, load
from index.system.regular_file import read_regular
from index.system.sanitize import MAX_ERROR_CHARS, sanitize, sanitized_sentence
from tests import forked_commands
from web.server.network_names import HostName, ProxyAddress

ROOT = Path(__file__).parent.parent
WITH_PASSWORD = "https://admin:s3cr3t@127.0.0.1:9/x"
ODD_COMMANDS = {
    "check of a cluster": (("check", "--index", WITH_PASSWORD), {}, "is a cluster"),
    "backup of a cluster": (("backup", "x.bak", "--index", WITH_PASSWORD), {}, "is a cluster"),
    "restore to one": (("restore", "x.bak", "--index", WITH_PASSWORD), {}, "is a cluster"),
    "rollback of one": (("rollback", "--index", WITH_PASSWORD), {}, "is a cluster"),
    "in capitals": (("check", "--index", "HTTPS://a:s3cr3t@h:9/x"), {}, "is a cluster"),
    "another scheme": (("stats", "--index", "ftp://a.example/x"), {}, "Name a folder"),
    "a file's": (("check", "--index", "file:///srv/x"), {}, "Name a folder"),
    "a build there": (("index", ".", "--index", "s3://bucket/x"), {}, "Name a folder"),
    "no number to settle": (("watch", "--settle", "nan"), {}, "is not a number"),
    "no number of hours": (("watch", "--every", "NaN"), {}, "is not a number"),
    "no rate": (("mcp", "--rate", "nan"), {}, "is not a number"),
    "no rate of pages": (("web", "--rate", "-nan"), {}, "is not a number"),
    "a desk that is the folder": (("desk", "export", "x"), {"BAOGAO_DESK": "."}, "no plain file"),
    "a desk that is a root": (("desk", "export", "x"), {"BAOGAO_DESK": "/"}, "no plain file"),
    "a proxy that is no address": (("web", "--behind-proxy", "a b"), {}, "no IP address"),
    "two proxies": (("web", "--behind-proxy", "::1,127.0.0.1"), {}, "no IP address"),
    "a proxy by its name": (("web", "--behind-proxy", "localhost"), {}, "no IP address"),
    "a host with a space": (("web", "--allow-host", "a b"), {}, "no name of a host"),
    "a host with a port": (("web", "--allow-host", "a.example:80"), {}, "no name of a host"),
    "an address of a page": (("web", "--allow-host", "http://a.example"), {}, "no name of a host"),
    "half a character as host": (("web", "--allow-host", b"\xff"), {}, "no name of a host"),
    "no report to show": (("read", "x.bak", "--limit", "0"), {}, "not in the range"),
    "less than none": (("read", "x.bak", "--limit", "-1"), {}, "not in the range"),
    "a file that is no report": (("read", "/dev/null"), {}, "skipped"),
    "an index with a long name": (("stats", "--index", "x" * 90_000), {}, "x"),
    "a check of a long name": (("check", "--index", "x" * 90_000), {}, "x"),
    "a rollback of a long name": (("rollback", "--index", "x" * 90_000), {}, "x"),
    "a rollback to a long name": (("rollback", "--to", "x" * 90_000), {}, "x"),
    "a report with a long name": (("read", "x" * 90_000), {}, "x"),
    "a folder with a long name": (("read", "x.bak", "--corpus", "x" * 90_000), {}, "x"),
    "an option with a long name": (("stats", "--" + "x" * 90_000), {}, "No such option"),
    "a command with a long name": (("x" * 90_000,), {}, "No such command"),
    "settings that are not there": (("stats",), {"BAOGAO_SETTINGS": "baogo.toml"}, "There is no"),
    "settings that are no TOML": (("stats",), {"BAOGAO_SETTINGS": "x.bak"}, "names it"),
}


@pytest.mark.parametrize("name", ODD_COMMANDS)
def test_an_odd_command_is_one_sentence_and_makes_nothing(tmp_path, name):
    arguments, environment, said = ODD_COMMANDS[name]
    (tmp_path / "x.bak").write_text("no backup", "utf-8")

    done = forked_commands.run(*arguments, folder=tmp_path, environment=environment)

    assert done.returncode not in {0, 70}
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr) < MAX_ERROR_CHARS + 200
    assert "s3cr3t" not in done.stdout + done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["x.bak"]


NAMES_OF_HOSTS = {
    "a name": ("reports.example.org", "reports.example.org"),
    "capitals": ("Reports.Example.ORG.", "reports.example.org"),
    "not in ASCII": ("bücher.example", "xn--bcher-kva.example"),
    "of this network": ("my_host", "my_host"),
    "an address": ("::0001", "::1"),
}


@pytest.mark.parametrize("name", NAMES_OF_HOSTS)
def test_a_host_has_the_name_that_browsers_send(name):
    written, sent = NAMES_OF_HOSTS[name]

    assert HostName().convert(written, None, None) == sent


PROXIES = {"any": ("*", "*"), "none": ("", ""), "written at length": ("0:0::0001", "::1")}


@pytest.mark.parametrize("name", PROXIES)
def test_a_proxy_has_the_address_that_connections_have(name):
    written, expected = PROXIES[name]

    assert ProxyAddress().convert(written, None, None) == expected


SHOWN = {
    "lines": ("a\u2028b\u2029c\nd\te", "a b c d e"),
    "controls": ("a\x1b\u202e\x85\ud800", "a\ufffd\ufffd\ufffd\ufffd"),
    "spaces of Chinese": ("物\u3000流", "物\u3000流"),
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_text_is_shown_on_one_line(name):
    text, shown = SHOWN[name]

    assert sanitize(text) == shown


def test_a_long_sentence_keeps_what_happened_and_what_to_do():
    shown = sanitized_sentence(f"There is no {'x' * 90_000}. Choose another.")

    assert shown.startswith("There is no xxx")
    assert shown.endswith("xxx. Choose another.")
    assert sanitized_sentence("x" * MAX_ERROR_CHARS) == "x" * MAX_ERROR_CHARS


def test_an_explained_text_shows_no_mark_of_what_is_ignored(tmp_path):
    shown = forked_commands.run("explain", "a\u202eb", folder=tmp_path).stdout

    assert shown.startswith("Folded: ab\n")


COMPLETIONS = {
    "of nothing": ("bash", {}, 1),
    "of a word without a number": ("zsh", {"COMP_WORDS": "baogao se", "COMP_CWORD": "x"}, 1),
    "of a number without words": ("bash", {"COMP_CWORD": "1"}, 1),
    "of a number without end": ("zsh", {"COMP_WORDS": "baogao se", "COMP_CWORD": "1" * 5_000}, 1),
    "of a word": ("bash", {"COMP_WORDS": "baogao se", "COMP_CWORD": "1"}, 0),
    "of a word in fish": ("fish", {"COMP_WORDS": "baogao se", "COMP_CWORD": "se"}, 0),
}


@pytest.mark.parametrize("name", COMPLETIONS)
def test_a_shell_gets_the_commands_that_begin_so_or_nothing(name):
    shell, line, code = COMPLETIONS[name]
    start = "import sys; sys.argv = ['baogao']; import baogao; baogao.main()"
    asked = {"_BAOGAO_COMPLETE": f"{shell}_complete", **line}

    done = subprocess.run(
        [sys.executable, "-c", start],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=os.environ | asked,
    )

    assert (done.returncode, "search" in done.stdout, done.stderr) == (code, not code, "")


ADDRESSES = {
    "a folder": ("var/index", False),
    "a folder with a colon": ("D:/archive", False),
    "a cluster": ("https://host:9200/x", True),
    "in capitals": ("HTTP://host:9200/x", True),
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_an_address_is_a_folder_or_a_cluster(name):
    where, expected = ADDRESSES[name]

    assert is_cluster(where) is expected


@pytest.mark.parametrize("where", ["ftp://a/x", "opensearch://a/x", "httpss://a:9200/x"])
def test_an_address_of_another_kind_is_refused(where):
    with pytest.raises(IndexAddressError, match="https://host:9200/name"):
        is_cluster(where)


@pytest.mark.parametrize("password", ["s3cr3t", "s3/cr3t", "s3@cr3t", ""])
def test_an_address_is_shown_without_user_and_password(password):
    assert without_credentials(f"https://me:{password}@h:9/x") == "https://h:9/x"


def test_a_variable_without_a_name_names_no_settings(tmp_path):
    (tmp_path / "baogao.toml").write_text('index = "here"', "utf-8")

    assert load(tmp_path, {"BAOGAO_SETTINGS": ""}).index == "here"


def test_the_settings_that_a_variable_names_must_be_there(tmp_path):
    with pytest.raises(SettingsError, match=r"There is no .*own\.toml\. BAOGAO_SETTINGS names it"):
        load(tmp_path, {"BAOGAO_SETTINGS": "own.toml"})


def test_a_file_with_nothing_to_read_yet_is_an_error():
    """The log of the kernel is a plain file whose readers wait; a container may not read it."""

    def read_all():
        while read_regular("/proc/kmsg", 1 << 24):
            pass

    with pytest.raises(OSError, match=r"nothing to read|not permitted|denied|No such file"):
        read_all()
