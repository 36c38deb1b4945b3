"""The shape of a field's texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from riskmodel.present.language import N_


@dataclass(frozen=True)
class FieldText:
    """Messages for one field of the case, not yet translated."""

    label: str
    question: str = ""  # the label serves where there is none
    help: str = ""
    unit: str = ""  # as in riskmodel.case
    choices: dict[str, str] = field(default_factory=dict)


SCHEDULES: Final = {
    "office": N_("Monday to Friday, office hours"),
    "extended": N_("Monday to Saturday, early to late"),
    "always": N_("around the clock"),
}
