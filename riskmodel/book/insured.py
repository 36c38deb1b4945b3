"""One provider of a book."""

from __future__ import annotations

from dataclasses import dataclass

from riskmodel.case import Case


@dataclass(frozen=True)
class Insured:
    """A provider with all projects and at most one policy."""

    id: str  # in the book
    case: Case
