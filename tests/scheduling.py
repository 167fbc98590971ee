"""Which tests stay together when several workers run them: those that share a running platform.

`--dist loadgroup` is for this, but xdist 3.8 does not hear of its groups from pytest 9.2.
"""

from xdist.scheduler import LoadScopeScheduling

SHARING = ("tests/onebox/test_run.py", "tests/reliability/", "tests/system/")


class PlatformScheduling(LoadScopeScheduling):  # type: ignore[misc] # xdist has no types
    """A shared platform's tests in one worker, the largest group first; each other where it may."""

    def _split_scope(self, nodeid: str) -> str:
        return next((place for place in SHARING if nodeid.startswith(place)), nodeid)
