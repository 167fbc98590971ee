"""Money in fen: whole numbers, never floats."""

from typing import Annotated

from pydantic import Field

LARGEST = 2**53 - 1
"""JSON numbers are exact up to here in every client."""

Fen = Annotated[
    int,
    Field(strict=True, ge=0, le=LARGEST, description="金额，单位：分 / in fen", examples=[40000]),
]
SignedFen = Annotated[
    int,
    Field(strict=True, ge=-LARGEST, le=LARGEST, description="金额，单位：分 / in fen, signed"),
]


def yuan_text(fen: int) -> str:
    """Yuan with two decimals and no grouping, as bank files want it: 40000 → 400.00."""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{yuan}.{rest:02}"


def fen_of(yuan: str) -> int:
    """The reverse of `yuan_text`; ValueError for what is no amount of whole fen."""
    sign, bare = (-1, yuan[1:]) if yuan.startswith("-") else (1, yuan)
    whole, _, rest = bare.partition(".")
    digits = whole + rest
    if not (whole and len(rest) <= 2 and digits.isascii() and digits.isdigit()):  # noqa: PLR2004
        raise ValueError("not an amount in yuan")
    return sign * (int(whole) * 100 + int(rest.ljust(2, "0")))
