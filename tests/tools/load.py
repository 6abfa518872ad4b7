"""Requests on a fixed clock, whether or not the ones before were answered."""

import http.client
import queue
import threading
import time


class Load:
    """Asks over a few kept connections; keeps of each answer status, seconds and address.

    Seconds count from the moment a request was due. `look` is given address, status and body of
    each answer.
    """

    def __init__(self, host, port, connections, headers, look=lambda *_: None):
        self.host, self.port, self.headers, self.look = host, port, headers, look
        self.waiting = queue.Queue()
        self.answers = []
        self.again = 0  # requests that were sent again because a kept connection was closed
        self.moments = []  # the status, when it was due, and the seconds
        self.threads = [
            threading.Thread(target=self._work, daemon=True) for _ in range(connections)
        ]
        for thread in self.threads:
            thread.start()

    def _work(self):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        while (due := self.waiting.get()) is not None:
            moment, address = due
            kept = connection.sock is not None
            status, body = self._asked(connection, address)
            if not status and kept:  # as a browser does when a kept connection was closed
                self.again += 1
                status, body = self._asked(connection, address)
            seconds = time.monotonic() - moment
            self.answers.append((status, seconds, address))
            self.moments.append((status, moment, seconds))
            self.look(address, status, body)

    def _asked(self, connection, address):
        """Status and body; status 0 if the connection failed."""
        try:
            connection.request("GET", address, headers=self.headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            return 0, b""

    def run(self, addresses, rate, then=lambda _: None):
        """Ask for each in its turn, so many a second; `then` is called with the number of each."""
        started = time.monotonic()
        for number, address in enumerate(addresses):
            moment = started + number / rate
            time.sleep(max(0.0, moment - time.monotonic()))
            self.waiting.put((moment, address))
            then(number)
        for _ in self.threads:
            self.waiting.put(None)
        for thread in self.threads:
            thread.join(90)
