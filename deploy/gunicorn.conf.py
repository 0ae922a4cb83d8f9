"""The web server: two processes of four threads, reached from this machine only."""

import ctypes
import os
from contextlib import suppress

from gunicorn.glogging import Logger

# What a request took goes back to the machine. By itself glibc keeps a heap for each thread, and after one large upload
# carves the next large ones out of it: a worker grew with what it had seen. Numbers of malloc.h; other libraries have
# no such function.
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8
with suppress(AttributeError):
    for option, value in ((TRIM_THRESHOLD, 128 * 1024), (MMAP_THRESHOLD, 128 * 1024), (ARENA_MAX, 2)):
        ctypes.CDLL(None).mallopt(option, value)


class DiscreetLogger(Logger):
    """Leaves out what lets in: the end of an invitation's address."""

    def atoms(self, resp, req, environ, request_time):
        found = super().atoms(resp, req, environ, request_time)
        if found["U"].startswith("/invitation/"):
            found["U"] = "/invitation/-"
        return found


logger_class = DiscreetLogger
bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = 2
threads = 4
preload_app = True
control_socket_disable = True  # nobody talks to it, and two sites of one person would share its path
accesslog = "-"
# No query and no referrer: they may hold a name that somebody searched for.
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(M)sms"


def post_worker_init(worker):
    """Fonts and addresses are read before the first request, which would wait for them."""
    from django.urls import get_resolver

    from review.documents.typesetting import warm_up

    get_resolver().url_patterns  # noqa: B018 - read to be there
    warm_up()
