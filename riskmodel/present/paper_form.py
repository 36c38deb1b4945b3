"""The part of the page of files that asks whose paper the PDFs are: name, logo, colour, closing words, signatures."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from riskmodel.case import Fault
from riskmodel.present import branding, exchange, logo, session, style, theme, wording
from riskmodel.present.language import N_, Language
from riskmodel.present.paper import YES

_LABELS: Final = {
    "name": N_("Name of the sender"),
    "address": N_("Address, up to six lines"),
    "closing": N_("Closing words, up to six lines"),
    "closing_en": N_("Closing words of English PDFs, if they have their own"),
    "reference": N_("Reference number"),
    "valid_days": N_("Valid for … days"),
    "accent": N_("Colour"),
    "signatures": N_("Lines to sign on"),
}
_LONGEST: Final = {"name": 100, "address": 300, "closing": 600, "closing_en": 600, "reference": 100, "valid_days": 5}


def draw(language: Language) -> None:
    """Draw the form; what is entered goes onto the paper at once."""
    t, paper = language.t, session.visitor().paper
    found, faults = paper.branding()
    wrong = {fault.field: fault for fault in faults}
    style.show(
        style.words(t("Your name on the PDF"), tag="h2"),
        style.words(
            t(
                "Every PDF carries what you enter here: logo, name and address at its head, closing words and lines to "
                "sign on at its end. It stays in your own browser."
            ),
            "rm-lead",
        ),
    )
    left, right = st.columns(2, gap="large")
    with left:
        _text("name", wrong, language)
        _text("address", wrong, language, lines=3)
        _text("closing", wrong, language, lines=4)
        _text("closing_en", wrong, language, lines=4)
    with right:
        _logo(found.logo, language)
        _accent(language)
        style.show(style.words(branding.note(found, language), "rm-note"))
        _text("reference", wrong, language)
        _text("valid_days", wrong, language)
        on, key = paper.entered.get("signatures") == YES, session.round_key("paper-signatures")
        st.checkbox(
            _label("signatures", language), on, key=key, on_change=session.put_on_paper, args=("signatures", key)
        )


def _label(field: str, language: Language) -> str:
    return language.t(_LABELS[field])


def _text(field: str, wrong: Mapping[str, Fault], language: Language, lines: int = 1) -> None:
    key = session.round_key(f"paper-{field}")
    label, value = _label(field, language), session.visitor().paper.entered.get(field, "")
    of: dict[str, Any] = {
        "key": key,
        "max_chars": _LONGEST[field],
        "on_change": session.put_on_paper,
        "args": (field, key),
    }
    if lines > 1:
        st.text_area(label, value, height=28 * lines + 16, **of)
    else:
        st.text_input(label, value, **of)
    if field in wrong:
        said = wording.message(wrong[field], language)
        left_out = language.t("{fault} Until then the PDF leaves it out.", fault=said)
        style.show(style.words(left_out, "rm-problem"))


def _logo(drawing: str, language: Language) -> None:
    t, paper = language.t, session.visitor().paper
    words = {"open": t("Open logo or branding file")}
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="paper-logo"):
        exchange.mount(
            "paper", wide=False, words=words, most=logo.MOST_BYTES, accept=".png,.svg,.toml", paper=paper.kept()
        )
        if drawing:
            st.button(t("Remove the logo"), key="drop-logo", type="tertiary", on_click=paper.drop_logo)
    note = t("Logo as PNG or SVG, up to {most} kB.", most=language.number(logo.MOST_BYTES / 1e3))
    if drawing:
        address = f"data:image/svg+xml;base64,{base64.b64encode(drawing.encode()).decode()}"
        style.show(f'<img class="rm-logo" src="{address}" alt="{language.t("Logo")}">')
    else:
        style.show(style.words(note, "rm-note"))


def _accent(language: Language) -> None:
    key = session.round_key("paper-accent")
    value = session.visitor().paper.entered.get("accent", theme.ACCENT)
    label, on = _label("accent", language), session.put_on_paper
    st.color_picker(label, value, key=key, on_change=on, args=("accent", key))
