"""A response in a web archive is read by what it is declared to be, whatever its address is."""

import pytest

from tests.packages import SAID, items

PAGE = f"<title>Quay</title><p>{SAID}</p>"
HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


def warc(address, block, kind="application/http; msgtype=response"):
    return (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nContent-Type: {kind}"
        f"\r\nContent-Length: {len(block)}\r\n\r\n{block}\r\n\r\n"
    ).encode()


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("http://a.example/1", "http://a.example/1"),
        ("HTTP://a.example/1", "HTTP://a.example/1"),
        ("javascript:alert(1)", ""),
        ("file:///a/b", ""),
        ("urn:x", ""),
        ("", ""),
    ],
)
def test_the_head_of_a_response_is_no_text_and_only_addresses_of_the_web_are_kept(address, url):
    [report] = items("warc", warc(address, HEAD + PAGE))

    assert (report.title, report.body, report.url) == ("Quay", SAID, url)


def test_other_records_are_no_reports():
    [said] = items("warc", warc("dns:a.example", "a.example. 60 IN A 10.0.0.1", "text/dns"))
    assert "no page" in said.reason

    [report] = items("warc", warc("ftp://a.example/a.txt", SAID, "text/plain"))
    assert (report.title, report.url) == (SAID.removesuffix("."), "")
