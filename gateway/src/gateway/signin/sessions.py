"""Transactions of sign-in: the job role as `system:sign-in`, which alone reaches its tables."""

from contextlib import AbstractAsyncContextManager

from sqlalchemy.ext.asyncio import AsyncSession

from schemas.purposes import Purpose
from servicekit.context import Context

KIND = "system:sign-in"


def as_sign_in(context: Context) -> AbstractAsyncContextManager[AsyncSession]:
    return context.database.job_session(kind=KIND, purpose=Purpose.ADMINISTRATION)
