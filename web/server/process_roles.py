"""Roles of a server process: parent, worker, or helper for expensive requests."""

import contextlib
import functools
import gc
import os
import socket
from dataclasses import dataclass
from pathlib import Path

from index.api import Index
from index.errors import OperatorError
from index.operations.opening import open_index
from index.settings import cached_settings
from index.system import tempfiles
from index.text import encoder
from search.suggest.suggestions import preload
from search.suggest.vocabulary import Vocabulary
from search.suggest.vocabulary_cache import (
    build_ahead,
    ensure_vocabulary,
    fetch_vocabulary,
    leave_building_to_helper,
    write_vocabulary,
)
from web.compiled_templates import compile_all
from web.desk.reader import DeskPlan
from web.server.access_log import check_log, open_access_log
from web.server.app import create_app
from web.server.connections import max_connections
from web.server.offload import OffloadServer, keep_listening, listen
from web.server.prefetch import Preparation, prefetch
from web.server.rate_limit import Allowance, for_threads
from web.server.serve import ServerPlan, serve
from web.server.server_health import health_in
from web.server.shared_state import SharedState, WorkerSlot
from web.server.workers import Workers

SOCKET_NAME = "helper"
"""The name of the helper's socket, in a private folder."""
HELPER_NICENESS = 5
"""The `nice` value of the helper, so that the workers come first."""


def _ensure(index: Index) -> Vocabulary:
    return ensure_vocabulary(index, cached_settings().dictionary)


def _write(index: Index, folder: Path) -> Vocabulary:
    return write_vocabulary(index, folder, cached_settings().dictionary)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerProcess:
    """A server of the index at `where` under host `names`, with the processes of `plan`.

    `rate` is the requests per second of one client, `log` the file of the access log; `desk` has
    the readers' collections, if they are kept here.
    """

    where: str
    names: frozenset[str]
    plan: ServerPlan
    rate: float
    log: str
    desk: DeskPlan | None = None

    def prepare(self) -> None:
        """Load shared data before the server announces its address; it takes seconds."""
        check_log(self.log)
        max_connections()
        if self.desk is not None:
            self.desk.prepare()
        self._load_encoder()
        if self.plan.workers > 1:
            preload()
            compile_all(create_app(self.where).jinja_env)
            gc.freeze()  # or the first collection in each worker copies shared memory

    def _load_encoder(self) -> None:
        """Load the encoder if the index has vectors: the workers share its memory."""
        try:
            index = open_index(self.where)
        except OperatorError:  # no index yet; the pages report that
            return
        with contextlib.closing(index):
            if index.about().meaning and encoder.installed():
                encoder.load()

    def run(self, listening: socket.socket) -> None:
        """Serve until a signal says to stop."""
        if self.plan.workers == 1:
            self._run_one(listening)
            return
        with (
            contextlib.closing(SharedState(self.plan.workers)) as shared_state,
            tempfiles.temporary_folder() as name,
            listen(Path(name) / SOCKET_NAME) as helper_listening,
        ):

            def role(number: int, orders: int) -> None:
                folder = Path(name)
                shared_state.beat(number)
                if number == self.plan.workers:
                    self._help(helper_listening, orders, functools.partial(_write, folder=folder))
                    return
                prepare = functools.partial(fetch_vocabulary, folder=folder)
                slot = WorkerSlot(shared_state, number)
                leave_building_to_helper()
                self._work(
                    listening, prepare, orders=orders, slot=slot, helper_socket=folder / SOCKET_NAME
                )

            Workers(self.plan.workers + 1, role, shared_state.beats).run()

    def _run_one(self, listening: socket.socket) -> None:
        """Serve in one worker without a helper, watched where the system can fork."""
        if not hasattr(os, "fork"):
            self._work(listening, _ensure)
            return
        with contextlib.closing(SharedState(0)) as shared_state:

            def role(number: int, orders: int) -> None:
                shared_state.beat(number)
                self._work(listening, _ensure, orders=orders)

            Workers(1, role, shared_state.beats).run()

    def _work(
        self,
        listening: socket.socket,
        prepare: Preparation,
        *,
        orders: int | None = None,
        slot: WorkerSlot | None = None,
        helper_socket: Path | None = None,
    ) -> None:
        """Serve as the single process or as one worker."""
        app = create_app(
            self.where,
            names=self.names,
            allowance=for_threads(self.plan.threads_per_process, self.rate),
            access_log=open_access_log(self.log),
            slot=slot,
            helper_socket=helper_socket,
            desk=self.desk,
        )
        build_ahead()
        health_in(app).prefetch = prefetch(app.extensions["baogao"].index_manager, prepare)
        serve(app, listening, self.plan, orders)

    def _help(self, listening: socket.socket, orders: int, prepare: Preparation) -> None:
        os.nice(HELPER_NICENESS)
        threads = self.plan.threads  # as many as the workers may forward; no rate limit of its own
        allowance = Allowance(costly=threads)
        app = create_app(self.where, names=self.names, allowance=allowance, desk=self.desk)
        app.wsgi_app = OffloadServer(app.wsgi_app)  # type: ignore[method-assign]  # as Flask documents it
        build_ahead()
        health_in(app).prefetch = prefetch(app.extensions["baogao"].index_manager, prepare)
        keep_listening(listening)
        serve(app, listening, ServerPlan(threads=threads), orders)
