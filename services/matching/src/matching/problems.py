"""Refusals that more than one feature gives."""

from servicekit.problems import Problem


class RegionOutsideScope(Problem):
    code = "region_outside_scope"


class EmployerUnknown(Problem):
    code = "employer_unknown"


class PostClosed(Problem):
    code = "post_closed"


class PostExpired(Problem):
    code = "post_expired"


class PostFull(Problem):
    code = "post_full"
