"""Proof of work: a visitor's browser finds a number by trying, which costs a person nothing and a flood much.

Challenges are those of ALTCHA: signed, with an end, kept nowhere until one is answered, and then spent.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from altcha import ChallengeOptionsV1, PayloadV1, create_challenge_v1, verify_solution_v1
from django.conf import settings
from django.db import IntegrityError, transaction

from ..models import SpentProof

VALID_FOR = timedelta(hours=2)  # long enough to write an objection
LONGEST = 1000  # characters of an answer; a right one has some 400


def new_challenge(now: datetime) -> str:
    """A challenge as JSON for the browser: {algorithm, challenge, salt, signature, maxNumber}."""
    options = ChallengeOptionsV1(
        max_number=settings.PROOF_OF_WORK, hmac_key=_key(), expires=now + VALID_FOR, algorithm="SHA-256"
    )
    return json.dumps(create_challenge_v1(options).to_dict())


def fault_of(answer: str, now: datetime) -> str:
    """What is wrong with an answer: "missing", "wrong", "expired", "spent"; "" when it is right, and then it is spent."""
    if not answer:
        return "missing"
    payload = _read(answer)
    expires = payload and payload.parse_salt()[1]
    if not payload or not expires or not verify_solution_v1(payload, _key(), check_expires=False)[0]:
        return "wrong"
    expires_at = datetime.fromtimestamp(expires, UTC)
    if now > expires_at:
        return "expired"
    return "" if _spend(payload.challenge, expires_at, now) else "spent"


def _read(answer: str) -> PayloadV1 | None:
    """The answer as its challenge with a number; None where it is no such thing."""
    if len(answer) > LONGEST:
        return None
    try:
        payload = PayloadV1.from_base64(answer)
        words = [payload.algorithm, payload.challenge, payload.salt, payload.signature]
        well_formed = all(_is_plain(word) for word in words) and isinstance(payload.number, int)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return payload if well_formed else None


def _is_plain(word: Any) -> bool:
    return isinstance(word, str) and word.isascii()


@transaction.atomic
def _spend(challenge: str, expires_at: datetime, now: datetime) -> bool:
    """False when it was spent before, be it in another process at this moment."""
    old = SpentProof.objects.select_for_update().filter(expires_at__lt=now).order_by("pk")
    SpentProof.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
    try:
        with transaction.atomic():
            SpentProof.objects.create(challenge=challenge, expires_at=expires_at)
    except IntegrityError:
        return False
    return True


def _key() -> str:
    return f"review.proof {settings.SECRET_KEY}"
