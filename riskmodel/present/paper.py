"""Whose paper a visitor's PDFs are: what was entered for it, as a branding in the end, and as text for the browser.

The fields are those of a branding file (`branding`), and so is what they may hold. The browser keeps the text and hands
it back, perhaps changed by hand: it is read as distrustfully as a file.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, Final

from riskmodel.case import CaseError, Fault
from riskmodel.present import branding, logo
from riskmodel.present.branding import Branding

#: Fields that are entered as text; the logo is a file, and whether there are lines to sign on is yes or no.
FIELDS: Final = ("name", "address", "accent", "closing", "closing_en", "reference", "valid_days", "signatures")
YES: Final = "yes"
_LONGEST: Final = 1_000
#: A logo of the largest size, written in letters, and the fields.
_MOST_LETTERS: Final = 2 * logo.MOST_BYTES


class Paper:
    """What a visitor entered for the paper, however unfinished.

    Attributes
    ----------
    entered
        Texts by field; a field that is missing was left open.
    logo_name
        Name of the logo's file; empty without a logo.
    """

    def __init__(self, *, wiped: bool = False) -> None:
        self.entered: dict[str, str] = {}
        self.logo_name = ""
        self._logo_file, self._logo = b"", ""
        self._changed = wiped  # whether the browser is to keep this, or that it is nothing

    def put(self, field: str, text: str) -> None:
        """Keep what was entered."""
        self._changed = True
        if text.strip():
            self.entered[field] = text
        else:
            self.entered.pop(field, None)

    def open(self, name: str, content: bytes) -> str:
        """Take a logo, or all fields out of a branding file.

        Returns
        -------
        str
            The name of the logo that a branding file asks for; it is a file of its own, and to be opened as well.

        Raises
        ------
        CaseError
            If it is neither, or a line of it cannot be used; nothing is changed then.
        """
        if PurePath(name).suffix.lower() != ".toml":
            drawing = logo.read(content, name)
            self._changed, self.logo_name, self._logo_file, self._logo = True, name, content, drawing
            return ""
        found = branding.parse(content, name)
        given = found.model_dump(include=found.model_fields_set - {"logo"})
        self._changed = True
        self.entered = {field: text for field, value in given.items() if (text := _text(value))}
        return "" if found.logo == self.logo_name else found.logo

    def drop_logo(self) -> None:
        """Take the logo away."""
        self._changed, self.logo_name, self._logo_file, self._logo = True, "", b"", ""

    def branding(self) -> tuple[Branding, tuple[Fault, ...]]:
        """Return what the PDF prints, and why it leaves out what it leaves out."""
        given: dict[str, Any] = dict(self.entered)
        if (days := given.get("valid_days", "").strip()).isascii() and days.isdigit():
            given["valid_days"] = int(days)
        if "signatures" in given:
            given["signatures"] = given["signatures"] == YES
        faults: tuple[Fault, ...] = ()
        try:
            found = branding.of_mapping(given)
        except CaseError as error:
            faults = error.faults
            found = branding.of_mapping({k: v for k, v in given.items() if k not in {f.field for f in faults}})
        return found.model_copy(update={"logo": self._logo}), faults

    # --- what the browser keeps

    def kept(self) -> str | None:
        """Return what the browser is to keep; None to leave it alone, nothing to forget it."""
        if not self._changed:
            return None
        if not self.entered and not self.logo_name:
            return ""
        file = base64.b64encode(self._logo_file).decode()
        return json.dumps({"entered": self.entered, "logo_name": self.logo_name, "logo": file}, ensure_ascii=False)

    def take_back(self, text: str) -> None:
        """Take back what the browser kept; what cannot be read is left out."""
        found = _mapping(text)
        entered, name, file = (found.get(part) for part in ("entered", "logo_name", "logo"))
        for field, value in entered.items() if isinstance(entered, dict) else ():
            if field in FIELDS and isinstance(value, str):
                self.put(field, value[:_LONGEST])
        if isinstance(name, str) and isinstance(file, str) and name and PurePath(name).suffix.lower() != ".toml":
            try:
                self.open(name[:_LONGEST], base64.b64decode(file, validate=True))
            except (CaseError, binascii.Error):
                return


def _text(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else ""
    return "" if value is None else str(value)


def _mapping(text: str) -> Mapping[str, Any]:
    if len(text) > _MOST_LETTERS:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
