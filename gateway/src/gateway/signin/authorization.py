"""The authorization endpoint and its login form: from a request to a code."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.models import Account, AuthorizationCode, AuthorizationRequest, Client
from gateway.signin import passwords, queries, rules
from gateway.signin.errors import (
    OAuthError,
    SignInRequestExpired,
    SignInRequestInvalid,
    WrongSignIn,
    WrongSignInTooOften,
)
from gateway.signin.sessions import as_sign_in
from servicekit import clock
from servicekit.context import Context

KNOWN = frozenset(
    [
        "response_type",
        "client_id",
        "redirect_uri",
        "scope",
        "state",
        "nonce",
        "code_challenge",
        "code_challenge_method",
        "prompt",
        "ui_locales",
    ]
)
LONGEST_PARAMETER = 1024
BROWSER = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class Form:
    """What the login form carries, and the secret that stays in the browser's cookie."""

    request_id: UUID
    csrf: str
    browser: str
    redirect_uri: str
    client_name: str


class Redirect(Exception):
    """Send the browser back to the client with these parameters."""

    def __init__(self, uri: str, parameters: Mapping[str, str | None]) -> None:
        super().__init__(uri)
        sent = {name: value for name, value in parameters.items() if value is not None}
        self.location = f"{uri}{'&' if '?' in uri else '?'}{urlencode(sent)}"


async def begin(context: Context, found: Mapping[str, str], browser: str | None) -> Form:
    """Check the request and keep it for ten minutes.

    Raises SignInRequestInvalid while it is unknown where to send the browser, Redirect after.
    """
    if any(len(value) > LONGEST_PARAMETER for value in found.values()):
        raise SignInRequestInvalid
    async with as_sign_in(context) as session:
        client = await _client(session, found)
        redirect_uri, issuer = found["redirect_uri"], context.settings.issuer
        try:
            scope = _checked_scope(client, found)
        except OAuthError as error:
            answer = {"error": error.error, "error_description": error.description}
            raise Redirect(
                redirect_uri, {**answer, "state": found.get("state"), "iss": issuer}
            ) from None
        browser, csrf = browser or secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        row = AuthorizationRequest(
            client_id=client.id,
            redirect_uri=redirect_uri,
            scope=scope,
            state=found.get("state"),
            nonce=found.get("nonce"),
            code_challenge=found["code_challenge"],
            browser_digest=rules.digest(browser),
            csrf_digest=rules.digest(csrf),
            expires_at=clock.now() + rules.REQUEST_LIFETIME,
        )
        session.add(row)
        await session.flush()
        return Form(row.id, csrf, browser, redirect_uri, client.name)


async def _client(session: AsyncSession, found: Mapping[str, str]) -> Client:
    client = await queries.active_client(session, found.get("client_id", ""))
    if client is None or client.kind != "public":
        raise SignInRequestInvalid
    if not rules.redirects_to(client.redirect_uris, found.get("redirect_uri", "")):
        raise SignInRequestInvalid
    return client


def _checked_scope(client: Client, found: Mapping[str, str]) -> str:
    if found.get("response_type") != "code":
        raise OAuthError("unsupported_response_type", "response_type must be code")
    if found.get("code_challenge_method") != "S256":
        raise OAuthError("invalid_request", "code_challenge_method must be S256")
    if not rules.CHALLENGE.fullmatch(found.get("code_challenge", "")):
        raise OAuthError("invalid_request", "code_challenge is missing or malformed")
    if found.get("prompt", "login") != "login":
        raise OAuthError("invalid_request", "prompt must be login")
    scopes = rules.narrowed(found.get("scope"), [*client.scopes, "openid"])
    if scopes is None:
        raise OAuthError("invalid_scope", "a scope is not among those of this client")
    return " ".join(sorted(scopes))


async def sign_in(
    context: Context, found: Mapping[str, str], *, browser: str | None, address: str
) -> Redirect:
    """The redirect with a code; raises WrongSignIn, WrongSignInTooOften, SignInRequestExpired."""
    username, ring = found["username"], context.keys
    who = ring.digest("sign-in-name", username)
    whence = ring.digest("sign-in-address", rules.address_group(address))
    async with as_sign_in(context) as session:
        request = await _request(session, found, browser)
        wait_until = await queries.attempt(session, who, whence, clock.now())
        account = await queries.active_account(session, username)
    if wait_until is not None:
        seconds = rules.seconds_until(wait_until, clock.now())
        raise WrongSignInTooOften(seconds=seconds, headers={"Retry-After": str(seconds)})
    right = await passwords.matches(found["password"], account.password_hash if account else None)
    if account is None or not right:
        raise WrongSignIn
    async with as_sign_in(context) as session:
        await queries.forget_failures(session, who, whence)
        code = await _issue(session, request, account)
    return Redirect(
        request.redirect_uri,
        {"code": code, "state": request.state, "iss": context.settings.issuer},
    )


async def shown_again(context: Context, found: Mapping[str, str]) -> Form:
    """The same form after a wrong password; the cookie stays as it is."""
    async with as_sign_in(context) as session:
        request = await queries.open_request(session, UUID(found["request"]), clock.now())
        client = await queries.active_client(session, request.client_id) if request else None
    if request is None or client is None:
        raise SignInRequestExpired
    return Form(request.id, found["csrf"], "", request.redirect_uri, client.name)


async def _request(
    session: AsyncSession, found: Mapping[str, str], browser: str | None
) -> AuthorizationRequest:
    try:
        request = await queries.open_request(session, UUID(found["request"]), clock.now())
    except ValueError:
        raise SignInRequestExpired from None
    if request is None or browser is None:
        raise SignInRequestExpired
    if not rules.same_secret(browser, request.browser_digest):
        raise SignInRequestExpired
    if not rules.same_secret(found["csrf"], request.csrf_digest):
        raise SignInRequestExpired
    return request


async def _issue(session: AsyncSession, request: AuthorizationRequest, account: Account) -> str:
    at = clock.now()
    if not await queries.use_request(session, request.id, at):
        raise SignInRequestExpired
    code = secrets.token_urlsafe(32)
    session.add(
        AuthorizationCode(
            digest=rules.digest(code),
            client_id=request.client_id,
            account_id=account.id,
            redirect_uri=request.redirect_uri,
            scope=request.scope,
            nonce=request.nonce,
            code_challenge=request.code_challenge,
            signed_in_at=at,
            expires_at=at + rules.CODE_LIFETIME,
        )
    )
    return code
