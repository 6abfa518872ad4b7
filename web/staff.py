"""What each process of a server does: all of it alone, one worker of several, or what is beside."""

import contextlib
import gc
import os
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path

from index.store import Index
from search.shelf import fetch, make, write
from search.suggest import preload
from web.app import create_app
from web.aside import Telling, listen
from web.board import Board, Seat
from web.limits import Allowance, for_threads
from web.server import Plan, journal, serve
from web.warm import keep_warm
from web.workers import Workers

SOCKET = "aside"
"""The name of the socket of the process beside the workers, in a folder of their own."""
GENTLY = 5
"""How much that process leaves to the workers, in steps of `nice`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """The index at `where`, served under host `names` as `plan` says.

    `rate` is what one client may ask in a second, `log` the file of the access log.
    """

    where: str
    names: frozenset[str]
    plan: Plan
    rate: float
    log: str

    def run(self, listening: socket.socket) -> None:
        """Serve until a signal says to stop."""
        if self.plan.workers == 1:
            self._alone(listening)
            return
        preload()
        gc.freeze()  # or the first collection in each worker copies what they share
        with (
            contextlib.closing(Board(self.plan.workers)) as board,
            tempfile.TemporaryDirectory(prefix="baogao-") as name,
            listen(Path(name) / SOCKET) as own,
        ):

            def be(number: int, orders: int) -> None:
                if number < self.plan.workers:
                    self._work(listening, Seat(board, number), orders, Path(name))
                else:
                    self._beside(own, orders, Path(name))

            Workers(self.plan.workers + 1, be).run()

    def _alone(self, listening: socket.socket) -> None:
        app = create_app(
            self.where, names=self.names, allowance=self._allowance, journal=journal(self.log)
        )
        keep_warm(app.extensions["baogao"].serving, make)
        serve(app, listening, self.plan)

    def _work(self, listening: socket.socket, seat: Seat, orders: int, folder: Path) -> None:
        app = create_app(
            self.where,
            names=self.names,
            allowance=self._allowance,
            journal=journal(self.log),
            seat=seat,
            aside=folder / SOCKET,
        )

        def ready(index: Index) -> bool:
            return fetch(index, folder)

        keep_warm(app.extensions["baogao"].serving, ready)
        serve(app, listening, self.plan, orders)

    def _beside(self, own: socket.socket, orders: int, folder: Path) -> None:
        os.nice(GENTLY)
        threads = self.plan.threads  # as many as the workers may hand on, and no limits of its own
        app = create_app(self.where, names=self.names, allowance=Allowance(costly=threads))
        app.wsgi_app = Telling(app.wsgi_app)  # type: ignore[method-assign]  # as Flask documents it

        def ready(index: Index) -> object:
            return write(index, folder)

        keep_warm(app.extensions["baogao"].serving, ready)
        serve(app, own, Plan(threads=threads), orders)

    @property
    def _allowance(self) -> Allowance:
        return for_threads(self.plan.each, self.rate)
