"""A provider of single sign-on, small and real: it listens, checks the verifier and the secret, and signs.

It makes its tokens by hand, not by the library that the site reads them with; `lies` sets what is wrong with them.
"""

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

CLIENT, SECRET = "honours", "what the provider gave the site"
KEY, OTHER_KEY = (rsa.generate_private_key(65537, 2048) for _key in range(2))


def _text(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _number(number):
    return _text(number.to_bytes((number.bit_length() + 7) // 8, "big"))


class Provider:
    """`subject`: who sits there. `lies`: claims that its tokens have instead, "alg", "key", or answers by their path."""

    def __init__(self):
        self.subject, self.lies, self.codes, self.asked = "abc-123", {}, {}, []
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.answer({})

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.answer({name: values[0] for name, values in parse_qs(body).items()})

            def answer(self, form):
                path = urlsplit(self.path).path
                provider.asked.append(path)
                status, said = provider.lies.get(path) or provider.answer(path, form, self.headers)
                raw = said.encode() if isinstance(said, str) else json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *_words):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, path, form, headers):
        if path == "/.well-known/openid-configuration":
            places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
            offered = {"id_token_signing_alg_values_supported": ["none", "HS256", "RS256"]}
            return 200, {"issuer": self.issuer} | {name: f"{self.issuer}/{place}" for name, place in places.items()} | offered
        if path == "/keys":
            numbers = KEY.public_key().public_numbers()
            key = {"kty": "RSA", "kid": "1", "use": "sig", "n": _number(numbers.n), "e": _number(numbers.e)}
            return 200, {"keys": [key]}
        if path == "/token":
            return self.token(form, headers)
        return 404, {}

    def agree(self, address):
        """The person says yes at `address`: the path and query with which their browser comes back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["scope"] == "openid"
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        back = urlsplit(asked["redirect_uri"])
        return f"{back.path}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form, headers):
        asked = self.codes.pop(form.get("code"), None)
        ours = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        proof = _text(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        known = headers["Authorization"] == f"Basic {ours}"
        if not asked or not known or proof != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self.id_token(asked["nonce"])}

    def id_token(self, nonce):
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": self.subject, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce}
        claims |= {name: said for name, said in self.lies.items() if name not in ("alg", "key") and name[0] != "/"}
        head = {"alg": self.lies.get("alg", "RS256"), "kid": "1"}
        parts = ".".join(_text(json.dumps(part).encode()) for part in (head, claims))
        return f"{parts}.{_text(self.sign(head['alg'], parts.encode()))}"

    def sign(self, algorithm, text):
        if algorithm == "none":
            return b""
        if algorithm == "HS256":  # the public key taken for a shared secret
            numbers = KEY.public_key().public_numbers()
            return hashlib.sha256(_number(numbers.n).encode() + text).digest()
        return self.lies.get("key", KEY).sign(text, padding.PKCS1v15(), hashes.SHA256())
