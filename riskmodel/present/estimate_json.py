"""An estimate as JSON with what is said of it in words: what `--json` writes and what every PDF carries inside."""

from __future__ import annotations

from collections.abc import Sequence

from riskmodel import __version__, publication, sensitivity
from riskmodel.calibration import Calibration
from riskmodel.estimate import Estimate
from riskmodel.present import findings, what_if_tables
from riskmodel.present.language import Language
from riskmodel.present.story import Story
from riskmodel.sensitivity import Sensitivity


def as_json(
    estimate: Estimate,
    calibration: Calibration,
    language: Language,
    stories: Sequence[Story] = (),
    found: Sensitivity | None = None,
) -> dict[str, object]:
    """Return all of it in the shape outsiders rely on (docs/interfaces.md); `found` where levers were pulled."""
    tree = {
        **publication.as_json(estimate, __version__),
        "validation": findings.validation(estimate, calibration, language),
        "story": [vars(story) for story in stories],
    }
    return tree if found is None else {**tree, "sensitivity": moved(found, language)}


def moved(found: Sensitivity, language: Language) -> dict[str, object]:
    """Return a what-if in the shape outsiders rely on."""
    return {**sensitivity.as_json(found), "validation": what_if_tables.validation(found, language)}
