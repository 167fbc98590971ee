"""Before the first step: offices, accounts, employers and posts, through the public API alone."""

import secrets
from datetime import date

from pydantic import SecretStr

from onebox.journey.cast import CAST, OFFICES, VILLAGE, Part
from onebox.journey.errors import require
from onebox.journey.world import World, together
from samples.employers import Employer as SampleEmployer
from samples.employers import Post as SamplePost
from schemas import regions
from schemas.gateway import AccountCreate, Agency, AgencyCreate, RoleAtRegion
from schemas.matching import Employer, EmployerCreate, Post, PostCreate, PostKind, Requirements
from schemas.subjects import SubjectKind
from wengang import ApiProblem

EXPIRES = date(2026, 12, 31)


async def set_up(world: World) -> None:
    agencies = await together([_register_office(world, place.region) for place in OFFICES])
    by_region = {agency.region: agency for agency in agencies}
    world.telling.said(f"登记 {len(agencies)} 个机构", f"{len(agencies)} agencies registered")

    for part in CAST:
        await _open(world, part, by_region)
    world.telling.said(f"开设 {len(CAST)} 个账号", f"{len(CAST)} accounts opened")

    employers = await together([_register(world, one) for one in world.sample.home.employers])
    ids = {employer.credit_code: employer for employer in employers}
    posts = await together(
        [
            _publish(world, number, post, ids[post.employer.credit_code])
            for number, post in enumerate(world.sample.home.posts)
        ]
    )
    world.telling.said(
        f"登记 {len(employers)} 家用人单位，发布 {len(posts)} 个岗位",
        f"{len(employers)} employers registered, {len(posts)} posts published",
    )
    await _look(world, len(posts))
    world.result(accounts=len(CAST), employers=len(employers), posts=len(posts))


async def _register_office(world: World, region: str) -> Agency:
    name = next(office.name for office in OFFICES if office.region == region)
    body = AgencyCreate(name=name, region=region)
    return await world.administrator.agencies.create(body, key=world.key(f"agency-{region}"))


async def _open(world: World, part: Part, agencies: dict[str, Agency]) -> None:
    returns, _ = world.sample.followed
    region = returns.village if part.region == VILLAGE else part.region
    agency = next(a for code, a in agencies.items() if region.startswith(code))
    account = AccountCreate(
        username=part.username,
        password=SecretStr(_password(world, part.username, part.zh, part.en, region)),
        display_name=part.zh,
        agency_id=agency.id,
        region=region,
        roles=[RoleAtRegion(role=role, region=region) for role in part.roles],
    )
    await open_account(world, account)


async def open_employers_account(world: World, employer: Employer) -> str:
    """The sign-in of an employer itself; returns the user name."""
    username = f"employer-{employer.credit_code[-6:].lower()}"
    zh, en = f"用人单位：{employer.name}", "Recruiter of the employer"
    account = AccountCreate(
        username=username,
        password=SecretStr(_password(world, username, zh, en, employer.region)),
        display_name=employer.name,
        kind=SubjectKind.EMPLOYER,
        actor_id=employer.id,
        region=employer.region,
        roles=[RoleAtRegion.model_validate({"role": "recruiter", "region": employer.region})],
    )
    await open_account(world, account)
    return username


def _password(world: World, username: str, zh: str, en: str, region: str) -> str:
    """Kept before the account is opened, so that no start of the journey can lose it."""
    for known in world.state.sign_ins:
        if known["username"] == username:
            return known["password"]
    password = secrets.token_urlsafe(12)
    world.state.keep_sign_in(
        {
            "username": username,
            "password": password,
            "role_zh": zh,
            "role_en": en,
            "region": region,
            "region_name": regions.full_name(region),
        }
    )
    return password


async def open_account(world: World, account: AccountCreate) -> None:
    try:
        await world.administrator.accounts.create(
            account, key=world.key(f"account-{account.username}")
        )
    except ApiProblem as problem:
        if problem.code != "account_exists":
            raise
    me = await world.signed_in(account.username).me()
    require(
        me.username == account.username and me.roles,
        f"{account.username} 登录后没有角色",
        f"{account.username} has no role after signing in",
    )


async def _register(world: World, employer: SampleEmployer) -> Employer:
    body = EmployerCreate(
        name=employer.name, credit_code=employer.credit_code, region=employer.region
    )
    key = world.key(f"employer-{employer.credit_code}")
    return await world.administrator.employers.create(body, key=key)


async def _publish(world: World, number: int, post: SamplePost, employer: Employer) -> Post:
    body = PostCreate(
        employer_id=employer.id,
        kind=PostKind(post.kind),
        title=post.title,
        occupation=post.occupation,
        work_region=post.region,
        wage_from_fen=post.wage[0],
        wage_to_fen=post.wage[1],
        lodging=post.lodging,
        headcount=post.headcount,
        requirements=Requirements.model_validate(post.requirements),
        expires_on=EXPIRES,
    )
    return await world.administrator.posts.publish(body, key=world.key(f"post-{number}"))


async def _look(world: World, published: int) -> None:
    seen = {post.id async for post in world.anonymous.posts.list()}
    require(
        len(seen) >= published,
        f"应公开可查 {published} 个岗位，只见 {len(seen)} 个",
        f"{published} posts should be public, {len(seen)} are",
    )
