"""What a policy does, in sentences."""

from __future__ import annotations

from math import isfinite

from riskmodel.calibration import Calibration
from riskmodel.estimate import Estimate, PolicyEstimate
from riskmodel.period import Period
from riskmodel.present import fields, names, policy_tables
from riskmodel.present.language import Language


def policy(estimate: Estimate, calibration: Calibration, language: Language, policy: int = 0) -> str:
    """Say what is left with the provider, whether the limit suffices and which would."""
    of = estimate.policies[policy]
    if names.is_none(of):
        alone = language.t("Without a policy everything stays with you.")
        return " ".join(s for s in (alone, _demanded(of, estimate, language)) if s)
    sentences = [_left(of, estimate, language), _demanded(of, estimate, language), _period(of.terms.period, language)]
    sentences += [_limit(of, language), _needed(of, calibration, language)]
    return " ".join(s for s in sentences if s)


def _left(of: PolicyEstimate, estimate: Estimate, language: Language) -> str:
    left, terms = of.retained.per_claim, of.terms
    given = next(g for p, g in zip(estimate.policies, estimate.case.policies, strict=False) if p is of)
    limit = policy_tables.limit(terms, language, given).text
    deductible = policy_tables.deductible(terms, language, given).text
    called = language.t(
        "“{name}” (limit {limit}, deductible {deductible})",
        name=names.policy(of, estimate, language),
        limit=limit,
        deductible=deductible,
    )
    if of is estimate.policies[0]:  # insurers' terms are explained once
        called = language.t(
            "“{name}” (limit, the most the insurer pays for a claim: {limit}; deductible, what you pay of it yourself: "
            "{deductible})",
            name=names.policy(of, estimate, language),
            limit=limit,
            deductible=deductible,
        )
    return language.t(
        "With {policy}, at most about {typical} is left with you in half of the claims, in one of a hundred more than "
        "{worst}: the deductible, your unpaid rework and what is not insured.",
        policy=called,
        typical=language.euros_rounded(left.p50.value),
        worst=language.euros_rounded(left.p99.value),
    )


def _demanded(of: PolicyEstimate, estimate: Estimate, language: Language) -> str:
    """Say whether the policy has the limit that a client demands; empty where none demands any."""
    demands = [s.value for s in estimate.stated if s.field.endswith(".contract.insurance_demanded_eur")]
    most = max((float(d) for d in demands if isinstance(d, float)), default=0.0)
    if most <= 0.0:
        return ""
    demanded = language.euros_rounded(most)
    if names.is_none(of):
        return language.t("The contract demands insurance with a limit of {demanded}.", demanded=demanded)
    if of.terms.limit_eur < most:
        limit = language.euros_rounded(of.terms.limit_eur)
        return language.t("Your client demands {demanded}, this policy has {limit}.", demanded=demanded, limit=limit)
    return language.t("It has the limit of {demanded} that your client demands.", demanded=demanded)


def _period(of: Period, language: Language) -> str:
    """Say which errors and claims fall outside the period of the policy; empty where none can."""
    since, sentences = of.in_force + of.retroactive, []
    if isfinite(since) and of.trigger != "damage":
        sentences.append(
            language.t("Errors made more than {months} ago are not insured.", months=_months(since, language))
            if since > 0.0
            else language.t("Errors made before its beginning are not insured.")
        )
    if isfinite(of.ends):
        ends = _months(of.ends, language)
        if of.run_off <= 0.0:
            sentences.append(language.t("It ends in {months}, without run-off cover.", months=ends))
        elif isfinite(of.run_off):
            run_off = _months(of.run_off, language)
            sentences.append(
                language.t("It ends in {months}, with run-off cover of {run_off}.", months=ends, run_off=run_off)
            )
        else:
            sentences.append(language.t("It ends in {months}, with unlimited run-off cover.", months=ends))
    return " ".join(sentences)


def _months(months: float, language: Language) -> str:
    return fields.with_unit(months, "months", language)


def _limit(of: PolicyEstimate, language: Language) -> str:
    if of.uncovered_probability <= 0.0:
        return language.t("The limit was enough in every simulated year.")
    return language.t("The limit is too low {often}.", often=language.frequency(of.uncovered_probability))


def _needed(of: PolicyEstimate, calibration: Calibration, language: Language) -> str:
    share = language.out_of(calibration.quantity("cover.needed_limit_quantile").entry.centre)
    if of.needed_limit_eur is None:
        return language.t(
            "No limit on the market is enough in {share} of the years in which you need the policy.", share=share
        )
    enough = language.t(
        "A limit of {limit} is enough in {share} of the years in which you need the policy.",
        limit=language.euros_rounded(of.needed_limit_eur),
        share=share,
    )
    return f"{enough} {_not_known(of, language)}".rstrip()


def _not_known(of: PolicyEstimate, language: Language) -> str:
    """Say how far the limit moves with what nobody knows; nothing where the trials do not show it."""
    if of.needed_limit_band is None:
        return ""
    low, high = of.needed_limit_band
    if low == high:
        return language.t("In 8 of 10 cases it is the same limit, whatever of the assumptions holds.")
    if high is None:
        return language.t(
            "Depending on the assumptions, which nobody knows exactly, it goes from {low} to more than the market "
            "offers (in 8 of 10 cases).",
            low=language.euros_rounded(low),
        )
    return language.t(
        "Depending on the assumptions, which nobody knows exactly, it lies between {low} and {high} (in 8 of 10 "
        "cases).",
        low=language.euros_rounded(low),
        high=language.euros_rounded(high),
    )


def who_pays(
    estimate: Estimate, calibration: Calibration, language: Language, policy: int = 0, size: str = "typical"
) -> str:
    """Say who bears what of claims of one size, on average."""
    of = estimate.policies[policy]
    split = next(w for w in of.who_pays if w.size == size)
    total = split.client_eur + split.provider_eur + split.insurer_eur + split.subcontractor_eur
    if total <= 0.0:
        return ""
    figures = {
        "size": names.claim_size(size, language),
        "total": language.euros_rounded(total),
        "client": language.euros_rounded(split.client_eur),
        "you": language.euros_rounded(split.provider_eur),
    }
    if names.is_none(of):
        return language.t("{size}, about {total}: the client and others bear {client} and you bear {you}.", **figures)
    return language.t(
        "{size}, about {total}: the client and others bear {client}, you bear {you} and the insurer pays {insurer}.",
        **figures,
        insurer=language.euros_rounded(split.insurer_eur),
    )
