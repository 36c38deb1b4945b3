"""What stands around every page: product name, tools, the way through the product, the small print."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import streamlit as st

from riskmodel import __version__, casefile
from riskmodel.present import session, style
from riskmodel.present.language import CODES, N_, Language

_PAGES: Final = Path(__file__).parent / "pages"
#: The pages in the order of the way; the part after the line stands apart from it.
WAY: Final = {"project": N_("Project"), "result": N_("Result"), "cover": N_("Cover"), "levers": N_("Levers")}
APART: Final = {"cases": N_("Cases"), "method": N_("Method and sources")}
_UMLAUTS: Final = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
_LANGUAGES: Final = {"de": "Deutsch", "en": "English"}


def page_file(name: str) -> Path:
    """Return the script of a page."""
    return _PAGES / f"{name}.py"


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
        for name, title in {**WAY, **APART}.items()
    ]


def header(page: Any) -> None:
    """Draw name, language switch, save and open, and the way, always in the same places."""
    here = page.url_path or next(iter(WAY))
    style.put(session.language())
    style.tell_browser(session.language())
    with st.container(key="frame"):
        bar = st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="bar")
        name = bar.container(width="content")
        with bar.container(horizontal=True, width="content", vertical_alignment="center", gap="xsmall", key="tools"):
            _language_switch()
            language = session.language()
            _save(language)
            _load(language)
        with name:
            style.show(style.words(language.t("IT liability risk"), "rm-product"))
        _way(here, language)


def footer() -> None:
    """Draw the small print."""
    language = session.language()
    st.space("medium")
    privacy = language.t("Nothing you enter is stored or passed on. To keep it, save the case as a file.")
    version = language.t("Version {version}, figures {data}", version=__version__, data=session.calibration().version)
    style.show('<hr class="rm-rule">', style.words(f"{privacy} {version}.", "rm-note"))


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


def _save(language: Language) -> None:
    reading = session.reading()
    st.download_button(
        language.t("Save case"),
        casefile.write(reading.case),
        file_name=f"{file_stem(reading.case.projects[0].name or reading.case.title)}.toml",
        mime="application/toml",
        on_click="ignore",
        disabled=not reading.usable,
        help=None if reading.usable else language.t("Please put right first what is marked on the page “Project”."),
        key="save",
    )


def _load(language: Language) -> None:
    with st.popover(language.t("Open case"), key="open"):
        style.show(style.words(language.t("A case file that this app or the command line wrote (.toml)."), "rm-note"))
        st.file_uploader(
            language.t("Case file"),
            key=session.uploader_key(),
            on_change=session.open_upload,
            label_visibility="collapsed",
        )
        for sentence in session.refused():
            style.show(style.words(sentence, "rm-problem"))
        if session.opened():
            style.show(style.words(language.t("“{file}” is open.", file=session.opened()), "rm-note"))


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
