"""What a result means beyond its headline: how often more than an amount, why it is so high, real claims near it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

from riskmodel.backtest import Claim
from riskmodel.calibration import Calibration
from riskmodel.case import Case
from riskmodel.curves import Chance, chance_above
from riskmodel.estimate import Estimate
from riskmodel.precedents import Precedent
from riskmodel.present import fields, names
from riskmodel.present.language import N_, Language
from riskmodel.present.ticks import log_ticks
from riskmodel.sensitivity import Sensitivity, Swing, of_policy

_MOST: Final = 3
_STEPS: Final = ((1, 2, 5),)
_LEAST_EUR: Final = 100.0
_ASKED: Final = {"claimed": N_("claimed"), "damage": N_("damage"), "owed": N_("paid")}
_COUNTRIES: Final = {
    "DE": N_("Germany"),
    "AT": N_("Austria"),
    "CH": N_("Switzerland"),
    "GB": N_("United Kingdom"),
    "UK": N_("United Kingdom"),
    "US": N_("United States"),
    "AU": N_("Australia"),
    "NZ": N_("New Zealand"),
    "CA": N_("Canada"),
    "SG": N_("Singapore"),
}


def amounts_to_ask(estimate: Estimate) -> tuple[float, ...]:
    """Return the round amounts a reader may ask for, up to where the curve ends; empty where nothing is to pay."""
    top = estimate.exceedance["burden"].aggregate[-1].eur
    return tuple(log_ticks(_LEAST_EUR, top, _STEPS, most=99)) if top > 2.0 * _LEAST_EUR else ()


def above(estimate: Estimate, amount: float, language: Language, policy: int = 0) -> str:
    """Say how often more than an amount falls on the provider, without insurance and with a policy."""
    said = _often(estimate, "burden", amount)
    words = language.t(
        "Without insurance more than {amount} falls on you {often}.",
        amount=language.euros(amount),
        often=_frequency(said, language),
    )
    low, high = language.frequency(said.low), language.frequency(said.high)
    if said.high > said.low and low != high:
        words += " " + language.t("Depending on the assumptions: {low} to {high}.", low=low, high=high)
    if names.is_none(estimate.policies[policy]):
        return words
    left = _often(estimate, f"retained_{policy}", amount)
    return f"{words} " + language.t("With insurance it is {often}.", often=_frequency(left, language))


def _often(estimate: Estimate, quantity: str, amount: float) -> Chance:
    of = estimate.burden if quantity == "burden" else estimate.policies[int(quantity.rpartition("_")[2])].retained
    points = estimate.exceedance[quantity].aggregate
    return chance_above(points, of.per_year.any_probability.value, amount)


def _frequency(chance: Chance, language: Language) -> str:
    if chance.beyond:
        return language.t("less often than {once}", once=language.once_in(1.0 / chance.value))
    return language.frequency(chance.value)


def why(found: Sensitivity, case: Case, estimate: Estimate, language: Language) -> tuple[tuple[str, str], ...]:
    """Return the inputs that matter most, each with what its ends would do: a name and a sentence."""
    stated = {s.field: s for s in estimate.stated}
    return tuple(
        (_called(swing, case, language), _swing(swing, stated[swing.field].status == "assumed", language))
        for swing in [s for s in found.tornado if not of_policy(s.field)][:_MOST]
        if swing.width_eur > 0.0
    )


def _called(swing: Swing, case: Case, language: Language) -> str:
    name = fields.label(swing.field, language)
    if len(case.projects) > 1 and swing.field.startswith("project."):
        return f"{name} ({fields.where(swing.field, case, language)})"
    return name


def _swing(swing: Swing, assumed: bool, language: Language) -> str:
    low, high = (fields.value_text(swing.field, end, language, rounded=True) for end in (swing.low, swing.high))
    words = language.t(
        "At {low}, {at_low} would fall on you on average a year; at {high}, {at_high}.",
        low=low,
        high=high,
        at_low=_more_or_less(swing.at_low.burden_eur.value, language),
        at_high=_more_or_less(swing.at_high.burden_eur.value, language),
    )
    return f"{words} " + language.t("This is assumed; enter it if you know it.") if assumed else words


def _more_or_less(eur: float, language: Language) -> str:
    if abs(eur) < 0.5:
        return language.t("as much as now")
    amount = language.euros_rounded(abs(eur))
    return language.t("{amount} more", amount=amount) if eur > 0.0 else language.t("{amount} less", amount=amount)


def precedent_html(found: Precedent, retold: Mapping[str, str], calibration: Calibration, language: Language) -> str:
    """Return a published claim in a few words, its title linked to the report; texts are escaped.

    `retold` is what happened in the reader's language, by the id of the claim; without it, the English of the file.
    """
    claim = found.claim
    title = escape(claim.title or claim.id)
    if claim.addresses[0].startswith(("https://", "http://")):
        address = escape(claim.addresses[0])
        title = f'<a href="{address}" target="_blank" rel="noopener noreferrer">{title}</a>'
    parts = [fields.value_text("provider.kind", claim.kind, language)]
    if claim.incident_type:
        parts.append(names.incident_type(claim.incident_type, calibration, language))
    if claim.country in _COUNTRIES:
        parts.append(language.t(_COUNTRIES[claim.country]))
    if claim.year:
        parts.append(str(claim.year))
    amount = f"{language.euros_rounded(found.amount_eur)} {language.t(_ASKED[found.asked])}"
    return (
        f'<div class="rm-claim"><p class="rm-question">{escape(amount)}</p><p>{title}</p>'
        f'<p class="rm-note">{escape(", ".join(parts))}</p>{_facts_html(claim, retold, language)}</div>'
    )


def _facts_html(claim: Claim, retold: Mapping[str, str], language: Language) -> str:
    if claim.id in retold:
        return f'<p class="rm-note"><span lang="{language.code}">{escape(retold[claim.id])}</span></p>'
    if not claim.facts:
        return ""
    written = language.t("told in English")
    note = "" if language.code == "en" else f" ({escape(written)})"
    return f'<p class="rm-note"><span lang="en">{escape(claim.facts)}</span>{note}</p>'
