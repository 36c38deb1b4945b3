"""What amounts of a case are reckoned by, in words: exchange rates, and a fee table that is not of its law."""

from __future__ import annotations

from collections.abc import Sequence

from riskmodel.case import Case
from riskmodel.currency import Rate
from riskmodel.present import currencies
from riskmodel.present.language import Language

_LAW_OF_THE_FEES = "DE"


def said(case: Case, rates: Sequence[Rate], language: Language) -> str:
    """Say by which rates and fee tables a case is reckoned; empty where that goes without saying."""
    return " ".join(part for part in (currencies.rates(rates, language), fees(case, language)) if part)


def fees(case: Case, language: Language) -> str:
    """Say that German fees are assumed for a dispute under another law; empty where all are under German law."""
    if all(project.contract.law in (None, _LAW_OF_THE_FEES) for project in case.projects):
        return ""
    return language.t(
        "Where another law than the German one governs a contract, lawyers and courts are reckoned after the German "
        "fee tables: an assumption."
    )
