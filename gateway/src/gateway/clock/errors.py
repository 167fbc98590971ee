from servicekit.problems import Problem


class OnlyInSampleMode(Problem):
    code = "only_in_sample_mode"


class ClockMovesForward(Problem):
    code = "clock_moves_forward"
