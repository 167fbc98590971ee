from fastapi import FastAPI

from servicekit.app import create_app as create_base
from subsidy import worker
from subsidy.checks import endpoints as checks
from subsidy.claims import endpoints as claims
from subsidy.ledger import endpoints as ledger
from subsidy.notices import endpoints as notices
from subsidy.payments import endpoints as payments
from subsidy.policies import endpoints as policies
from subsidy.runs import endpoints as runs
from subsidy.settings import Settings


def create_app(settings: Settings | None = None) -> FastAPI:
    features = (policies, runs, claims, checks, notices, payments, ledger)
    return create_base(
        name="subsidy",
        title="Wengang subsidy",
        settings=settings or Settings(),
        routers=[feature.router for feature in features],
        jobs=[worker.CLAIM_RUN],
        every=[worker.INSTALL_SAMPLES, worker.END_NOTICES],
        followers=[worker.REGISTRY],
    )
