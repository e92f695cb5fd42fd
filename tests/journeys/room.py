"""A meeting room on another origin, over TLS, that remembers who asked it for what."""

import ssl
import subprocess
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = b"""<!DOCTYPE html><html lang="en"><title>The room</title><link rel="icon" href="data:,">
<h1>You are in the room</h1><a href="/stage/">To the stage</a>"""


class Room(ThreadingHTTPServer):
    """`requests` are (path, headers), in the order in which they came."""

    daemon_threads = False  # closing waits for them

    def __init__(self, context):
        super().__init__(("127.0.0.1", 0), Handler)
        self.context = context
        self.requests = []
        self.host = f"127.0.0.1:{self.server_port}"
        self.url = f"https://{self.host}/j/42/?pwd=secret"

    def get_request(self):
        connection, address = super().get_request()
        # The handshake is the handler's: the browser opens connections that it never uses.
        secured = self.context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return secured, address

    def handle_error(self, request, client_address):
        pass  # the browser hangs up when it likes

    def visits(self):
        """Return the headers of each time somebody came to the room's address."""
        return [headers for path, headers in self.requests if path.startswith("/j/")]


class Handler(BaseHTTPRequestHandler):
    timeout = 5  # for connections that are never used

    def do_GET(self):
        self.server.requests.append((self.path, dict(self.headers)))
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *arguments):
        pass


@contextmanager
def opened(folder):
    """Open a room with a certificate of its own, made in the folder."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=127.0.0.1"
    names = ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(
        [*command.split(), *names, "-keyout", key, "-out", certificate], check=True, capture_output=True
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with Room(context) as room:
        thread = threading.Thread(target=room.serve_forever)
        thread.start()
        try:
            yield room
        finally:
            room.shutdown()
            thread.join()
