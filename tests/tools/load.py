"""Requests on a fixed clock, whether or not the ones before were answered."""

import http.client
import queue
import threading
import time


class Load:
    """Asks over a few kept connections; keeps of each answer status, seconds and address.

    Seconds count from the moment a request was due.
    """

    def __init__(self, host, port, connections, headers):
        self.host, self.port, self.headers = host, port, headers
        self.waiting = queue.Queue()
        self.answers = []
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
            try:
                connection.request("GET", address, headers=self.headers)
                answer = connection.getresponse()
                answer.read()
                status = answer.status
            except (OSError, http.client.HTTPException):
                status = 0
                connection.close()
            seconds = time.monotonic() - moment
            self.answers.append((status, seconds, address))
            self.moments.append((status, moment, seconds))

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
