"""Texts of the fields of contract and safeguards, in the order of the form."""

from __future__ import annotations

from typing import Final

from riskmodel.present.field_text import FieldText
from riskmodel.present.language import N_

_CONTRACT: Final = {
    "project.contract.cap": FieldText(
        N_("Cap on liability"),
        N_("Does the contract cap your liability at a sum?"),
        N_("A cap ends what you owe, where it holds. Example: “liability is limited to the contract value”."),
        choices={
            "none": N_("no cap"),
            "amount": N_("a sum in euros"),
            "multiple": N_("a multiple of the contract value"),
        },
    ),
    "project.contract.cap_eur": FieldText(
        N_("Cap: sum"),
        N_("At which sum does your liability end?"),
        N_("As it stands in the contract. Example: 500,000."),
        unit="EUR",
    ),
    "project.contract.cap_multiple": FieldText(
        N_("Cap: multiple of the contract value"),
        N_("At how many times the contract value does your liability end?"),
        N_("Example: 1 if liability is limited to the contract value, 0.5 for half of it."),
        unit="multiple",
    ),
    "project.contract.cap_scope": FieldText(
        N_("What the cap is for"),
        N_("Is the cap for all claims of the project together, or for each claim?"),
        N_("A cap for each claim may have to be paid several times. If in doubt: all claims together."),
        choices={"project": N_("all claims of the project together"), "claim": N_("each claim")},
    ),
    "project.contract.cap_agreed": FieldText(
        N_("How the cap was agreed"),
        N_("Was the cap negotiated, or does it stand in standard terms?"),
        N_("Courts strike down many caps in standard terms; negotiated ones hold more often. Example: own terms."),
        choices={"individually": N_("negotiated individually"), "standard_terms": N_("in standard terms")},
    ),
    "project.contract.lost_profit_excluded": FieldText(
        N_("Lost profit excluded"),
        N_("Does the contract exclude lost profit?"),
        N_("Lost profit is often the largest part of a claim. As with the cap, such a clause does not always hold."),
    ),
    "project.contract.delay_penalty": FieldText(
        N_("Penalty for delay"),
        N_("Does the contract set a penalty for delay?"),
        N_("For example 0.2 percent of the contract value for each day, at most 5 percent."),
    ),
    "project.contract.law": FieldText(
        N_("Governing law"),
        N_("Which law governs the contract?"),
        N_("It decides whether clauses hold. Example: Germany."),
        choices={
            "DE": N_("Germany"),
            "AT": N_("Austria"),
            "CH": N_("Switzerland"),
            "UK": N_("United Kingdom"),
            "other": N_("another"),
        },
    ),
    "project.contract.insurance_demanded_eur": FieldText(
        N_("Insurance demanded by the client"),
        N_("Which limit of insurance does the contract demand of you?"),
        N_("Clients often demand proof of cover. It is compared with your policy. Example: 3,000,000."),
        unit="EUR",
    ),
}
_SAFEGUARDS: Final = {
    "project.safeguards.automated_tests": FieldText(
        N_("Automated tests"),
        N_("Do automated tests run before each release?"),
        N_("They find errors before the client does. Example: yes, if a release stops when a test fails."),
    ),
    "project.safeguards.code_review": FieldText(
        N_("Code review"),
        N_("Does a second person review each change?"),
        N_("Four eyes see more than two. Example: no, if you work alone."),
    ),
    "project.safeguards.acceptance_test": FieldText(
        N_("Acceptance by the client"),
        N_("Does the client test and accept before something goes live?"),
        N_("Whoever accepts the work shares the responsibility. Example: yes, if acceptance is in writing."),
    ),
    "project.safeguards.plausibility_limit": FieldText(
        N_("Limits on prices and discounts"),
        N_("Does the system stop implausible prices and discounts?"),
        N_("Such a limit stops a pricing error within minutes. Example: no order with more than 70% off."),
    ),
    "project.safeguards.staged_rollout": FieldText(
        N_("Staged roll-out with a way back"),
        N_("Do changes go live in steps, with a way back?"),
        N_("Then an error meets few people and ends soon. Example: first for one in ten visitors."),
    ),
    "project.safeguards.monitoring": FieldText(
        N_("Monitoring"),
        N_("Does monitoring raise an alarm when something goes wrong?"),
        N_("An error that is noticed sooner costs less. Example: a message when orders drop."),
    ),
    "project.safeguards.tested_backups": FieldText(
        N_("Tested backups"),
        N_("Are backups made, and is restoring tested?"),
        N_("A backup that cannot be restored is none. Example: yes, if restoring was tried within the last year."),
    ),
    "project.safeguards.four_eyes": FieldText(
        N_("Second person releases campaigns"),
        N_("Does a second person release campaigns and discounts?"),
        N_("Most campaign errors are seen at a second look. Example: the client signs off each mailing."),
    ),
}
FIELDS: Final = {**_CONTRACT, **_SAFEGUARDS}
