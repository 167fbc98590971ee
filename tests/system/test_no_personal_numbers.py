"""After a journey, seeded people's numbers are nowhere but under seal.

Searched: logs, recorded spans, metrics, feeds, PostgreSQL's own files (rows, write-ahead log,
statistics, logs), every column of every table, sealed files, secrets, temporary files. Not
searched: `journey/lists`, which are the lists as the departments hand them in.
"""

import asyncio
import base64
import io
import json
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import httpx2
import pytest
from bench.onebox_process import SERVICES, Onebox, running
from tests.system.personal_numbers import Numbers
from tests.system.platform import children

from onebox import postgres
from onebox.journey.sample import Sample
from onebox.settings import Settings
from samples.people import Person
from wengang import Person as Account
from wengang import SignInRefused, Wengang

pytestmark = pytest.mark.xdist_group("journey")
ROWS = 300
LISTS = ("journey", "lists")
TABLES = """
select format('%I.%I', n.nspname, c.relname) from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
order by 1
"""


@dataclass(frozen=True)
class Played:
    """A platform on which the journey has been played and careless callers have called."""

    onebox: Onebox
    people: list[Person]
    temporary: Path

    def account(self, username: str) -> Account:
        sign_ins = json.loads((self.onebox.home / "journey" / "sign-ins.json").read_text())
        (password,) = [one["password"] for one in sign_ins if one["username"] == username]
        return Account(username, password)

    @asynccontextmanager
    async def database(self, service: str) -> AsyncIterator[asyncpg.Connection]:
        """As the superuser, past row-level security."""
        server = await asyncio.to_thread(postgres.start, self.onebox.home / "postgres", 0)
        url = server.url(service, postgres.SUPERUSER, server.password).replace("+asyncpg", "")
        connection = await asyncpg.connect(url)
        yield connection
        await connection.close()


def said_by(played: Played) -> dict[str, bytes]:
    """Logs, spans and metrics, by where they stand."""
    programs = children(played.onebox.process.pid)
    ports = {one: programs[one].environ()[f"{one.upper()}_PORT"] for one in SERVICES}
    return {str(path): data for path, data in files(played.onebox.home / "logs")} | {
        one: httpx2.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).content
        for one, port in ports.items()
    }


async def rows_of(played: Played, service: str) -> dict[str, bytes]:
    """Every row of every table, as text."""
    dumped = {}
    async with played.database(service) as connection:
        for (table,) in await connection.fetch(TABLES):
            rows = io.BytesIO()
            await connection.copy_from_query(f"select * from {table}", output=rows)
            dumped[table] = rows.getvalue()
    return dumped


