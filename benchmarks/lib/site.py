"""The site with an empty database of its own, for a measurement that needs one."""

import logging
from collections.abc import Callable

import django


def with_a_database(measure: Callable[[], int]) -> int:
    """What `measure` returns. DJANGO_SETTINGS_MODULE is set before."""
    django.setup()
    logging.disable(logging.CRITICAL)
    from django.conf import settings
    from django.test.utils import get_runner, setup_test_environment

    setup_test_environment()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        return measure()
    finally:
        runner.teardown_databases(databases)
