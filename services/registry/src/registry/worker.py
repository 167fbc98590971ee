"""The jobs that registry runs, and what it hears of matching."""

from registry.employments import settlement
from registry.imports.job import IMPORT
from servicekit.jobs import Every

JOBS = (IMPORT,)
SETTLE = Every(name="settle", seconds=0.5, run=settlement.sweep)
