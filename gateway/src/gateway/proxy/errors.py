from servicekit.problems import Problem


class RouteUnknown(Problem):
    code = "route_unknown"


class RoutesNotKnownYet(Problem):
    code = "routes_not_known_yet"


class UpstreamDown(Problem):
    code = "upstream_down"


class UpstreamFailed(Problem):
    code = "upstream_failed"


class UpstreamSlow(Problem):
    code = "upstream_slow"


class ClientLeft(Exception):
    """The client went away; there is nobody to answer."""
