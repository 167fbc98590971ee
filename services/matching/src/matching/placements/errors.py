from servicekit.problems import Problem


class PlacementExists(Problem):
    code = "placement_exists"


class PlacementDateInvalid(Problem):
    code = "placement_date_invalid"


class ApplicationWithdrawn(Problem):
    code = "application_not_open"