def files(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.parent.parts[-2:] != LISTS:
            with suppress(FileNotFoundError):  # PostgreSQL and the services go on working
                yield path, path.read_bytes()


@pytest.fixture(scope="module")
async def played(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Played]:
    temporary = tmp_path_factory.mktemp("temporary")
    home = tmp_path_factory.mktemp("searched")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("WENGANG_SPANS", "true")
        environment.setenv("TMPDIR", str(temporary))
        with running(home, rows=ROWS) as onebox:
            sample = Sample(Settings().seed, ROWS, home / "journey" / "lists")
            found = Played(onebox, [*sample.home.people, *sample.neighbour.people], temporary)
            await call_carelessly(found)
            yield found


async def call_carelessly(played: Played) -> None:
    """Numbers in every place of a request where they have no business; none crashes anything."""
    officer = played.account("tongdao-officer")
    async with httpx2.AsyncClient(base_url=played.onebox.address, trust_env=False) as http:
        token = (await officer.token(http)).value
        for person in played.people[:3]:
            for number in (person.citizen_id, person.phone, person.bank_account):
                for request in careless(http, number, person.name, token):
                    answer = await http.send(request)
                    assert answer.status_code < 500, (request.url.path, answer.text)
                with pytest.raises(SignInRefused):
                    await Account(number, number).token(http)


def careless(
    http: httpx2.AsyncClient, number: str, name: str, token: str
) -> Iterator[httpx2.Request]:
    bearer = {"Authorization": f"Bearer {token}", "Idempotency-Key": number}
    for path in (f"/{number}", f"/v1/{number}", f"/v1/workers/{number}", f"/docs/{number}"):
        yield http.build_request("GET", path, headers=bearer)
        yield http.build_request("DELETE", path, headers=bearer)
    for query in ({number: "1"}, {"cursor": number}, {"region": number}, {"limit": number}):
        yield http.build_request("GET", "/v1/workers", params=query, headers=bearer)
    for header in ("Traceparent", "Tracestate", "Baggage", "User-Agent", "Accept-Language",
                   "If-Match", "X-Request-Id", "Cookie", "Authorization"):  # fmt: skip
        yield http.build_request("GET", "/v1/workers", headers={**bearer, header: number})
    for body in (f'{{"citizen_id": "{number}1"}}', f'{{"phone": ["{number}"]}}',
                 f'{{"{number}": "{name}"}}', f'{{"name": "{name}{number}"', number):  # fmt: skip
        headers = bearer | {"Content-Type": "application/json"}
        yield http.build_request("POST", "/v1/workers/lookup", content=body, headers=headers)
    yield http.build_request(
        "POST",
        "/v1/imports",
        params={"source": "hr-transfer"},
        content=f"姓名,身份证号\n{name},{number}\n".encode(),
        headers=bearer | {"Content-Type": "text/csv"},
    )


@pytest.fixture(scope="module")
def numbers(played: Played) -> Numbers:
    return Numbers(played.people)


def test_no_number_or_name_is_in_a_log_a_span_or_a_metric(played: Played, numbers: Numbers) -> None:
    said = said_by(played)

    assert len([name for name in said if name.endswith(".spans.jsonl")]) == len(SERVICES)
    assert all(b"http_server" in said[service] for service in SERVICES)
    assert hits(numbers, said) == {}
    assert {name: found for name in said if (found := numbers.names_found(said[name]))} == {}


@pytest.mark.parametrize("service", SERVICES)
async def test_no_number_is_in_any_column_of_any_table(
    played: Played, numbers: Numbers, service: str
) -> None:
    rows = await rows_of(played, service)

    assert rows.keys() >= {"public.events", "public.audit_entries", "public.idempotency_keys"}
    assert sum(map(len, rows.values())) > 10_000
    assert hits(numbers, rows) == {}


async def test_no_number_is_in_a_file_of_the_platform_or_of_its_database(
    played: Played, numbers: Numbers, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rows, write-ahead log and logs of PostgreSQL; seals, secrets, what was spooled."""
    async with played.database("registry") as connection:
        await connection.execute("checkpoint")
    before = numbers.searched
    found = {
        str(path): hit
        for folder in (played.onebox.home, played.temporary)
        for path, data in files(folder)
        if (hit := numbers.found(data, text="postgres" not in path.parts))
    }

    assert found == {}
    assert numbers.searched - before > 50_000_000
    with capsys.disabled():
        sys.stdout.write(f"\n{numbers.count} numbers in {numbers.searched:,} bytes: 0 found\n")


async def test_no_number_is_in_a_feed(played: Played, numbers: Numbers) -> None:
    for service in ("registry", "matching", "subsidy"):
        async with Wengang(
            played.onebox.address, credentials=played.account("tongdao-officer")
        ) as client:
            feed = await client.events.after(service, limit=500)
        assert feed.items
        assert numbers.found(feed.model_dump_json().encode()) == []


async def test_what_is_planted_is_found(played: Played) -> None:
    """The search can fail: in a line, in a value of each kind of column, in each spelling."""
    numbers, one = Numbers(played.people), played.people[0]
    line = played.onebox.home / "logs" / "planted.log"
    line.write_text(f"{one.name} 的号码是 {one.citizen_id}\n")
    async with played.database("registry") as connection:
        await connection.execute("create table planted (t text, j jsonb, b bytea, n bigint)")
        for row in (
            (f"a{one.phone}b", "{}", b"", 0),
            ("", json.dumps({"a": [one.bank_account]}), b"", 0),
            ("", "{}", f"x{one.citizen_id}".encode(), 0),
            ("", "{}", b"", int(one.phone)),
            (base64.b64encode(f"c={one.phone}".encode()).decode(), "{}", b"", 0),
            (f"{one.phone[:3]}-{one.phone[3:7]}-{one.phone[7:]}", "{}", b"", 0),
        ):
            await connection.execute("insert into planted values ($1, $2, $3, $4)", *row)
    try:
        found = hits(numbers, await rows_of(played, "registry") | said_by(played))
        names = numbers.names_found(line.read_bytes())
    finally:
        line.unlink()
        async with played.database("registry") as connection:
            await connection.execute("drop table planted")

    assert found == {
        str(line): {"plain"},
        "public.planted": {"plain", "hex", "base64", "grouped"},
    }
    assert names == [one.name]


def hits(numbers: Numbers, said: dict[str, bytes]) -> dict[str, set[str]]:
    return {name: set(found) for name, data in said.items() if (found := numbers.found(data))}
