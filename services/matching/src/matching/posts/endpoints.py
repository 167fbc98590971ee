from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from matching import representations
from matching.models import Post, Seats
from matching.posts import queries, service
from schemas import matching as wire
from schemas.paging import Page
from schemas.purposes import Purpose
from schemas.roles import RoleName
from schemas.scopes import Scope
from schemas.subjects import SubjectKind
from servicekit import clock, cursors, etags, routing
from servicekit.access import Caller, allow, allow_public
from servicekit.database import Session
from servicekit.problems import NotFound

router = routing.router(prefix="/v1/posts", tags=["posts"])
WRITE = allow(
    Scope.MATCHING_WRITE,
    purpose=Purpose.RECRUITMENT,
    kinds=(SubjectKind.OFFICER, SubjectKind.CLIENT, SubjectKind.EMPLOYER),
    roles=(RoleName.RECRUITER, RoleName.ADMINISTRATOR),
)


def _answer(response: Response, found: tuple[Post, Seats]) -> wire.Post:
    post, seats = found
    response.headers["ETag"] = etags.etag(post.version)
    return representations.post(post, seats)


@router.post(
    "",
    status_code=201,
    operation_id="publishPost",
    summary="发布岗位 / Publish a post",
    dependencies=[WRITE],
)
async def publish_post(
    session: Session, principal: Caller, data: wire.PostCreate, response: Response
) -> wire.Post:
    """Publish a post; a requirement that the law forbids is refused with its article."""
    found = await service.publish(session, principal, data)
    response.headers["Location"] = f"/v1/posts/{found[0].id}"
    return _answer(response, found)


@router.get(
    "",
    operation_id="listPosts",
    summary="岗位检索 / Search posts",
    dependencies=[allow_public(Purpose.RECRUITMENT)],
)
async def list_posts(
    session: Session, principal: Caller, search: Annotated[wire.PostSearch, Query()]
) -> Page[wire.Post]:
    """Search published posts without signing in; `state=closed` lists the caller's own."""
    rows, following = await cursors.page(
        session,
        queries.found_by(principal, search, clock.business_today()),
        key=[Post.id],
        limit=search.limit,
        cursor=search.cursor,
        bound_to=search.model_dump(exclude={"limit", "cursor"}),
        descending=True,
    )
    items = [representations.post(row.Post, row.Seats) for row in rows]
    return Page(items=items, next_cursor=following)


@router.get(
    "/{post_id}",
    operation_id="getPost",
    summary="岗位 / A post",
    dependencies=[allow_public(Purpose.RECRUITMENT)],
)
async def get_post(
    session: Session, principal: Caller, post_id: UUID, response: Response
) -> wire.Post:
    """Read a post; published posts without signing in."""
    found = await queries.by_id(session, principal, post_id)
    if found is None:
        raise NotFound
    return _answer(response, found)


@router.patch(
    "/{post_id}",
    operation_id="changePost",
    summary="修改岗位 / Change a post",
    dependencies=[WRITE],
)
async def change_post(
    session: Session,
    principal: Caller,
    post_id: UUID,
    patch: wire.PostPatch,
    expected: etags.IfMatch,
    response: Response,
) -> wire.Post:
    """Change a published post by merge patch; needs If-Match."""
    found = await service.change(session, principal, post_id, patch, expected=expected)
    return _answer(response, found)


@router.post(
    "/{post_id}/closure",
    operation_id="closePost",
    summary="关闭岗位 / Close a post",
    dependencies=[WRITE],
)
async def close_post(
    session: Session, principal: Caller, post_id: UUID, response: Response
) -> wire.Post:
    """Close a post: no more acceptances; those recorded stand."""
    return _answer(response, await service.close(session, principal, post_id))
