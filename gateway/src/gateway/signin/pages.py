"""The one page of sign-in: a form, no script, nothing from outside."""

from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from gateway.signin.authorization import Form

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
)


def login_form(
    form: Form, *, problem_zh: str = "", problem_en: str = "", status: int = 200
) -> HTMLResponse:
    page = TEMPLATES.get_template("login.html").render(
        form=form, problem_zh=problem_zh, problem_en=problem_en
    )
    return HTMLResponse(page, status, headers=_headers(form.redirect_uri))


def _headers(redirect_uri: str) -> dict[str, str]:
    """`form-action` names the client too: browsers hold the redirect after a POST against it."""
    target = urlsplit(redirect_uri)
    return {
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none';"
            f" form-action 'self' {target.scheme}://{target.netloc}"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }
