"""What would stop the earlier release is found, and what would not is let through."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from tests.members.rollouts import breaks
from tests.members.shapes import shape_of

POSTS = """
create table posts (id bigint primary key, title text not null, seats integer, note text,
 code varchar(20) unique, state text not null default 'open'
 constraint posts_state check (state in ('open', 'closed')))
"""
NEW_STATES = "drop constraint posts_state, add constraint posts_state check (state in ({}))"
BEFORE = (
    "create role clerk",
    POSTS,
    "alter table posts enable row level security",
    "create policy posts_read on posts for select to clerk using (state = 'open')",
    "grant select, insert on posts to clerk",
    "create table drafts (id bigint primary key)",
    "create function seats_of(post bigint) returns integer language sql as 'select 1'",
)
STOPS = {
    "drop table drafts": "drafts.id is gone",
    "alter table posts drop column note": "posts.note is gone",
    "alter table posts rename column note to remark": "posts.note is gone",
    "alter table posts alter seats type smallint": "posts.seats was integer and is smallint",
    "alter table posts alter note set not null": "posts.note may no longer be null",
    "alter table posts alter state drop default": "posts.state must now be given",
    "alter table posts add wage bigint not null": "posts.wage is new and must be given",
    "alter table posts drop constraint posts_code_key": "posts no longer has CREATE UNIQUE INDEX",
    "create unique index on posts (title)": "posts is held to CREATE UNIQUE INDEX",
    "alter table posts add constraint p check (seats > 0) not valid": "posts is held to p",
    "alter table posts add constraint d foreign key (id) references drafts": "posts is held to d",
    "alter table posts " + NEW_STATES.format("'open'"): "posts is held to posts_state",
    "alter table drafts enable row level security": "drafts hides its rows",
    "drop policy posts_read on posts": "posts no longer lets posts_read",
    "alter policy posts_read on posts using (state = 'closed')": "posts no longer lets posts_read",
    "create policy few on posts as restrictive using (seats > 0)": "posts is held to few",
    "revoke insert on posts from clerk": "clerk may no longer INSERT posts",
    "drop function seats_of": "seats_of(bigint) is gone",
}
LEAVES_ALONE = (
    "create table shifts (id bigint primary key, name text not null check (name <> ''))",
    "alter table posts add wage bigint",
    "alter table posts add wage bigint not null default 0",
    "alter table posts add wage bigint check (wage > 0)",
    "alter table posts add wage bigint unique",
    "alter table posts add twice integer generated always as (seats * 2) stored",
    "alter table posts alter seats type bigint",
    "alter table posts alter title drop not null",
    "alter table posts drop constraint posts_state",
    "alter table posts " + NEW_STATES.format("'open', 'closed', 'filled'"),
    "create index on posts (title)",
    "create policy posts_write on posts for insert to clerk with check (true)",
    "alter policy posts_read on posts using (state in ('open', 'closed'))",
    "alter table posts disable row level security",
    "grant update on posts to clerk",
)


@pytest.fixture
async def connection(admin_url: str) -> AsyncIterator[AsyncConnection]:
    """In a transaction that is never committed."""
    engine = create_async_engine(admin_url)
    async with engine.connect() as opened:
        for statement in BEFORE:
            await opened.exec_driver_sql(statement)
        yield opened
    await engine.dispose()


@pytest.mark.parametrize("statement", STOPS)
async def test_what_would_stop_the_earlier_release_is_found(
    connection: AsyncConnection, statement: str
) -> None:
    before = await shape_of(connection)
    await connection.exec_driver_sql(statement)
    found = breaks(before, await shape_of(connection))
    assert any(one.startswith(STOPS[statement]) for one in found), found


@pytest.mark.parametrize("statement", LEAVES_ALONE)
async def test_what_only_adds_is_let_through(connection: AsyncConnection, statement: str) -> None:
    before = await shape_of(connection)
    await connection.exec_driver_sql(statement)
    assert breaks(before, await shape_of(connection)) == []
