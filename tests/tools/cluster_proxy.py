"""A proxy before a cluster: TLS and a password, which test nodes lack, and trouble on purpose."""

import base64
import contextlib
import http.client
import json
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_AUTHORITY = """
[ca]
default_ca = own
[own]
database = {folder}/database
new_certs_dir = {folder}
serial = {folder}/serial
default_md = sha256
policy = any
x509_extensions = names
[any]
commonName = supplied
[names]
subjectAltName = {name}
"""


def certificate(folder, *, until="20991231235959Z", name="IP:127.0.0.1"):
    """A certificate signed by itself, with its key, in a folder; `name` is who it is for."""
    folder.mkdir(parents=True)
    (folder / "database").touch()
    (folder / "serial").write_text("01\n")
    (folder / "ca.cnf").write_text(_AUTHORITY.format(folder=folder, name=name))
    key, asked, signed = folder / "key.pem", folder / "asked.pem", folder / "signed.pem"
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    _openssl("req", "-new", *curve, "-keyout", key, "-out", asked, "-subj", "/CN=baogao tests")
    dates = ["-startdate", "20200101000000Z", "-enddate", until]
    options = ["-selfsign", "-config", folder / "ca.cnf", "-keyfile", key, "-batch", "-notext"]
    _openssl("ca", *options, *dates, "-in", asked, "-out", signed)
    return signed, key


def _openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


@contextlib.contextmanager
def proxy(target, *, signed=None, password=None, trouble=None):
    """The address of a proxy before `target` (host:port), while the block lasts.

    `trouble("METHOD path")` may return a status and a JSON body to answer with instead; it may
    return "cut" to close the connection without an answer.
    """
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.target, server.password, server.trouble = target, password, trouble
    scheme = "http"
    if signed:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*signed)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"{scheme}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _forward(self):
        length = int(self.headers.get("content-length", 0))
        body = self.rfile.read(length)
        if self.server.password and not self._known():
            return self._answer(401, b"Unauthorized", "text/plain")
        trouble = self.server.trouble and self.server.trouble(f"{self.command} {self.path}")
        if trouble == "cut":
            self.close_connection = True
            return None
        if trouble:
            status, answer = trouble
            return self._answer(status, json.dumps(answer).encode(), "application/json")
        connection = http.client.HTTPConnection(self.server.target, timeout=60)
        with contextlib.closing(connection):
            kind = self.headers.get("content-type", "application/json")
            connection.request(self.command, self.path, body, {"content-type": kind})
            answer = connection.getresponse()
            kind = answer.getheader("content-type", "application/json")
            return self._answer(answer.status, answer.read(), kind)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _forward  # noqa: N815 - http.server's names

    def _known(self):
        expected = base64.b64encode(self.server.password.encode()).decode()
        return self.headers.get("authorization") == f"Basic {expected}"

    def _answer(self, status, body, kind):
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""
