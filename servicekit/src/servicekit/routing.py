"""Routers whose POSTs take an Idempotency-Key and whose unknown query parameters are refused."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from servicekit import idempotency
from servicekit.documents import ANY_PROBLEM
from servicekit.problems import Fault, Invalid

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
SAFE = {"x-safe": True}


class StrictRoute(APIRoute):
    """Refuses unknown parameters, replays keyed requests, stores the answers of new ones."""

    def get_route_handler(self) -> Handler:
        inner = super().get_route_handler()
        known = _query_names(self.dependant)
        if _is_public(self.dependant):
            # The front door reads this: whoever sends no token may come in.
            self.openapi_extra = {**(self.openapi_extra or {}), "x-public": True}
        keyed = "POST" in (self.methods or ()) and not (self.openapi_extra or {}).get("x-safe")

        async def handle(request: Request) -> Response:
            unknown = sorted(set(request.query_params) - known)
            if unknown:
                raise Invalid(faults=[_unknown(name) for name in unknown])
            if not keyed:
                return await inner(request)
            idempotency.required_key(request)
            request.state.keyed = True
            try:
                response = await inner(request)
            except idempotency.Replay as replay:
                return replay.response
            if hasattr(request.state, "idempotency"):
                await idempotency.store(request, response)
            return response

        return handle


def router(*, prefix: str, tags: list[str]) -> APIRouter:
    """A feature's router; `documents` says which problems each operation may answer with."""
    return APIRouter(
        prefix=prefix,
        tags=list(tags),
        route_class=StrictRoute,
        responses=ANY_PROBLEM,
    )


def allowed_methods(app: FastAPI, path: str) -> str:
    """Every method of a path, for `Allow`; Starlette's own 405 names those of one route alone."""
    found: set[str] = set()
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, APIRoute) and route.path_regex.match(path):
            found |= route.methods or set()
    return ", ".join(sorted(found))


def _query_names(dependant: Dependant) -> set[str]:
    names: set[str] = set()
    for parameter in dependant.query_params:
        fields = getattr(parameter.field_info.annotation, "model_fields", None)
        if fields is None:
            names.add(parameter.alias)
        else:
            names |= {field.alias or name for name, field in fields.items()}
    for child in dependant.dependencies:
        names |= _query_names(child)
    return names


def _is_public(dependant: Dependant) -> bool:
    return any(
        getattr(child.call, "allowed", ("",))[0] == "public" for child in dependant.dependencies
    )


def _unknown(name: str) -> Fault:
    shown = name if name.isascii() and name.isidentifier() else "?"
    return Fault(
        "unknown_parameter",
        f"没有名为“{shown}”的查询参数。",
        f"There is no query parameter named “{shown}”.",
        parameter=shown,
        where="query",
    )
