"""What subsidy hears of registry, and what it does on its own."""

from servicekit.followers import Follower
from servicekit.jobs import Every, Job
from subsidy.facts import service as facts
from subsidy.notices import service as notices
from subsidy.policies import service as policies
from subsidy.runs import service as runs

REGISTRY = Follower(
    source="registry",
    handlers={
        "registry.worker.changed": facts.project_workers,
        "registry.employment.changed": facts.project_employments,
    },
)
CLAIM_RUN = Job(name=runs.JOB, run=runs.run, give_up=runs.give_up)
INSTALL_SAMPLES = Every(name="install-samples", seconds=3600, run=policies.install_samples)
END_NOTICES = Every(name="end-notices", seconds=5, run=notices.end_notices)
