"""A platform of a few answers, at the HTTP edge."""

from collections.abc import Callable
from urllib.parse import parse_qs

import httpx2

from wengang import Wengang

LOGIN = """<html><body><form method="post" action="/oauth/login">
<input type="hidden" name="request" value="r1"><input type="hidden" name="csrf" value="c1">
<input name="username"><input name="password" type="password"></form></body></html>"""
WRONG = '<p role="alert">账号或密码不正确<br><span lang="en">Wrong</span></p>' + LOGIN

Answer = Callable[[httpx2.Request], httpx2.Response]


class Platform:
    """Answers sign-in itself and everything under /v1 with what a test has queued."""

    def __init__(self) -> None:
        self.requests: list[httpx2.Request] = []
        self.answers: list[Answer] = []
        self.sign_ins = 0
        self.lasts = 300

    def then(self, *answers: httpx2.Response | Exception) -> None:
        self.answers += [_always(answer) for answer in answers]

    def client(self, *, patience: float = 10.0) -> Wengang:
        transport = httpx2.MockTransport(self._answer)
        return Wengang("http://wengang.test", transport=transport, patience=patience)

    @property
    def api_requests(self) -> list[httpx2.Request]:
        return [one for one in self.requests if one.url.path.startswith("/v1/")]

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        match request.url.path:
            case "/oauth/authorize":
                headers = {"set-cookie": "wengang_login=b1; HttpOnly; SameSite=Lax"}
                return httpx2.Response(200, html=LOGIN, headers=headers)
            case "/oauth/login":
                return self._login(request)
            case "/oauth/token":
                self.sign_ins += 1
                token = {"access_token": f"t{self.sign_ins}", "expires_in": self.lasts}
                return httpx2.Response(200, json=token)
            case "/.well-known/openid-configuration":
                return httpx2.Response(200, json={"issuer": "http://wengang.test"})
            case "/v1/me" if not self.answers:
                return httpx2.Response(200, json={"subject": "s", "kind": "officer", **CLIENT})
        return self.answers.pop(0)(request)

    def _login(self, request: httpx2.Request) -> httpx2.Response:
        sent = parse_qs(request.content.decode())
        right = sent["password"] == ["right"] and sent["csrf"] == ["c1"]
        if not right or "wengang_login=b1" not in request.headers.get("cookie", ""):
            return httpx2.Response(401, html=WRONG)
        authorized = [r for r in self.requests if r.url.path == "/oauth/authorize"][-1]
        asked = parse_qs(authorized.url.query.decode())
        location = f"{asked['redirect_uri'][0]}?code=abc&state={asked['state'][0]}"
        return httpx2.Response(303, headers={"location": location})


CLIENT = {"client_id": "wengang-cli"}


def _always(answer: httpx2.Response | Exception) -> Answer:
    def give(request: httpx2.Request) -> httpx2.Response:
        del request
        if isinstance(answer, Exception):
            raise answer
        return answer

    return give
