"""What a citizen's browser does before an objection is sent: find the number that a challenge asks for."""

import json

from altcha import PayloadV1, solve_challenge_v1
from django.test import Client
from django.utils import timezone

from review.services.proof import new_challenge


def solved(now=None, challenge=""):
    """The answer to that challenge, or to a new one."""
    given = json.loads(challenge or new_challenge(now or timezone.now()))
    number = solve_challenge_v1(given["challenge"], given["salt"], given["algorithm"], given["maxNumber"]).number
    words = (given[name] for name in ("salt", "signature"))
    return PayloadV1(given["algorithm"], given["challenge"], number, *words).to_base64()


class Citizen(Client):
    """A browser that solves a new challenge for every form it sends."""

    def post(self, path, data=None, **extra):
        return super().post(path, {"proof": solved()} | (data or {}), **extra)
