"""Employers, posts and seekers; recommendations, applications and placements."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from schemas.matching import (
    Application,
    ApplicationCreate,
    Employer,
    EmployerCreate,
    Placement,
    PlacementCreate,
    Post,
    PostCreate,
    PostKind,
    PostPatch,
    Recommendation,
    Seeker,
    WithdrawalCreate,
    WithdrawalReason,
)
from wengang.api import Api


@dataclass(frozen=True)
class Employers:
    _api: Api

    async def create(self, employer: EmployerCreate, *, key: str | None = None) -> Employer:
        return await self._api.post(Employer, "/v1/employers", employer, key=key)

    def list(
        self, *, region: str | None = None, credit_code: str | None = None
    ) -> AsyncIterator[Employer]:
        return self._api.pages(
            Employer, "/v1/employers", region=region, credit_code=credit_code, limit=100
        )

    async def get(self, employer_id: UUID) -> Employer:
        return await self._api.get(Employer, f"/v1/employers/{employer_id}")


@dataclass(frozen=True)
class Posts:
    _api: Api

    async def publish(self, post: PostCreate, *, key: str | None = None) -> Post:
        return await self._api.post(Post, "/v1/posts", post, key=key)

    def list(
        self,
        *,
        region: str | None = None,
        kind: PostKind | None = None,
        keyword: str | None = None,
        employer_id: UUID | None = None,
    ) -> AsyncIterator[Post]:
        """Published posts, by place of work; no sign-in is needed."""
        return self._api.pages(
            Post,
            "/v1/posts",
            region=region,
            kind=kind,
            keyword=keyword,
            employer_id=employer_id,
            limit=100,
        )

    async def change(self, post_id: UUID, patch: PostPatch) -> Post:
        """A merge patch of the version that stands now."""
        path = f"/v1/posts/{post_id}"
        return await self._api.patch(Post, path, patch, etag=await self._api.etag_of(path))

    async def get(self, post_id: UUID) -> Post:
        return await self._api.get(Post, f"/v1/posts/{post_id}")

    async def close(self, post_id: UUID, *, key: str | None = None) -> Post:
        return await self._api.post(Post, f"/v1/posts/{post_id}/closure", key=key)


@dataclass(frozen=True)
class Seekers:
    _api: Api

    async def get(self, person_id: UUID) -> Seeker:
        return await self._api.get(Seeker, f"/v1/seekers/{person_id}")


@dataclass(frozen=True)
class Applications:
    _api: Api

    async def create(
        self,
        person_id: UUID,
        post_id: UUID,
        *,
        follow_up_id: UUID | None = None,
        key: str | None = None,
    ) -> Application:
        """Record that the person accepts the post."""
        body = ApplicationCreate(person_id=person_id, post_id=post_id, follow_up_id=follow_up_id)
        return await self._api.post(Application, "/v1/applications", body, key=key)

    def list(
        self,
        *,
        person_id: UUID | None = None,
        follow_up_id: UUID | None = None,
        post_id: UUID | None = None,
    ) -> AsyncIterator[Application]:
        return self._api.pages(
            Application,
            "/v1/applications",
            person_id=person_id,
            follow_up_id=follow_up_id,
            post_id=post_id,
        )

    async def get(self, application_id: UUID) -> Application:
        return await self._api.get(Application, f"/v1/applications/{application_id}")

    async def withdraw(
        self, application_id: UUID, reason: WithdrawalReason, *, key: str | None = None
    ) -> Application:
        path = f"/v1/applications/{application_id}/withdrawal"
        return await self._api.post(Application, path, WithdrawalCreate(reason=reason), key=key)


@dataclass(frozen=True)
class Placements:
    _api: Api

    async def confirm(
        self, application_id: UUID, started_on: date, *, key: str | None = None
    ) -> Placement:
        body = PlacementCreate(application_id=application_id, started_on=started_on)
        return await self._api.post(Placement, "/v1/placements", body, key=key)

    def list(
        self, *, person_id: UUID | None = None, follow_up_id: UUID | None = None
    ) -> AsyncIterator[Placement]:
        return self._api.pages(
            Placement, "/v1/placements", person_id=person_id, follow_up_id=follow_up_id
        )


def recommendations(
    api: Api, person_id: UUID, follow_up_id: UUID | None
) -> AsyncIterator[Recommendation]:
    path = f"/v1/workers/{person_id}/recommendations"
    return api.pages(Recommendation, path, follow_up_id=follow_up_id)
