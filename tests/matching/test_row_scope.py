"""The database's own gate: without any condition in the query, each context sees its own rows."""

import uuid

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError
from tests.matching.scenes import CITY, COUNTY, OTHER_COUNTY, Matching, employer

from matching.models import Application, Base, Employer, Placement, Post, Recommendation, Seeker
from schemas.purposes import Purpose
from schemas.regions import subtree
from schemas.subjects import SubjectKind
from servicekit import clock
from servicekit.access import PUBLIC, Principal

PERSONAL = (Seeker, Recommendation, Application, Placement)


def region(code: str) -> Principal:
    return Principal("officer", SubjectKind.OFFICER, Purpose.RECRUITMENT, own=(subtree(code),))


def actor(employer_id: str) -> Principal:
    identity = uuid.UUID(employer_id)
    return Principal("boss", SubjectKind.EMPLOYER, Purpose.RECRUITMENT, actor_id=identity)


async def count(matching: Matching, principal: Principal, table: type[Base]) -> int:
    async with matching.service.context.database.app_session(principal) as session:
        return len((await session.scalars(select(table))).all())


@pytest.fixture
async def factory(matching: Matching) -> str:
    """An employer with a placed applicant, and a closed post."""
    made = await matching.employer()
    post = await matching.post(made)
    person = await matching.seeker()
    await matching.follow_up(person)
    application = (await matching.accept(person, post["id"])).json()["id"]
    body = {"application_id": application, "started_on": clock.business_today().isoformat()}
    await matching.send("POST", "/v1/placements", employer(made), json=body)
    closed = await matching.post(made)
    await matching.send("POST", f"/v1/posts/{closed['id']}/closure", employer(made))
    return made


class TestRowScope:
    async def test_a_persons_rows_are_seen_by_the_origin_only(
        self, matching: Matching, factory: str
    ) -> None:
        for table in PERSONAL:
            assert await count(matching, region(COUNTY), table) == 1, table
            for other in (region(OTHER_COUNTY), region(CITY), PUBLIC):
                assert await count(matching, other, table) == 0, table

    async def test_an_employer_sees_applications_and_placements_of_its_own(
        self, matching: Matching, factory: str
    ) -> None:
        rival = await matching.employer(2)
        for table, seen in ((Application, 1), (Placement, 1), (Seeker, 0), (Recommendation, 0)):
            assert await count(matching, actor(factory), table) == seen, table
            assert await count(matching, actor(rival), table) == 0, table

    async def test_everybody_sees_published_posts_and_nobody_else_the_rest(
        self, matching: Matching, factory: str
    ) -> None:
        assert await count(matching, PUBLIC, Post) == 1
        assert await count(matching, region(COUNTY), Post) == 1
        assert await count(matching, region(CITY), Post) == 2
        assert await count(matching, actor(factory), Post) == 2
        assert await count(matching, PUBLIC, Employer) == 0

    async def test_without_a_context_there_are_no_rows(
        self, matching: Matching, factory: str
    ) -> None:
        async with matching.service.context.database.app_engine.connect() as connection:
            for table in (*PERSONAL, Employer):
                rows = await connection.execute(text(f"select 1 from {table.__tablename__}"))
                assert rows.all() == [], table

    async def test_another_region_changes_and_adds_nothing(
        self, matching: Matching, factory: str
    ) -> None:
        database = matching.service.context.database
        async with database.app_session(region(OTHER_COUNTY)) as session:
            changes = [
                update(Post).values(title="x"),
                update(Application).values(recorded_by="x"),
                update(Seeker).values(work_state="x"),
                update(Employer).values(name="x"),
            ]
            for change in changes:
                touched = await session.execute(change)
                assert touched.rowcount == 0, change  # type: ignore[attr-defined]
        row = {
            "person_id": uuid.uuid4(),
            "id": uuid.uuid4(),
            "post_id": uuid.uuid4(),
            "employer_id": uuid.uuid4(),
            "origin_scope": subtree(COUNTY)[0],
            "state": "accepted",
            "recorded_by": "x",
            "recorded_at": clock.now(),
        }
        with pytest.raises(DBAPIError, match="row-level security"):
            async with database.app_session(region(OTHER_COUNTY)) as session:
                await session.execute(insert(Application).values(row))
