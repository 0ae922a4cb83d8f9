"""What the web server calls."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from config import env
from config.middleware import guard_content_type

env.read_file()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
try:
    application = guard_content_type(get_wsgi_application())
except env.BadEnvironment as error:
    sys.exit(str(error))
