"""OAuth 2.1 and OpenID Connect discovery over HTTP. Errors: RFC 6749 at token and revoke."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from gateway.signin import authorization, described, forms, grants, pages, revocation
from gateway.signin.errors import (
    OAuthError,
    SignInRequestInvalid,
    WrongSignIn,
    WrongSignInTooOften,
)
from gateway.signin.grants import Signer
from gateway.signin.keys import Keys
from schemas.scopes import Scope
from servicekit.context import Ctx
from servicekit.problems import Problem

NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}

router = APIRouter(tags=["sign-in"])


def _keys(request: Request) -> Keys:
    keys: Keys = request.app.state.keys
    return keys


async def _signer(request: Request, context: Ctx) -> Signer:
    return Signer(await _keys(request).current(), context.settings.issuer)


def _refused(error: OAuthError) -> JSONResponse:
    body = {"error": error.error, "error_description": error.description}
    return JSONResponse(body, error.status, headers=NO_STORE)


def _cookie_name(issuer: str) -> str:
    return "__Host-wengang-sign-in" if issuer.startswith("https://") else "wengang-sign-in"


@router.get(
    "/oauth/authorize",
    operation_id="authorize",
    summary="登录（授权码 + PKCE） / Sign a person in (authorization code with PKCE)",
    openapi_extra=described.AUTHORIZE_EXTRA,
    responses=described.AUTHORIZE,
    response_class=Response,
)
async def authorize(request: Request, context: Ctx) -> Response:
    """Shows the login form; parameters as in RFC 6749 section 4.1.1 and RFC 7636, S256 only."""
    name = _cookie_name(context.settings.issuer)
    try:
        found = forms.parse(request.url.query, authorization.KNOWN)
        form = await authorization.begin(context, found, _browser(request, name))
    except OAuthError:
        raise SignInRequestInvalid from None
    except authorization.Redirect as redirect:
        return RedirectResponse(redirect.location, 303, headers=NO_STORE)
    page = pages.login_form(form)
    page.set_cookie(
        name, form.browser, secure=name.startswith("__Host-"), httponly=True, samesite="lax"
    )
    return page


def _browser(request: Request, name: str) -> str | None:
    value = request.cookies.get(name, "")
    return value if authorization.BROWSER.fullmatch(value) else None


@router.post(
    "/oauth/login",
    operation_id="submitLogin",
    summary="提交登录表单 / Submit the login form",
    status_code=303,
    openapi_extra=described.LOGIN_EXTRA,
    responses=described.LOGIN,
    response_class=Response,
)
async def submit_login(request: Request, context: Ctx) -> Response:
    """Redirects to the client with a code; a wrong password shows the form again."""
    browser = _browser(request, _cookie_name(context.settings.issuer))
    address = request.client.host if request.client else ""
    try:
        found = await forms.posted(request, described.LOGIN_FIELDS)
        for name in described.LOGIN_FIELDS:
            forms.required(found, name)
    except OAuthError:
        raise SignInRequestInvalid from None
    try:
        redirect = await authorization.sign_in(context, found, browser=browser, address=address)
    except (WrongSignIn, WrongSignInTooOften) as problem:
        return await _form_again(context, found, problem)
    return RedirectResponse(redirect.location, 303, headers=NO_STORE)


async def _form_again(context: Ctx, found: dict[str, str], problem: Problem) -> Response:
    form = await authorization.shown_again(context, found)
    entry = problem.entry
    page = pages.login_form(
        form,
        problem_zh=entry.title_zh.format_map(problem.params),
        problem_en=entry.title_en.format_map(problem.params),
        status=problem.status,
    )
    page.headers.update(problem.headers)
    return page


@router.post(
    "/oauth/token",
    operation_id="issueToken",
    summary="换取访问令牌 / Obtain an access token",
    openapi_extra=described.TOKEN_EXTRA,
    responses=described.TOKEN,
    response_class=JSONResponse,
)
async def issue_token(request: Request, context: Ctx) -> JSONResponse:
    """authorization_code (PKCE) for people, client_credentials (private_key_jwt) for systems."""
    try:
        if "authorization" in request.headers:
            raise OAuthError("invalid_request", "authenticate with a client_assertion only")
        found = await forms.posted(request, grants.KNOWN)
        answer = await grants.token(context, await _signer(request, context), found)
    except OAuthError as error:
        return _refused(error)
    return JSONResponse(answer, headers=NO_STORE)


@router.post(
    "/oauth/revoke",
    operation_id="revokeToken",
    summary="撤销访问令牌 / Revoke an access token",
    openapi_extra=described.REVOKE_EXTRA,
    responses=described.REVOKE,
    response_class=JSONResponse,
)
async def revoke_token(request: Request, context: Ctx) -> JSONResponse:
    """RFC 7009: 200 also for a token that is unknown or over."""
    try:
        found = await forms.posted(request, revocation.KNOWN)
        await revocation.revoke(context, await _signer(request, context), found)
    except OAuthError as error:
        return _refused(error)
    return JSONResponse({}, headers=NO_STORE)


@router.get(
    "/oauth/jwks",
    operation_id="listSigningKeys",
    summary="签名公钥 / Public keys of our signatures",
    openapi_extra=described.PUBLIC,
)
async def list_signing_keys(request: Request, response: Response) -> dict[str, Any]:
    """RFC 7517; next, current and retired keys."""
    response.headers["Cache-Control"] = "public, max-age=300"
    return await _keys(request).jwks()


@router.get(
    "/.well-known/openid-configuration",
    operation_id="discoverProvider",
    summary="登录服务的发现文档 / Discovery document",
    openapi_extra=described.PUBLIC,
)
async def discover_provider(context: Ctx, response: Response) -> dict[str, Any]:
    """OpenID Connect Discovery 1.0 and RFC 8414."""
    issuer = context.settings.issuer
    response.headers["Cache-Control"] = "public, max-age=300"
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oauth/authorize",
        "token_endpoint": f"{issuer}/oauth/token",
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "jwks_uri": f"{issuer}/oauth/jwks",
        "scopes_supported": ["openid", *(scope.value for scope in Scope)],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "client_credentials"],
        "code_challenge_methods_supported": ["S256"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
        "revocation_endpoint_auth_methods_supported": ["none", "private_key_jwt"],
        "revocation_endpoint_auth_signing_alg_values_supported": ["ES256"],
        "authorization_response_iss_parameter_supported": True,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "claims_supported": ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce"],
    }
