"""One provider of a book, with all its projects and the policy it holds."""

from __future__ import annotations

from dataclasses import dataclass

from riskmodel.case import Case


@dataclass(frozen=True)
class Insured:
    """A provider of a book."""

    id: str  # the book's own, `provider_id`
    case: Case  # all its projects in the order of their `project_id`, and at most one policy
