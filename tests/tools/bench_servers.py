"""Our server beside gunicorn and granian: python -m tests.tools.bench_servers INDEX NAME.

NAME is own, gunicorn or granian; the last two have to be installed. Each serves the same pages with
two workers of eight threads and is asked on a fixed clock: alone, beside clients that send or read
slowly, after a worker was killed, and while it is told to end.
"""

import argparse
import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import click

from tests.tools.bench_pages_served import HEADERS, Asker, quantiles
from tests.tools.load import Load
from tests.tools.servers import children

COMMANDS = {
    "own": "-m baogao web --port {port} --index {where} --workers 2 --threads 16",
    "gunicorn": "-m gunicorn -w 2 -k gthread --threads 8 --preload --graceful-timeout 15 "
    "-b 127.0.0.1:{port} --log-level error served:app",
    "granian": "-m granian --interface wsgi --workers 2 --blocking-threads 8 "
    "--respawn-failed-workers --host 127.0.0.1 --port {port} --no-log served:app",
}
SLOW_SENDERS, SLOW_READERS = 200, 100
HEAD = b"GET /search?q=&size=100 HTTP/1.1\r\nHost: 127.0.0.1\r\n"
PATIENCE = 90.0


class Trial:
    """A running server and its figures."""

    def __init__(self, where, port, process):
        self.port, self.process = port, process
        self.asker = Asker(where, 5)

    def ready(self):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False

    def ask(self, name, rate, number, then=lambda _: None):
        load = Load("127.0.0.1", self.port, 32, HEADERS)
        load.run([self.asker.address() for _ in range(number)], rate, then)
        failed = sum(status != 200 for status, _, _ in load.answers)
        shown = quantiles([seconds for _, seconds, _ in load.answers])
        click.echo(f"{name}: {number} pages, {failed} failed, {shown}")

    def slow(self, number, end):
        """Clients that sent a head, ended or not, and read next to nothing."""
        clients = []
        for _ in range(number):
            client = socket.socket()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", self.port))
            client.sendall(HEAD + end)
            clients.append(client)
        return clients

    def beside_slow_senders(self):
        clients, done = self.slow(SLOW_SENDERS, b"X-A: "), threading.Event()

        def drip():
            while not done.wait(0.5):
                for client in clients:
                    with contextlib.suppress(OSError):
                        client.sendall(b"a")

        threading.Thread(target=drip, daemon=True).start()
        self.ask(f"beside {SLOW_SENDERS} slow senders", 20, 200)
        done.set()
        for client in clients:
            client.close()

    def beside_slow_readers(self):
        clients = self.slow(SLOW_READERS, b"\r\n")
        self.ask(f"beside {SLOW_READERS} slow readers", 20, 200)
        for client in clients:
            client.close()

    def killed(self):
        worker = children(self.process)[0]
        kill = lambda number: os.kill(worker, signal.SIGKILL) if number == 40 else None  # noqa: E731
        self.ask("a worker killed after 2 seconds", 20, 160, kill)

    def ended(self):
        end = lambda number: self.process.terminate() if number == 30 else None  # noqa: E731
        self.ask("told to end at the last of", 60, 31, end)
        began = time.monotonic()
        self.process.wait(PATIENCE)
        click.echo(f"ended after {time.monotonic() - began:.1f} s more")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("where")
    parser.add_argument("name", choices=COMMANDS)
    options = parser.parse_args()
    where = str(Path(options.where).absolute())
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        served = f"from web.server.app import create_app\napp = create_app({where!r})\n"
        Path(folder, "served.py").write_text(served, "utf-8")
        paths = os.pathsep.join([folder, str(Path.cwd()), os.environ.get("PYTHONPATH", "")])
        command = COMMANDS[options.name].format(port=port, where=where).split()
        process = subprocess.Popen(
            [sys.executable, *command],
            env=os.environ | {"PYTHONPATH": paths},
            stdout=subprocess.DEVNULL,
        )
        trial = Trial(where, port, process)
        try:
            end = time.monotonic() + PATIENCE
            while not trial.ready() and time.monotonic() < end:
                time.sleep(0.1)
            trial.ask("to warm it", 10, 30)
            trial.ask("40 a second", 40, 600)
            trial.beside_slow_senders()
            trial.beside_slow_readers()
            trial.killed()
            trial.ended()
        finally:
            process.kill()


if __name__ == "__main__":
    main()
