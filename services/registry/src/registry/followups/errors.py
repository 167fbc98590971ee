from servicekit.problems import Problem


class AlreadyOpen(Problem):
    code = "follow_up_already_open"


class CaseClosed(Problem):
    code = "follow_up_closed"


class StepRefused(Problem):
    code = "follow_up_step_refused"
