"""Texts of the fields of a policy, in the order of the form."""

from __future__ import annotations

from typing import Final

from riskmodel.present.field_text import FieldText
from riskmodel.present.language import N_

#: What is left out, where the question is whether something is.
_LEFT_OUT: Final = {"yes": N_("not insured"), "no": N_("insured")}

FIELDS: Final = {
    "policy.name": FieldText(N_("Name of the policy"), help=N_("Only for you, to tell policies apart.")),
    "policy.limit_eur": FieldText(
        N_("Limit a claim"),
        N_("What does the insurer pay for one claim at most?"),
        N_("What exceeds it stays with you. It stands in the policy, mostly on its first page. Example: 1,000,000."),
        unit="EUR",
    ),
    "policy.aggregate_multiple": FieldText(
        N_("Limit a year"),
        N_("How many times the limit does the insurer pay in a year at most?"),
        N_("All claims of a year share it. Example: 2 if they end at twice the limit."),
        unit="multiple",
    ),
    "policy.aggregate_used_eur": FieldText(
        N_("Used of the yearly limit"),
        N_("How much of the yearly limit is used already?"),
        N_("Claims already paid this year leave less. Example: 0."),
        unit="EUR",
    ),
    "policy.deductible_eur": FieldText(
        N_("Deductible"),
        N_("What do you pay of each claim yourself?"),
        N_("The insurer pays what exceeds it. Example: 500."),
        unit="EUR",
    ),
    "policy.deductible_share": FieldText(
        N_("Deductible as a share"),
        N_("Is the deductible a share of the claim?"),
        N_("The larger of sum and share is taken. Example: 10 for a tenth of each claim."),
        unit="share",
    ),
    "policy.deductible_maximum_eur": FieldText(
        N_("Largest deductible"),
        N_("What is the most you pay of a claim as deductible?"),
        N_("It ends what you pay of a large claim, where the deductible is a share. Example: 5,000."),
        unit="EUR",
    ),
    "policy.defence": FieldText(
        N_("Cost of defence"),
        N_("Does the cost of defence use up the limit?"),
        N_("Lawyers and courts paid out of the limit leave less for the damage. Usual in Germany: on top."),
        choices={"beside": N_("on top of the limit"), "inside": N_("out of the limit")},
    ),
    "policy.sublimits_eur": FieldText(
        N_("Lower limits for single kinds of damage"),
        N_("Is any kind of damage insured only up to a lower sum?"),
        N_("Such sublimits stand in the small print. Example: PR and marketing measures up to 50,000."),
        unit="EUR",
    ),
    "policy.own_damage_sublimit_eur": FieldText(
        N_("Own damage, at most"),
        N_("Up to what sum does the policy pay for PR in your own name?"),
        N_("Own damage is what you lose yourself, not your client. Example: 0 if it is not insured."),
        unit="EUR",
    ),
    "policy.excluded_incident_types": FieldText(
        N_("Incidents not insured"),
        N_("Which incidents does the policy exclude?"),
        N_(
            "What is excluded you pay alone; it stands under exclusions. Example: data leaks, where a cyber policy "
            "covers them."
        ),
    ),
    "policy.excluded_heads": FieldText(
        N_("Kinds of damage not insured"),
        N_("Which kinds of damage does the policy exclude?"),
        N_("What is excluded you pay alone; it stands under exclusions. Example: penalties for delay."),
    ),
    "policy.own_performance_excluded": FieldText(
        N_("Own performance"),
        N_("Does the policy leave out the value of your own work, given back or done again?"),
        N_("Older general conditions do. Example: the fee that a client demands back after withdrawing."),
        choices=_LEFT_OUT,
    ),
    "policy.vouchers_excluded": FieldText(
        N_("Promised vouchers"),
        N_("Does the policy leave out promised vouchers, discounts and goodwill?"),
        N_("Advertising clauses often do. It matters where a wrong price or campaign promises people something."),
        choices=_LEFT_OUT,
    ),
    "policy.trigger": FieldText(
        N_("What must fall into the policy's period"),
        N_("Which of three moments must fall into the period of the policy?"),
        N_("It stands under “insured event”. Error, damage and claim may lie months apart."),
        choices={
            "claims_made": N_("the claim (claims-made)"),
            "breach": N_("the error (breach)"),
            "damage": N_("the damage (occurrence)"),
        },
    ),
    "policy.in_force_months": FieldText(
        N_("In force for"),
        N_("For how long have you been insured without a gap?"),
        N_(
            "An error from before may not be insured. Policies that follow one another count together. Example: 36 "
            "for three years, 0 for a new policy."
        ),
        unit="months",
    ),
    "policy.retroactive_months": FieldText(
        N_("Retroactive cover"),
        N_("How far back do errors from before the policy count?"),
        N_(
            "A claim may go back to an error of years ago. Leave it open if cover is unlimited. Example: 0 if only "
            "errors since the policy's beginning count."
        ),
        unit="months",
    ),
    "policy.ends_in_months": FieldText(
        N_("Ends in"),
        N_("In how many months does the policy end, if it is not continued?"),
        N_(
            "A claim that comes after the end may find no cover. Leave it open if the policy is continued. Example: "
            "6 if you cancelled it or close your business."
        ),
        unit="months",
    ),
    "policy.run_off_months": FieldText(
        N_("Run-off cover"),
        N_("How long after its end does the policy still pay for errors made before?"),
        N_("Claims often come years after the work. Leave it open if it is unlimited. Example: 60 for five years."),
        unit="months",
    ),
    "policy.premium_eur_per_year": FieldText(
        N_("Premium"),
        N_("What does the policy cost a year, net of insurance tax?"),
        N_("To compare what policies cost in all; it does not enter the estimate. Example: 565."),
        unit="EUR/year",
    ),
}
