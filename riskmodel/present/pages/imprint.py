"""Who runs this site; filled from its configuration."""

from __future__ import annotations

from typing import Final

import streamlit as st

from riskmodel.present import session, site, site_texts, style
from riskmodel.present.language import N_

_LABELS: Final = {
    "name": "",
    "address": "",
    "represented_by": N_("Represented by"),
    "email": N_("E-mail"),
    "phone": N_("Telephone"),
    "register": N_("Register"),
    "vat_id": N_("VAT number"),
    "responsible": N_("Responsible for the content"),
}


def main() -> None:
    """Draw the page."""
    t, found = session.language().t, site.read()
    with st.container(gap="medium"):
        style.show(style.words(t("Imprint"), tag="h1"))
        site_texts.faults(found, "imprint", session.language())
        said = found.pages.get("imprint", {})
        style.show(*(site_texts.entry(t(label), said.get(name, "")) for name, label in _LABELS.items()))


main()
