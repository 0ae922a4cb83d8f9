"""The provider of the single sign-on (OpenID Connect): authorization code with PKCE, done by Authlib.

Authlib keeps state, nonce and verifier in the visitor's session, for one use. What it leaves open is closed here: which
signatures are taken (it would take what the provider offers), for whom a token is made out (it would take one for
somebody else that names us as `azp`), that the provider is the one that was set, and how long all of that may take.
"""

import logging
from functools import cache
from time import time
from typing import Any
from urllib.parse import urlsplit

from authlib.integrations.base_client.errors import MismatchingStateError
from authlib.integrations.django_client import DjangoIntegration, DjangoOAuth2App, OAuthError
from django.conf import settings
from django.http import HttpRequest
from joserfc.errors import JoseError

logger = logging.getLogger(__name__)

ALGORITHMS = ["RS256", "PS256", "ES256"]
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
TIMEOUT = 10  # seconds, for each question
LEEWAY = 60  # seconds that its clock may differ from ours
WAIT = 10 * 60  # seconds between leaving for the provider and coming back


class Refused(Exception):
    """Nobody was identified. `why`: stale, denied, forged or away."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Provider(DjangoOAuth2App):
    """The client of the one provider that the settings name."""

    def load_server_metadata(self) -> dict[str, Any]:
        """Where its endpoints are, asked once a process. Raises ValueError where that is not what was set."""
        if "token_endpoint" not in self.server_metadata:
            with self._get_session() as session:
                answer = session.request("GET", self._server_metadata_url, withhold_token=True)
            answer.raise_for_status()
            self.server_metadata.update(_fit(answer.json()))
        return self.server_metadata


def _fit(said: dict[str, Any]) -> dict[str, Any]:
    """What is used of the metadata, and nothing that would set anything else of the client."""
    if said["issuer"] != settings.OIDC_ISSUER:
        raise ValueError("the metadata are those of another issuer")
    scheme = urlsplit(settings.OIDC_ISSUER).scheme
    if any(urlsplit(said[name]).scheme != scheme for name in ENDPOINTS):
        raise ValueError("an endpoint is not reached as the issuer is")
    used = {name: said[name] for name in ("issuer", *ENDPOINTS)}
    ways = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    way = "client_secret_basic" if "client_secret_basic" in ways else "client_secret_post"
    return used | {"id_token_signing_alg_values_supported": ALGORITHMS, "token_endpoint_auth_method": way}


@cache
def _provider(issuer: str, client_id: str, secret: str) -> Provider:
    kwargs = {"scope": "openid", "code_challenge_method": "S256", "default_timeout": TIMEOUT, "max_redirects": 0}
    address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    return Provider(
        DjangoIntegration("oidc"), "oidc",
        client_id=client_id, client_secret=secret, client_kwargs=kwargs, server_metadata_url=address,
    )  # fmt: skip


def _ours() -> Provider:
    return _provider(settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET)


def leave(request: HttpRequest, back: str, **luggage: Any) -> str:
    """The address at the provider to go to; it sends back to `back`. `luggage` comes back with who comes back.

    Raises Refused.
    """
    for key in tuple(request.session.keys()):
        if key.startswith("_state_oidc_"):  # Authlib's; one way at a time
            del request.session[key]
    try:
        found = _ours().create_authorization_url(back)
    except Exception as error:  # as below
        raise _refused(error) from error
    _ours().save_authorize_data(request, redirect_uri=back, left_at=int(time()), **luggage, **found)
    return found["url"]


def come_back(request: HttpRequest) -> tuple[dict[str, Any], str | Refused]:
    """The luggage of who left in this browser, and the subject by which the provider identified them, or why not.

    Without luggage: nobody left in this browser, or came back already.
    """
    keeper, state = _ours().framework, request.GET.get("state")
    luggage = keeper.get_state_data(request.session, state) or {}
    try:
        return luggage, _identified(request, luggage)
    except Refused as refused:
        return luggage, refused
    except Exception as error:  # whatever a stranger's answer brings about in a library
        return luggage, _refused(error)
    finally:
        keeper.clear_state_data(request.session, state)


def _identified(request: HttpRequest, luggage: dict[str, Any]) -> str:
    if time() - luggage.get("left_at", 0) >= WAIT:
        raise Refused("stale")
    if "error" not in request.GET and not request.GET.get("code"):
        raise Refused("denied")
    options = {
        "iss": {"essential": True, "value": settings.OIDC_ISSUER},
        "aud": {"essential": True, "value": settings.OIDC_CLIENT_ID},
        "sub": {"essential": True},  # and not blank
    }
    token = _ours().authorize_access_token(request, claims_options=options, leeway=LEEWAY)
    if "userinfo" not in token:
        raise Refused("forged")
    return token["userinfo"]["sub"]


def _refused(error: Exception) -> Refused:
    """Why, by what the libraries raised. What is known of the provider is asked anew next time: it may have changed."""
    if isinstance(error, MismatchingStateError):
        return Refused("stale")
    logger.warning("single sign-on failed: %s", type(error).__name__)
    _provider.cache_clear()
    if isinstance(error, OAuthError):
        return Refused("denied")
    return Refused("forged" if isinstance(error, JoseError) else "away")
