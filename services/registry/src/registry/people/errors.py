from servicekit.problems import Problem


class PeopleAmbiguous(Problem):
    code = "people_ambiguous"
