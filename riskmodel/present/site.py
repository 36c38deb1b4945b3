"""Who runs this site, from its configuration: what the pages imprint and privacy are filled with.

The configuration is the TOML file that the environment variable ``RISKMODEL_SITE`` names, else Streamlit's secrets;
README.md shows one. Without any there are no such links: on one's own computer nobody needs them.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import streamlit as st

#: Names the configuration file.
VARIABLE: Final = "RISKMODEL_SITE"
#: What each page can say, in its order, and what the law asks for (DDG § 5; GDPR art. 13).
FIELDS: Final = {
    "imprint": ("name", "address", "represented_by", "email", "phone", "register", "vat_id", "responsible"),
    "privacy": ("controller", "email", "officer", "host", "logs", "authority"),
}
REQUIRED: Final = {"imprint": ("name", "address", "email"), "privacy": ("controller", "email", "host", "logs")}


@dataclass(frozen=True)
class Site:
    """The configuration as read."""

    pages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()  # entries that no page shows, perhaps misspelt
    fault: str = ""  # why the file cannot be read

    def has(self, page: str) -> bool:
        """Tell whether a page is to be linked."""
        return page in self.pages or bool(self.fault)

    def missing(self, page: str) -> tuple[str, ...]:
        """List what a page must say and does not."""
        return tuple(name for name in REQUIRED[page] if not self.pages.get(page, {}).get(name, "").strip())


def read() -> Site:
    """Read the configuration."""
    if path := os.environ.get(VARIABLE):
        try:
            return of(tomllib.loads(Path(path).read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            return Site(fault=f"{Path(path).name}: {error}")
    try:
        st.secrets.load_if_toml_exists()
        return of({page: dict(st.secrets[page]) for page in FIELDS if page in st.secrets})
    except FileNotFoundError:
        return Site()


def of(data: Mapping[str, Any]) -> Site:
    """Return the site of a configuration; other tables in it are not ours."""
    pages: dict[str, dict[str, str]] = {}
    unknown = []
    for page in FIELDS:
        if isinstance(table := data.get(page), Mapping):
            pages[page] = {name: str(value) for name, value in table.items() if name in FIELDS[page]}
            unknown += [f"{page}.{name}" for name in table if name not in FIELDS[page]]
    if "privacy" in pages:  # who stands in the imprint is the controller, unless another is named
        imprint = pages.get("imprint", {})
        named = "\n".join(filter(None, (imprint.get("name"), imprint.get("address"))))
        pages["privacy"] = {"controller": named, "email": imprint.get("email", ""), **pages["privacy"]}
    return Site(pages, tuple(unknown))
