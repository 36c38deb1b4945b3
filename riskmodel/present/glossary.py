"""Insurers' and lawyers' terms that occur in a document, explained in a sentence each."""

from __future__ import annotations

from typing import Final

from riskmodel.present.language import N_, Language

_TERMS: Final = (
    (N_("Limit a claim"), N_("The most the insurer pays for one claim.")),
    (N_("Limit a year"), N_("The most the insurer pays for all claims of one insurance year together.")),
    (N_("Deductible"), N_("What you pay of each claim yourself before the insurer pays.")),
    (N_("Sublimit"), N_("A lower limit for one kind of damage, within the limit a claim.")),
    (
        N_("Own damage"),
        N_("What you lose yourself, not your client. Liability insurance pays it only under a section of its own."),
    ),
    (
        N_("Cost of defence"),
        N_("Lawyers, court and experts against a claim. Paid on top of the limit or out of it, as the policy says."),
    ),
    (
        N_("Cap in the contract"),
        N_("A clause that ends what you owe your client at a sum. Courts often strike it down in standard terms."),
    ),
    (
        N_("Gross negligence"),
        N_("Care neglected to an unusual degree. Liability for it can hardly be limited in standard terms."),
    ),
    (
        N_("Contributory fault"),
        N_("The client's own part in the damage, say a missing backup. It lowers what you owe."),
    ),
    (N_("Recourse"), N_("What you get back from a subcontractor who caused the damage.")),
    (
        N_("Once in 100 years"),
        N_("On average in 1 of 100 years it is more than the amount named; that may be next year."),
    ),
    (
        N_("Typical claim"),
        N_("Half of all claims cost less, half cost more. Where means are shown: the middle fifth of claims."),
    ),
)


def block(language: Language) -> dict[str, object]:
    """Return heading and terms, in the order in which the documents use them."""
    items = [[language.t(term), language.t(words)] for term, words in _TERMS]
    return {"heading": language.t("What the terms mean"), "items": items}
