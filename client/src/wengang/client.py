"""The platform as one object: who calls, and the resources they may call."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date
from types import TracebackType
from typing import Any, Self
from uuid import UUID

import httpx2

from schemas.gateway import Me
from schemas.imports import Source
from schemas.matching import Recommendation
from schemas.registry import Dimension, Situation, SituationPeopleSearch, Worker
from wengang.api import Api
from wengang.credentials import Credentials, Person, System
from wengang.resources import administration, people, work
from wengang.resources.administration import Accounts, Agencies, Clients
from wengang.resources.agreements import Agreements
from wengang.resources.events import Events
from wengang.resources.imports import Imports
from wengang.resources.payments import Ledger, PaymentBatches
from wengang.resources.people import FollowUps, Workers
from wengang.resources.reference import Calendars, Clock, Regions
from wengang.resources.subsidies import ClaimRuns, Claims, Policies, PublicNotices
from wengang.resources.work import Applications, Employers, Placements, Posts, Seekers

USER_AGENT = "wengang-python/0.1"
PATIENCE = 30.0


class Wengang:
    """One caller's session with the platform at `address`; use it with `async with`.

    Anonymous until `sign_in` or `system_client` has given it an identity. The access token lasts
    300 s and is renewed by signing in again. `language` is that of problems: `zh-CN` or `en`.
    """

    def __init__(
        self,
        address: str,
        *,
        language: str = "zh-CN",
        patience: float = PATIENCE,
        credentials: Credentials | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self.address = address.rstrip("/")
        self._http = httpx2.AsyncClient(
            base_url=self.address,
            headers={"User-Agent": USER_AGENT, "Accept-Language": language},
            transport=transport,
            trust_env=False,
        )
        self._patience = patience
        self._use(credentials)

    def _use(self, credentials: Credentials | None) -> None:
        api = Api(self._http, credentials, patience=self._patience)
        self.api = api
        self.agencies, self.accounts, self.clients = Agencies(api), Accounts(api), Clients(api)
        self.agreements = Agreements(api)
        self.regions, self.calendars, self.clock = Regions(api), Calendars(api), Clock(api)
        self.imports, self.workers, self.follow_ups = Imports(api), Workers(api), FollowUps(api)
        self.employers, self.posts, self.seekers = Employers(api), Posts(api), Seekers(api)
        self.applications, self.placements = Applications(api), Placements(api)
        self.policies, self.claim_runs, self.claims = Policies(api), ClaimRuns(api), Claims(api)
        self.public_notices, self.payment_batches = PublicNotices(api), PaymentBatches(api)
        self.ledger, self.events = Ledger(api), Events(api)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    async def sign_in(self, username: str, password: str) -> Me:
        """As a person; raises SignInRefused."""
        self._use(Person(username, password))
        return await self.me()

    async def system_client(self, client_id: str, private_jwk: Mapping[str, Any]) -> Me:
        """As another government system, with its private key; raises SignInRefused."""
        self._use(System(client_id, private_jwk))
        return await self.me()

    async def me(self) -> Me:
        return await administration.me(self.api)

    def recommendations(
        self, person_id: UUID, *, follow_up_id: UUID | None = None
    ) -> AsyncIterator[Recommendation]:
        """Posts for this person, best first, each with the reasons for its score."""
        return work.recommendations(self.api, person_id, follow_up_id)

    async def situation(
        self,
        region: str,
        *,
        level: str | None = None,
        on: date | None = None,
        by: Sequence[Dimension] = (),
    ) -> Situation:
        """Figures of a region by the regions of `level` within it, today or on an earlier day;
        `by` breaks each of them down."""
        return await people.situation(self.api, region, level, on, by)

    def people_behind(self, figure: SituationPeopleSearch) -> AsyncIterator[Worker]:
        """Exactly those whom a figure of the situation counts."""
        return people.behind(self.api, figure)

    async def count_behind(self, figure: SituationPeopleSearch) -> int:
        """How many they are, counted from the people themselves."""
        return await people.count_behind(self.api, figure)

    def sources(self) -> AsyncIterator[Source]:
        """The kinds of list that can be imported."""
        return people.sources(self.api)
