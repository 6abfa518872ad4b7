"""The tools for programs: what each answers, its budget, its errors, and hostile text as data."""

import datetime
import json
import re
import threading
import unicodedata

import pytest

from index.operations.build import build
from index.operations.index_manager import IndexManager
from index.report import Report
from search import json_output
from tests.mcp_clients import INVISIBLE, PAYLOADS, hostile_lines
from web.mcp.quoted_text import as_text, quoted
from web.mcp.tokens import ANSWER_TOKENS, TOOL_TOKENS, json_tokens, tokens
from web.mcp.tool import ToolCall
from web.server.mcp_answering import NOTICE, TOOLS_BY_NAME, ToolRunner
from web.server.mcp_protocol import INSTRUCTIONS, listed_tools
from web.server.rate_limit import DEFAULT, Allowance, Limits
from web.server.registry import COSTS

TODAY = datetime.date(2024, 11, 30)


def never():
    return False


class Caller:
    """Calls tools as one client would; `data` for answers, `error` for errors."""

    def __init__(self, where, allowance=DEFAULT, site=""):
        self.manager = IndexManager(str(where))
        self.runner = ToolRunner(
            self.manager, Limits(allowance, COSTS), site=site, today=lambda: TODAY
        )

    def __call__(self, name, /, abandoned=never, **arguments):
        arguments = {key.rstrip("_"): value for key, value in arguments.items()}
        return self.runner.answer(name, arguments, "someone", abandoned)

    def data(self, name, /, **arguments):
        result = self(name, **arguments)
        assert not result.failed, result.value
        return result.value["data"]

    def error(self, name, /, **arguments):
        result = self(name, **arguments)
        assert result.failed, result.value
        assert set(result.value) == {"error"}
        assert set(result.value["error"]) == {"code", "message", "advice"}
        assert all(result.value["error"].values())
        return result.value["error"]

    def walk(self, name, /, **arguments):
        """The data of all answers from the first to the last cursor."""
        cursor, answers = None, []
        while cursor or not answers:
            result = self(name, **arguments, cursor=cursor)
            assert not result.failed, result.value
            answers.append(result.value["data"])
            cursor = result.value["next"]
            assert len(answers) < 500
        return answers


@pytest.fixture(scope="module")
def call(sample_index):
    caller = Caller(sample_index)
    yield caller
    caller.manager.close()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "export.jsonl").write_text("\n".join(hostile_lines()), "utf-8")
    build([str(folder / "corpus")], str(folder / "index"))
    caller = Caller(folder / "index")
    yield caller
    caller.manager.close()


def test_there_are_at_most_eight_tools_and_they_are_told_in_few_tokens():
    described = [
        tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in listed_tools()
    ]

    assert len(described) <= 8
    assert json_tokens(described) + tokens(INSTRUCTIONS) <= TOOL_TOKENS


def test_every_tool_says_that_it_only_reads():
    for tool in listed_tools():
        hints = tool.annotations
        assert hints.read_only_hint
        assert hints.open_world_hint is False
        assert tool.input_schema["additionalProperties"] is False


@pytest.mark.parametrize(("sure", "named"), [(0.954, {"recognised": 0.95}), (None, {})])
def test_what_names_a_report_says_that_a_machine_recognised_its_text(sure, named):
    call = ToolCall(tool="trace", arguments={}, index=None, today=TODAY)

    brief = call.brief(Report(id="r", title="A", recognised=sure))

    assert {name: value for name, value in brief.items() if name == "recognised"} == named


@pytest.mark.parametrize(
    ("text", "about"),
    [("", 0), ("word", 1), ("two words", 2), ("农村物流", 5), ("2023-02-09", 7), ("{}", 2)],
)
def test_tokens_are_counted_as_stated(text, about):
    assert tokens(text) == about


def test_about_says_what_there_is_and_how_to_ask(call, client):
    data = call.data("about")

    known = client.get("/api/about").json
    assert {key: data[key] for key in known} == known
    assert {"query_language", "fields", "limits", "source", "year"} <= set(data)


@pytest.mark.parametrize("query", ["物流", "rural logistics", "“农村物流”", "title:港", ""])
def test_search_finds_what_the_site_finds(call, client, query):
    if not query:
        assert call.error("search", query="")["code"] == "bad_argument"
        return
    data = call.data("search", query=query, limit=10)
    page = client.get("/api/search", query_string={"q": query}).json

    assert (data["total"], data["exact"]) == (page["total"], page["exact"])
    if page["total"]:
        assert [hit["id"] for hit in data["hits"]] == [hit["id"] for hit in page["hits"]]
    assert [layer["total"] for layer in data["layers"]] == [
        layer["total"] for layer in page["layers"]
    ]


