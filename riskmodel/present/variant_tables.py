"""Variants of a case side by side: the headline figures, each column one variant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from riskmodel.estimate import Estimate
from riskmodel.present import names
from riskmodel.present.language import Language
from riskmodel.present.table import Cell, Column, Line, Table, label_cell, money


def variants(each: Sequence[tuple[str, Estimate | None]], language: Language) -> Table:
    """Return a column for each named variant; one without an estimate says so.

    What insurer and provider pay is told for the first policy of the variant, or for having none.
    """
    t = language.t
    columns = [Column("label", t("Figure"))]
    columns += [Column(str(i), name, numeric=True) for i, (name, _) in enumerate(each)]
    told = [_figures(estimate, language) if estimate else None for _, estimate in each]
    rows = {
        "claim": t("A claim is to be expected"),
        "p50": t("Half of all claims cost up to"),
        "p90": t("One in ten claims costs more than"),
        "p99": t("One in a hundred claims costs more than"),
        "owed": t("You owe on average a year"),
        "policy": t("With the policy"),
        "insured": t("Insurer pays on average a year"),
        "retained": t("Left with you on average a year"),
        "retained_p99": t("1 of 100 claims leaves more with you"),
    }
    unusable = Cell(t("an answer cannot be read"))
    lines = tuple(
        Line(key, (label_cell(label), *(column[key] if column else unusable for column in told)))
        for key, label in rows.items()
    )
    note = t("Without a policy the cost of a claim is yours. All variants are simulated with the same random numbers.")
    return Table("variants", t("Variants side by side"), tuple(columns), lines, note)


def _figures(estimate: Estimate, language: Language) -> Mapping[str, Cell]:
    policy, burden = estimate.policies[0], estimate.burden.per_claim
    return {
        "claim": Cell(language.frequency(estimate.claim.year.value), estimate.claim.year.value),
        "p50": money(burden.p50, language),
        "p90": money(burden.p90, language),
        "p99": money(burden.p99, language),
        "owed": money(estimate.owed.per_year.mean, language),
        "policy": Cell(names.policy(policy, estimate, language)),
        "insured": money(policy.insured.per_year.mean, language),
        "retained": money(policy.retained.per_year.mean, language),
        "retained_p99": money(policy.retained.per_claim.p99, language),
    }
