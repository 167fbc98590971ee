from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from matching import reach
from matching.models import Post, Seats
from matching.posts import queries, rules
from matching.posts.errors import HeadcountBelowFilled, PostUnlawful
from matching.problems import EmployerUnknown, PostClosed, RegionOutsideScope
from schemas.matching import PostCreate, PostPatch, PostState, Requirements
from schemas.regions import scope_of
from schemas.roles import RoleName
from schemas.subjects import SubjectKind
from servicekit import audit, clock, etags
from servicekit.access import Principal
from servicekit.ids import uuid7
from servicekit.problems import Fault, Invalid, NotFound

RECRUITERS = (RoleName.RECRUITER, RoleName.ADMINISTRATOR)
EDITABLE = (
    "title",
    "address",
    "description",
    "wage_from_fen",
    "wage_to_fen",
    "lodging",
    "starts_on",
    "expires_on",
)


async def publish(
    session: AsyncSession, principal: Principal, data: PostCreate
) -> tuple[Post, Seats]:
    """A post of an employer of the caller's; refused where the law forbids a requirement."""
    employer = await queries.employer(session, principal, data.employer_id)
    if employer is None:
        raise EmployerUnknown
    _require_responsible(principal, employer.owner_scope)
    _require_lawful(data.requirements, _words(data.model_dump()))
    _require_dates(data.starts_on, data.expires_on, clock.business_today())

    post = Post(
        id=uuid7(),
        employer_id=employer.id,
        employer_name=employer.name,
        owner_scope=employer.owner_scope,
        kind=data.kind.value,
        occupation=data.occupation,
        work_region=data.work_region,
        workplace_scope=scope_of(data.work_region),
        requirements=_stored(data.requirements),
        state=PostState.PUBLISHED.value,
        published_at=clock.now(),
        version=1,
        **{name: getattr(data, name) for name in EDITABLE},
    )
    session.add(post)
    await session.flush()
    seats = Seats(post_id=post.id, headcount=data.headcount, filled=0, open=True)
    session.add(seats)
    await session.flush()

    audit.note(session, object_type="post", object_id=post.id, region=post.work_region)
    return post, seats


async def change(
    session: AsyncSession, principal: Principal, post_id: UUID, patch: PostPatch, *, expected: int
) -> tuple[Post, Seats]:
    """Merge `patch` into the post (RFC 7396) if it is still at version `expected`."""
    post = await _own(session, principal, post_id)
    etags.check(post.version, expected)
    if post.state == PostState.CLOSED:
        raise PostClosed

    given = patch.model_fields_set
    merged = {name: getattr(patch if name in given else post, name) for name in EDITABLE}
    requirements = _merged_requirements(post.requirements, patch)
    if merged["wage_to_fen"] < merged["wage_from_fen"]:
        raise Invalid(faults=[_WAGES])
    _require_lawful(requirements, _words({**merged, "requirements": requirements.model_dump()}))
    if given & {"starts_on", "expires_on"}:
        _require_dates(merged["starts_on"], merged["expires_on"], clock.business_today())

    for name, value in merged.items():
        setattr(post, name, value)
    post.requirements = _stored(requirements)
    post.version += 1
    if "headcount" in given:
        await _resize(session, post_id, patch.headcount)
    await session.flush()

    audit.note(session, object_type="post", object_id=post.id, region=post.work_region)
    return post, await queries.seats(session, post_id)


async def close(session: AsyncSession, principal: Principal, post_id: UUID) -> tuple[Post, Seats]:
    """No more acceptances from now on; those recorded stand."""
    post = await _own(session, principal, post_id)
    if post.state == PostState.CLOSED:
        raise PostClosed

    post.state, post.closed_at = PostState.CLOSED.value, clock.now()
    post.version += 1
    await session.execute(update(Seats).where(Seats.post_id == post_id).values(open=False))
    await session.flush()

    audit.note(session, object_type="post", object_id=post.id, region=post.work_region)
    return post, await queries.seats(session, post_id)


async def _own(session: AsyncSession, principal: Principal, post_id: UUID) -> Post:
    post = await queries.own_for_update(session, principal, post_id)
    if post is None:
        raise NotFound
    _require_responsible(principal, post.owner_scope)
    return post


async def _resize(session: AsyncSession, post_id: UUID, headcount: int) -> None:
    resized = await session.scalar(
        update(Seats)
        .where(Seats.post_id == post_id, Seats.filled <= headcount)
        .values(headcount=headcount)
        .returning(Seats.post_id)
    )
    if resized is None:
        raise HeadcountBelowFilled


def _require_responsible(principal: Principal, owner: int) -> None:
    by_role = reach.holds(principal, owner, *RECRUITERS)
    if principal.kind is not SubjectKind.EMPLOYER and not by_role:
        raise RegionOutsideScope


def _require_lawful(requirements: Requirements, words: Mapping[str, str]) -> None:
    extra = requirements.model_extra or {}
    found = rules.breaches(extra, words)
    if found:
        raise PostUnlawful(
            faults=[
                Fault(
                    code=f"unlawful_{breach.ground.code}",
                    detail_zh=breach.ground.zh,
                    detail_en=breach.ground.en,
                    pointer=breach.pointer,
                )
                for breach in found
            ]
        )
    if extra:
        raise Invalid(faults=[_unknown_field() for _ in extra])


def _unknown_field() -> Fault:
    return Fault(
        code="extra_forbidden",
        detail_zh="招聘条件中有未定义的字段。",
        detail_en="The requirements hold a field that is not defined.",
        pointer="#/requirements",
    )


def _require_dates(starts_on: date | None, expires_on: date, today: date) -> None:
    if expires_on < today or (starts_on is not None and expires_on < starts_on):
        raise Invalid(faults=[_EXPIRY])


def _words(fields: Mapping[str, Any]) -> dict[str, str]:
    """Every text in which a requirement may be written, by pointer."""
    plain = {f"#/{name}": fields.get(name) or "" for name in ("title", "description", "address")}
    skills = fields["requirements"]["skills"]
    return {**plain, **{f"#/requirements/skills/{at}": text for at, text in enumerate(skills)}}


def _merged_requirements(stored: Mapping[str, Any], patch: PostPatch) -> Requirements:
    if "requirements" not in patch.model_fields_set:
        return Requirements.model_validate(stored)
    given = patch.requirements.model_dump(mode="json", exclude_unset=True)
    merged = {**stored, **given}
    return Requirements.model_validate(
        {name: value for name, value in merged.items() if value is not None}
    )


def _stored(requirements: Requirements) -> dict[str, Any]:
    return requirements.model_dump(mode="json", exclude_none=True, exclude_defaults=True)


_WAGES = Fault(
    code="wages_out_of_order",
    detail_zh="最高工资不能低于最低工资。",
    detail_en="The highest wage cannot be below the lowest.",
    pointer="#/wage_to_fen",
)
_EXPIRY = Fault(
    code="expiry_invalid",
    detail_zh="有效期不能早于今天，也不能早于上岗日期。",
    detail_en="A post cannot expire before today or before it starts.",
    pointer="#/expires_on",
)
