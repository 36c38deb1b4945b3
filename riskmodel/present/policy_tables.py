"""The policies side by side, and who pays."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from math import isfinite

from riskmodel.calibration import Calibration
from riskmodel.case import Policy
from riskmodel.cover import Terms
from riskmodel.estimate import Estimate, PolicyEstimate
from riskmodel.present import currencies, fields, names
from riskmodel.present.language import Language
from riskmodel.present.table import Cell, Column, Line, Table, amount, entered, label_cell, money
from riskmodel.values import Amount


def policies(estimate: Estimate, calibration: Calibration, language: Language) -> Table:
    """Return a column for each policy, the last for having none."""
    t = language.t
    columns = [Column("label", t("Policy"))]
    columns += [
        Column(str(i), names.policy(p, estimate, language), numeric=True) for i, p in enumerate(estimate.policies)
    ]
    dated = any(not p.terms.period.always for p in estimate.policies)
    each = [
        _figures(p, given, language, dated=dated) for p, given in zip_longest(estimate.policies, estimate.case.policies)
    ]
    lines = [
        Line(key, (label_cell(label), *(column[key][1] for column in each))) for key, (label, _) in each[0].items()
    ]
    note = t(
        "The calculated premium follows published market prices. It is no offer. Premiums are net of insurance tax."
    )
    return Table("policies", t("Policies side by side"), tuple(columns), tuple(lines), note)


def _figures(
    policy: PolicyEstimate, given: Policy | None, language: Language, *, dated: bool
) -> dict[str, tuple[str, Cell]]:
    """Return label and cell of each figure; `given` is the policy as the case has it, None for having none."""
    t, terms, none = language.t, policy.terms, names.is_none(policy)
    dash = Cell("–", None)
    trigger = Cell(fields.value_text("policy.trigger", terms.period.trigger, language), terms.period.trigger)
    needed = Cell(t("more than the market offers")) if policy.needed_limit_eur is None else None
    return {
        "limit": (t("Limit a claim"), dash if given is None else limit(terms, language, given)),
        "aggregate": (t("Limit a year"), dash if none else amount(terms.aggregate_eur, language)),
        "deductible": (t("Deductible"), dash if given is None else deductible(policy.terms, language, given)),
        **({"trigger": (fields.label("policy.trigger", language), dash if none else trigger)} if dated else {}),
        "premium": (
            t("Premium a year"),
            as_given(given and given.premium_eur_per_year, terms.premium_eur_per_year, language),
        ),
        "premium_indication": (t("Calculated premium a year"), amount(policy.premium_indication_eur, language)),
        "insured_mean": (
            t("Insurer pays on average a year"),
            dash if none else money(policy.insured.per_year.mean, language),
        ),
        "retained_mean": (t("Left with you on average a year"), money(policy.retained.per_year.mean, language)),
        "retained_p50": (
            t("In half of the claims at most"),
            money(policy.retained.per_claim.p50, language),
        ),
        "retained_p99": (t("1 of 100 claims leaves more with you"), money(policy.retained.per_claim.p99, language)),
        "uncovered": (
            t("Year in which the limit is too low"),
            dash if none else _uncovered(policy, language),
        ),
        "needed_limit": (
            t("Limit that suffices"),
            dash if none else needed or amount(policy.needed_limit_eur, language),
        ),
    }


def _uncovered(policy: PolicyEstimate, language: Language) -> Cell:
    return Cell(language.frequency(policy.uncovered_probability), policy.uncovered_probability)


def as_given(given: object, eur: float | None, language: Language) -> Cell:
    """Return an amount as it was given; where that was in another currency, with about how much it is."""
    cell = amount(eur, language) if isinstance(given, Amount) else entered(eur, language)
    return replace(cell, text=currencies.both(given, cell.text, language))


def limit(terms: Terms, language: Language, given: Policy | None = None) -> Cell:
    """Return the limit a claim; with how it was given, if that is known, and whether it is only assumed."""
    cell = as_given(given and given.limit_eur, terms.limit_eur, language)
    return replace(cell, text=language.t("assumed: {value}", value=cell.text)) if terms.limit_assumed else cell


def deductible(terms: Terms, language: Language, given: Policy | None = None) -> Cell:
    """Return a deductible: a sum, or a share with its least and most; with how it was given, if that is known."""
    text = currencies.both(given and given.deductible_eur, language.euros_exact(terms.deductible_eur), language)
    if terms.deductible_share > 0.0:
        share = language.percent(terms.deductible_share)
        if isfinite(terms.deductible_maximum_eur):
            most = language.euros_exact(terms.deductible_maximum_eur)
            most = currencies.both(given and given.deductible_maximum_eur, most, language)
            text = language.t("{share}, from {least} to {most}", share=share, least=text, most=most)
        else:
            text = language.t("{share}, at least {least}", share=share, least=text)
    return Cell(text, terms.deductible_eur)


def who_pays(estimate: Estimate, calibration: Calibration, language: Language, policy: int = 0) -> Table:
    """Return who bears damage and own cost, by size of the claim, with one of the policies (counted from 0)."""
    t = language.t
    of = estimate.policies[policy]
    parts = {
        "client_eur": t("Client and others"),
        "provider_eur": t("You"),
        "insurer_eur": t("Insurer"),
        "subcontractor_eur": t("Subcontractor"),
    }
    if not any(size.subcontractor_eur for size in of.who_pays):
        del parts["subcontractor_eur"]
    columns = [Column("label", t("Claims by size")), Column("total", t("Together"), numeric=True)]
    columns += [Column(key, label, numeric=True) for key, label in parts.items()]
    lines = []
    for size in of.who_pays:
        values = [getattr(size, key) for key in parts]
        cells = [amount(value, language) for value in (sum(values), *values)]
        lines.append(Line(size.size, (label_cell(names.claim_size(size.size, language)), *cells)))
    title = t("Who pays, with {policy}", policy=names.policy(of, estimate, language))
    if names.is_none(of):
        title = t("Who pays, without a policy")
    return Table(f"who_pays_{policy}", title, tuple(columns), tuple(lines), t("Means of the claims of each size."))
