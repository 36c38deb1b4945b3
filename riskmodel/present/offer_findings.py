"""What a comparison of policies means, in sentences that say no more than the figures and their errors carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from riskmodel.case import Case
from riskmodel.cover import NO_POLICY
from riskmodel.curves import Tolerance, beyond
from riskmodel.estimate import Estimate
from riskmodel.facts import Stated
from riskmodel.offers import Offer
from riskmodel.present.language import Language, capital
from riskmodel.present.offer_tables import called


def advice(offers: Sequence[Offer], level: float, language: Language) -> tuple[str, ...]:
    """Return what follows: what the policies cost, what they keep away, and whether their limits suffice."""
    *policies, none = offers
    if not policies:
        return ()
    names = called(offers, language)
    return tuple(s for s in (_cheapest(policies, names, language), _kept_away(policies, none, names, language),
                             _limits(policies, names, level, language)) if s)  # fmt: skip


def _cheapest(policies: Sequence[Offer], names: Sequence[str], language: Language) -> str:
    priced = [(name, offer) for name, offer in zip(names, policies, strict=False) if offer.more_than_best]
    if len(priced) < 2:
        return ""
    priced.sort(key=lambda pair: pair[1].more_than_best.value if pair[1].more_than_best else 0.0)
    (best, _), (second, offer) = priced[:2]
    more = offer.more_than_best
    if more is None or more.lo <= 0.0:
        return language.t(
            "Premium and what is left with you add up to much the same with {best} and {second}: the difference is "
            "within the error of the simulation.",
            best=_quoted(best, language),
            second=_quoted(second, language),
        )
    return language.t(
        "Among the policies {best} costs you least on average, premium and what is left with you taken together; "
        "{second} costs about {more} more a year.",
        best=_quoted(best, language),
        second=_quoted(second, language),
        more=language.euros_rounded(more.value),
    )


def _kept_away(policies: Sequence[Offer], none: Offer, names: Sequence[str], language: Language) -> str:
    name, offer = min(zip(names, policies, strict=False), key=lambda pair: pair[1].retained_claim_p99.value)
    before, after = none.retained_claim_p99, offer.retained_claim_p99
    if after.hi >= before.lo:
        return language.t(
            "In the large claims (1 of 100) no policy leaves less with you than having none, beyond the error of the "
            "simulation."
        )
    return language.t(
        "A policy is bought for the rare claim: without one, 1 of 100 claims leaves more than {before} with you, with "
        "{policy} more than {after}.",
        before=language.euros_rounded(before.value),
        after=language.euros_rounded(after.value),
        policy=_quoted(name, language),
    )


def _limits(policies: Sequence[Offer], names: Sequence[str], level: float, language: Language) -> str:
    share = language.out_of(level)
    low = [
        _quoted(n, language)
        for n, o in zip(names, policies, strict=False)
        if o.needed_limit_eur is None or o.terms.limit_eur < o.needed_limit_eur
    ]
    if not low:
        return language.t("Every limit suffices in {share} of the years in which you need the policy.", share=share)
    steps = [o.needed_limit_eur for o in policies]
    if None in steps:
        return language.t(
            "Too low for {share} of the years in which you need the policy: {policies}. No limit on the market "
            "suffices.",
            share=share,
            policies=", ".join(low),
        )
    most = max(step for step in steps if step is not None)
    return language.t(
        "Too low for {share} of the years in which you need the policy: {policies}. A limit of {limit} would suffice.",
        share=share,
        policies=", ".join(low),
        limit=language.euros_rounded(most),
    )


def turned(before: Offer, after: Offer, language: Language) -> str:
    """Say what a turned dial changed, on the same incidents."""
    if before.terms == after.terms and before.retained == after.retained:
        return language.t("As entered. Turn a dial and see at once what changes.")
    change = after.retained.value - before.retained.value
    amount = language.euros_rounded(abs(change))
    if abs(change) < 1.0:
        words = language.t("As you turned it, as much is left with you on average as before.")
    elif change > 0.0:
        words = language.t("As you turned it, about {amount} more a year is left with you on average.", amount=amount)
    else:
        words = language.t("As you turned it, about {amount} less a year is left with you on average.", amount=amount)
    then, now = (language.euros_rounded(offer.retained_claim_p99.value) for offer in (before, after))
    if now == then:
        rare = language.t("1 of 100 claims leaves more than {amount} with you, as before.", amount=now)
    else:
        rare = language.t(
            "1 of 100 claims leaves more than {after} with you, before it was {before}.", after=now, before=then
        )
    return f"{words} {rare}"


def cap_and_limit(estimate: Estimate, offer: Offer, caps: Sequence[float], language: Language) -> str:
    """Say how the cap in the contract lies to the limit of a policy; `caps` are those agreed, EUR."""
    if offer.terms is NO_POLICY:
        return ""
    limit = language.euros_rounded(offer.terms.limit_eur)
    if not caps:
        if any(s.field.endswith(".contract.cap") and s.status == "assumed" for s in estimate.stated):
            return language.t(
                "No cap was entered, so none is assumed: what is claimed may go beyond any limit, {limit} with this "
                "policy.",
                limit=limit,
            )
        return language.t(
            "Your contracts have no cap: what is claimed may go beyond any limit, {limit} with this policy.",
            limit=limit,
        )
    return " ".join(s for s in (_largest_cap(estimate, offer, caps, language),
                                _without_cap(len(estimate.case.projects) - len(caps), language)) if s)  # fmt: skip


def _largest_cap(estimate: Estimate, offer: Offer, caps: Sequence[float], language: Language) -> str:
    largest, holds = max(caps), estimate.cap_holds_probability or 0.0
    limit, cap = language.euros_rounded(offer.terms.limit_eur), language.euros_rounded(largest)
    which = language.t("Your cap ({cap})", cap=cap)
    if len(caps) > 1:
        which = language.t("The highest of your caps ({cap})", cap=cap)
    if largest <= offer.terms.limit_eur:
        return language.t(
            "{cap} lies below the limit of the policy ({limit}). Where it holds, {cases}, the policy suffices for each "
            "claim; where it fails, only the limit counts.",
            cap=which,
            limit=limit,
            cases=language.cases(holds),
        )
    return language.t(
        "{cap} lies above the limit of the policy ({limit}): even where it holds, you may owe up to {gap} that the "
        "policy does not pay.",
        cap=which,
        limit=limit,
        gap=language.euros_rounded(largest - offer.terms.limit_eur),
    )


def _without_cap(projects: int, language: Language) -> str:
    if projects <= 0:
        return ""
    return language.nt(
        "One project has no cap: there only the limit counts.",
        "{n} projects have no cap: there only the limit counts.",
        projects,
    )


def agreed_caps(case: Case, of: Mapping[str, Stated]) -> tuple[float, ...]:
    """Return the caps of all projects that have one, EUR, as the model uses them; `of` by place in the case file."""
    stated = {field: s.value for field, s in of.items()}
    caps = []
    for i in range(1, len(case.projects) + 1):
        fixed, multiple, value = (
            stated.get(f"project.{i}.{name}")
            for name in ("contract.cap_eur", "contract.cap_multiple", "contract_value_eur")
        )
        if stated.get(f"project.{i}.contract.cap") == "none":
            continue
        if isinstance(fixed, float):
            caps.append(fixed)
        elif isinstance(multiple, float) and isinstance(value, float):
            caps.append(multiple * value)
    return tuple(caps)


def tolerated(offers: Sequence[Offer], tolerance: Tolerance, language: Language) -> tuple[str, ...]:
    """Say for each policy, a sentence each, from when on a year leaves more than is tolerated."""
    sentences = []
    for name, offer in zip(called(offers, language), offers, strict=True):
        points = beyond(offer.curve, tolerance)
        title = language.t("Without a policy") if offer.terms is NO_POLICY else _quoted(name, language)
        if not points:
            most = language.once_in(tolerance.rare_years)
            words = language.t("{policy}: up to {rarest} nowhere more than you can bear.", policy=title, rarest=most)
            sentences.append(words)
            continue
        first, worst = points[0], max(points, key=lambda p: p.eur / tolerance.at(p.return_period_years))
        sentences.append(
            language.t(
                "{policy}: from {first} on more than you can bear; {worst} it is {eur} instead of {most}.",
                policy=title,
                first=language.once_in(first.return_period_years),
                worst=language.once_in(worst.return_period_years),
                eur=language.euros_rounded(worst.eur),
                most=language.euros_rounded(tolerance.at(worst.return_period_years)),
            )
        )
    return tuple(sentences)


def costs_title(offers: Sequence[Offer], language: Language) -> str:
    """State what having no policy costs on average, and the cheapest policy."""
    *policies, none = offers
    bare = language.euros_rounded(none.retained.value)
    priced = [o.cost.value for o in policies if o.cost]
    if not priced:
        return language.t("Without a policy about {bare} a year is left with you on average.", bare=bare)
    best = language.euros_rounded(min(priced))
    if len(policies) == 1:
        return language.t(
            "On average a year costs you about {bare} without a policy, about {best} with it, premium included.",
            bare=bare,
            best=best,
        )
    return language.t(
        "On average a year costs you about {bare} without a policy, at least {best} with one, premium included.",
        bare=bare,
        best=best,
    )


def curves_title(offers: Sequence[Offer], language: Language) -> str:
    """State what once in a hundred years leaves, without a policy and with the one that leaves least."""
    bare = language.euros_rounded(next(p.eur for p in offers[-1].curve if p.return_period_years == 100))
    once = capital(language.once_in(100))
    if len(offers) == 1:
        return language.t("{once} more than {bare} is left with you.", once=once, bare=bare)
    least = min(next(p.eur for p in o.curve if p.return_period_years == 100) for o in offers[:-1])
    said = {"once": once, "bare": bare, "least": language.euros_rounded(least)}
    if len(offers) == 2:
        return language.t(
            "{once} more than {bare} is left with you without a policy, and more than {least} with it.", **said
        )
    return language.t(
        "{once} more than {bare} is left with you without a policy, and more than {least} with the one that leaves "
        "least then.",
        **said,
    )


def _quoted(name: str, language: Language) -> str:
    return language.t("“{name}”", name=name)
