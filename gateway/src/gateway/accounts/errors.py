from servicekit.problems import Problem


class AccountExists(Problem):
    code = "account_exists"


class ClientExists(Problem):
    code = "client_exists"


class ClientKeysUnusable(Problem):
    code = "client_keys_unusable"


class OutsideYourAdministration(Problem):
    code = "outside_your_administration"


class AgencyUnknown(Problem):
    code = "agency_unknown"
