"""Personal numbers at rest: encrypted under keys that lie outside the database, and found again by a keyed mark.

What is stored is a token of four words, `mark.cipher.version.body`. The mark is the start of an HMAC of the number: the same
number has the same mark in the same column, and whoever lacks the key can neither read nor guess either. The body is the
nonce, the ciphertext and the tag of an authenticated cipher (GCM of NIST SP 800-38D, with SM4 as in RFC 8998), bound to its
column and its mark.

`FIELD_KEYS` holds the keys by version, the first of which writes; the others are read until `rotate_field_keys` has been
through. `FIELD_CIPHER` chooses AES-256 with SHA-256 or SM4 with SM3; a token says by which it was written.
"""

import base64
import os
from collections.abc import Iterable
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

CIPHERS = {"aes": (algorithms.AES, 32, hashes.SHA256), "sm4": (algorithms.SM4, 16, hashes.SM3)}
NONCE, TAG, MARKED = 12, 16, 16  # bytes
MARK = 22  # characters of MARKED bytes


class Unreadable(Exception):
    """A stored number cannot be read: its key is missing or another, or it was changed. The message says which."""


def encrypt(number: str, column: str) -> str:
    """The token to be stored in `column` (app.model.field): under the first of FIELD_KEYS, never twice the same."""
    cipher, version = settings.FIELD_CIPHER, next(iter(settings.FIELD_KEYS))
    secret = settings.FIELD_KEYS[version]
    mark, nonce = _mark(number, column, cipher, secret), os.urandom(NONCE)
    encryptor = _gcm(cipher, secret, nonce).encryptor()
    encryptor.authenticate_additional_data(f"{column}:{mark}".encode())
    body = nonce + encryptor.update(number.encode()) + encryptor.finalize() + encryptor.tag
    return f"{mark}.{cipher}.{version}.{_text(body)}"


def decrypt(token: str, column: str) -> str:
    """The number in a token of `column`. Raises Unreadable."""
    try:
        mark, cipher, version, text = token.split(".")
        body = base64.urlsafe_b64decode(text + "==")
        secret = settings.FIELD_KEYS[int(version)]
        decryptor = _gcm(cipher, secret, body[:NONCE], body[-TAG:]).decryptor()
        decryptor.authenticate_additional_data(f"{column}:{mark}".encode())
        return (decryptor.update(body[NONCE:-TAG]) + decryptor.finalize()).decode()
    except KeyError as error:
        raise Unreadable(f"{column}: FIELD_KEYS has no key {error}") from error
    except ValueError as error:
        raise Unreadable(f"{column}: holds no encrypted number") from error
    except InvalidTag as error:
        raise Unreadable(f"{column}: key {version} of FIELD_KEYS is another one, or the number was changed") from error


def marks(numbers: Iterable[str], column: str) -> list[str]:
    """How tokens of these numbers begin in `column`, whichever key and cipher wrote them."""
    keys = [(cipher, secret) for cipher in CIPHERS for secret in settings.FIELD_KEYS.values()]
    return [_mark(number, column, *key) for number in numbers for key in keys]


def is_current(token: str) -> bool:
    """Whether the token was written by the cipher and the key that write now."""
    return token[MARK:].startswith(f".{settings.FIELD_CIPHER}.{next(iter(settings.FIELD_KEYS))}.")


@cache
def _derived(cipher: str, secret: str, purpose: bytes, length: int) -> bytes:
    return HKDF(CIPHERS[cipher][2](), length, salt=None, info=purpose).derive(secret.encode())


def _gcm(cipher: str, secret: str, nonce: bytes, tag: bytes | None = None) -> Cipher[modes.GCM]:
    algorithm, length, _hash = CIPHERS[cipher]
    return Cipher(algorithm(_derived(cipher, secret, b"number", length)), modes.GCM(nonce, tag))


def _mark(number: str, column: str, cipher: str, secret: str) -> str:
    mac = hmac.HMAC(_derived(cipher, secret, b"mark", 32), CIPHERS[cipher][2]())
    mac.update(f"{column}:{number}".encode())
    return _text(mac.finalize()[:MARKED])


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
