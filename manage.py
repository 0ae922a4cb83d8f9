#!/usr/bin/env python
"""Entry point of the management commands."""

import os
import sys

from django.core.management import execute_from_command_line

from config import env


def main() -> None:
    """Run one management command, with the settings that the environment or `.env` names."""
    env.read_file()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    try:
        execute_from_command_line(sys.argv)
    except env.BadEnvironment as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
