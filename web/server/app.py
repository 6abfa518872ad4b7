"""The Flask application: views, languages, security headers, and error pages or JSON."""

import datetime
import functools
from collections.abc import Callable
from pathlib import Path

import flask
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from index.api import RefusedError
from index.errors import DeskError, IndexMissingError, OperatorError
from index.operations.index_manager import IndexManager
from index.report_date import whole_day
from index.system import faults
from index.system.deadline import AbandonedError
from search.cursor import CursorError
from search.errors import QueryError
from web import formatting, highlight_html, language, safety
from web.charts.bar_chart import bar_chart
from web.charts.time_axis import axis, grid_path
from web.compiled_templates import COMPILED_TEMPLATES
from web.content_encoding import compressed
from web.context import Site, cut_notes, links, release_index
from web.desk.context import reader_desk
from web.desk.database import DeskLimitError, EditConflictError, NotOnDeskError
from web.desk.exchange import ImportFileError
from web.desk.reader import DeskPlan, NamingReader
from web.desk.records import key_of
from web.errors import (
    A_CURSOR,
    DESK_MESSAGES,
    LIMIT_MESSAGES,
    BadParameterError,
    error_message,
    status_message,
)
from web.exports import EXPORTS
from web.json_response import error_response
from web.language import gettext
from web.openapi import parameter_check
from web.openapi.parameter_check import known_parameters
from web.page_environment import PageEnvironment
from web.rendering import render
from web.sent_form import FormRequest
from web.server.access_log import AccessLog
from web.server.middleware import ROUTE, AccessMiddleware
from web.server.offload import OffloadProxy
from web.server.rate_limit import DEFAULT, Allowance, Limits
from web.server.registry import COSTS, MENU, VIEWS
from web.server.server_health import ServerHealth
from web.server.shared_state import WorkerSlot
from web.static_files import FOLDER, asset_url

MAX_FORM_BYTES = 1 << 20
"""Bytes of a form or another body."""
MAX_FORM_FIELDS = 5_000
"""Fields of a form: a page of a collection has some for each report and passage."""


def create_app(  # noqa: PLR0913 - what a server is made of, each by name
    where: str,
    *,
    names: frozenset[str] = frozenset(),
    today: Callable[[], datetime.date] = datetime.date.today,
    allowance: Allowance = DEFAULT,
    access_log: AccessLog | None = None,
    slot: WorkerSlot | None = None,
    helper_socket: Path | None = None,
    desk: DeskPlan | None = None,
) -> flask.Flask:
    """The application over the index at `where`; it accepts host `names` and any IP address.

    `allowance` sets the rate limit; `access_log` receives the lines of the access log. One worker
    of several has its `slot` in their shared memory and forwards expensive requests to the helper
    process that listens at `helper_socket`. `desk` has the readers' collections, if they are kept
    on the server.
    """
    app = flask.Flask("web", root_path=str(FOLDER.parent), static_folder=None)
    app.extensions["baogao"] = Site(IndexManager(where), today, known_parameters)
    app.extensions["baogao.desk"] = desk
    app.request_class = FormRequest
    app.url_map.merge_slashes = False
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_FORM_BYTES,
        MAX_FORM_PARTS=MAX_FORM_FIELDS,
        SEND_FILE_MAX_AGE_DEFAULT=None,
    )
    _prepare_templates(app)
    for view in VIEWS:
        app.register_blueprint(view)
    app.before_request(_note_route)
    app.before_request(functools.partial(_refuse_unknown_host, names))
    app.before_request(parameter_check.check)
    app.after_request(_finish)
    app.teardown_request(release_index)
    _answer_errors(app)
    _answer_index_errors(app)
    _answer_desk_errors(app)
    health = app.extensions["baogao.health"] = ServerHealth(slot)
    limits = Limits(allowance, COSTS, spend=slot.shared_state.spend if slot else None)
    application = OffloadProxy(app.wsgi_app, helper_socket) if helper_socket else app.wsgi_app
    if desk is not None:
        application = NamingReader(application, desk)
    middleware = AccessMiddleware(
        application, limits, health.metrics, access_log, health.ended.is_set
    )
    app.wsgi_app = middleware  # type: ignore[method-assign]  # as Flask documents it
    return app


def _prepare_templates(app: flask.Flask) -> None:
    """Give the templates their filters and functions."""
    app.jinja_environment = PageEnvironment
    app.jinja_options = {
        "trim_blocks": True,
        "lstrip_blocks": True,
        "bytecode_cache": COMPILED_TEMPLATES,
    }
    language.Babel(app, locale_selector=language.locale)
    app.jinja_env.filters.update(
        marked=highlight_html.marked_html,
        outside=highlight_html.original_url,
        snipped=highlight_html.snipped,
        differing=highlight_html.differing,
        compared_own=highlight_html.compared_own,
        compared_theirs=highlight_html.compared_theirs,
        report_key=key_of,
        whole_day=whole_day,
    )
    app.jinja_env.globals.update(
        asset=asset_url,
        chart=bar_chart,
        axis=axis,
        grid=grid_path,
        exports=EXPORTS,
        menu=MENU,
        cuts=cut_notes,
        reader_desk=reader_desk,
        globals_html=lambda: _globals_html(language.locale()),
        _=language.translate,
        ngettext=language.ngettext,
    )


@functools.lru_cache(maxsize=8)
def _globals_html(locale: str) -> Markup:
    """The hidden elements of every page, rendered once for each language."""
    del locale
    return Markup(flask.render_template("_globals.html"))  # noqa: S704 - a template is safe


def _note_route() -> None:
    """Record the view that answers, for the access log and the metrics."""
    flask.request.environ[ROUTE] = flask.request.endpoint or "none"


