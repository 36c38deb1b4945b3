"""What imprint and privacy page have in common: an entry, and what is missing."""

from __future__ import annotations

from riskmodel.present import style
from riskmodel.present.language import Language
from riskmodel.present.site import VARIABLE, Site


def entry(label: str, text: str) -> str:
    """Return an entry as HTML, escaped, line by line; nothing where there is no text."""
    if not text.strip():
        return ""
    lines = [style.words(line) for line in text.strip().splitlines()]
    title = style.words(label, "rm-question") if label else ""
    return f'<div class="rm-entry">{title}{"".join(lines)}</div>'


def faults(site: Site, page: str, language: Language) -> None:
    """Say what the configuration lacks; its operator sees it before a visitor does."""
    said = []
    if site.fault:
        said.append(language.t("The configuration cannot be read: {reason}", reason=site.fault))
    elif missing := site.missing(page):
        names = ", ".join(f"{page}.{name}" for name in missing)
        said.append(
            language.t(
                "Still missing in the configuration of this site (the file that {variable} names, or "
                "Streamlit's secrets): {names}.",
                variable=VARIABLE,
                names=names,
            )
        )
    if unknown := [name for name in site.unknown if name.startswith(page)]:
        said.append(language.t("Not known in the configuration: {names}.", names=", ".join(unknown)))
    if said:
        style.show(*(style.words(sentence, "rm-problem") for sentence in said))
