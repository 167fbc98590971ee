"""`python -m tests.reliability.partner STORE`: another government system with a store of its own.

It follows every feed from zero by the published SDK and keeps what it hears in SQLite: the cursor,
the events it has handled and the people they speak of, in one transaction a page. It may be killed
at any line.
"""

import asyncio
import json
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

from schemas.events import CloudEvent
from wengang import System, Wengang

FEEDS = ("registry", "matching", "subsidy", "gateway")
PAGE, WAIT_SECONDS, PATIENCE_SECONDS = 500, 5, 300.0
TABLES = """
create table if not exists cursors (feed text primary key, after integer not null);
create table if not exists handled (id text primary key, feed text not null, seq integer not null);
create table if not exists people (
    person_id text primary key, origin text not null, work text, state text not null
);
create table if not exists left_scope (person_id text primary key);
"""


class Store:
    """`told.json` beside it says who the partner is: address, client_id, private_jwk, region."""

    def __init__(self, path: Path) -> None:
        self.database = sqlite3.connect(path, isolation_level=None, timeout=30)
        self.database.execute("pragma journal_mode = wal")
        self.database.executescript(TABLES)

    def after(self, feed: str) -> int:
        found = self.database.execute("select after from cursors where feed = ?", [feed]).fetchone()
        return int(found[0]) if found else 0

    def handle(self, feed: str, events: Sequence[CloudEvent], after: int, region: str) -> None:
        """A second handling of an event would break `handled` and end the program."""
        with self.database as changing:
            changing.execute("begin immediate")
            for event in events:
                row = (str(event.id), feed, event.sequence)
                changing.execute("insert into handled values (?, ?, ?)", row)
                self._apply(changing, event, region)
            changing.execute("insert or replace into cursors values (?, ?)", [feed, after])

    def _apply(self, changing: sqlite3.Connection, event: CloudEvent, region: str) -> None:
        told = event.data
        if event.type == "registry.worker.changed":
            row = [told[name] for name in ("person_id", "origin", "work", "work_state")]
            changing.execute("insert or replace into people values (?, ?, ?, ?)", row)
            changing.execute("delete from left_scope where person_id = ?", row[:1])
        elif event.type == "registry.worker.left_scope" and not told["origin"].startswith(region):
            changing.execute("delete from people where person_id = ?", [told["person_id"]])
            gone = "insert or replace into left_scope values (?)"
            changing.execute(gone, [told["person_id"]])

    def people(self) -> dict[str, str]:
        """Work state by person."""
        return dict(self.database.execute("select person_id, state from people"))

    def gone(self) -> set[str]:
        return {row[0] for row in self.database.execute("select person_id from left_scope")}

    def ids(self, feed: str) -> set[str]:
        found = self.database.execute("select id from handled where feed = ?", [feed])
        return {row[0] for row in found}


async def follow(client: Wengang, store: Store, feed: str, region: str) -> None:
    while True:
        found = await client.events.after(feed, store.after(feed), limit=PAGE, wait=WAIT_SECONDS)
        if found.items:
            store.handle(feed, found.items, found.next_after, region)


async def main(path: Path) -> None:
    told = json.loads(path.with_name("told.json").read_text())
    who, store = System(told["client_id"], told["private_jwk"]), Store(path)
    client = Wengang(told["address"], credentials=who, patience=PATIENCE_SECONDS)
    async with client, asyncio.TaskGroup() as group:
        for feed in FEEDS:
            group.create_task(follow(client, store, feed, told["region"]))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