def test_every_passage_has_its_permalink_date_source_and_place(call, client):
    for hit in call.data("search", query="物流")["hits"]:
        assert client.get(hit["permalink"]).status_code == 200
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", hit["date"])
        assert hit["source"]
        body = client.get("/api/report", query_string={"id": hit["id"]}).json["text"]
        for passage in hit["passages"]:
            start, text = passage["start"], passage["text"]
            assert body[start : start + len(text)] == text
            for begin, end in passage["marks"]:
                assert "物" in text[begin:end]


def test_permalinks_begin_with_the_site_that_is_named(sample_index):
    caller = Caller(sample_index, site="https://reports.example/")
    hit = caller.data("search", query="物流", limit=1)["hits"][0]
    caller.manager.close()

    assert hit["permalink"] == f"https://reports.example/report/{hit['id']}"


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_cursors_walk_over_all_hits_once(call, client, sort):
    answers = call.walk("search", query="的 OR the", sort=sort, limit=7)
    ids = [hit["id"] for answer in answers for hit in answer["hits"]]
    page = client.get(
        "/api/search", query_string={"q": "的 OR the", "sort": sort, "size": 100}
    ).json

    assert ids == [hit["id"] for hit in page["hits"]]
    assert [answer["start"] for answer in answers] == [
        sum(len(before["hits"]) for before in answers[:answered])
        for answered in range(len(answers))
    ]


def test_filters_are_those_of_the_site(call, client):
    chosen = {"from": "2021", "to": "2022-06", "source": ["泽川在线", "云河日报"]}
    data = call.data("search", query="的", from_="2021", to="2022-06", source=chosen["source"])
    page = client.get("/api/search", query_string={"q": "的"} | chosen).json

    assert data["total"] == page["total"]
    assert {hit["source"] for hit in data["hits"]} <= set(chosen["source"])


def test_each_value_that_is_counted_can_be_asked_for_as_it_is_counted(call):
    """Also the one without a name, which is no filter in the address of a form."""
    counts = dict(call.data("count", by="source")["values"])
    counts[""] = call.data("about")["reports"] - sum(map(int, counts.values())) + counts.get("", 0)

    for source, count in counts.items():
        assert call.data("count", source=[source])["total"] == count, source
    both = call.data("count", source=["", "望津晚报"])
    assert both["total"] == counts[""] + counts["望津晚报"]


@pytest.mark.parametrize("by", ["source", "year", "language", "kind", "month"])
def test_counts_are_the_facets_of_the_site(call, client, by):
    data = call.data("count", query="物流", by=by)
    page = client.get("/api/search", query_string={"q": "物流"}).json

    assert data["total"] == page["total"]
    assert data["values"] == [[value["value"], value["count"]] for value in page["facets"][by]]
    assert "values" not in call.data("count", query="物流")
    assert call.data("count")["total"] == call.data("about")["reports"]


def test_a_report_is_read_whole_from_passage_to_passage(call, client):
    hit = call.data("search", query="物流")["hits"][0]
    report = client.get("/api/report", query_string={"id": hit["id"], "q": "物流"}).json
    answers = call.walk("read", id=hit["id"], query="物流")
    passages = [part for answer in answers for part in answer["passages"]]

    assert "\n".join(passage["text"] for passage in passages) == report["text"]
    marks = [mark for passage in passages for mark in passage.get("marks", ())]
    assert marks == [mark for paragraph in report["paragraphs"] for mark in paragraph["marks"]]
    assert answers[0]["match_starts"] == [
        paragraph["start"] + start
        for paragraph in report["paragraphs"]
        for start, _ in paragraph["marks"]
    ]
    assert call.data("read", id=hit["permalink"], query="物流") == answers[0]
    later = call.data("read", id=hit["id"], start=passages[1]["start"] + 3)["passages"][0]
    assert later["text"] == passages[1]["text"][3:]


def test_a_long_report_comes_in_parts_that_join(hostile):
    answers = hostile.walk("read", id="long", query="common")

    assert len(answers) > 2
    (report,) = hostile.manager.lease().index.reports(["long"])
    for answer in answers:
        for passage in answer["passages"]:
            assert (
                report.body[passage["start"] : passage["start"] + len(passage["text"])]
                == passage["text"]
            )
    joined = "".join(passage["text"] for answer in answers for passage in answer["passages"])
    assert joined == report.body.replace("\n", "")


