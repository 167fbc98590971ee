from servicekit.problems import Problem


class CalendarHorizon(Problem):
    code = "calendar_horizon"


class PeriodTooLong(Problem):
    code = "period_too_long"
