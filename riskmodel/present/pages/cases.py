"""The cases: five known stories step by step, held against the model, with other ways tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import streamlit as st

from riskmodel.present import case_tables, case_variants, computed, screen, session, style
from riskmodel.present.language import Language

#: In the order in which they are best read: the leading case first.
STORIES: Final = ("alitalia_2012", "otto_2012", "british_airways_2013", "dell_2005", "ticket_portal_2015")


def main() -> None:
    """Draw the page."""
    language = session.language()
    t = language.t
    titles = {name: language.of(computed.told(name)["about"]["title"]) for name in STORIES}
    with st.container(key="cases", gap="medium"):
        words = t(
            "Five stories that became public, step by step: what was known at the time, what the model says to it, and "
            "what another way of acting would have done."
        )
        style.show(style.words(t("Known cases"), tag="h1"), style.words(words, "rm-lead"))
        name = st.selectbox(
            t("Which case?"), STORIES, format_func=titles.__getitem__, key="story", width=520, persist_state="session"
        )
        told = computed.told(name or STORIES[0])
        _story(told, name or STORIES[0], language)
        _held_against(name or STORIES[0], language)
        _otherwise(name or STORIES[0], language)
        _sources(told, language)


@st.fragment
def _story(told: Mapping[str, Any], name: str, language: Language) -> None:
    """Go through the story step by step."""
    steps: Sequence[Mapping[str, Any]] = told["timeline"]
    style.show(style.words(language.of(told["about"]["why"]), "rm-lead"))
    with st.container(key="timeline", gap="xsmall"):
        at = st.select_slider(
            language.t("Go through it step by step"),
            range(len(steps)),
            format_func=lambda i: language.of(steps[i]["when"]),
            key=f"step-{name}",
        )
        pieces = [_step(step, place, at, language) for place, step in enumerate(steps)]
        style.show(f'<ol class="rm-steps">{"".join(pieces)}</ol>')


def _step(step: Mapping[str, Any], place: int, at: int, language: Language) -> str:
    """Return one step; what lies ahead keeps its place and is not told yet."""
    if place > at:
        return f'<li class="rm-ahead">{style.words(language.of(step["when"]), "rm-question")}</li>'
    known = language.t("Known then: {what}", what=language.of(step["known"]))
    source = f'<p class="rm-note">{screen.source_html(step["source"], language)}</p>'
    parts = (
        style.words(language.of(step["when"]), "rm-question"),
        style.words(language.of(step["what"])),
        style.words(known, "rm-note"),
        source,
    )
    return f"<li{' aria-current=step' if place == at else ''}>{''.join(parts)}</li>"


def _held_against(name: str, language: Language) -> None:
    known, figures = computed.known(name), session.calibration()
    style.show('<hr class="rm-rule">', style.words(language.t("What the model says"), "rm-finding", "h2"))
    drawn = case_variants.positions_figure(known, language)
    if drawn:
        screen.figure(drawn, "positions")
    screen.origin("known_cases", None, language)
    if drawn:
        with st.expander(language.t("The figures behind it"), key="known-table"):
            screen.table(case_tables.compared(known, figures, language))
    else:
        screen.table(case_tables.compared(known, figures, language))


@st.fragment
def _otherwise(name: str, language: Language) -> None:
    """Let the reader try another way of acting."""
    variants = computed.variants(name)
    style.show('<hr class="rm-rule">', style.words(language.t("And if they had acted otherwise?"), "rm-finding", "h2"))
    chosen = st.selectbox(
        language.t("What if …?"),
        range(len(variants)),
        format_func=lambda i: language.of(variants[i].title),
        key=f"variant-{name}",
        width=720,
    )
    of = (variants[chosen or 0], session.calibration(), language)
    screen.figure(case_variants.variant_figure(*of), "other-way")
    with st.expander(language.t("The figures behind it"), key="other-way-table"):
        screen.table(case_variants.variant_table(*of))


def _sources(told: Mapping[str, Any], language: Language) -> None:
    about = told["about"]
    items = "".join(f"<li>{screen.source_html(source, language)}</li>" for source in about["sources"])
    unknown = language.t("Not known: {what}", what=language.of(about["unknown"]))
    style.show(
        '<hr class="rm-rule">',
        style.words(language.t("What nobody knows, and where this comes from"), "rm-finding", "h2"),
        style.words(unknown),
        f'<ul class="rm-note">{items}</ul>',
    )


main()