@pytest.mark.parametrize("by", ["year", "month", "day", None])
def test_a_trend_is_that_of_the_site(call, client, by):
    answers = call.walk("trend", queries=["物流", "rural"], by=by)
    asked = {"q": "物流", "with": "rural"} | ({"by": by} if by else {})
    trend = client.get("/api/trend", query_string=asked).json
    rows = [row for answer in answers for row in answer["rows"]]

    assert answers[0]["unit"] == trend["unit"]
    assert [row[0] for row in rows] == trend["periods"]
    assert [row[1] for row in rows] == trend["everything"]
    for column, series in enumerate(trend["series"], start=2):
        assert [row[column] for row in rows] == series["counts"]
        assert answers[0]["series"][column - 2]["total"] == series["total"]


def test_a_trend_by_source_has_a_column_for_each(call):
    data = call.data("trend", queries=["物流"], split_by_source=True, by="year")

    assert len(data["columns"]) == 2 + len(data["series"])
    assert "泽川在线" in data["columns"]


def test_a_comparison_is_that_of_the_site(call, client):
    copies = client.get("/api/search?q=" + "的&size=100").json["hits"]
    first, second = next((hit["id"], hit["copy_of"]) for hit in copies if hit["copy_of"])
    answers = call.walk("compare", first=first, second=second, include_same=True)
    rows = [row for answer in answers for row in answer["rows"]]
    whole = client.get("/api/compare", query_string={"first": first, "second": second}).json

    assert [(row["change"], row.get("first", "")) for row in rows] == [
        (row["change"], row["first"]) for row in whole["rows"]
    ]
    few = call.data("compare", first=first, second=second)
    assert {row["change"] for row in few["rows"]} <= {"changed", "first", "second"}
    assert few["sentences"]["same"] == sum(row["change"] == "same" for row in whole["rows"])


QUOTED = "班车准点，快递也就准点。"


@pytest.mark.parametrize(
    ("quote", "verdict", "difference"),
    [
        (QUOTED, "verbatim", None),
        ("班車準點，快遞也就準點。", "altered", ("writing", "車", "车")),
        ("班车不准点，快递也就准点。", "altered", ("words", "不", "")),
        ("明年全省的葡萄产量预计达到九十万吨以上。", "absent", None),
    ],
)
def test_a_quotation_gets_a_verdict_with_its_proof(call, client, quote, verdict, difference):
    data = call.data("verify", quote=quote)

    assert data["verdict"] == verdict
    assert data["searched"]["reports"] == call.data("about")["reports"]
    if verdict == "absent":
        assert (data["best"], data["earliest"], data["carriers"]) == (None, None, [])
        return
    best = data["best"]
    body = client.get("/api/report", query_string={"id": best["id"]}).json["text"]
    assert body[best["start"] : best["end"]] == best["text"]
    assert [carrier["id"] for carrier in data["carriers"]] == [best["id"]]
    differences = [
        (change["kind"], change["passage"], change["report"]) for change in best["differences"]
    ]
    assert (not differences) if difference is None else difference in differences
    for change in best["differences"]:
        assert quote[change["passage_start"] :].startswith(change["passage"])
        assert body[change["report_start"] :].startswith(change["report"])


def test_a_quotation_is_verified_in_one_report_or_under_filters(call):
    best = call.data("verify", quote=QUOTED)["best"]
    other = call.data("search", query="rural")["hits"][0]

    assert call.data("verify", quote=QUOTED, report=best["permalink"])["verdict"] == "verbatim"
    elsewhere = call.data("verify", quote=QUOTED, report=other["id"])
    assert (elsewhere["verdict"], elsewhere["searched"]["reports"]) == ("absent", 1)
    later = call.data("verify", quote=QUOTED, from_="2023")
    assert later["verdict"] == "absent"
    assert later["searched"]["first"] >= "2023"
    assert call.error("verify", quote=QUOTED, report="nobody")["code"] == "unknown_report"


