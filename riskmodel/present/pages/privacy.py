"""What happens to the visitor's data: what the app does, and what the configuration says of who runs it."""

from __future__ import annotations

from typing import Final

import streamlit as st

from riskmodel.present import session, site, site_texts, style
from riskmodel.present.language import N_

_LABELS: Final = {
    "controller": N_("Who is responsible"),
    "email": N_("E-mail"),
    "officer": N_("Data protection officer"),
    "host": N_("Who runs the server"),
    "logs": N_("What the server logs"),
    "authority": N_("Supervisory authority"),
}
_WHAT_IT_DOES: Final = (
    N_("What you enter is sent to the server to be computed, is held there in working memory only, and is not stored."),
    N_(
        "Your own browser keeps it (in its local storage, under “riskmodel.desk”, and under “riskmodel.paper” what the "
        "PDFs carry as sender), so that it is still there after a reload. “Wipe what I entered” below each page "
        "deletes it."
    ),
    N_(
        "One technically necessary cookie protects against forged requests. There are no statistics, no advertising "
        "and no requests to other hosts."
    ),
    N_(
        "This rests on what you ask the service to do and on the interest in running it safely (GDPR, article 6 (1) b "
        "and f); nothing more is kept in your browser than that takes (TDDDG, section 25 (2) no. 2)."
    ),
    N_(
        "Only a book of many providers lies in a temporary folder of the server, with what is computed of it, until "
        "you remove it, for a day at most."
    ),
    N_("A link to a case is made at your request only. It holds figures and choices, no names."),
    N_(
        "You have the right of access, rectification, erasure, restriction, portability and objection, and the right "
        "to complain to a supervisory authority (GDPR, articles 15 to 21 and 77)."
    ),
)


def main() -> None:
    """Draw the page."""
    t, found = session.language().t, site.read()
    with st.container(gap="medium"):
        style.show(style.words(t("Privacy"), tag="h1"))
        site_texts.faults(found, "privacy", session.language())
        style.show(*(style.words(t(sentence), "rm-lead") for sentence in _WHAT_IT_DOES))
        said = found.pages.get("privacy", {})
        style.show(*(site_texts.entry(t(label), said.get(name, "")) for name, label in _LABELS.items()))


main()
