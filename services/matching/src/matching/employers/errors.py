from servicekit.problems import Problem


class EmployerExists(Problem):
    code = "employer_exists"
