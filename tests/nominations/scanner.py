"""A virus scanner for tests: a real socket that speaks clamd's INSTREAM, well or badly, in a thread."""

import socket
import threading
import time
from contextlib import contextmanager, suppress

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Scanner:
    """`shown`: what it was given, file after file."""

    def __init__(self, reply=None):
        self.reply = reply or self.judge
        self.shown = []
        self.stopping = threading.Event()

    def judge(self, link, content):
        link.sendall(b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in content else b"stream: OK\0")

    def serve(self, listening):
        listening.settimeout(0.05)
        while not self.stopping.is_set():
            try:
                link, _address = listening.accept()
            except TimeoutError:
                continue
            with link:
                link.settimeout(5)
                with suppress(OSError):  # whoever asked hung up
                    self.answer(link)

    def answer(self, link):
        stream = link.makefile("rb")
        if stream.read(10) != b"zINSTREAM\0":
            link.sendall(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := int.from_bytes(stream.read(4), "big"):
            content += stream.read(size)
        self.shown.append(content)
        self.reply(link, content)


def saying(answer):
    return lambda link, content: link.sendall(answer)


def slowly(answer, pause):
    """One byte after another."""

    def reply(link, content):
        for place in range(len(answer)):
            time.sleep(pause)
            link.sendall(answer[place : place + 1])

    return reply


@contextmanager
def running(address, reply=None):
    """It listens at `address`: a path, or ("127.0.0.1", 0); gives it and the address it got."""
    scanner = Scanner(reply)
    with socket.socket(socket.AF_UNIX if isinstance(address, str) else socket.AF_INET) as listening:
        listening.bind(address)
        listening.listen()
        thread = threading.Thread(target=scanner.serve, args=[listening])
        thread.start()
        try:
            yield scanner, listening.getsockname()
        finally:
            scanner.stopping.set()
            thread.join()