def test_a_text_is_traced_sentence_by_sentence(call, client):
    best = call.data("verify", quote=QUOTED)["best"]
    body = client.get("/api/report", query_string={"id": best["id"]}).json["text"]
    text = body.replace("47件", "74件") + "全然没有的一句话只在这里出现过一次。"
    answers = call.walk("trace", text=text)
    sentences = [traced for answer in answers for traced in answer["sentences"]]
    head = answers[0]

    assert head["earliest"]["id"] == best["id"]
    assert [sentence["number"] for sentence in sentences] == list(range(head["sentence_count"]))
    assert (sentences[0]["match"], sentences[-1]["match"]) == ("altered", "absent")
    [difference] = sentences[0]["best"]["differences"]
    assert (difference["passage"], difference["report"]) == ("74", "47")
    assert head["verbatim"] + head["altered"] + head["absent"] == len(sentences)
    for sentence in sentences:
        assert text[sentence["start"] : sentence["end"]] == sentence["text"]
        if sentence["match"] == "verbatim":
            earliest = sentence["earliest"]
            assert body[earliest["start"] : earliest["end"]] == sentence["text"]


CALLS = (
    ("verify", {"quote": "很长的文字，" * 100}),
    ("verify", {"quote": PAYLOADS[3] + " The end."}),
    ("verify", {"quote": "common " + "啊" * 1900}),
    ("trace", {"text": "\n".join([*PAYLOADS, "很长的文字，" * 2000])}),
    ("trace", {"text": "The end.\n" * 200}),
    ("trace", {"text": PAYLOADS[6] * 200}),
    ("about", {}),
    ("search", {"query": "common", "limit": 20}),
    ("search", {"query": "的 OR the OR common", "limit": 20}),
    ("search", {"query": "common nothing", "limit": 20}),
    ("count", {"query": "common", "by": "source"}),
    ("count", {"by": "editor"}),
    ("trend", {"queries": ["common"], "split_by_source": True, "by": "day"}),
    ("trend", {"queries": ["common", "第", "啊 " * 900, "</data>" * 200]}),
    ("compare", {"first": "p0", "second": "p3", "include_same": True}),
    ("compare", {"first": "long", "second": "号" * 150}),
    ("read", {"id": "long", "query": "长"}),
    ("read", {"id": "号" * 150, "query": "啊"}),
    *(("read", {"id": f"p{number}", "query": "common"}) for number in range(len(PAYLOADS))),
)


@pytest.mark.parametrize(("name", "arguments"), CALLS)
def test_every_answer_stays_within_its_budget_of_tokens(hostile, name, arguments):
    for first in (True, False):
        result = hostile(name, **arguments)
        assert tokens(as_text(result.value)) <= ANSWER_TOKENS, first
        if not result.value.get("next"):
            break
        arguments = arguments | {"cursor": result.value["next"]}


@pytest.mark.parametrize(("name", "arguments"), CALLS)
def test_hostile_text_is_only_ever_a_value_under_data(hostile, name, arguments):
    result = hostile(name, **arguments)
    assert not result.failed
    assert list(result.value) == ["notice", "data", "next"]
    assert result.value["notice"] == NOTICE
    assert re.fullmatch(r"[A-Za-z0-9._-]*", result.value["next"] or "")

    text = as_text(result.value)
    assert json.loads(text) == result.value
    assert not re.search(r"[<>&\n\r]", text)
    hidden = {char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    assert not hidden


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\ufe00b\ufe01c\U000e0105", "a\ufffdb\ufffdc\ufffd"),
        ("a" + "\u3164\u115f\u034f\u180b", "a" + "\ufffd" * 4),
        ("a" + "\ufff9\ufffa\ufffb\u206a", "a" + "\ufffd" * 4),
        ("a" + "\U000e01f0" * 4, "a" + "\ufffd" * 4),
        (
            "1\ufe0f\u20e3 ©\ufe0f 👩\u200d🚀 葛\U000e0100",
            "1\ufe0f\u20e3 ©\ufe0f 👩\u200d🚀 葛\U000e0100",
        ),
        ("مى\u200cخواهم a\u00adb", "مى\u200cخواهم a\u00adb"),
    ],
)
def test_what_has_no_shape_carries_no_message(text, shown):
    assert quoted(text) == shown
    written = as_text(quoted(text))
    assert json.loads(written) == shown
    assert not {char for char in written if unicodedata.category(char) == "Cf"}


def test_what_nobody_can_see_is_shown_in_its_place(hostile):
    number = next(
        payload_number for payload_number, text in enumerate(PAYLOADS) if INVISIBLE in text
    )
    passages = hostile.data("read", id=f"p{number}")["passages"]

    assert passages[0]["text"] == "common plain to see" + "\ufffd" * len(INVISIBLE)
    for value in hostile.data("about")["source"]:
        json_output.dumps(value).encode()  # no half character is left


