import asyncio

from alembic import command

from servicekit import migrations
from servicekit.testing import Serve


async def test_the_migrations_make_what_the_models_say(serve: Serve) -> None:
    async with serve("registry") as service:
        made = migrations.config("registry", service.owner_url)
        await asyncio.to_thread(command.check, made)
