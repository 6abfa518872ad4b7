"""A proxy that delays every answer of a web server, so that a test which does not wait fails."""

import asyncio
import contextlib
import threading

CHUNK = 65_536


@contextlib.contextmanager
def delayed(port, seconds):
    """The port of a proxy on loopback before another port, while the block lasts.

    The head of an answer and then its body are held back for `seconds` each: between them the
    browser has left the page before and has nothing of the next one.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    proxy = _Proxy(port, seconds)
    try:
        yield asyncio.run_coroutine_threadsafe(proxy.start(), loop).result()
    finally:
        asyncio.run_coroutine_threadsafe(proxy.stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


class _Proxy:
    def __init__(self, port, seconds):
        self.port = port
        self.seconds = seconds
        self.connections = set()

    async def start(self):
        self.server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        return self.server.sockets[0].getsockname()[1]

    async def stop(self):
        self.server.close()
        for task in self.connections:
            task.cancel()
        await asyncio.gather(*self.connections, return_exceptions=True)

    async def _connect(self, reader, writer):
        self.connections.add(asyncio.current_task())
        try:
            answers, asks = await asyncio.open_connection("127.0.0.1", self.port)
            asked = asyncio.Event()
            async with asyncio.TaskGroup() as both:
                both.create_task(self._forward(reader, asks, asked.set))
                both.create_task(self._answer(answers, writer, asked))
        finally:
            self.connections.discard(asyncio.current_task())
            writer.close()

    async def _forward(self, reader, writer, asked):
        with contextlib.closing(writer), contextlib.suppress(OSError):
            while data := await reader.read(CHUNK):
                asked()
                writer.write(data)
                await writer.drain()

    async def _answer(self, reader, writer, asked):
        with contextlib.closing(writer), contextlib.suppress(OSError):
            while data := await reader.read(CHUNK):
                if asked.is_set():
                    asked.clear()
                    await asyncio.sleep(self.seconds)
                    head, end, data = data.partition(b"\r\n\r\n")
                    writer.write(head + end)
                    await writer.drain()
                    await asyncio.sleep(self.seconds)
                writer.write(data)
                await writer.drain()
