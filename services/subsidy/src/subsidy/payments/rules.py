"""The bank's files: the one that we make and the one that comes back. Pure."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from schemas.money import yuan_text

HEADER = ("reference", "name", "account", "amount_yuan", "remark")
ANSWER = ("reference", "status")
STATUSES = frozenset({"paid", "bounced"})


@dataclass(frozen=True)
class Line:
    reference: UUID
    name: str
    account: str
    amount_fen: int
    remark: str


@dataclass(frozen=True)
class Flaw:
    """A faulty line of an answer by its number (the header is 1), without its value."""

    line: int
    code: str
    zh: str
    en: str


HEADLESS = Flaw(
    1, "header", "表头必须为 reference,status。", "The header must be reference,status."
)
UNREADABLE = Flaw(1, "unreadable", "不是可读的 CSV 文件。", "Not a readable CSV file.")


def bank_file(lines: Iterable[Line]) -> bytes:
    """CSV in UTF-8, amounts in yuan with two decimals."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerows(
        (str(one.reference), one.name, one.account, yuan_text(one.amount_fen), one.remark)
        for one in lines
    )
    return text.getvalue().encode()


def read_answer(content: bytes, known: Mapping[UUID, str]) -> tuple[dict[UUID, str], list[Flaw]]:
    """Status by reference, and what is wrong; `known` are the references of the batch."""
    try:
        rows = list(csv.reader(io.StringIO(_text(content))))
    except csv.Error:
        return {}, [UNREADABLE]
    if not rows or tuple(cell.strip().lower() for cell in rows[0][:2]) != ANSWER:
        return {}, [HEADLESS]
    answers: dict[UUID, str] = {}
    flaws: list[Flaw] = []
    for line, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        reference, status = _reference(row), row[1].strip().lower() if len(row) > 1 else ""
        if reference is None or reference not in known:
            flaws.append(Flaw(line, "reference", "编号不属于该批次。", "Not of this batch."))
        elif status not in STATUSES:
            flaws.append(Flaw(line, "status", "状态应为 paid 或 bounced。", "Not paid or bounced."))
        elif answers.setdefault(reference, status) != status:
            flaws.append(
                Flaw(line, "repeated", "同一编号结果不一。", "Two results for one payment.")
            )
    return answers, flaws


def fresh(answers: Mapping[UUID, str], known: Mapping[UUID, str]) -> dict[UUID, str]:
    """Answers that were not booked before."""
    return {
        reference: status for reference, status in answers.items() if known[reference] == "sent"
    }


def contradicts(answers: Mapping[UUID, str], known: Mapping[UUID, str]) -> bool:
    """Whether an answer is not what was booked for the payment."""
    return any(known[one] not in ("sent", status) for one, status in answers.items())


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def _reference(row: list[str]) -> UUID | None:
    try:
        return UUID(row[0].strip())
    except ValueError:
        return None
