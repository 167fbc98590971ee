"""Rows as the wire models that callers read."""

from matching.models import Application, Post, Seats
from schemas import matching as wire
from schemas import regions


def post(row: Post, seats: Seats) -> wire.Post:
    return wire.Post(
        id=row.id,
        employer_id=row.employer_id,
        employer_name=row.employer_name,
        kind=wire.PostKind(row.kind),
        title=row.title,
        occupation=row.occupation,
        work_region=row.work_region,
        work_region_name=regions.name_of(row.work_region),
        address=row.address,
        description=row.description,
        wage_from_fen=row.wage_from_fen,
        wage_to_fen=row.wage_to_fen,
        lodging=row.lodging,
        headcount=seats.headcount,
        filled=seats.filled,
        requirements=wire.Requirements.model_validate(row.requirements),
        starts_on=row.starts_on,
        expires_on=row.expires_on,
        state=wire.PostState(row.state),
        published_at=row.published_at,
        closed_at=row.closed_at,
    )


def application(row: Application, masked_name: str | None = None) -> wire.Application:
    return wire.Application.model_validate({**_columns(row), "masked_name": masked_name})


def application_changed(row: Application) -> wire.ApplicationChanged:
    return wire.ApplicationChanged(
        person_id=row.person_id,
        application_id=row.id,
        post_id=row.post_id,
        employer_id=row.employer_id,
        follow_up_id=row.follow_up_id,
        state=wire.ApplicationState(row.state),
    )


def _columns(row: Application) -> dict[str, object]:
    names = set(wire.Application.model_fields) - {"masked_name"}
    return {name: getattr(row, name) for name in names}
