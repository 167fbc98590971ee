from servicekit.problems import Problem


class PolicyNotAutomatic(Problem):
    code = "policy_not_automatic"
