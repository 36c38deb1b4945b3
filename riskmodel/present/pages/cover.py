"""The cover: up to four policies on the same incidents, with deductible, limit and cap as live dials."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import streamlit as st

from riskmodel import casefile
from riskmodel.case import Case, Policy, changed
from riskmodel.cover import complete
from riskmodel.curves import Tolerance
from riskmodel.estimate import Estimate
from riskmodel.offers import NEED_LEVELS, Offer
from riskmodel.present import charts, computed, frame, names, offer_findings, offer_tables, screen, session, style
from riskmodel.present.amounts import AmountError
from riskmodel.present.background import Progress, Work
from riskmodel.present.draft import MOST_POLICIES
from riskmodel.present.language import Language

_AS_IT_IS: Final = "as it is"
_CAPS: Final = (_AS_IT_IS, "none", 0.5, 1.0, 2.0, 5.0, 10.0)
_DEDUCTIBLES: Final = (0.0, 250.0, 500.0, 1_000.0, 2_500.0, 5_000.0, 10_000.0, 25_000.0)
_OFTEN, _RARELY = 10.0, 200.0  # years, the two points of the line of tolerance
_PATIENCE: Final = 0.05  # seconds; a turned dial answers at once, full depth follows


def main() -> None:
    """Draw the page."""
    language, reading = session.language(), session.reading()
    with st.container(key="cover", gap="medium"):
        if not reading.usable:
            screen.not_yet(language.t("Cover"), language)
            return
        words = language.t(
            "Every policy meets the same simulated incidents. The order is yours, no insurer is favoured and nobody "
            "pays for being named. An estimate, no advice on a contract."
        )
        style.show(style.words(language.t("What does which policy pay?"), tag="h1"), style.words(words, "rm-lead"))
        case = reading.case
        if not case.policies:
            _none_entered(language)
            case = case.model_copy(update={"policies": (_usual(language),)})
        elif len(case.policies) > MOST_POLICIES:
            case = case.model_copy(update={"policies": case.policies[:MOST_POLICIES]})
        _compared(case, language)


def _none_entered(language: Language) -> None:
    words = language.t(
        "You have entered no policy. Below stands a trial policy as the market usually offers it; turn its dials, or "
        "enter your own policies on the page “Project”."
    )
    style.show(style.words(words, "rm-lead"))
    if st.button(language.t("Enter a policy"), key="enter-policy"):
        st.switch_page(frame.page_file("project"))


def _usual(language: Language) -> Policy:
    ladder = session.calibration().tables["cover"]["limit_ladder_eur"]
    return Policy(name=language.t("Trial policy"), limit_eur=float(ladder[len(ladder) // 3]))


@st.fragment
def _compared(case: Case, language: Language) -> None:
    """Draw dials and comparison; a turned dial draws this part anew and nothing else."""
    with st.container(key="dials", gap="small"):
        dialled, at, level = _dials(case, language)
    # At once first: the work on all years would take its core from what the reader waits for.
    before, offers = (computed.compared(of, level, deep=False) for of in (case, dialled))
    if (work := _whole_work(case, dialled, level)) is None:
        before, offers = (computed.compared(of, level, deep=True) for of in (case, dialled))
    style.show(style.words(offer_findings.turned(before[at], offers[at], language), "rm-answer"))
    screen.take_over(dialled, dialled != case, language)
    years = language.number(computed.AT_ONCE)
    doing = language.t("From {years} simulated years. All years follow:", years=years)
    stopped = language.t("Figures from {years} simulated years.", years=years)
    screen.refining(work, language, doing, "cover", stopped)
    estimate = _estimate(case, dialled)
    _figures(offers, dialled, at, level, estimate, language)
    _tolerance(offers, estimate, language)


def _estimate(case: Case, dialled: Case) -> Estimate:
    """Return the figures that do not depend on policies; those of the case as entered are there already."""
    trials = min(computed.AT_ONCE, computed.full_depth())
    bare, turned = (of.model_copy(update={"policies": ()}) for of in (case, dialled))
    entered = session.first_outcome(bare, trials).estimate
    # How often a cap holds depends on how it was agreed, not on its size; a cap that is new must be looked at.
    return session.first_outcome(turned, trials).estimate if entered.cap_holds_probability is None else entered


def _dials(case: Case, language: Language) -> tuple[Case, int, float]:
    """Return the case with its dials turned, the place of the policy that was chosen, and the level."""
    t, key = language.t, session.dials_key(case)
    labels = names.distinct(p.name or t("Policy {n}", n=i) for i, p in enumerate(case.policies, 1))
    left, middle, right = st.columns(3, gap="large")
    with left:
        at = st.selectbox(
            t("Which policy do you want to change?"),
            range(len(labels)),
            format_func=labels.__getitem__,
            **session.dial(f"turn-{key}-{zlib.crc32(chr(0).join(labels).encode())}", 0),
        )
        levels = {level: language.out_of(level) for level in NEED_LEVELS}
        level = st.segmented_control(
            t("The limit is to suffice in … of the years of need"),
            NEED_LEVELS,
            required=True,
            format_func=levels.__getitem__,
            **session.dial("need-level", NEED_LEVELS[-1]),
        )
    policy = case.policies[at or 0]
    figures = session.calibration()
    terms = complete(policy, figures)
    most, own = terms.limit_eur, terms.deductible_eur
    with middle:
        deductible = _slider(t("Deductible"), (*_DEDUCTIBLES, own), own, f"deductible-{at}-{key}", language)
        ladder = tuple(float(step) for step in figures.tables["cover"]["limit_ladder_eur"])
        limit = _slider(t("Limit a claim"), (*ladder, most), most, f"limit-{at}-{key}", language)
    with right:
        cap = st.select_slider(
            t("Cap in the contract"),
            _CAPS,
            format_func=partial(_cap_words, language),
            **session.dial(f"cap-{key}", _AS_IT_IS),
        )
        premium = t("The premium stays as entered, though an insurer would ask another one for other terms.")
        style.show(style.words(premium, "rm-note"))
    turned = policy.model_copy(update={"deductible_eur": min(deductible, limit), "limit_eur": limit})
    if (deductible, limit) == (own, most):
        turned = policy  # what is not turned stays as it was entered, assumed fields included
    policies = tuple(turned if i == at else p for i, p in enumerate(case.policies))
    dialled = case.model_copy(update={"policies": policies})
    return changed(dialled, _cap_change(cap)), int(at or 0), float(level or NEED_LEVELS[-1])


def _slider(label: str, steps: Sequence[float], value: float, key: str, language: Language) -> float:
    of = session.dial(key, value)
    turned: float = st.select_slider(label, sorted(set(steps)), format_func=language.euros, **of)
    return turned


def _cap_words(language: Language, cap: Any) -> str:
    if cap == _AS_IT_IS:
        return language.t("as entered")
    if cap == "none":
        return language.t("no cap")
    return language.t("{n} × contract value", n=language.number(cap, 1))


def _cap_change(cap: Any) -> dict[str, object]:
    if cap == _AS_IT_IS:
        return {}
    if cap == "none":
        return {"project.*.contract.cap": "none"}
    return {"project.*.contract.cap": "multiple", "project.*.contract.cap_multiple": cap}


def _whole_work(case: Case, dialled: Case, level: float) -> Work[None] | None:
    """Return the work that compares at full depth; None once it is done, or where that takes no time."""
    if computed.full_depth() <= computed.AT_ONCE:
        return None
    key = "".join((str(level), casefile.write(case), casefile.write(dialled)))
    work = session.work("cover", key, partial(_compare_whole, (case, dialled), level))
    work.wait(_PATIENCE)
    return None if work.state == "done" else work


def _compare_whole(cases: Sequence[Case], level: float, progress: Progress) -> None:
    for case in cases:
        computed.compared(case, level, deep=True, progress=progress)


def _figures(
    offers: tuple[Offer, ...], case: Case, at: int, level: float, estimate: Estimate, language: Language
) -> None:
    left, right = st.columns((7, 5), gap="large")
    with left:
        screen.table(offer_tables.side_by_side(offers, level, language))
        screen.origin("cover", None, language)
    with right:
        title = offer_findings.costs_title(offers, language)
        screen.figure(offer_tables.costs_figure(offers, language, title), "costs")
        caps = offer_findings.agreed_caps(case, session.stated(case))
        sentences = [
            *offer_findings.advice(offers, level, language),
            offer_findings.cap_and_limit(estimate, offers[at], caps, language),
        ]
        heading = style.words(language.t("What follows from it"), "rm-finding", "h2")
        style.show(heading, *(style.words(s, "rm-follows") for s in sentences if s))


def _tolerance(offers: tuple[Offer, ...], estimate: Estimate, language: Language) -> None:
    """Draw the curves, and over them the line of what the user can bear."""
    style.show('<hr class="rm-rule">')
    left, right = st.columns((7, 5), gap="large")
    with right:
        style.show(
            style.words(language.t("What could you bear?"), "rm-finding", "h2"),
            style.words(
                language.t(
                    "Two amounts are enough: one you could pay now and then, and one that would just be bearable once "
                    "in a lifetime. The line between them is held against the curve."
                ),
                "rm-lead",
            ),
        )
        often = _amount(language.t("Once in 10 years I could bear"), "tolerance-often", language)
        rarely = _amount(language.t("Once in 200 years I could bear"), "tolerance-rarely", language)
        tolerance = _line(often, rarely, language)
        if tolerance:
            said = offer_findings.tolerated(offers, tolerance, language)
            style.show(*(style.words(sentence, "rm-follows") for sentence in said))
    with left:
        title = offer_findings.curves_title(offers, language)
        mark = charts.own_assets(estimate, language)
        screen.figure(offer_tables.curves_figure(offers, tolerance, mark, language, title), "cover-curves")
        with st.expander(language.t("The figures behind it"), key="cover-curves-table"):
            screen.table(offer_tables.curves(offers, tolerance, language))


def _line(often: float | None, rarely: float | None, language: Language) -> Tolerance | None:
    if not often or not rarely:
        return None
    if rarely < often:
        words = language.t("The rare amount must not be smaller than the frequent one. Please raise it.")
        style.show(style.words(words, "rm-problem"))
        return None
    return Tolerance(_OFTEN, often, _RARELY, rarely)


def _amount(label: str, key: str, language: Language) -> float | None:
    """Ask for an amount and say how it was understood; None where there is none to be read."""
    text = st.text_input(label, max_chars=40, key=key, width=340, persist_state="session")
    try:
        echo = style.words(language.echo_euros(text or ""), "rm-echo")
        style.show(echo)
        return language.parse_euros(text or "")
    except AmountError as error:
        style.show(style.words(language.explain(error), "rm-problem"))
        return None


main()
