from servicekit.problems import Problem


class NotEligible(Problem):
    code = "not_eligible"


class ReviewerRepeated(Problem):
    code = "reviewer_repeated"
