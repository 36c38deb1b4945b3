"""What travels inside a PDF, and reading it back: the case, and every figure as printed.

A summary can so be reopened years later and computed anew, with the same seed and as many years; where program or
data have changed since, the printed figures stand beside the new ones (`reopened`).
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from riskmodel import casefile
from riskmodel.case import Case, CaseError, Fault
from riskmodel.present.language import Language
from riskmodel.present.options import LARGEST_SEED, MOST_TRIALS
from riskmodel.present.typeset import Attachment

CASE_NAME: Final = "case.toml"
FIGURES_NAME: Final = "figures.json"
MOST_BYTES: Final = 5_000_000
_PDF: Final = b"%PDF-"


@dataclass(frozen=True)
class Printed:
    """What a PDF was printed with.

    Attributes
    ----------
    riskmodel, data
        Versions of the program and of its figures.
    figures
        All figures, in the shape of `estimate_json.as_json`.
    """

    riskmodel: str
    data: str
    seed: int
    trials: int
    figures: Mapping[str, Any]


@dataclass(frozen=True)
class Opened:
    """A case, and where it came out of a PDF what was printed there."""

    case: Case
    printed: Printed | None = None


def attachments(case: Case, figures: Mapping[str, object], language: Language) -> tuple[Attachment, ...]:
    """Return what is attached to every PDF: the case file, and all figures (`estimate_json.as_json`)."""
    text = json.dumps(figures, ensure_ascii=False, allow_nan=False)
    told = language.t("The case; riskmodel and its app open this PDF and compute it anew")
    all_of_it = language.t("All figures of this document with seed, years and versions")
    return (
        Attachment(CASE_NAME, _written(casefile.write(case)), "application/toml", "source", told),
        Attachment(FIGURES_NAME, _written(text), "application/json", "data", all_of_it),
    )


def _written(text: str) -> str:
    """Return a text as a file can hold it; half a character, which only programs enter, becomes a question mark."""
    return text.encode("utf-8", "replace").decode()


def read(path: Path) -> Opened:
    """Read a case file, or the case out of a PDF.

    Raises
    ------
    CaseError
        If it cannot be read, is neither, or a field cannot be used.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1) if file.read(len(_PDF)) == _PDF and not file.seek(0) else b""
    except OSError:
        content = b""  # the case file's reader says what is wrong
    return parse(content, path.name) if content else Opened(casefile.read(path))


def parse(content: bytes, file: str = "") -> Opened:
    """Read a case from the bytes of a case file or PDF; `file` is its name for the faults."""
    if not content.startswith(_PDF):
        return Opened(casefile.parse(content, file))
    if len(content) > MOST_BYTES:
        raise CaseError((Fault("file_too_large", "", str(len(content)), str(MOST_BYTES), file),))
    held = _attached(content, file)
    printed = _printed(held.get(FIGURES_NAME, b""))
    if CASE_NAME not in held or printed is None:
        raise CaseError((Fault("pdf_without_case", "", "", "", file),))
    return Opened(casefile.parse(held[CASE_NAME], file), printed)


def _attached(content: bytes, file: str) -> dict[str, bytes]:
    from pypdf import PdfReader  # takes long to import, and few hand back a PDF

    try:
        attached = PdfReader(io.BytesIO(content)).attachments
        return {name: attached[name][0] for name in attached if name in (CASE_NAME, FIGURES_NAME)}
    except Exception:  # a damaged, locked or hostile file may make the reader stumble over anything
        raise CaseError((Fault("pdf_unreadable", "", "", "", file),)) from None


def _printed(content: bytes) -> Printed | None:
    """Return what was printed; None where the JSON is not one of ours."""
    try:
        found = json.loads(content)
        of = Printed(found["riskmodel"], found["data"], found["seed"], found["trials"], found)
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    versions = all(isinstance(text, str) and len(text) < 40 for text in (of.riskmodel, of.data))
    whole = all(type(number) is int for number in (of.seed, of.trials))
    fits = versions and whole and 0 <= of.seed <= LARGEST_SEED and 0 < of.trials <= MOST_TRIALS
    return of if fits else None
