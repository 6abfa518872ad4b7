"""What programs ask: the same answers as the pages, as JSON."""

import flask
from whoosh import query

from index.store import Question
from search import answer_json
from search.engine import search
from web.site import about, asked, index

api = flask.Blueprint("api", __name__)


def json_response(value: object, status: int = 200) -> flask.Response:
    """A value as JSON in UTF-8."""
    return flask.Response(answer_json.dumps(value) + "\n", status, mimetype="application/json")


@api.get("/api/search")
def api_search() -> flask.Response:
    """The page of a search, with the keys of `baogao search --json`."""
    request = asked()
    return json_response(answer_json.page_json(search(index(), request)))


@api.get("/healthz")
def healthz() -> flask.Response:
    """Whether the index answers: it is really searched, for one report."""
    answer = index().ask(Question(query=query.Every(), size=1))
    state = {"status": "ok", "reports": answer.total, "generation": about().generation}
    return json_response(state)
