from servicekit.problems import Problem


class PostUnlawful(Problem):
    code = "post_unlawful"


class HeadcountBelowFilled(Problem):
    code = "post_headcount_below_filled"
