"""Common causes strike what they say, with a probability, and as many providers as the data's notes claim."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from riskmodel import facts
from riskmodel.calibration import Calibration, load
from riskmodel.case import ACTIVITIES, Case
from riskmodel.incidents import frequency
from riskmodel.safeguards import incident_types, safeguard
from riskmodel.streams import FloatArray

FIGURES = {"events_per_year": "1/year", "share_of_rate": "share", "common_severity": "share", "event_size": "factor"}
CAUSES: Mapping[str, Mapping[str, Any]] = load().tables["causes"]
each_cause = pytest.mark.parametrize("cause", CAUSES)
each_sample = pytest.mark.parametrize("sample", ["freelancer", "agency"])


def figure(calibration: Calibration, cause: str, name: str) -> FloatArray:
    """Return a figure of a cause in all parameter sets, shape (M,)."""
    return calibration.quantity(f"causes.{cause}.{name}").each


def exposed_rate(case: Case, calibration: Calibration, cause: str) -> FloatArray:
    """Return the incidents a year of the cause's types in projects with an exposed activity, shape (M,)."""
    world = safeguard(calibration, facts.complete(case, calibration))
    of_activity = [activity in CAUSES[cause]["activities"] for activity in ACTIVITIES]
    of_type = [kind in CAUSES[cause]["types"] for kind in world.types]
    projects = world.facts.activity_share[:, of_activity].sum(axis=1) > 0.0
    return np.asarray(frequency(world).rate[:, projects][:, :, of_type].sum(axis=(1, 2)))


def test_the_four_causes_of_a_book_are_there() -> None:
    assert set(CAUSES) == {"shared_library_flaw", "shop_platform_flaw", "host_outage", "warning_letter_wave"}


@each_cause
def test_a_cause_is_named_and_explained_in_both_languages(cause: str) -> None:
    for text in ("title", "meaning"):
        assert set(CAUSES[cause][text]) == {"de", "en"} and all(CAUSES[cause][text].values())


@each_cause
def test_a_cause_strikes_known_types_in_projects_of_known_activities(cause: str, calibration: Calibration) -> None:
    for given, known in (("types", incident_types(calibration)), ("activities", ACTIVITIES)):
        named = CAUSES[cause][given]
        assert named and set(named) <= set(known) and len(set(named)) == len(named)


@each_cause
def test_each_exposed_activity_has_a_rate_of_each_type(cause: str, calibration: Calibration) -> None:
    """A type that never happens in an activity could not be struck there."""
    for kind in CAUSES[cause]["types"]:
        rate = calibration.entries[f"incidents.{kind}.rate"].by
        assert all(rate[activity] > 0.0 for activity in CAUSES[cause]["activities"]), kind


@each_cause
def test_a_cause_has_its_figures_with_ignorance_or_chance_source_quality_and_reason(
    cause: str, calibration: Calibration
) -> None:
    prefix = f"causes.{cause}."
    found = {path.removeprefix(prefix): e for path, e in calibration.entries.items() if path.startswith(prefix)}
    assert {name: entry.unit for name, entry in found.items()} == FIGURES
    for name, entry in found.items():
        assert (entry.chance or (entry.value is not None and entry.ignorance)) and entry.note, name
        assert entry.source in calibration.sources and entry.quality == "D", f"{name}: no study counts such claims"


@each_cause
def test_sources_named_in_a_note_are_registered(cause: str, calibration: Calibration) -> None:
    for name in FIGURES:
        note = calibration.entries[f"causes.{cause}.{name}"].note
        named = {word.strip("(),.;:") for word in note.split() if "_" in word}
        assert named <= set(calibration.sources), name


@each_sample
@each_cause
def test_an_event_strikes_with_a_probability_also_where_all_figures_are_least_favourable(
    cause: str, sample: str, calibration: Calibration, request: pytest.FixtureRequest
) -> None:
    """Highest rate, highest share and rarest events of all parameter sets at once: still no more than certain."""
    rate = exposed_rate(request.getfixturevalue(sample), calibration, cause)
    share, events = figure(calibration, cause, "share_of_rate"), figure(calibration, cause, "events_per_year")
    assert 0.0 < (share * rate / events).max() < 0.3, "well below 1 in every set"
    assert share.max() * rate.max() / events.min() < 1.0


def test_causes_together_leave_a_provider_incidents_of_his_own(calibration: Calibration) -> None:
    """Where several causes take a share of the same type in the same activity, something is left in every set."""
    for kind in incident_types(calibration):
        for activity in ACTIVITIES:
            taking = [c for c in CAUSES if kind in CAUSES[c]["types"] and activity in CAUSES[c]["activities"]]
            taken = sum((figure(calibration, c, "share_of_rate") for c in taking), np.zeros(calibration.sets))
            assert taken.max() < 0.9, (kind, activity, taking)


# Struck of 1,000 like the sample freelancer and the sample agency, as docs/calibration.md and the notes say.
STRUCK = {
    "shared_library_flaw": (2.5, 4.6),
    "shop_platform_flaw": (1.7, 1.0),
    "host_outage": (7.5, 12.5),
    "warning_letter_wave": (4.6, 14.1),
}
# The largest on record, of 1,000: Magento shops (5 % by CosmicSting x 15 % of shops), .fr domains by OVHcloud's fire.
ON_RECORD = {"shop_platform_flaw": 7.5, "host_outage": 19.0}


@each_cause
def test_an_average_event_strikes_as_many_of_1000_providers_as_the_notes_say(
    cause: str, freelancer: Case, agency: Case, calibration: Calibration
) -> None:
    """Struck a year over events a year, both averaged over the parameter sets; the figures are exact but rounded."""
    share, events = figure(calibration, cause, "share_of_rate"), figure(calibration, cause, "events_per_year")
    for case, said in zip((freelancer, agency), STRUCK[cause], strict=True):
        struck = 1_000.0 * (share * exposed_rate(case, calibration, cause)).mean() / events.mean()
        assert struck == pytest.approx(said, abs=0.05 + 1e-9)
        assert struck < ON_RECORD.get(cause, 1_000.0), "an average event is smaller than the largest on record"
