"""Texts of the fields of provider and project, in the order of the form."""

from __future__ import annotations

from typing import Final

from riskmodel.present.field_text import SCHEDULES, FieldText
from riskmodel.present.language import N_

_PROVIDER: Final = {
    "provider.name": FieldText(N_("Your name"), N_("What should stand on the summary?"), N_("Name or company.")),
    "provider.kind": FieldText(
        N_("Kind of business"),
        N_("How do you work?"),
        N_("For the summary only; the size of your business is taken from your revenue."),
        choices={
            "freelancer": N_("freelancer"),
            "agency": N_("agency"),
            "it_firm": N_("IT firm"),
        },
    ),
    "provider.legal_form": FieldText(
        N_("Legal form"),
        N_("In which legal form do you work?"),
        N_("It decides whose assets are at risk: your own, or those of the company."),
        choices={
            "sole_trader": N_("sole trader"),
            "partnership": N_("partnership"),
            "limited": N_("limited company"),
        },
    ),
    "provider.revenue_eur": FieldText(
        N_("Your revenue"),
        N_("What do you turn over in a year, net of VAT?"),
        N_("More work means more occasions for an error. Example: 95,000 for a freelancer booked all year."),
        unit="EUR/year",
    ),
    "provider.own_assets_eur": FieldText(
        N_("Your own assets at risk"),
        N_("What could a claim take from you?"),
        N_(
            "As a sole trader that is your savings and property, as a limited company the capital of the company. "
            "Example: 80,000."
        ),
        unit="EUR",
    ),
    "provider.hourly_rate_eur": FieldText(
        N_("Your hourly rate"),
        N_("What does an hour of your work cost, net of VAT?"),
        N_("You repair your own errors unpaid; the rate says what these hours cost you. Example: 98."),
        unit="EUR/h",
    ),
    "provider.repair_schedule": FieldText(
        N_("When somebody repairs"),
        N_("When is somebody there to repair an error?"),
        N_("An error on Friday evening runs until somebody acts. Example: office hours means until Monday."),
        choices=SCHEDULES,
    ),
    "provider.crew": FieldText(
        N_("People who repair"),
        N_("How many people can search and repair at the same time?"),
        N_("Two people find an error sooner than one. Example: 1 if you work alone."),
        unit="people",
    ),
}
_PROJECT: Final = {
    "project.name": FieldText(N_("Name of the project"), help=N_("Only for you, to tell projects apart.")),
    "project.activity": FieldText(
        N_("Activity"),
        N_("What do you do in this project?"),
        N_(
            "The activity decides which errors can happen, and how often. Choose several if it is a mixture. "
            "Example: a web shop that you also host."
        ),
        choices={
            "web_shop": N_("web shop"),
            "software": N_("software development"),
            "hosting": N_("hosting and operation"),
            "marketing": N_("online marketing"),
            "web_design": N_("web design"),
            "consulting": N_("IT consulting"),
            "media": N_("media and content"),
        },
    ),
    "project.contract_value_eur": FieldText(
        N_("Contract value"),
        N_("What is the contract worth, net of VAT?"),
        N_("A failed contract is claimed back, and caps often follow its value. Example: 24,000."),
        unit="EUR",
    ),
    "project.duration_months": FieldText(
        N_("Duration"),
        N_("How long does the project run?"),
        N_("The longer it runs, the likelier an error in its time. Example: 12 for a yearly contract."),
        unit="months",
    ),
    "project.year_share": FieldText(
        N_("Share of your working year"),
        N_("How much of your working year does this project take?"),
        N_("Several projects share the year. Example: 50 for half of your time."),
        unit="share",
    ),
    "project.releases_per_month": FieldText(
        N_("Releases or campaigns"),
        N_("How often do you release something, or send a campaign?"),
        N_("Errors come with changes. Example: 4 for one release a week."),
        unit="1/month",
    ),
    "project.tiers_below": FieldText(
        N_("Subcontractors below you"),
        N_("How many subcontractors stand in a chain below you?"),
        N_("Each one makes the search longer; part of what you pay may come back from a guilty one. Example: 0 or 1."),
        unit="tiers",
    ),
    "project.tiers_above": FieldText(
        N_("Contractors above you"),
        N_("How many contractors stand between you and the client?"),
        N_("The longer the chain, the likelier you are blamed for somebody else's error. Example: 1 below an agency."),
        unit="tiers",
    ),
}
FIELDS: Final = {**_PROVIDER, **_PROJECT}
