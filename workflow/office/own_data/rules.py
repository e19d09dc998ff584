"""What the asking person is known by, and what is not handed over with a household's data, in words. Pure."""

from __future__ import annotations

from workflow.kernel.errors import N_

IDENTITIES = {
    "id_card": N_("Identity card"),
    "household_book": N_("Household register booklet"),
    "police_proof": N_("Proof by the police"),
}
RELATIONS = {
    "head": N_("Head of the household"),
    "spouse": N_("Spouse"),
    "parent": N_("Parent"),
    "child": N_("Child"),
    "other": N_("Other member"),
}
#: What was decided, as the household is told.
VERDICTS = {
    "grant": N_("granted"),
    "lower": N_("granted a lower amount"),
    "refuse": N_("refused"),
    "escalate": N_("sent up to the next level"),
}
#: What is kept and not handed over, and why.
LEFT_OUT = (
    N_("Who said what in surveys and panels, and how single members voted: that is theirs, and secret."),
    N_(
        "Complaints and objections, and who looked at them: whoever handed one in reads it with the receipt, and "
        "nobody else learns that there is one."
    ),
    N_("What others said about the household, what the credit bureau reported, and notes that name other people."),
    N_("What a panel held possible in advance (the pre-credit): it promises nothing and rests on what others said."),
    N_("What our staff noted for themselves after a visit, and who of them looked at this data and when."),
    N_("Photos: ask at the counter to look at them together."),
)
