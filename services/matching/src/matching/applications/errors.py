from servicekit.problems import Problem


class FollowUpUnknown(Problem):
    code = "follow_up_unknown"


class ApplicationExists(Problem):
    code = "application_exists"


class ApplicationNotOpen(Problem):
    code = "application_not_open"
