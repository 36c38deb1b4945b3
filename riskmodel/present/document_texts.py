"""The part of the summary that says how it was computed, and how far to trust it."""

from __future__ import annotations

from collections import Counter

from riskmodel.calibration import Calibration
from riskmodel.estimate import Estimate
from riskmodel.present import findings, names
from riskmodel.present.language import Language


def blocks(estimate: Estimate, calibration: Calibration, language: Language) -> dict[str, object]:
    """Return the blocks "method" and "trust" of the summary."""
    return {
        "method": {
            "heading": language.t("How it was computed"),
            "sentences": _method(estimate, calibration, language),
        },
        "trust": {
            "heading": language.t("How far to trust it"),
            "sentences": _trust(estimate, calibration, language),
        },
    }


def _method(estimate: Estimate, calibration: Calibration, language: Language) -> list[str]:
    t = language.t
    kinds = [names.incident_type(p.name, calibration, language) for p in estimate.incident_types]
    return [
        t(
            "{trials} years in which something goes wrong were simulated: what happens and how long it lasts, who "
            "hears of it, what it costs your client, what of that you owe under law and contract, and what a policy "
            "pays. Years without an incident ({quiet}) enter with their exact chance.",
            trials=language.number(estimate.trials),
            quiet=language.out_of(estimate.quiet_year_probability),
        ),
        t("These incidents are reckoned with: {kinds}.", kinds=", ".join(kinds)),
        t("Amounts are net of value added tax. Interest is not included."),
    ]


def _trust(estimate: Estimate, calibration: Calibration, language: Language) -> list[str]:
    t = language.t
    judged = Counter(entry.quality for entry in calibration.entries.values())["D"]
    return [
        findings.validation(estimate, calibration, language) + " " + t("That is the error of the simulation alone."),
        t(
            "What nobody knows exactly weighs more: how often errors happen, and how large rare damage becomes. Each "
            "such figure was varied over {sets} sets of assumptions. {judged} of the {all} figures of the model are "
            "judgement in their size (quality D), also where a source says that the effect is there.",
            sets=language.number(estimate.parameter_sets),
            judged=language.number(judged),
            all=language.number(len(calibration.entries)),
        ),
        findings.assumed(estimate, calibration, language),
    ]
