"""The page for a monitor."""

import logging
from functools import lru_cache

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .. import health

logger = logging.getLogger(__name__)
KEPT_FOR = 10  # seconds: whoever asks more often costs nothing


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 where all is well, else 503; which checks hold. Strangers may ask: the reasons stand in the log alone."""
    wrong = _faults(int(timezone.now().timestamp()) // KEPT_FOR)
    checks = {name: name not in wrong for name in health.CHECKS}
    return JsonResponse({"well": not wrong, "checks": checks}, status=503 if wrong else 200)


@lru_cache(maxsize=1)
def _faults(_span: int) -> dict[str, str]:
    found = health.faults(timezone.now())
    for name, said in found.items():
        logger.warning("Not well: %s: %s", name, said)
    return found