@pytest.mark.parametrize(
    "text", ["👩‍👩‍👧 ❤️‍🔥", "नमस्ते क्‍ष", "co\u00adop", "tab\tline\nend", "葛\U000e0100"]
)
def test_text_that_people_write_stays_as_it_is(text):
    assert quoted({"a": [text]}) == {"a": [text]}
    assert json.loads(as_text(text)) == text


WRONG = (
    ("search", {}, "bad_argument"),
    ("search", {"query": None}, "bad_argument"),
    ("search", {"query": 3}, "bad_argument"),
    ("search", {"query": ["a"]}, "bad_argument"),
    ("search", {"query": {"a": {"b": [1]}}}, "bad_argument"),
    ("search", {"query": "a" * 2001}, "bad_argument"),
    ("search", {"query": "a" * 400_000}, "bad_argument"),
    ("search", {"query": "a", "limit": "10"}, "bad_argument"),
    ("search", {"query": "a", "limit": True}, "bad_argument"),
    ("search", {"query": "a", "limit": 0}, "bad_argument"),
    ("search", {"query": "a", "limit": 10**6}, "bad_argument"),
    ("search", {"query": "a", "limit": 10**5000}, "bad_argument"),
    ("search", {"query": "a", "limit": 1.5}, "bad_argument"),
    ("search", {"query": "a", "limit": float("nan")}, "bad_argument"),
    ("search", {"query": "a", "sort": "best"}, "bad_argument"),
    ("search", {"query": "a", "from": "not a day"}, "bad_argument"),
    ("search", {"query": "a", "from": "9" * 41}, "bad_argument"),
    ("search", {"query": "a", "source": "x"}, "bad_argument"),
    ("search", {"query": "a", "source": ["x"] * 101}, "bad_argument"),
    ("search", {"query": "a", "source": [1]}, "bad_argument"),
    ("search", {"q": "a"}, "bad_argument"),
    ("search", {"query": "a", "x" * 5000: 1}, "bad_argument"),
    ("search", {"query": "a", "cursor": "x"}, "bad_cursor"),
    ("search", {"query": "a", "cursor": "\ud800"}, "bad_cursor"),
    ("search", {"query": "a", "cursor": "x" * 1001}, "bad_argument"),
    ("count", {"by": "title"}, "bad_argument"),
    ("count", {"cursor": f"{'0' * 12}.{'0' * 12}.1"}, "bad_cursor"),
    ("read", {"id": "nobody"}, "unknown_report"),
    ("read", {"id": "../../etc/passwd"}, "unknown_report"),
    ("read", {"id": "\ud800\x00"}, "unknown_report"),
    ("read", {"id": "a", "start": -1}, "bad_argument"),
    ("verify", {"quote": ""}, "bad_argument"),
    ("verify", {"quote": "a" * 2001}, "bad_argument"),
    ("trace", {"text": "a" * 20_001}, "bad_argument"),
    ("trace", {}, "bad_argument"),
    ("trend", {"queries": []}, "bad_argument"),
    ("trend", {"queries": ["a"] * 5}, "bad_argument"),
    ("trend", {"queries": "a"}, "bad_argument"),
    ("compare", {"first": "a"}, "bad_argument"),
    ("compare", {"first": "a", "second": "b"}, "unknown_report"),
)


@pytest.mark.parametrize(("name", "arguments", "code"), WRONG)
def test_a_wrong_argument_is_an_error_that_says_what_to_do(call, name, arguments, code):
    result = call.runner.answer(name, arguments, "someone", never)

    assert result.failed
    assert result.value["error"]["code"] == code
    assert tokens(as_text(result.value)) < 300


def test_null_means_left_out(call):
    assert call.data("search", query="物流", limit=None, source=None) == call.data(
        "search", query="物流"
    )


def test_a_cursor_belongs_to_its_call(call):
    cursor = call("search", query="的", limit=2).value["next"]

    assert call.data("search", query="的", limit=3, cursor=cursor)["start"] == 2
    for other in (
        {"query": "在"},
        {"query": "的", "sort": "newest"},
        {"query": "的", "to": "2023"},
    ):
        assert call.error("search", cursor=cursor, **other)["code"] == "bad_cursor"
    assert call.error("count", query="的", cursor=cursor)["code"] == "bad_cursor"
    assert call.error("search", query="的", cursor=cursor + "x")["code"] == "bad_cursor"


