import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest


@pytest.fixture
def httpserver_hits():
    """(address, hits): a server on this machine, and the paths it was asked for."""
    hits = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self):  # noqa: N802 - the name the base class calls
            hits.append(self.path)
            self.send_error(404)

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", hits
    server.shutdown()
    thread.join()
    server.server_close()
