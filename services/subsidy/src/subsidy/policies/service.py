from datetime import datetime
from importlib import resources
from uuid import UUID

import yaml
from sqlalchemy.ext.asyncio import AsyncSession

from schemas.regions import scope_of
from schemas.subsidy import PolicyDocument
from servicekit import audit, clock
from servicekit.access import Principal
from servicekit.context import Context
from servicekit.ids import uuid7
from servicekit.problems import Conflict, Fault
from subsidy import reach
from subsidy.models import Policy, PolicyVersion
from subsidy.policies import queries, rules
from subsidy.policies.errors import PolicyDocumentInvalid
from subsidy.problems import RegionOutsideScope

TICK = "system:tick"


def shipped() -> list[PolicyDocument]:
    """The documents of this package, in order of their file names."""
    folder = resources.files("subsidy.policies") / "documents"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    return [PolicyDocument.model_validate(yaml.safe_load(f.read_text("utf-8"))) for f in files]


async def install_samples(context: Context) -> None:
    """Load the shipped documents, which are samples: only in sample mode, and only what is new."""
    if not context.settings.sample_mode:
        return
    async with context.database.job_session(kind=TICK) as session:
        for document in shipped():
            await load(session, document, clock.now())


async def publish(
    session: AsyncSession, principal: Principal, document: PolicyDocument
) -> tuple[Policy, PolicyVersion]:
    """The first or the next version of a scheme of the caller's region."""
    if not reach.covers(principal, document.region):
        raise RegionOutsideScope
    found = rules.flaws(document)
    if found:
        raise PolicyDocumentInvalid(
            faults=[Fault(flaw.code, flaw.zh, flaw.en, pointer=flaw.pointer) for flaw in found]
        )

    policy, version = await load(session, document, clock.now())

    audit.note(session, object_type="policy", object_id=policy.id, region=policy.region)
    return policy, version


async def load(
    session: AsyncSession, document: PolicyDocument, at: datetime
) -> tuple[Policy, PolicyVersion]:
    """Keep a checked document as the newest version; an unchanged one is kept once."""
    policy = await queries.by_code(session, document.code)
    if policy is None:
        policy = Policy(
            id=uuid7(),
            code=document.code,
            family=document.family.value,
            region=document.region,
            owner_scope=scope_of(document.region),
        )
        session.add(policy)
        await session.flush()
    elif (policy.family, policy.region) != (document.family.value, document.region):
        raise Conflict
    newest = await queries.newest(session, policy.id)
    digest = rules.digest(document)
    if newest is not None and newest.digest == digest:
        return policy, newest
    version = _version(policy.id, newest, document, digest, at)
    session.add(version)
    await session.flush()
    return policy, version


def _version(
    policy_id: UUID,
    newest: PolicyVersion | None,
    document: PolicyDocument,
    digest: str,
    at: datetime,
) -> PolicyVersion:
    return PolicyVersion(
        policy_id=policy_id,
        version=1 if newest is None else newest.version + 1,
        effective_from=document.effective_from,
        effective_to=document.effective_to,
        document=document.model_dump(mode="json"),
        digest=digest,
        loaded_at=at,
    )
