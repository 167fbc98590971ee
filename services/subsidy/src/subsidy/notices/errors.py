from servicekit.problems import Problem


class NothingToPublish(Problem):
    code = "nothing_to_publish"


class CalendarBeyondHorizon(Problem):
    code = "calendar_beyond_horizon"
