"""A provider's row of figures."""

from __future__ import annotations

from collections.abc import Sequence

from riskmodel import measures
from riskmodel.book.insured import Insured
from riskmodel.book.provider import Years
from riskmodel.book.results import BASES, LEVELS, QUANTITIES, Row, figure_name, with_error
from riskmodel.currency import euros
from riskmodel.facts import Stated
from riskmodel.measures import Measured

_WORTH = {"given": 1.0, "range": 0.5, "assumed": 0.0}


def row(insured: Insured, years: Years, stated: Sequence[Stated]) -> Row:
    """Return the figures of a provider by the names of `results.OWN_COLUMNS`."""
    case, calibration = insured.case, years.common.calibration
    policy = case.policies[0] if case.policies else None
    demanded = [p.contract.insurance_demanded_eur for p in case.projects if p.contract.insurance_demanded_eur]
    needed, limit = years.needed_limit_eur, years.terms.limit_eur
    owed = years.quantity("owed").per_incident
    of: dict[str, object] = {
        "provider_id": insured.id,
        "provider_name": case.provider.name,
        "kind": _value(stated, "provider.kind"),
        "projects": len(case.projects),
        "revenue_eur": _value(stated, "provider.revenue_eur"),
        "given_share": sum(_WORTH[s.status] for s in stated) / len(stated),
        "incidents_per_year": len(years.ledger.trial) / years.common.years,
        "policy_name": policy.name if policy else None,
        "policy_limit_eur": limit if policy else None,
        "premium_eur_per_year": years.terms.premium_eur_per_year,
        "limit_demanded_eur": max((euros(d, calibration) for d in demanded), default=None),
        "needed_limit_eur": needed,
        "gap_eur": None if needed is None else max(0.0, needed - limit),
        "lever": years.lever.lever if years.lever else None,
    }
    probable = {
        "claim": years.claims.by_trial,
        "owed": owed.at(owed.eur > 0.0).years,
        "uncovered": years.uncovered,
    }
    figures = {f"{name}_probability": measures.any_probability(years.year(a)) for name, a in probable.items()}
    for quantity in QUANTITIES:
        found = years.quantity(quantity)
        for basis, sample in zip(BASES, (years.year(found.per_year), years.claim(found.per_claim)), strict=True):
            figures[figure_name(quantity, basis, "mean")] = measures.mean(sample)
            for name, level in LEVELS.items():
                figures[figure_name(quantity, basis, name)] = measures.quantile(sample, level)
    if years.lever:
        figures["lever_saved_eur"] = years.lever.saved_eur
    return {**of, **{column: value for name, m in figures.items() for column, value in _ends(name, m)}}


def _ends(name: str, m: Measured) -> zip[tuple[str, float]]:
    return zip(with_error(name), (m.value, m.lo, m.hi), strict=True)


def _value(stated: Sequence[Stated], field: str) -> object:
    return next(s.value for s in stated if s.field == field)
