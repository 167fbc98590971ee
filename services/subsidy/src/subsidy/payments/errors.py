from servicekit.problems import Problem


class NothingToPay(Problem):
    code = "nothing_to_pay"


class PayerRepeated(Problem):
    code = "payer_repeated"


class BatchStateForbids(Problem):
    code = "batch_state_forbids"


class BankResultInvalid(Problem):
    code = "bank_result_invalid"


class BankResultContradicts(Problem):
    code = "bank_result_contradicts"
