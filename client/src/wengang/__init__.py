"""Wengang's Python SDK: the published API, signed in, repeated where harmless, typed."""

from wengang.client import Wengang
from wengang.credentials import Credentials, Person, System
from wengang.problems import ApiProblem, SignInRefused, TookTooLong, Unreachable

__all__ = [
    "ApiProblem",
    "Credentials",
    "Person",
    "SignInRefused",
    "System",
    "TookTooLong",
    "Unreachable",
    "Wengang",
]
