"""What is read out of an address: its host, and a key that two writings of it share."""

import pytest

from index.report import address_key_of, host_of

HOSTS = {
    "https://news.example/a/7": "news.example",
    "https://ada@news.example/x": "news.example",
    "https://ada:secret@news.example:8080/x": "news.example",
    "ftp://ada@mail.example@files.example/x": "files.example",
    "https://@news.example/": "news.example",
    "HTTPS://Ada@News.Example": "news.example",
    "ada@news.example": "news.example",
    "http://[2001:db8::1]/": "[2001:db8::1]",
    "http://ada@[2001:DB8::1]:8080/x": "[2001:db8::1]",
    "https://news.example/@ada/post": "news.example",
    "https://news.example?to=ada@mail.example": "news.example",
    "https://news.example#ada@mail.example": "news.example",
    "https://news.example:8080/": "news.example",
    "news.example to ada@mail.example": "news.example",
    "新闻.example/甲": "新闻.example",
    "https://": "",
    "https://[/": "",
    "": "",
}


@pytest.mark.parametrize("url", HOSTS)
def test_the_host_of_an_address_is_neither_its_user_nor_its_port(url):
    assert host_of(url) == HOSTS[url]


SAME = {
    "scheme": ("http://news.example/a", "https://news.example/a"),
    "no scheme": ("news.example/a", "https://news.example/a"),
    "case of scheme and host": ("HTTPS://WWW.News.Example/a", "https://news.example/a"),
    "www": ("https://www.news.example/a", "https://news.example/a"),
    "slash": ("https://news.example/a/", "https://news.example/a"),
    "clicks": ("https://news.example/a?utm_source=x", "https://news.example/a"),
    "clicks in capitals": ("https://news.example/a?UTM_Source=x&id=7", "news.example/a?id=7"),
    "a place in the page": ("https://news.example/a#comments", "https://news.example/a"),
    "a page of a file": ("https://news.example/a.pdf#page=3", "https://news.example/a.pdf"),
    "marked text": ("https://news.example/a#:~:text=quay", "https://news.example/a"),
    "the first route": ("https://news.example/#/", "https://news.example/"),
    "the first route with a mark": ("https://news.example/#!", "https://news.example"),
    "slash at a route": ("https://news.example/#/a/12/", "https://news.example/#/a/12"),
    "slash before a route": ("https://news.example#/a/12", "https://news.example/#/a/12"),
    "digits of an escape": ("https://news.example/%E5%86%9C", "https://news.example/%e5%86%9c"),
}
OTHER = {
    "case of an id": ("https://news.example/w?id=aB", "https://news.example/w?id=Ab"),
    "case of the path": ("https://news.example/s/Xy1", "https://news.example/s/xY1"),
    "route": ("https://news.example/#/a/12", "https://news.example/#/a/13"),
    "route with a mark": ("https://news.example/#!a/12", "https://news.example/#!a/13"),
    "route and the page itself": ("https://news.example/#/a/12", "https://news.example/"),
    "path": ("https://news.example/a", "https://news.example/b"),
    "host": ("https://news.example/a", "https://mail.example/a"),
    "port": ("https://news.example:81/a", "https://news.example:82/a"),
}


@pytest.mark.parametrize("name", SAME)
def test_two_writings_of_an_address_have_one_key(name):
    first, second = SAME[name]

    assert address_key_of(first) == address_key_of(second) != ""


@pytest.mark.parametrize("name", OTHER)
def test_addresses_of_two_pages_have_two_keys(name):
    first, second = OTHER[name]

    assert address_key_of(first) != address_key_of(second)


@pytest.mark.parametrize("url", ["", " ", "https://", "https://www."])
def test_no_address_has_no_key(url):
    assert not address_key_of(url)
