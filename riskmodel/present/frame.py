"""What stands around every page: product name, tools, the way through the product, the small print."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import streamlit as st

from riskmodel import __version__, casefile
from riskmodel.present import exchange, session, site, style
from riskmodel.present.language import CODES, N_, Language

_FOLDER: Final = Path(__file__).parent / "pages"
#: The pages in the order of the way; the part after the line stands apart from it.
WAY: Final = {"project": N_("Project"), "result": N_("Result"), "cover": N_("Cover"), "levers": N_("Levers")}
APART: Final = {"book": N_("Book"), "cases": N_("Cases"), "method": N_("Method and sources")}
#: Pages that are reached from the tools in the header, and from the small print where the site has them.
TOOLS: Final = {"files": N_("Files and variants")}
SMALL_PRINT: Final = {"imprint": N_("Imprint"), "privacy": N_("Privacy")}
#: Pages that show nothing of the case.
_NOT_ABOUT_THE_CASE: Final = ("book", "cases", *SMALL_PRINT)
#: Every page there is, by name.
PAGES: Final = {**WAY, **APART, **TOOLS, **SMALL_PRINT}
_UMLAUTS: Final = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
_LANGUAGES: Final = {"de": "Deutsch", "en": "English"}


def page_file(name: str) -> Path:
    """Return the script of a page."""
    return _FOLDER / f"{name}.py"


def configure() -> None:
    """Set title and width of the page."""
    st.set_page_config(
        page_title=session.language().t("IT liability risk"), layout="wide", initial_sidebar_state="collapsed"
    )


def pages() -> list[Any]:
    """Return Streamlit's pages; the first opens at the bare address."""
    language = session.language()
    return [
        st.Page(page_file(name), title=language.t(title), url_path=name, default=name == "project")
        for name, title in PAGES.items()
    ]


def header(page: Any) -> bool:
    """Draw name, language switch, tools and the way, always in the same places.

    Returns
    -------
    bool
        Whether the page can be drawn: not before the browser has said what it keeps of the last visit.
    """
    here = page.url_path or next(iter(WAY))
    style.put()
    style.tell_browser(session.language())
    session.attend()
    if not exchange.settled():
        with st.container(key="arriving"):  # alone: whatever stood beside it would make the browser answer later
            _keeper(session.language())
        return False
    exchange.open_link()
    with st.container(key="frame"):
        bar = st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="bar")
        name = bar.container(width="content")
        with bar.container(horizontal=True, width="content", vertical_alignment="center", gap="xsmall", key="tools"):
            _language_switch()
            language = session.language()
            _tools(here, language)
        with name:
            about_case = session.visitor().shows_sample and here not in _NOT_ABOUT_THE_CASE
            sample = language.t("Sample, not your case") if about_case else ""
            style.show(
                style.words(language.t("IT liability risk"), "rm-product", "span"),
                style.words(sample, "rm-sample", "span") if sample else "",
            )
        _way(here, language)
        _variant(language)
    _notice(here, language)
    return True


def footer(page: Any) -> None:
    """Draw the small print."""
    language = session.language()
    st.space("medium")
    privacy = language.t(
        "Nothing you enter is stored on the server or passed on; your own browser keeps it until you wipe it."
    )
    if page.url_path == "book" or session.visitor().uploads:
        privacy += " " + language.t("Only a book lies there, for a day at most.")
    net = language.t("All amounts are net of VAT.")
    version = language.t("Version {version}, figures {data}", version=__version__, data=session.calibration().version)
    style.show('<hr class="rm-rule">', style.words(f"{privacy} {net} {version}.", "rm-note"))
    with st.container(horizontal=True, gap="medium", vertical_alignment="center", key="small-print"):
        for name, title in SMALL_PRINT.items():
            if site.read().has(name):
                _link(name, language.t(title), "")
        st.button(language.t("Wipe what I entered"), key="wipe", type="tertiary", on_click=session.visitor().wipe)


def file_stem(text: str) -> str:
    """Return a text as part of a file name: letters, digits and hyphens."""
    plain = text.lower()
    for umlaut, letters in _UMLAUTS.items():
        plain = plain.replace(umlaut, letters)
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "case"


def _language_switch() -> None:
    session.language()  # gives the switch its first value
    st.segmented_control(
        "Sprache / Language",
        CODES,
        required=True,
        format_func=_LANGUAGES.__getitem__,
        key=session.LANGUAGE_KEY,
        label_visibility="collapsed",
        persist_state="session",
    )
    session.remember_language()


def _tools(here: str, language: Language) -> None:
    visitor = session.visitor()
    st.button(language.t("Undo"), key="undo", disabled=not visitor.steps, on_click=visitor.undo)
    save(language, "save")
    _keeper(language)
    for name, title in TOOLS.items():
        _link(name, language.t(title), here)


def _keeper(language: Language) -> None:
    """Put the button that opens a case on the page, with what the browser keeps."""
    lost = language.t("The server cannot be reached just now. What you entered is kept; this page goes on by itself.")
    exchange.mount("open", wide=False, words={**drop_words(language), "lost": lost})


def drop_words(language: Language) -> dict[str, str]:
    """Return the words of the drop zones."""
    return {"open": language.t("Open case"), "drop": language.t("Drop a case file (.toml) or a PDF of this app here")}


def save(language: Language, key: str) -> None:
    """Draw the button that saves the case as a file."""
    reading = session.reading()
    st.download_button(
        language.t("Save case"),
        lambda: casefile.write(reading.case),
        file_name=f"{file_stem(reading.case.projects[0].name or reading.case.title)}.toml",
        mime="application/toml",
        on_click="ignore",
        disabled=not reading.usable,
        help=None if reading.usable else language.t("Please put right first what is marked on the page “Project”."),
        key=key,
    )


def _variant(language: Language) -> None:
    """Say which variant is shown, wherever figures depend on it."""
    visitor = session.visitor()
    places = list(range(len(visitor.desk.drafts)))
    if len(places) > 1:
        key = session.list_key(f"variant{visitor.desk.shown}", map(visitor.name_of, places))
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="variant"):
            style.show(style.words(language.t("Variant"), "rm-unit", "span"), width="content")
            st.selectbox(
                language.t("Which variant is shown?"),
                places,
                index=visitor.desk.shown,
                format_func=visitor.name_of,
                key=key,
                on_change=session.choose_variant,
                args=(key,),
                label_visibility="collapsed",
                width=320,
            )


def _notice(here: str, language: Language) -> None:
    """Say what the last step did, on the page on which it is first told."""
    notice = session.visitor().told_on(here)
    look = "rm-problem" if notice.faults else "rm-note"
    if sentences := notice.sentences(language):
        with st.container(key="notice"):
            style.show(f'<div role="status">{"".join(style.words(s, look) for s in sentences)}</div>')


def _way(here: str, language: Language) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", key="way"):
        with st.container(horizontal=True, width="content", gap="medium", key="steps"):
            for number, (name, title) in enumerate(WAY.items(), 1):
                _link(name, f"{number}  {language.t(title)}", here)
        with st.container(horizontal=True, width="content", gap="medium", key="apart"):
            for name, title in APART.items():
                _link(name, language.t(title), here)


def _link(name: str, label: str, here: str) -> None:
    with st.container(width="content", key=f"link-{name}" + ("-here" if name == here else "")):
        st.page_link(page_file(name), label=label)
