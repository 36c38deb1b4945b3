r"""Whose paper it is: the sender's name, address, logo, colour and closing words, read from a TOML file.

::

    name = "Maklerbüro Nord GmbH"
    address = "Hafenstraße 1\n20457 Hamburg"
    logo = "logo.svg"        # PNG or SVG, beside this file
    accent = "#7a1f3d"
    closing = "Wir freuen uns auf das Gespräch mit Ihnen."
    closing_en = "We look forward to talking to you."
    reference = "2026-0815"
    valid_days = 30
    signatures = true

Every line may be left out. ``docs/documents.md`` explains them.
"""

from __future__ import annotations

import datetime as dt
import difflib
import tomllib
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, ValidationError
from pydantic_core import PydanticCustomError

from riskmodel.case import CaseError, Fault
from riskmodel.present import logo, theme
from riskmodel.present.language import Code, Language
from riskmodel.values import shown

MOST_BYTES: Final = 100_000
#: Text on paper is read from this contrast on (WCAG 2.2, 1.4.3).
LEAST_CONTRAST: Final = 4.5
_MOST_DAYS: Final = 3_650


def _refuse(code: str, given: object, allowed: str = "") -> PydanticCustomError:
    return PydanticCustomError("case_fault", "{code}", {"code": code, "given": shown(given), "allowed": allowed})


def _text(value: object, most: int, lines: int) -> str:
    """Check a text: so many characters, and so many lines, at most."""
    if not isinstance(value, str):
        raise _refuse("not_text", value)
    text = value.strip()
    if len(text) > most:
        raise _refuse("text_too_long", len(text), str(most))
    if len(text.splitlines()) > lines:
        raise _refuse("too_many_lines", len(text.splitlines()), str(lines))
    return text


def _colour(value: object) -> str:
    text = value.strip().lower() if isinstance(value, str) else ""
    digits = text.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    if not text.startswith("#") or len(digits) != 6 or not set(digits) <= set("0123456789abcdef"):
        raise _refuse("not_a_colour", value)
    return f"#{digits}"


def _days(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _refuse("not_a_number", value)
    if not 1 <= value <= _MOST_DAYS:
        raise _refuse("out_of_range", value, f"1..{_MOST_DAYS}")
    return value


_Line = Annotated[str, BeforeValidator(partial(_text, most=100, lines=1))]
_Address = Annotated[str, BeforeValidator(partial(_text, most=300, lines=6))]
_Words = Annotated[str, BeforeValidator(partial(_text, most=600, lines=6))]
_Colour = Annotated[str, BeforeValidator(_colour)]
_Days = Annotated[int, BeforeValidator(_days)]


class Branding(BaseModel):
    """What a sender puts on the paper.

    Attributes
    ----------
    logo
        In a file the name of a PNG or SVG beside it; here the drawing itself, a harmless SVG.
    accent
        ``#rrggbb``; `printed_accent` is what is used of it.
    valid_days
        Days after its date until which the document is valid.
    signatures
        Whether there are lines to sign on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: _Line = Field("", description="Name of the sender")
    address: _Address = Field("", description="Address, several lines")
    logo: _Line = Field("", description="File name of a PNG or SVG beside this file")
    accent: _Colour = Field(theme.ACCENT, description="Colour, as #7a1f3d")
    closing: _Words = Field("", description="Closing words")
    closing_en: _Words = Field("", description="Closing words of English documents, if they have their own")
    reference: _Line = Field("", description="Reference number")
    valid_days: _Days | None = Field(None, description="Valid for so many days")
    signatures: StrictBool = Field(False, description="Lines to sign on")

    @property
    def too_pale(self) -> bool:
        """Whether the colour cannot be read on paper, so that the theme's own is used."""
        return theme.contrast(self.accent, theme.PAPER) < LEAST_CONTRAST

    @property
    def printed_accent(self) -> str:
        """The colour that is used: the sender's, or the theme's where that cannot be read on paper."""
        return theme.ACCENT if self.too_pale else self.accent

    def closing_in(self, code: Code) -> str:
        """Return the closing words of documents in a language."""
        return (self.closing_en if code == "en" else "") or self.closing

    def valid_until(self, made_on: dt.date) -> dt.date | None:
        """Return the last day on which a document of this date is valid, if one was asked for."""
        return None if self.valid_days is None else made_on + dt.timedelta(days=self.valid_days)


def read(path: Path) -> Branding:
    """Read a branding file and the logo beside it.

    Raises
    ------
    CaseError
        With one fault for each line that cannot be used.
    """
    found = parse(_bytes(path, MOST_BYTES), path.name)
    if not found.logo:
        return found
    beside = path.parent / found.logo
    return found.model_copy(update={"logo": logo.read(_bytes(beside, logo.MOST_BYTES), beside.name)})


def parse(content: bytes, file: str) -> Branding:
    """Return the branding of a file's bytes; its logo is still a name. Raises as `read` does."""
    found = of_mapping(_mapping(content, file), file)
    # A name, no path: a branding file that was sent by somebody reads nothing else of this computer.
    if Path(found.logo).name != found.logo:
        raise CaseError((Fault("not_a_file_name", "logo", shown(found.logo), "", file),))
    return found


def of_mapping(data: Mapping[str, Any], file: str = "") -> Branding:
    """Return the branding of its lines; raises as `read` does."""
    try:
        return Branding.model_validate(data)
    except ValidationError as error:
        raise CaseError(tuple(_fault(e, file) for e in error.errors())) from None


def _bytes(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise CaseError((Fault("file_unreadable", "", error.strerror or "", "", str(path)),)) from None


def _mapping(content: bytes, file: str) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise CaseError((Fault("branding_too_large", "", str(len(content)), str(MOST_BYTES), file),))
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise CaseError((Fault("file_not_text", "", "", "", file),)) from None
    except (ValueError, RecursionError) as error:
        raise CaseError((Fault("file_not_toml", "", str(error), "", file),)) from None


def _fault(error: Any, file: str) -> Fault:
    field, given = ".".join(str(part) for part in error["loc"][:1]), error.get("input")
    if error["type"] == "case_fault":
        context = error["ctx"]
        return Fault(context["code"], field, context["given"], context["allowed"], file)
    if error["type"] == "extra_forbidden":
        known = list(Branding.model_fields)
        near = difflib.get_close_matches(field, known, n=1)
        return Fault("unknown_key", field, field, near[0] if near else ", ".join(known), file)
    if error["type"] == "bool_type":
        return Fault("not_yes_or_no", field, shown(given), "true, false", file)
    return Fault("not_text", field, shown(given), "", file)


def note(of: Branding, language: Language) -> str:
    """Say that the colour cannot be used, and what takes its place; empty where it can."""
    if not of.too_pale:
        return ""
    return language.t(
        "The accent colour {colour} is too pale to be read on paper: its contrast is {contrast}:1, and {least}:1 is "
        "needed. The PDF uses {used} instead.",
        colour=of.accent,
        contrast=language.number(theme.contrast(of.accent, theme.PAPER), 1),
        least=language.number(LEAST_CONTRAST, 1),
        used=of.printed_accent,
    )
