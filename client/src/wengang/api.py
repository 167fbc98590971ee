"""The one core under every resource: sign in when needed, send, repeat where harmless, read."""

import asyncio
import itertools
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx2
from pydantic import BaseModel, SecretStr

from wengang.credentials import Credentials, Token
from wengang.problems import (
    ApiProblem,
    SignInRefused,
    TookTooLong,
    Unreachable,
    problem_of,
)
from wengang.retrying import is_worth_repeating, wait_before

Model = TypeVar("Model", bound=BaseModel)
Params = Mapping[str, Any]


@dataclass(frozen=True)
class Call:
    """One logical call; `repeatable` when a second sending cannot have a second effect."""

    method: str
    path: str
    params: Params = field(default_factory=dict)
    json: Any = None
    content: bytes | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    repeatable: bool = True
    reading_seconds: float = 30.0


class Api:
    """`patience`: seconds for which an unanswered or refused-for-now call is repeated."""

    def __init__(
        self, http: httpx2.AsyncClient, credentials: Credentials | None, *, patience: float
    ) -> None:
        self._http = http
        self._credentials = credentials
        self._patience = patience
        self._token: Token | None = None
        self._signing_in = asyncio.Lock()

    async def get(self, model: type[Model], path: str, **params: Any) -> Model:
        answer = await self.send(Call("GET", path, _present(params)))
        return model.model_validate_json(answer.content)

    async def get_json(self, path: str, **params: Any) -> Any:
        return (await self.send(Call("GET", path, _present(params)))).json()

    async def download(self, path: str, **params: Any) -> bytes:
        return (await self.send(Call("GET", path, _present(params)))).content

    async def post(
        self,
        model: type[Model],
        path: str,
        body: BaseModel | Mapping[str, Any] | None = None,
        *,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
        **params: Any,
    ) -> Model:
        """POST once: `key` (one is made when absent) stays the same however often it is sent."""
        sent = {"Idempotency-Key": key or uuid.uuid4().hex, **(headers or {})}
        call = Call("POST", path, _present(params), json=_plain(body), headers=sent)
        answer = await self.send(call)
        return model.model_validate_json(answer.content)

    async def upload(
        self,
        model: type[Model],
        path: str,
        content: bytes,
        *,
        key: str | None,
        headers: Mapping[str, str],
        **params: Any,
    ) -> Model:
        sent = {"Idempotency-Key": key or uuid.uuid4().hex, **headers}
        call = Call(
            "POST", path, _present(params), content=content, headers=sent, reading_seconds=120
        )
        answer = await self.send(call)
        return model.model_validate_json(answer.content)

    async def patch(
        self, model: type[Model], path: str, body: BaseModel | Mapping[str, Any], *, etag: str
    ) -> Model:
        """A merge patch of the version that `etag` names; a lost answer is not sent again."""
        headers = {"If-Match": etag, "Content-Type": "application/merge-patch+json"}
        call = Call("PATCH", path, json=_plain(body), headers=headers, repeatable=False)
        answer = await self.send(call)
        return model.model_validate_json(answer.content)

    async def etag_of(self, path: str) -> str:
        return str((await self.send(Call("GET", path))).headers.get("etag", ""))

    async def pages(self, model: type[Model], path: str, **params: Any) -> AsyncIterator[Model]:
        """Every item of a list, page after page."""
        cursor: str | None = None
        while True:
            answer = await self.send(Call("GET", path, _present({**params, "cursor": cursor})))
            body = answer.json()
            for item in body["items"]:
                yield model.model_validate(item)
            cursor = body.get("next_cursor")
            if cursor is None:
                return

    async def send(self, call: Call) -> httpx2.Response:
        """The 2xx answer; raises ApiProblem, SignInRefused or Unreachable."""
        deadline = time.monotonic() + self._patience
        for attempt in itertools.count(1):
            outcome = await self._attempt(call)
            if isinstance(outcome, httpx2.Response):
                return outcome
            pause = _pause(call, outcome, attempt)
            if pause is None or time.monotonic() + pause > deadline:
                raise outcome
            await asyncio.sleep(pause)
        raise AssertionError

    async def _attempt(self, call: Call) -> httpx2.Response | ApiProblem | Unreachable:
        """One sending; a token that was refused (expired, revoked) is renewed once."""
        try:
            token = await self._current_token()
            answer = await self._once(call, token)
            if answer.status_code == httpx2.codes.UNAUTHORIZED and token is not None:
                self._forget(token)
                answer = await self._once(call, await self._current_token())
        except SignInRefused as refused:
            return refused
        except httpx2.TransportError as error:
            return _lost(call, error)
        return answer if answer.is_success else problem_of(answer)

    async def _once(self, call: Call, token: Token | None) -> httpx2.Response:
        headers = dict(call.headers)
        if token is not None:
            headers["Authorization"] = f"Bearer {token.value}"
        return await self._http.request(
            call.method,
            call.path,
            params=call.params,
            json=call.json,
            content=call.content,
            headers=headers,
            timeout=httpx2.Timeout(call.reading_seconds, connect=5.0),
        )

    async def _current_token(self) -> Token | None:
        if self._credentials is None:
            return None
        async with self._signing_in:
            if self._token is None or time.monotonic() >= self._token.renew_at:
                self._token = await self._credentials.token(self._http)
            return self._token

    def _forget(self, token: Token) -> None:
        if self._token is token:
            self._token = None


async def wait_until(
    fetch: Callable[[], Awaitable[Model]],
    done: Callable[[Model], bool],
    *,
    seen: Callable[[Model], None] | None = None,
    every: float = 0.5,
    patience: float = 600.0,
) -> Model:
    """Ask for a long-running resource until it is done; `seen` hears every state on the way."""
    deadline = time.monotonic() + patience
    while True:
        found = await fetch()
        if seen is not None:
            seen(found)
        if done(found):
            return found
        if time.monotonic() > deadline:
            raise TookTooLong(f"{type(found).__name__} did not end within {patience:g} s")
        await asyncio.sleep(every)


def _lost(call: Call, error: httpx2.TransportError) -> Unreachable:
    unsent = isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout)
    return Unreachable(f"{call.method} {call.path}: {type(error).__name__}", unsent=unsent)


def _pause(call: Call, outcome: ApiProblem | Unreachable, attempt: int) -> float | None:
    """Seconds before the next sending; None when there must be none."""
    if isinstance(outcome, Unreachable):
        return wait_before(attempt) if call.repeatable or outcome.unsent else None
    if is_worth_repeating(outcome.status, outcome.code) and call.repeatable:
        return wait_before(attempt, outcome.retry_after)
    return None


def _present(params: Params) -> dict[str, Any]:
    return {name: _text(value) for name, value in params.items() if value is not None}


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):  # a parameter that may be repeated
        return [_text(one) for one in value]
    return value if isinstance(value, int | float) else str(value)


def _plain(body: BaseModel | Mapping[str, Any] | None) -> Any:
    if isinstance(body, BaseModel):
        return body.model_dump(mode="json", exclude_unset=True)
    return {} if body is None else dict(body)


def revealed(body: BaseModel) -> dict[str, Any]:
    """A body whose secrets are written out, to be sent and to go nowhere else."""
    plain: dict[str, Any] = _plain(body)
    for name in body.model_fields_set:
        value = getattr(body, name)
        if isinstance(value, SecretStr):
            plain[name] = value.get_secret_value()
    return plain
