import uuid

from sqlalchemy import BigInteger
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from servicekit import database


class Base(DeclarativeBase):
    metadata = database.metadata()


class Note(Base):
    __tablename__ = "notes"

    person_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    origin_scope: Mapped[int] = mapped_column(BigInteger)
    work_scope: Mapped[int | None] = mapped_column(BigInteger)
    words: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
