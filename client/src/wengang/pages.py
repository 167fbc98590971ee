"""Reading the pages of sign-in as a browser would: the form, and what it says went wrong."""

from dataclasses import dataclass
from html.parser import HTMLParser

from wengang.problems import SignInRefused

EMPTY = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"})


@dataclass(frozen=True)
class LoginForm:
    action: str
    hidden: dict[str, str]


def login_form(html: str) -> LoginForm:
    """The form of the page that asks for a password; raises SignInRefused when there is none."""
    reader = _read(html)
    for form, asks_password in reader.forms:
        if asks_password:
            return form
    raise SignInRefused(status=200, code="login_form_missing", title="The page has no login form")


def spoken_problem(html: str) -> str:
    """The text of the page's alert, or nothing."""
    return " ".join("".join(_read(html).alert).split())


def _read(html: str) -> "_Page":
    reader = _Page()
    reader.feed(html)
    return reader


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[LoginForm, bool]] = []
        self.alert: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((LoginForm(given.get("action", ""), {}), False))
        elif tag == "input" and self.forms:
            self._take_input(given)
        if tag not in EMPTY and (self._depth or given.get("role") == "alert"):
            self._depth += 1
        elif self._depth:
            self.alert.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if self._depth and tag not in EMPTY:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.alert.append(data)

    def _take_input(self, given: dict[str, str]) -> None:
        form, asks_password = self.forms[-1]
        if given.get("type") == "hidden":
            form.hidden[given.get("name", "")] = given.get("value", "")
        self.forms[-1] = (form, asks_password or given.get("type") == "password")
