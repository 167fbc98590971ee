"""The jobs that registry runs, and what it hears of matching."""

from registry.employments import settlement
from registry.followups import hearing
from registry.imports.job import IMPORT
from servicekit.followers import Follower
from servicekit.jobs import Every

JOBS = (IMPORT,)
SETTLE = Every(name="settle", seconds=0.5, run=settlement.sweep)
EXPIRE = Every(name="expire", seconds=60, run=settlement.expire)
MATCHING = Follower(
    source="matching",
    handlers={
        "matching.recommendations.made": hearing.recommendations_made,
        "matching.application.changed": hearing.applications_changed,
        "matching.placement.confirmed": hearing.placements_confirmed,
    },
)
