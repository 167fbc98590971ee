"""What matching hears of registry, and what it does on its own."""

from matching.recommendations import service as recommendations
from matching.seekers import service as seekers
from servicekit.followers import Follower
from servicekit.jobs import Every

REGISTRY = Follower(
    source="registry",
    handlers={
        "registry.worker.changed": seekers.project_workers,
        "registry.employment.changed": seekers.project_employments,
        "registry.follow_up.opened": recommendations.open_cases,
        "registry.follow_up.closed": recommendations.close_cases,
    },
)
COMPLETE_OFFERS = Every(name="complete-offers", seconds=30, run=recommendations.complete)
