"""Texts of the fields of the client and its public conduct, in the order of the form."""

from __future__ import annotations

from typing import Final

from riskmodel.present.field_text import SCHEDULES, FieldText
from riskmodel.present.language import N_

_CLIENT: Final = {
    "project.client.industry": FieldText(
        N_("Client's industry"),
        N_("In which industry is your client?"),
        N_("Of large platforms it is known how often people buy; elsewhere a typical shop is assumed."),
        choices={
            "retail": N_("retail"),
            "online_platform": N_("large online platform"),
            "travel": N_("travel and events"),
            "manufacturing": N_("manufacturing"),
            "services": N_("services"),
            "finance": N_("finance and insurance"),
            "health": N_("health"),
            "public": N_("public sector"),
            "other": N_("another"),
        },
    ),
    "project.client.revenue_eur": FieldText(
        N_("Client's revenue through the system"),
        N_("What does your client turn over in a year through the system you work on?"),
        N_("The size of the client decides most about the damage. Example: 2,400,000 for the revenue of its web shop."),
        unit="EUR/year",
    ),
    "project.client.margin_share": FieldText(
        N_("Client's contribution margin"),
        N_("What share of that revenue is left after the cost of goods?"),
        N_("Lost profit is margin, not revenue. Example: 15 for a web shop."),
        unit="share",
    ),
    "project.client.people": FieldText(
        N_("Client's customers"),
        N_("How many customers or users does your client have?"),
        N_("They are the ones an error can reach, and who may have to be informed. Example: 25,000."),
        unit="people",
    ),
    "project.client.orders_per_year": FieldText(
        N_("Orders of one customer"),
        N_("How often does one customer buy in a year?"),
        N_("A lost customer costs what would have been bought. Example: 1.5."),
        unit="orders/year",
    ),
    "project.client.order_value_eur": FieldText(
        N_("Value of an order"),
        N_("What is an ordinary order worth?"),
        N_("A wrong price costs the client part of each order. Example: 90."),
        unit="EUR",
    ),
    "project.client.records": FieldText(
        N_("Personal records"),
        N_("Of how many people does the system hold data?"),
        N_("They may have claims after a data leak. Example: 30,000, old customers included."),
        unit="records",
    ),
    "project.client.visibility": FieldText(
        N_("Public visibility"),
        N_("How well is your client known in public?"),
        N_("Media write about well-known names. Example: a regional retailer is little or fairly known."),
        choices={"low": N_("little known"), "medium": N_("fairly known"), "high": N_("well known")},
    ),
}
_RESPONSE: Final = {
    "project.response.answer_schedule": FieldText(
        N_("When the client answers in public"),
        N_("When does somebody at the client answer customers in public?"),
        N_("An outcry grows with every hour without an answer. Example: office hours."),
        choices=SCHEDULES,
    ),
    "project.response.answer_within_hours": FieldText(
        N_("First public answer within"),
        N_("Within how many hours is the first public answer sure to come?"),
        N_("Only where somebody is bound to it day and night. Example: 1 or 24; otherwise leave it open."),
        unit="h",
    ),
    "project.response.social_media_watched": FieldText(
        N_("Public comments watched"),
        N_("Does somebody watch what is said about the client in public?"),
        N_("Whoever watches notices sooner. Example: yes, if somebody reads social media every day."),
    ),
    "project.response.stance": FieldText(
        N_("How the client answers"),
        N_("How would your client react in public to an error?"),
        N_("A short, honest explanation calms most; demanding deletion makes it louder. If in doubt: do not know."),
        choices={
            "ignore": N_("says nothing"),
            "demand_deletion": N_("demands deletion of comments"),
            "deny": N_("denies the error"),
            "explain_apologise": N_("explains and apologises"),
            "apologise_goodwill": N_("apologises and offers goodwill"),
        },
    ),
    "project.response.goodwill_eur": FieldText(
        N_("Goodwill a person"),
        N_("What would the client give each person concerned, if it gives something?"),
        N_("Vouchers and rebates are later claimed from you in part. Example: 20."),
        unit="EUR/person",
    ),
    "project.response.orders": FieldText(
        N_("Orders at a wrong price"),
        N_("What would your client do with orders at a wrong price?"),
        N_("Honouring them costs money, cancelling them costs reputation. Example: cancelled."),
        choices={"honoured": N_("honoured"), "partly": N_("partly honoured"), "cancelled": N_("cancelled")},
    ),
}
FIELDS: Final = {**_CLIENT, **_RESPONSE}
