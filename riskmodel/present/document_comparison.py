"""The policy comparison: the same simulated incidents under each policy, by criteria that are named; no ranking."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from riskmodel.calibration import Calibration
from riskmodel.estimate import Estimate, WhoPays
from riskmodel.present import charts, conventions, findings, names, tables
from riskmodel.present import document_blocks as blocks
from riskmodel.present.bars import who_pays_figure
from riskmodel.present.figure import Figure
from riskmodel.present.language import N_, Language
from riskmodel.present.policy_terms_table import left_open, terms

_RESULTS: Final = (
    "insured_mean",
    "retained_mean",
    "retained_p50",
    "retained_p99",
    "uncovered",
    "needed_limit",
    "premium",
    "premium_indication",
)
#: Characters of a policy's name where columns are at their narrowest: about three lines.
_LONGEST_ABREAST: Final = 40
_CRITERIA: Final = (
    N_(
        "All policies were applied to the same simulated incidents; only what they promise differs. They stand in the "
        "order of the case. There is no ranking and no recommendation, and nobody's commission plays a part."
    ),
    N_(
        "Compared are: what the insurer pays and what stays with you, on average and in large claims; how often the "
        "limit is too low; which limit would suffice; the premium, as given and as calculated from published market "
        "prices."
    ),
    N_(
        "Not compared are: the wording of the conditions, service and financial strength of the insurer, and cover for "
        "what this model does not hold, such as injury or loss of your own equipment."
    ),
)


def content(estimate: Estimate, calibration: Calibration, language: Language) -> dict[str, object]:
    """Return what the comparison holds beside the frame; there is at least one policy.

    Raises
    ------
    ValueError
        If the case has no policy.
    """
    count = min(len(estimate.policies) - 1, blocks.POLICIES_ABREAST)
    if not count:
        raise ValueError("a comparison needs a policy, and the case has none")
    if count == blocks.POLICIES_ABREAST:
        estimate = blocks.with_short_names(estimate, _LONGEST_ABREAST)
    of = (estimate, calibration, language)
    results = tables.policies(*of)
    kept = [0, *range(1, count + 1), len(results.columns) - 1]
    by_key = {line.key: line for line in results.lines}
    shown = replace(results, lines=tuple(by_key[key] for key in _RESULTS))
    promised = terms(*of)
    return {
        "headline": _headline(*of, count),
        "results": {
            "heading": language.t("What they do on the same incidents"),
            "table": blocks.as_json(blocks.only(shown, kept)),
            "note": results.note,
        },
        "terms": {
            "heading": promised.title,
            "table": blocks.as_json(replace(blocks.only(promised, kept[:-1]))),
            "note": " ".join(
                part
                for part in (left_open(*of, count), conventions.said(estimate.case, estimate.rates, language))
                if part
            ),
        },
        "charts": [blocks.drawn(_bars(*of, size, count)) for size in ("typical", "one_in_100")],
        "curve": {
            "heading": language.t("More than this stays with you"),
            "table": blocks.as_json(blocks.curve_table(*of)),
        },
        "criteria": {
            "heading": language.t("How this was compared"),
            "sentences": [language.t(words) for words in _CRITERIA],
        },
        "assumed": [findings.assumed(*of), findings.validation(*of)],
    }


def _headline(estimate: Estimate, calibration: Calibration, language: Language, count: int) -> list[str]:
    left = [p.retained.per_claim.p99.value for p in estimate.policies[:count]]
    bare = language.euros_rounded(estimate.policies[-1].retained.per_claim.p99.value)
    low, high = (language.euros_rounded(end) for end in (min(left), max(left)))
    if low == high:
        said = language.t(
            "One of a hundred claims leaves more than {left} with you; without a policy it is {bare}.",
            left=low,
            bare=bare,
        )
    else:
        said = language.t(
            "One of a hundred claims leaves more than {low} to {high} with you, depending on the policy; without one "
            "it is {bare}.",
            low=low,
            high=high,
            bare=bare,
        )
    return [said, findings.likelihood(estimate, calibration, language)]


def _bars(estimate: Estimate, calibration: Calibration, language: Language, size: str, count: int) -> Figure:
    """Draw who pays claims of one size, a bar for each policy and one for having none."""
    policies = (*estimate.policies[:count], estimate.policies[-1])
    rows, left = [], []
    for policy in policies:
        split: WhoPays = next(w for w in policy.who_pays if w.size == size)
        rows.append(charts.payer_row(policy, split, names.policy(policy, estimate, language)))
        left.append(split.provider_eur)
    low, high = (language.euros_rounded(end) for end in (min(left[:-1]), max(left[:-1])))
    called = names.claim_size(size, language)
    if low == high:
        title = language.t("{size}: {left} stays with you, with each of the policies.", size=called, left=low)
    else:
        title = language.t("{size}: {low} to {high} stay with you.", size=called, low=low, high=high)
    return who_pays_figure(rows, language, title)
