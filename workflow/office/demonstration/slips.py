"""What the forms of the portal would hand in for the people of the story."""

from __future__ import annotations

from workflow.office.demonstration.plans import Plan
from workflow.policy import products
from workflow.policy.money import fen

#: The version of the words that households of the story agreed to.
CONSENT_TEXT = "2026-1"


def application(plan: Plan) -> dict[str, object]:
    """What the application form of the portal hands in."""
    family, wish = plan.family, plan.wish
    spouse = {"spouse_name": family.spouse.name, "spouse_id_number": family.spouse.id_number} if family.spouse else {}
    return spouse | {
        "village": family.village, "group": family.group, "name": family.head.name, "id_number": family.head.id_number,
        "phone": family.head.phone, "address": family.address, "product": wish.product, "amount": fen(wish.amount),
        "term_months": wish.term_months, "purpose": wish.purpose, "guarantee": wish.guarantee,
        "guarantor_name": plan.guarantor, "repayment_source": wish.repayment_source,
        "materials": [products.paper_key(1), products.paper_key(2)], "consent_publication": plan.consent,
        "consent_text_version": CONSENT_TEXT, "language": "zh_Hans",
    }  # fmt: skip
