"""What a process needs that draws for another one. Imports nothing of the site: Django is not there yet."""

import os
from multiprocessing import parent_process
from threading import Thread

import django


def get_ready() -> None:
    """Set Django up for its templates, and end with the parent, however that ends."""
    Thread(target=_end_with_parent, daemon=True).start()
    django.setup()


def _end_with_parent() -> None:
    parent_process().join()
    os._exit(1)
