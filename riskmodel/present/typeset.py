"""Turns a template and plain data into a PDF: tagged, archivable, the same bytes each time, files attached inside."""

from __future__ import annotations

import datetime
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

import numpy as np
import typst

from riskmodel.present import theme
from riskmodel.present.language import Language

TEMPLATES: Final = Path(__file__).parent / "templates"
FONTS: Final = Path(__file__).parent / "fonts"
#: Stands for a character that the font cannot draw; the font has this one.
SUBSTITUTE: Final = "□"


@dataclass(frozen=True)
class Attachment:
    """A file that travels inside the PDF, as it is.

    Attributes
    ----------
    relationship
        What it is to the document (PDF/A-3, `AFRelationship`): what it was made from, or data shown in it.
    """

    name: str
    text: str
    mime: str
    relationship: Literal["source", "data"]
    description: str


def typeset(
    template: str,
    data: Mapping[str, object],
    *,
    language: Language,
    timestamp: int | datetime.datetime,
    accent: str = theme.ACCENT,
    logo: str = "",
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """Typeset a document.

    Parameters
    ----------
    template
        Name of a file in ``templates/``, such as "summary.typ". It reads the data with
        ``json(bytes(sys.inputs.data))``, where text is text and never markup.
    data
        Plain JSON values. "theme", "language" and "words" are added.
    language
        The language of the document.
    timestamp
        When the document was made: seconds since 1970 or a time with its zone. Same
        template, data and timestamp give the same bytes.
    accent
        The colour that takes the place of the theme's accent, ``#rrggbb``.
    logo
        A drawing in SVG for the sender's corner, as `logo.read` returns it; none if empty.
    attachments
        Files to attach; their texts are kept as they are.

    Returns
    -------
    bytes
        A PDF after PDF/A-3a and PDF/UA-1, fonts embedded.

    Raises
    ------
    typst.TypstError
        If the template does not compile or breaks a standard.
    ValueError
        If the data hold NaN or infinity.
    """
    content = {**data, "theme": theme.as_dict(accent), "language": language.code, "words": _words(language)}
    inputs = {
        "data": json.dumps(_printable(theme.tinted(content, accent)), allow_nan=False),
        "attachments": json.dumps([asdict(a) for a in attachments]),
        "logo": logo,
    }
    # A new compiler each time: one shared by threads fails. Fonts may be shared.
    compiler = typst.Compiler(TEMPLATES / template, root=TEMPLATES, font_paths=_fonts(), sys_inputs=inputs)
    # Archivable and accessible: the compiler refuses to write a file that is not both. Of the archivable kinds only
    # PDF/A-3 may carry files of any type.
    pdf = compiler.compile(format="pdf", pdf_standards=["a-3a", "ua-1"], timestamp=timestamp)
    if not isinstance(pdf, bytes):
        raise TypeError(f"{template}: expected one PDF, got {type(pdf).__name__}")
    return pdf


def printable(text: str) -> str:
    """Return text with only what the font can draw.

    Accents are composed, control characters become spaces or vanish, and what the font lacks,
    such as emoji, becomes "□": an archivable PDF may not hold missing glyphs.
    """
    drawn = (_drawn(character) for character in unicodedata.normalize("NFC", text))
    return "".join(drawn)


def _drawn(character: str) -> str:
    if character in "\n\t\r\v\f\u0085\u2028\u2029":
        return "\n" if character == "\n" else " "
    # Joiners, direction marks and other characters without a shape would only confuse copying.
    if unicodedata.category(character) in ("Cc", "Cf") and character != "\u00ad":
        return ""
    return character if ord(character) in _coverage() else SUBSTITUTE


def _printable(value: object) -> object:
    """Apply `printable` to every text in JSON values."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {str(key): _printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    return value


def _words(language: Language) -> dict[str, str]:
    """Return the words that every document needs."""
    return {
        # {page} and {pages} are filled in by the typesetter, which alone knows them.
        "page": language.t("Page {page} of {pages}", page="{page}", pages="{pages}"),
        "empty": language.t("nothing to show"),
        "untitled": language.t("Untitled"),
        "logo": language.t("Logo"),
        "follows": language.t("What else follows"),
    }


@cache
def _fonts() -> typst.Fonts:
    """Load the project's own fonts only, so that bytes do not depend on the machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


@cache
def _coverage() -> frozenset[int]:
    """Return the code points that all our faces can draw."""
    faces = [_characters(path.read_bytes()) for path in sorted(FONTS.glob("*.ttf"))]
    if not faces:
        raise FileNotFoundError(f"{FONTS}: no fonts here")
    return frozenset.intersection(*faces)


def _characters(font: bytes) -> frozenset[int]:
    """Read the code points of a TrueType font (OpenType 1.9, `cmap` formats 4 and 12)."""
    tables = np.frombuffer(font, ">u4", 4 * int.from_bytes(font[4:6]), 12).reshape(-1, 4)
    start = next(int(row[2]) for row in tables if int(row[0]).to_bytes(4) == b"cmap")
    count = int.from_bytes(font[start + 2 : start + 4])
    found: set[int] = set()
    for record in range(count):
        at = start + 4 + 8 * record
        table = start + int.from_bytes(font[at + 4 : at + 8])
        if int.from_bytes(font[table : table + 2]) == 12:
            groups = int.from_bytes(font[table + 12 : table + 16])
            for first, last, _ in np.frombuffer(font, ">u4", 3 * groups, table + 16).reshape(-1, 3):
                found.update(range(int(first), int(last) + 1))
    return frozenset(found)
