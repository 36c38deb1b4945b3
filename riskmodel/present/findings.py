"""What the figures mean, in sentences: the headline in two parts, and what follows for cap, policy and assumptions.

Amounts have two significant digits and chances are natural frequencies; every figure is one of the estimate, so a
sentence cannot contradict a table. `policy` is the place of a policy in the estimate, counted from 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from riskmodel.calibration import Calibration
from riskmodel.estimate import CurvePoint, Estimate
from riskmodel.measures import Measured
from riskmodel.present import fact_tables, fields, names
from riskmodel.present.formats import significant
from riskmodel.present.language import N_, Language, capital
from riskmodel.present.policy_findings import policy, who_pays
from riskmodel.simulate import KEPT_TRIALS

__all__ = [
    "Headline",
    "above_own_assets",
    "assumed",
    "cap",
    "curve_point",
    "disclaimer",
    "headline",
    "ignorance",
    "likelihood",
    "origin",
    "policy",
    "severity",
    "story",
    "ten_years",
    "validation",
    "who_pays",
    "yearly",
]

_HUNDRED_YEARS: Final = 100
_OWN: Final = N_("Without insurance, a year takes more than your own assets ({assets}) {often}.")
#: By the legal form that is assumed: nothing is said of what a reader may not have.
_ASSUMED_FORM: Final = {
    "sole_trader": _OWN,
    "partnership": _OWN,
    "limited": N_("Without insurance, a year takes more than the assets at risk ({assets}) {often}."),
}
_CAPS: Final = {
    "standard_terms": N_(
        "It stands in standard terms, which courts often strike down; negotiated caps hold more often."
    ),
    "individually": N_("It was negotiated individually, which holds more often than standard terms."),
    "mixed": N_("Some are negotiated, some stand in standard terms; negotiated caps hold more often."),
}


_ASSETS: Final = {
    "sole_trader": N_(
        "Without insurance, a year takes more than your own assets ({assets}) {often}. As a sole trader you answer for "
        "it with what you own in private."
    ),
    "partnership": N_(
        "Without insurance, a year takes more than the assets at risk ({assets}) {often}. In a partnership the "
        "partners answer for it with what they own in private."
    ),
    "limited": N_(
        "Without insurance, a year takes more than the assets of your company ({assets}) {often}. As a rule the "
        "company answers for it, not you in private."
    ),
}


@dataclass(frozen=True)
class Headline:
    """The two parts of every result."""

    likelihood: str
    severity: str


def headline(estimate: Estimate, calibration: Calibration, language: Language) -> Headline:
    """Return how likely a claim is, and how bad it is if it comes."""
    return Headline(
        likelihood(estimate, calibration, language),
        severity(estimate, calibration, language),
    )


def likelihood(estimate: Estimate, calibration: Calibration, language: Language) -> str:
    """Say how likely a claim is within a year."""
    chance = estimate.claim.year.value
    if chance <= 0.0:
        return language.t("A claim for damages by your client did not occur in any simulated year.")
    often = language.frequency(chance)
    if len(estimate.case.projects) > 1:
        return language.t("A claim for damages by one of your clients is to be expected {often}.", often=often)
    return language.t("A claim for damages by your client is to be expected {often}.", often=often)


def ten_years(estimate: Estimate, calibration: Calibration, language: Language) -> str:
    """Say the same over ten years, among providers like this one."""
    chance = estimate.claim.ten_years
    return language.t(
        "Within ten years it happens to about {out_of} providers like you.", out_of=language.out_of(chance)
    )


def severity(estimate: Estimate, calibration: Calibration, language: Language) -> str:
    """Say what a claim costs the provider without insurance: usually, in one of ten and in one of a hundred cases."""
    if estimate.claim.year.value <= 0.0:
        return ""
    of = estimate.burden.per_claim
    typical, large, worst = (_as_known(m, language) for m in (of.p50, of.p90, of.p99))
    if of.p50.value > 0.0:
        return language.t(
            "Without insurance it then costs you up to {typical} in half of the cases, in one of ten more than "
            "{large}, in one of a hundred more than {worst}.",
            typical=typical,
            large=large,
            worst=worst,
        )
    return language.t(
        "If it comes to that, it often costs you nothing; without insurance, in one of ten cases more than {large}, in "
        "one of a hundred more than {worst}.",
        large=large,
        worst=worst,
    )


def _as_known(measured: Measured, language: Language) -> str:
    """Write an amount with two digits, with one where its error is a fifth of it or more, as with few years."""
    few = measured.farthest >= 0.2 * measured.value
    return language.euros_rounded(significant(measured.value, 1) if few else measured.value)


def yearly(estimate: Estimate, calibration: Calibration, language: Language) -> str:
    """Say how many years cost nothing, and from which return period on there is an amount."""
    quiet = 1.0 - estimate.burden.per_year.any_probability.value
    point = curve_point(estimate, "burden")
    if point is None:
        return language.t("Not even once in 2,000 years does anything fall on you.")
    return language.t(
        "{often} nothing falls on you. {once} it is more than {amount}, without insurance.",
        often=capital(language.frequency(quiet)),
        once=capital(language.once_in(point.return_period_years)),
        amount=language.euros_rounded(point.eur),
    )


def curve_point(estimate: Estimate, quantity: str, wanted: int = _HUNDRED_YEARS) -> CurvePoint | None:
    """Return the point of a curve to speak about: the wanted return period, or the next one with an amount."""
    points = estimate.exceedance[quantity].aggregate
    return next((p for p in points if p.return_period_years >= wanted and p.eur > 0.0), None)


def ignorance(estimate: Estimate, calibration: Calibration, language: Language) -> str:
    """Say how far the large claim moves with what nobody knows; empty where the trials do not show it."""
    band = estimate.burden.per_claim.band.get("p99")
    if band is None:
        return ""
    low, high = (language.euros_rounded(end) for end in band)
    return language.t(
        "Nobody knows the assumptions exactly: depending on them, the amount that one of a hundred claims exceeds lies "
        "between {low} and {high} (in 8 of 10 cases).",
        low=low,
        high=high,
    )


def above_own_assets(estimate: Estimate, calibration: Calibration, language: Language) -> str:
    """Say how often a year goes beyond the assets at risk, and whose they are where the legal form is known."""
    stated = {s.field: s for s in estimate.stated}
    own, form = stated["provider.own_assets_eur"], stated["provider.legal_form"]
    assets = fields.value_text("provider.own_assets_eur", own.value, language, rounded=own.status != "given")
    if own.status == "assumed":
        assets = language.t("assumed: about {assets}", assets=assets)
    often = language.frequency(estimate.above_own_assets_probability.value)
    said = _ASSETS[str(form.value)] if form.status != "assumed" else _ASSUMED_FORM[str(form.value)]
    return language.t(said, assets=assets, often=often)


def cap(estimate: Estimate, calibration: Calibration, language: Language) -> str:
    """Say how often the cap in the contract holds, and why."""
    if estimate.cap_holds_probability is None:
        if any(s.field.endswith(".contract.cap") and s.status == "assumed" for s in estimate.stated):
            return language.t(
                "You left open whether your liability is capped; it is assumed that it is not: what you owe ends only "
                "with the damage."
            )
        return language.t("No cap on your liability is agreed: what you owe ends only with the damage.")
    stated = {s.field: s.value for s in estimate.stated}
    capped = [i for i in range(1, len(estimate.case.projects) + 1) if stated[f"project.{i}.contract.cap"] != "none"]
    agreed = {str(stated[f"project.{i}.contract.cap_agreed"]) for i in capped}
    message = _CAPS[agreed.pop() if len(agreed) == 1 else "mixed"]
    why = language.t(message)
    cases = language.cases(estimate.cap_holds_probability)
    if len(capped) > 1:
        return (
            language.t("Where a cap on your liability is agreed, we expect it to hold {cases}.", cases=cases)
            + f" {why}"
        )
    return language.t("We expect the cap on your liability to hold {cases}.", cases=cases) + f" {why}"


def assumed(estimate: Estimate, calibration: Calibration, language: Language) -> str:
    """Say how much of the case is assumed, and which of the facts that matter most."""
    stated = fact_tables.stated(estimate.case, estimate.stated, calibration)
    left_open = [s.field for s in stated if s.status == "assumed"]
    told = language.nt(
        "{n} fact was left open and is assumed.", "{n} facts were left open and are assumed.", len(left_open)
    )
    important = [f for f in left_open if fields.plain_path(f) in fields.NEEDED]
    if not left_open:
        return language.t("Nothing is assumed about your case.")
    if not important:
        return told
    called = [_called(path, important, estimate, language) for path in dict.fromkeys(map(fields.plain_path, important))]
    return told + " " + language.t("Still open of the first questions: {fields}.", fields="; ".join(called))


def needed_left_open(estimate: Estimate) -> bool:
    """Tell whether any of the facts that are asked first is assumed, so that the headline needs the word."""
    open_ones = (fields.plain_path(s.field) for s in estimate.stated if s.status == "assumed")
    return any(path in fields.NEEDED for path in open_ones)


def _called(field: str, left_open: Sequence[str], estimate: Estimate, language: Language) -> str:
    """Name a field once, with the project it is open in, or in how many of several."""
    label, count = fields.label(field, language), len(estimate.case.projects)
    if count == 1 or not field.startswith("project."):
        return label
    numbers = {int(path.split(".")[1]) for path in left_open if fields.plain_path(path) == field}
    if len(numbers) == 1:
        return f"{label} ({names.project(numbers.pop(), estimate, language)})"
    return language.t("{field} (in {n} of {all} projects)", field=label, n=len(numbers), all=count)


def validation(estimate: Estimate, calibration: Calibration, language: Language) -> str:
    """Say in one line whether the trials suffice, and which of the headline figures is known least."""
    told = {
        "trials": language.number(estimate.trials),
        "figure": language.t(names.HEADLINES[estimate.least_known]),
        "error": language.percent(estimate.relative_error),
    }
    if not estimate.enough_trials:
        return language.t(
            "The {trials} simulated years are too few: of the headline figures one, {figure}, is known only to "
            "± {error}.",
            **told,
        )
    enough = language.t(
        "The {trials} simulated years suffice: the headline figure that is known least, {figure}, is known to "
        "± {error}.",
        **told,
    )
    if estimate.trials <= KEPT_TRIALS:
        return enough
    kept = language.t(
        "Likelihoods, shares, who pays and premiums rest on the first {kept} of them.",
        kept=language.number(KEPT_TRIALS),
    )
    return f"{enough} {kept}"


def disclaimer(language: Language) -> str:
    """Return what stands once before the result and on the PDF."""
    return language.t(
        "This is an estimate from a model. It is no legal advice, no insurance advice and no offer. What is assumed is "
        "marked as assumed; the sources are named."
    )


def origin(estimate: Estimate, version: str, language: Language) -> str:
    """Say what it takes to compute the same figures again."""
    return language.t(
        "Program {version}, figures {data}, seed {seed}, {trials} simulated years with incidents.",
        version=version,
        data=estimate.data_version,
        seed=estimate.seed,
        trials=language.number(estimate.trials),
    )


def story(estimate: Estimate, calibration: Calibration, language: Language) -> tuple[str, ...]:
    """Return all sentences in the order in which they are read, without disclaimer and validation."""
    both = headline(estimate, calibration, language)
    sentences = [both.likelihood, both.severity, ignorance(estimate, calibration, language)]
    sentences += [ten_years(estimate, calibration, language)]
    sentences += [yearly(estimate, calibration, language), above_own_assets(estimate, calibration, language)]
    sentences += [cap(estimate, calibration, language)]
    for i, of in enumerate(estimate.policies):
        if not names.is_none(of):
            sentences.append(policy(estimate, calibration, language, i))
    sentences.append(assumed(estimate, calibration, language))
    return tuple(s for s in sentences if s)
