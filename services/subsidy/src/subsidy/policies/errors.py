from servicekit.problems import Problem


class PolicyDocumentInvalid(Problem):
    code = "policy_document_invalid"
