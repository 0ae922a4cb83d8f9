"""A browser without a window: cookies, the token against forged forms, uploads; each request on a connection of its own."""

import http.client
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote, urlencode

TIMEOUT = 60  # seconds
Pairs = Mapping[str, Any] | Iterable[tuple[str, Any]]
File = tuple[str, str, bytes]  # file name, content type, content


@dataclass(frozen=True)
class Answer:
    """`status` 0: the connection broke before the answer was whole."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    def json(self) -> Any:
        return json.loads(self.body)


BROKEN = Answer(0, {}, b"")


class Browser:
    def __init__(self, port: int, headers: Mapping[str, str] | None = None, timeout: float = TIMEOUT) -> None:
        """`headers`: what a proxy in front of the site would add."""
        self.port, self.headers, self.timeout = port, dict(headers or {}), timeout
        self.cookies: dict[str, str] = {}
        prefix = "__Host-" if self.headers.get("X-Forwarded-Proto") == "https" else ""  # as production's settings have them
        self.session_name, self.token_name = f"{prefix}sessionid", f"{prefix}csrftoken"

    def sign_in(self, name: str, password: str) -> None:
        """As people do. Raises RuntimeError where the site refuses."""
        self.get("/login/")
        answer = self.post("/login/", {"username": name, "password": password})
        if answer.status != 302 or self.session_name not in self.cookies:
            raise RuntimeError(f"{name} could not sign in: {answer.status}")

    def is_signed_in_as(self, user: Any) -> "Browser":
        """As if signed in, without the cost of a password; for crowds."""
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.contrib.sessions.backends.db import SessionStore

        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        self.cookies = {self.session_name: session.session_key, self.token_name: secrets.token_hex(16)}
        return self

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, fields: Pairs = (), files: Mapping[str, File] | None = None) -> Answer:
        """A form; with `files` (field → file) as multipart."""
        pairs = list(fields.items() if isinstance(fields, Mapping) else fields)
        if files is None:
            body, kind = urlencode(pairs).encode(), "application/x-www-form-urlencoded"
        else:
            body, kind = multipart(pairs, files)
        return self.ask("POST", path, body, {"Content-Type": kind})

    def ask(
        self, method: str, path: str, body: bytes | Iterable[bytes] = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Anything; `headers` win over the browser's own. BROKEN where the connection breaks."""
        sent = {"Host": f"127.0.0.1:{self.port}", "Connection": "close", "X-CSRFToken": self.cookies.get(self.token_name, "")}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        try:
            connection.request(method, path, body or None, sent | self.headers | dict(headers or {}))
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            return BROKEN
        finally:
            connection.close()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                self._keep(value)
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, content)

    def _keep(self, text: str) -> None:
        for name, morsel in SimpleCookie(text).items():
            if morsel.value:
                self.cookies[name] = morsel.value
            else:
                self.cookies.pop(name, None)


def multipart(pairs: Iterable[tuple[str, Any]], files: Mapping[str, File]) -> tuple[bytes, str]:
    """The body of a form with files, and its content type."""
    boundary = secrets.token_hex(16)
    parts = []
    for name, value in pairs:
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
    for name, (file, kind, content) in files.items():
        shown = quote(file, safe=" ./()\u202e" + file).replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{shown}"\r\nContent-Type: {kind}\r\n\r\n'
        parts.append(head.encode() + content + b"\r\n")
    parts.append(f"--{boundary}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={boundary}"
