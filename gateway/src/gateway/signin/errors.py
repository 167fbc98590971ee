"""OAuth errors (RFC 6749 sections 4.1.2.1 and 5.2) and the problems of sign-in."""

from servicekit.problems import Problem


class OAuthError(Exception):
    """An answer in the format of RFC 6749; `description` is ASCII and names no input value."""

    def __init__(self, error: str, description: str, *, status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.description = description
        self.status = status


def invalid_client(description: str) -> OAuthError:
    return OAuthError("invalid_client", description, status=401)


class SignInRequestInvalid(Problem):
    code = "sign_in_request_invalid"


class SignInRequestExpired(Problem):
    code = "sign_in_request_expired"


class WrongSignIn(Problem):
    code = "wrong_sign_in"


class WrongSignInTooOften(Problem):
    code = "wrong_sign_in_too_often"
