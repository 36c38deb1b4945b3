"""The levers: safeguards, contract and response by euros saved, switched on and off with before and after."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from riskmodel import casefile
from riskmodel.case import Case
from riskmodel.estimate import Estimate
from riskmodel.present import computed, lever_texts, screen, session, style
from riskmodel.present import what_if_tables as what_if
from riskmodel.present.background import Work
from riskmodel.present.language import Language
from riskmodel.sensitivity import Lever, Sensitivity


def main() -> None:
    """Draw the page."""
    language, reading = session.language(), session.reading()
    with st.container(key="levers", gap="medium"):
        if not reading.usable:
            screen.not_yet(language.t("Levers"), language)
            return
        style.show(style.words(language.t("What lowers the risk?"), tag="h1"))
        case = reading.case
        needed: dict[str, Work[Any]] = {
            "what-if": session.work("what-if", casefile.write(case), partial(computed.what_if, case)),
            "outcome": computed.whole(case),
        }
        for name, work in needed.items():
            work.wait(0.1)
            if work.state == "done":
                continue
            words = language.t(
                "Each safeguard, each clause and each way of answering is tried on your case, on the same chances. "
                "That takes some seconds. Then you see what saves most, what it takes, and can switch it on."
            )
            style.show(style.words(words, "rm-lead"))
            screen.follow(work, language, language.t("Levers are pulled, one at a time:"), name)
            return
        _levers(session.outcome(case).estimate, computed.what_if(case), language)
        _answers(case, language)


@st.fragment
def _levers(estimate: Estimate, found: Sensitivity, language: Language) -> None:
    """Draw the ranking with its switches and what they do together; a switch draws this part anew."""
    case, figures = estimate.case, session.calibration()
    style.show(style.words(lever_texts.headline(found, figures, language), "rm-lead"))
    if not found.levers:
        words = language.t("Everything the model knows of is there already.")
        style.show(style.words(words, "rm-lead"))
        return
    left, right = st.columns((7, 5), gap="large")
    with left, st.container(key="lever-list", gap="xxsmall"):
        key = session.dials_key(case)
        with_policy = lever_texts.with_policy(estimate, language)
        pulled = [lever.name for lever in found.levers if _switch(lever, found, key, with_policy, language)]
        screen.origin("levers", None, language)
        with st.expander(language.t("The figures behind it"), key="levers-table"):
            screen.table(what_if.levers(found, figures, language))
    with right, st.container(key="lever-effect"):
        changed, effect = computed.together(case, pulled)
        screen.figure(lever_texts.before_after(estimate, effect, language), "before-after")
        look = "rm-answer rm-at-hand" if pulled else "rm-answer"  # on a phone it stays in sight of the switches below
        style.show(style.words(lever_texts.together(effect, len(pulled), with_policy, language), look))
        screen.take_over(changed, bool(pulled), language)
        words = language.t(
            "Together they save less than the sum of each: what one prevents, another cannot prevent again. Effects of "
            "safeguards are mostly judgement; the ± covers the simulation only."
        )
        style.show(style.words(words, "rm-note"))


def _switch(lever: Lever, found: Sensitivity, key: str, with_policy: str, language: Language) -> bool:
    """Draw a lever with its switch; it switches off those that change the same thing to something else."""
    figures, dial = session.calibration(), f"pull-{lever.name}-{key}"
    others = tuple(f"pull-{other.name}-{key}" for other in found.levers if other.excludes(lever))
    with st.container(key=f"lever-{lever.name}"):
        left, right = st.columns((5, 3), gap="small", vertical_alignment="top")
        with left:
            on = st.toggle(
                lever_texts.name(lever, figures, language), wrap=True, **session.dial(dial, False, instead_of=others)
            )
            style.show(style.words(lever_texts.effort(lever, figures, language), "rm-why"))
        with right:
            before = lever_texts.saved(lever.saved.burden_eur, language)
            after = f"{with_policy}: {lever_texts.saved(lever.saved.retained_eur, language)}" if with_policy else ""
            style.show(style.words(before, "rm-saved"), style.words(after, "rm-note"))
    return on


def _answers(case: Case, language: Language) -> None:
    """Hold ways of answering in public against each other."""
    by_hours, by_stance = computed.answers(case)
    style.show(
        '<hr class="rm-rule">',
        style.words(language.t("The client's answer in public"), "rm-finding", "h2"),
        style.words(
            language.t(
                "You do not decide this alone, but you can agree on it beforehand: who watches, who answers, and what "
                "is said first."
            ),
            "rm-lead",
        ),
    )
    screen.table(lever_texts.answered(by_hours, by_stance, case, computed.AT_ONCE, language), titled=False)
    screen.origin("answers", None, language)


main()