def _refuse_unknown_host(names: frozenset[str]) -> ResponseReturnValue | None:
    host = flask.request.headers.get("Host", "")
    if safety.known_host(host, names):
        return None
    return flask.Response(
        "This server does not answer to that host name. "
        "Start it with: baogao web --allow-host NAME\n",
        status=400,
        mimetype="text/plain",
    )


def _finish(response: flask.Response) -> flask.Response:
    """Set security and cache headers; pages vary with the browser's language."""
    if response.mimetype == "text/html":
        response.vary.update(("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", language.language())
    desk: DeskPlan | None = flask.current_app.extensions["baogao.desk"]
    own = desk is not None and desk.header  # pages show what one reader saved
    response.headers.setdefault("Cache-Control", "private, no-cache" if own else "no-cache")
    return safety.guard(compressed(response))


def _answer_errors(app: flask.Flask) -> None:
    @app.errorhandler(BadParameterError)
    def bad_parameter(error: BadParameterError) -> ResponseReturnValue:
        wanted = gettext(error.wanted).format(*error.values)
        sentence = gettext(
            "The parameter “%(name)s” must be %(wanted)s.", name=error.name, wanted=wanted
        )
        return _error_page(400, gettext("This address cannot be read"), sentence)

    @app.errorhandler(CursorError)
    def bad_cursor(error: CursorError) -> ResponseReturnValue:
        if error.moved:
            sentence = gettext(
                "The archive has changed since that page. Begin again, or sort the results by date."
            )
            return _error_page(400, gettext("This address cannot be read"), sentence)
        return bad_parameter(BadParameterError("after", A_CURSOR))

    @app.errorhandler(QueryError)
    def bad_query(error: QueryError) -> ResponseReturnValue:
        return _error_page(400, gettext("This query cannot be read"), formatting.note(error.why))


def _answer_index_errors(app: flask.Flask) -> None:
    @app.errorhandler(IndexMissingError)
    def index_missing(error: IndexMissingError) -> ResponseReturnValue:
        title, sentence = gettext("Nothing is indexed yet"), gettext(error_message(error))
        return _error_page(503, title, sentence, command="baogao index FOLDER")

    @app.errorhandler(RefusedError)
    def refused(error: RefusedError) -> ResponseReturnValue:
        title, sentence = gettext("This query cannot be answered"), gettext(error_message(error))
        return _error_page(400, title, sentence, detail=str(error))

    @app.errorhandler(OperatorError)
    def operator(error: OperatorError) -> ResponseReturnValue:
        title, sentence = gettext("The index cannot be read"), gettext(error_message(error))
        return _error_page(503, title, sentence, detail=str(error))

    @app.errorhandler(AbandonedError)
    def abandoned(error: AbandonedError) -> ResponseReturnValue:
        del error
        return flask.Response("This server is stopping.\n", 503, mimetype="text/plain")

    @app.errorhandler(OSError)
    def lacks_resources(error: OSError) -> ResponseReturnValue:
        if not faults.lacks_room(error):
            raise error
        app.logger.error("%s", error)
        sentence = gettext("This server lacks room or open files just now. Try again later.")
        return _error_page(503, gettext("Something went wrong here"), sentence)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> ResponseReturnValue:
        status = error.code or 500
        if status < 400:
            return error.get_response()
        titles = {404: gettext("There is no such page"), 500: gettext("Something went wrong here")}
        title = titles.get(status, gettext("This request cannot be answered"))
        return _error_page(status, title, gettext(status_message(status)))


def _answer_desk_errors(app: flask.Flask) -> None:
    @app.errorhandler(DeskError)
    def unusable(error: DeskError) -> ResponseReturnValue:
        app.logger.error("%s", error)
        title = gettext("The collections cannot be used")
        return _error_page(503, title, gettext(DESK_MESSAGES[error.kind]))

    @app.errorhandler(DeskLimitError)
    def limit(error: DeskLimitError) -> ResponseReturnValue:
        sentence = gettext(LIMIT_MESSAGES[error.code]).format(formatting.number(error.most))
        return _error_page(409, gettext("This cannot be saved"), sentence)

    @app.errorhandler(NotOnDeskError)
    def not_on_desk(error: NotOnDeskError) -> ResponseReturnValue:
        del error
        sentence = gettext("There is no such collection, or it was removed.")
        return _error_page(404, gettext("There is no such page"), sentence)

    @app.errorhandler(EditConflictError)
    def conflict(error: EditConflictError) -> ResponseReturnValue:
        del error
        sentence = gettext("Somebody else changed this meanwhile. Load it again, then change it.")
        return _error_page(409, gettext("This cannot be saved"), sentence)

    @app.errorhandler(ImportFileError)
    def no_export(error: ImportFileError) -> ResponseReturnValue:
        sentence = gettext("This is no file of collections. Nothing was imported.")
        return _error_page(400, gettext("This cannot be saved"), sentence, detail=str(error))


def _error_page(
    status: int, title: str, sentence: str, *, command: str = "", detail: str = ""
) -> ResponseReturnValue:
    """An error as a page, or as JSON for a program; `detail` is for the operator."""
    if _program_asks():
        return error_response(status, title, " ".join(filter(None, (sentence, command, detail))))
    page = render(
        "error.html", links(), title=title, sentence=sentence, command=command, detail=detail
    )
    return page, status


def _program_asks() -> bool:
    """Whether the client is a program: always for the API and where it accepts JSON first.

    For files it is one if it does not accept HTML.
    """
    path = flask.request.path
    if flask.request.headers.get("Accept", "").startswith("application/json"):
        return True
    if path.startswith(("/api/", "/healthz")):
        return True
    files = path.startswith(("/export", "/feed")) or parameter_check.is_file(path)
    return files and "text/html" not in flask.request.headers.get("Accept", "")
