from servicekit.problems import Conflict, Forbidden, Problem


class RegionsUnfit(Problem):
    code = "agreement_regions_unfit"


class NotYourParty(Forbidden):
    code = "agreement_not_your_party"


class SideUnclear(Problem):
    code = "agreement_side_unclear"


class TextDiffers(Conflict):
    code = "agreement_text_differs"


class SignedAlready(Conflict):
    code = "agreement_signed_already"


class NeedsTwoPeople(Conflict):
    code = "agreement_needs_two_people"


class StepOutOfOrder(Conflict):
    code = "agreement_step_out_of_order"


class NotSuspendedByYou(Conflict):
    code = "agreement_not_suspended_by_you"


class TermOver(Conflict):
    code = "agreement_term_over"
