"""Cases as files, variants side by side, and a link to pass on."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from riskmodel import caselink
from riskmodel.case import CaseError
from riskmodel.present import exchange, frame, paper_form, screen, session, style, wording
from riskmodel.present.desk import MOST_VARIANTS
from riskmodel.present.language import Language
from riskmodel.present.variant_tables import variants


def main() -> None:
    """Draw the page."""
    language = session.language()
    with st.container(gap="medium"):
        _opening(language)
        _variants(language)
        _link(language)
        paper_form.draw(language)


def _opening(language: Language) -> None:
    t = language.t
    style.show(
        style.words(t("Files and variants"), tag="h1"),
        style.words(
            t(
                "Nothing is stored on the server. Your own browser keeps what you entered; a file keeps it for good "
                "and can be passed on."
            ),
            "rm-lead",
        ),
    )
    with st.container(gap="small"):
        frame.save(language, "save-here")
        exchange.mount("zone", words=frame.drop_words(language))


def _variants(language: Language) -> None:
    t, visitor = language.t, session.visitor()
    drafts = visitor.desk.drafts
    style.show(
        style.words(t("Variants"), tag="h2"),
        style.words(
            t(
                "Copy your case to a variant, change what could be agreed otherwise, and see up to four side by side: "
                "another cap, another policy, one more safeguard."
            ),
            "rm-lead",
        ),
    )
    with st.container(gap="small", key="variants"):
        for place in range(len(drafts) if len(drafts) > 1 else 0):
            _variant(place, language)
        if not visitor.desk.full:
            name = t("Variant {n}", n=len(drafts) + 1)
            st.button(t("Copy to a new variant"), key="copy-variant", on_click=visitor.copy_variant, args=(name,))
        else:
            style.show(style.words(t("More than {n} do not fit side by side.", n=MOST_VARIANTS), "rm-note"))
    if len(drafts) > 1:
        _compare(language)


def _variant(place: int, language: Language) -> None:
    t, visitor = language.t, session.visitor()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"variant-row-{place}"):
        st.text_input(
            t("Name of variant {n}", n=place + 1),
            visitor.desk.drafts[place].name,
            placeholder=t("Variant {n}", n=place + 1),
            max_chars=60,
            key=session.round_key(f"variant-{place}"),
            on_change=session.rename_variant,
            args=(place,),
            label_visibility="collapsed",
            width=280,
        )
        if place == visitor.desk.shown:
            style.show(style.words(t("is shown"), "rm-unit", "span"), width="content")
        else:
            st.button(t("Show"), key=f"show-{place}", type="tertiary", on_click=visitor.show_variant, args=(place,))
        st.button(t("Remove"), key=f"remove-{place}", type="tertiary", on_click=visitor.remove_variant, args=(place,))


def _compare(language: Language) -> None:
    visitor, each = session.visitor(), []
    with st.spinner(language.t("Simulating many years of your project …")):
        for place, draft in enumerate(visitor.desk.drafts):
            reading = session.reading(draft)
            each.append((visitor.name_of(place), session.outcome(reading.case).estimate if reading.usable else None))
    screen.table(variants(each, language))


def _link(language: Language) -> None:
    t, reading = language.t, session.reading()
    style.show(
        style.words(t("A link to pass on"), tag="h2"),
        style.words(
            t(
                "It holds figures and choices, and no names: neither yours nor those of clients, projects and "
                "policies. Whoever has the link can read them."
            ),
            "rm-lead",
        ),
    )
    if st.button(t("Make a link"), key="make-link", disabled=not reading.usable):
        try:
            address = _address(caselink.write(reading.case), language)
        except CaseError as error:
            style.show(*(style.words(words, "rm-problem") for words in wording.faults(error, language)))
            return
        words = {"label": t("Link to this case"), "copy": t("Copy"), "copied": t("Copied")}
        exchange.mount("copy", words=words, text=address)


def _address(text: str, language: Language) -> str:
    """Return the address under which this app opens a case."""
    here = urlsplit(str(st.context.url or ""))
    root = here.path.removesuffix("files")
    query = urlencode({session.LANGUAGE_KEY: language.code, exchange.LINK_KEY: text})
    return urlunsplit((here.scheme, here.netloc, root or "/", query, ""))


main()