def test_a_cursor_into_an_archive_that_has_changed_says_so(tmp_path):
    (tmp_path / "corpus").mkdir()
    report = tmp_path / "corpus" / "a.txt"
    for number in range(3):
        (tmp_path / "corpus" / f"{number}.txt").write_text(f"Report {number} about rice.", "utf-8")
    report.write_text("甲" * 6000, "utf-8")
    build([str(tmp_path / "corpus")], str(tmp_path / "index"))
    caller = Caller(tmp_path / "index")
    (hit,) = caller.data("search", query="甲")["hits"]
    cursors = {
        "search": caller("search", query="rice", limit=1).value["next"],
        "read": caller("read", id=hit["id"]).value["next"],
    }
    report.write_text("甲" * 6000 + "乙", "utf-8")
    build([str(tmp_path / "corpus")], str(tmp_path / "index"))
    caller.manager.refresh()

    again = caller.error("search", query="rice", cursor=cursors["search"])
    read = caller.error("read", id=hit["id"], cursor=cursors["read"])
    caller.manager.close()
    assert {again["code"], read["code"]} == {"archive_changed"}


def test_without_an_index_every_tool_says_how_to_make_one(tmp_path):
    caller = Caller(tmp_path / "nothing")
    for name, arguments in (("about", {}), ("search", {"query": "a"}), ("read", {"id": "a"})):
        error = caller.error(name, **arguments)
        assert error["code"] == "no_index"
        assert "baogao index" in error["advice"]


def test_a_client_may_call_so_often_and_is_told_when_again(sample_index):
    caller = Caller(sample_index, Allowance(rate=0.5, burst=3))
    codes = [caller("about").value.get("error", {}).get("code") for _ in range(5)]
    error = caller.error("about")
    caller.manager.close()

    assert codes == [None, None, None, "rate", "rate"]
    assert re.search(r"Wait for [12] seconds", error["advice"])


def test_costly_calls_have_few_places(sample_index):
    caller = Caller(sample_index, Allowance(costly=1, waiting=0))
    entered, leave, results = threading.Event(), threading.Event(), []

    def abandoned():
        entered.set()
        leave.wait(20)
        return False

    thread = threading.Thread(
        target=lambda: results.append(caller("trend", abandoned, queries=["物流"]))
    )
    thread.start()
    assert entered.wait(20)
    refused = caller.error("trend", queries=["物流"])
    cheap = caller.data("search", query="物流")
    leave.set()
    thread.join(20)
    caller.manager.close()

    assert refused["code"] == "busy"
    assert cheap["total"]
    assert not results[0].failed


@pytest.mark.parametrize(
    ("name", "arguments"), [("search", {"query": "物流"}), ("trend", {"queries": ["物流"]})]
)
def test_a_cancelled_call_stops_at_its_next_step(call, name, arguments):
    result = call(name, lambda: True, **arguments)

    assert result.failed
    assert result.value["error"]["code"] == "stopping"


def test_calls_leave_the_index_as_it_was(sample_index):
    def state():
        return {
            path.relative_to(sample_index): (path.stat().st_size, path.stat().st_mtime_ns)
            for path in sample_index.rglob("*")
        }

    before = state()
    caller = Caller(sample_index)
    for name, arguments in CALLS[:8]:
        caller(name, **arguments)
    caller.manager.close()

    assert state() == before


@pytest.mark.cluster
@pytest.mark.parametrize(
    ("name", "arguments", "keys"),
    [
        ("about", {}, ("reports", "undated", "sources", "first", "last", "source", "year")),
        ("search", {"query": "农村 物流", "sort": "oldest"}, ("total", "hits", "layers", "notes")),
        ("search", {"query": "rural", "sort": "newest", "limit": 3}, ("total", "hits")),
        ("count", {"query": "物流", "by": "source"}, ("total", "values", "different")),
        ("trend", {"queries": ["物流", "rural"], "by": "year"}, ("series", "rows", "unit")),
        ("verify", {"quote": "班车不准点，快递也就准点。"}, ("verdict", "best", "carriers")),
        ("trace", {"text": QUOTED + "全然没有的一句话。"}, ("sentences", "earliest", "share")),
        ("read", {"id": "cbe95c045ac47c8d", "query": "物流"}, ("passages", "matches", "date")),
    ],
)
def test_a_cluster_gives_the_same_answers(call, sample_on_cluster, name, arguments, keys):
    caller = Caller(sample_on_cluster)
    data = caller.data(name, **arguments)
    caller.manager.close()
    known = call.data(name, **arguments)

    assert {key: data[key] for key in keys} == {key: known[key] for key in keys}


def test_every_tool_is_in_the_table_once():
    assert [tool.name for tool in listed_tools()] == list(TOOLS_BY_NAME)
