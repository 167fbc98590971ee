import asyncio

from alembic import command
from tests.matching.scenes import Matching

from servicekit import migrations


async def test_the_migrations_make_what_the_models_say(matching: Matching) -> None:
    made = migrations.config("matching", matching.service.owner_url)

    await asyncio.to_thread(command.check, made)
