"""Wires the gateway: its own routes, and the front door before them and the services."""

from typing import Any

from fastapi import FastAPI
from starlette.middleware import Middleware

from gateway import bootstrap
from gateway.accounts import endpoints as accounts
from gateway.agreements import endpoints as agreements
from gateway.audit import endpoints as access_log
from gateway.audit.collecting import collect
from gateway.calendars import endpoints as calendars
from gateway.callers import endpoints as callers
from gateway.callers.exchange import Exchange
from gateway.clock import endpoints as clock
from gateway.documents import endpoints as documents
from gateway.documents.directory import ServiceDirectory
from gateway.home import endpoints as home
from gateway.proxy.front import Front
from gateway.proxy.upstream import Upstream
from gateway.regions import endpoints as regions
from gateway.settings import Settings
from gateway.signin import endpoints as signin
from gateway.signin import expiry, keys
from gateway.signin.grants import service_claims
from gateway.signin.tokens import sign
from servicekit import app as servicekit_app
from servicekit.calls import Mint
from servicekit.jobs import Every

EVERY = (
    Every("signing-keys", 3600, keys.rotate),
    Every("sign-in-expiry", 60, expiry.forget),
    Every("audit-collection", 1, collect),
)
FEATURES = (
    signin,
    callers,
    accounts,
    agreements,
    access_log,
    regions,
    calendars,
    clock,
    documents,
    home,
)


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()
    held, directory = keys.Keys(), ServiceDirectory()
    app = servicekit_app.create_app(
        name="gateway",
        title="Wengang gateway",
        settings=settings,
        routers=[feature.router for feature in FEATURES],
        every=EVERY,
        background=[bootstrap.at_start, directory.follow],
        fetch_keys=held.jwks,
        mint=_mint(held, settings.issuer),
    )
    context = app.state.context
    held.context, directory.own = context, app.openapi
    app.state.keys, app.state.directory = held, directory
    home.mount_static(app)
    upstream = Upstream(
        {
            "registry": settings.registry_url,
            "matching": settings.matching_url,
            "subsidy": settings.subsidy_url,
        },
        waiting_seconds=settings.upstream_waiting_seconds,
    )
    app.state.exchange = exchange = Exchange(context, held)
    # Innermost, so that the outer edge (trace, size, NUL, problems) stands before it too.
    app.user_middleware.append(
        Middleware(Front, exchange=exchange, directory=directory, upstream=upstream)
    )
    return app


def _mint(held: keys.Keys, issuer: str) -> Mint:
    async def mint(service: str) -> tuple[str, float]:
        claims: dict[str, Any] = service_claims(issuer, "svc-gateway", service)
        return sign(await held.current(), claims), float(claims["exp"] - claims["iat"])

    return mint
