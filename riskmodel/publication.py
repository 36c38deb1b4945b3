"""The estimate as JSON, in the shape outsiders rely on (docs/interfaces.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from math import isfinite
from typing import Final

from riskmodel.bands import Band
from riskmodel.crosstab import Crosstab
from riskmodel.currency import Rate
from riskmodel.estimate import Bases, Curve, Estimate, Likelihood, Measures, Part, PolicyEstimate
from riskmodel.measures import Measured

#: The clauses of a cap, where the contract has none: the keys stay, so that a reader need not ask for them first.
_NO_CAP: Final = {name: {"value": None, "status": "not_applicable"} for name in ("cap_scope", "cap_agreed")}


def as_json(estimate: Estimate, version: str) -> dict[str, object]:
    """Return the estimate as a tree of JSON values; the presentation adds what is in words."""
    return {
        "riskmodel": version,
        "data": estimate.data_version,
        "seed": estimate.seed,
        "trials": estimate.trials,
        "quiet_year_probability": estimate.quiet_year_probability,
        "parameter_sets": estimate.parameter_sets,
        "currency": "EUR",
        "incidents_per_year": estimate.incidents_per_year,
        "rates": {r.currency: _rate(r) for r in estimate.rates},
        "case": _case(estimate),
        "likelihood": {"claim": _likely(estimate.claim), "owed": _likely(estimate.owed_likelihood)},
        "above_own_assets_probability": _measured("value", estimate.above_own_assets_probability),
        "cap_holds_probability": estimate.cap_holds_probability,
        "band": _json_band(estimate.band),
        "measures": {n: _json_bases(getattr(estimate, n)) for n in ("damage", "claimed", "owed", "own_cost", "burden")},
        "policies": [_json_policy(p) for p in estimate.policies],
        "tail_per": estimate.tail_per,
        **{n: _json_parts(getattr(estimate, n)) for n in ("heads", "own_heads", "incident_types", "projects")},
        "heads_by_type": _json_crosstab(estimate.heads_by_type),
        "exceedance": {name: json_curve(curve) for name, curve in estimate.exceedance.items()},
    }


def _rate(rate: Rate) -> dict[str, object]:
    return {key: value for key, value in vars(rate).items() if key != "currency"}


def _measured(name: str, m: Measured) -> dict[str, float]:
    return {name: m.value, f"{name}_lo": m.lo, f"{name}_hi": m.hi}


def _json_bases(bases: Bases) -> dict[str, dict[str, object]]:
    return {basis.name: json_measures(getattr(bases, basis.name)) for basis in fields(bases)}


def json_measures(of: Measures) -> dict[str, object]:
    """Return measures as JSON values."""
    figures = [f.name for f in fields(of) if f.name != "band"]
    found: dict[str, object] = {k: v for name in figures for k, v in _measured(name, getattr(of, name)).items()}
    return {**found, "band": _json_band(of.band)} if of.band else found


def _likely(of: Likelihood) -> dict[str, object]:
    found = {**_measured("year", of.year), "project": of.project, "ten_years": of.ten_years}
    return {**found, "band": _json_band(of.band)}


def _json_band(of: Mapping[str, Band]) -> dict[str, list[float]]:
    return {name: list(ends) for name, ends in of.items()}


def _json_parts(parts: tuple[Part, ...]) -> dict[str, dict[str, object]]:
    keys = ("mean_eur", "mean_share", "tail_share", "tail_eur")
    return {p.name: {k: getattr(p, k) for k in keys} | _json_bands_of_part(p) for p in parts}


def _json_bands_of_part(part: Part) -> dict[str, object]:
    of = _json_band(part.band)
    return {"band": of.pop("mean_eur", None), "bands": of}


def json_curve(curve: Curve) -> dict[str, list[dict[str, float]]]:
    """Return an exceedance curve as JSON values."""
    return {f.name: [vars(point) for point in getattr(curve, f.name)] for f in fields(curve)}


def _json_policy(p: PolicyEstimate) -> dict[str, object]:
    return {
        "name": p.terms.name,
        "limit_eur": p.terms.limit_eur,
        "deductible_eur": p.terms.deductible_eur,
        "aggregate_eur": p.terms.aggregate_eur,
        "deductible_share": p.terms.deductible_share,
        "deductible_maximum_eur": p.terms.deductible_maximum_eur if isfinite(p.terms.deductible_maximum_eur) else None,
        "defence": "inside" if p.terms.defence_inside else "beside",
        "sublimits_eur": dict(p.terms.sublimits_eur),
        "own_damage_sublimit_eur": p.terms.own_damage_sublimit_eur,
        "excluded_incident_types": list(p.terms.excluded_incident_types),
        "excluded_heads": list(p.terms.excluded_heads),
        "premium_eur_per_year": p.terms.premium_eur_per_year,
        "trigger": p.terms.period.trigger,
        "period_months": {k: v if isfinite(v) else None for k, v in vars(p.terms.period).items() if k != "trigger"},
        "insured": _json_bases(p.insured),
        "retained": _json_bases(p.retained),
        "uncovered_probability": p.uncovered_probability,
        "needed_limit_eur": p.needed_limit_eur,
        "premium_indication_eur": p.premium_indication_eur,
        "who_pays": [vars(w) | {"band": _json_band(w.band)} for w in p.who_pays],
        "band": _json_band(p.band) | ({"needed_limit_eur": list(p.needed_limit_band)} if p.needed_limit_band else {}),
    }


def _json_crosstab(of: Crosstab) -> dict[str, dict[str, dict[str, object]]]:
    found: dict[str, dict[str, dict[str, object]]] = {
        name: {
            head: dict(zip(of.types, row, strict=True)) for head, row in zip(of.heads, getattr(of, name), strict=True)
        }
        for name in ("mean_eur", "tail_eur", "band", "tail_band")
    }
    for name in ("band", "tail_band"):
        found[name] = {head: {k: b for k, b in row.items() if b is not None} for head, row in found[name].items()}
    return found


def _case(estimate: Estimate) -> dict[str, object]:
    """Return the fields as a tree in the shape of the case file, each with what it was and how it came about.

    Names are no input of the model and stand as plain texts; the policies are told apart, with what they do.
    """
    tree: dict[str, object] = {}
    for field in estimate.stated:
        *path, last = field.field.split(".")
        at: dict[str, object] = tree
        for step in path:
            inner = at.setdefault(step, {})
            assert isinstance(inner, dict)
            at = inner
        told = {k: v for k, v in vars(field).items() if k not in ("field", "entered") and v not in (None, "")}
        entered = [amount.model_dump() for amount in field.entered]
        at[last] = {**told, "entered": entered} if entered else told
    provider, projects = tree["provider"], tree["project"]
    assert isinstance(provider, dict) and isinstance(projects, dict)
    for of in projects.values():
        of["contract"] = {**_NO_CAP, **of["contract"]}
    named = zip(estimate.case.projects, projects.values(), strict=True)
    return {
        "title": estimate.case.title,
        "provider": {"name": estimate.case.provider.name, **provider},
        "project": [{"name": project.name, **of} for project, of in named],
    }
