"""What the further pages show, computed once for the same input and shared by all visitors.

Keys are validated cases as text. Simulated years are kept for few cases only, and without what no page asks for.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

import streamlit as st

from riskmodel import backtest, casefile, cases, offers, responses, sensitivity
from riskmodel.backtest import Backtest, Claim, stored
from riskmodel.case import Case
from riskmodel.cases import Known, Variant
from riskmodel.offers import Offer
from riskmodel.present import retellings, session
from riskmodel.present.background import Progress, Work
from riskmodel.present.language import Code
from riskmodel.responses import Answered
from riskmodel.sensitivity import Effect, Sensitivity
from riskmodel.simulate import Result, simulate

#: Busy years that answer a turned dial at once; errors are stated beside the figures.
AT_ONCE: Final = 16_384


def _key(case: Case) -> str:
    return casefile.write(case)


def _parsed(text: str) -> Case:
    return casefile.parse(text.encode())


# --- policies on the same incidents


def _years(case_text: str, trials: int, progress: Progress | None) -> Result:
    found = simulate(_parsed(case_text), session.calibration(), trials=trials, seed=session.SEED, progress=progress)
    _ = found.simulated  # all of it now, while progress is shown
    return found


@st.cache_resource(max_entries=16, show_spinner=False)
def _few_years(case_text: str, data_version: str) -> Result:
    return _years(case_text, AT_ONCE, None)


@st.cache_resource(max_entries=3, show_spinner=False)
def _all_years(case_text: str, trials: int, data_version: str, _progress: Progress | None = None) -> Result:
    return _years(case_text, trials, _progress)


@st.cache_resource(max_entries=512, show_spinner=False)
def _offers(
    case_text: str, policies_text: str, level: float, trials: int, version: str, _progress: Progress | None = None
) -> tuple[Offer, ...]:
    years = _few_years(case_text, version) if trials <= AT_ONCE else _all_years(case_text, trials, version, _progress)
    return offers.compare(years, _parsed(policies_text).policies, level=level)


def compared(case: Case, level: float, *, deep: bool, progress: Progress | None = None) -> tuple[Offer, ...]:
    """Return the policies of a case on the same incidents: at once, or `deep` as in the result.

    The incidents do not depend on the policies, so turning a dial of a policy simulates nothing anew.
    """
    bare, policies = case.model_copy(update={"policies": ()}), Case(policies=case.policies)
    trials = full_depth() if deep else min(AT_ONCE, full_depth())
    return _offers(_key(bare), _key(policies), level, trials, session.calibration().version, progress)


def full_depth() -> int:
    """Return how many busy years a result rests on."""
    return int(session.calibration().tables["model"]["trials"])


def whole(case: Case) -> Work[session.Outcome]:
    """Return the work that computes the result of all years; each page that shows figures of it shares it."""
    depth = session.depth(case)
    return session.work("outcome", f"{depth} {_key(case)}", partial(session.whole_outcome, case, depth))


# --- what decides, what saves, what another answer does


@st.cache_resource(max_entries=64, show_spinner=False)
def _what_if(case_text: str, data_version: str, _progress: Progress | None = None) -> Sensitivity:
    case, figures, seed = _parsed(case_text), session.calibration(), session.SEED
    return sensitivity.sensitivity(case, figures, trials=sensitivity.usual_trials(case), seed=seed, progress=_progress)


def what_if(case: Case, progress: Progress | None = None) -> Sensitivity:
    """Return which inputs decide and what each lever saves; takes seconds."""
    return _what_if(_key(case), session.calibration().version, progress)


@st.cache_resource(max_entries=256, show_spinner=False)
def _together(case_text: str, names: tuple[str, ...], data_version: str) -> tuple[Case, Effect]:
    case, figures = _parsed(case_text), session.calibration()
    return sensitivity.combined(case, figures, names, trials=sensitivity.usual_trials(case), seed=session.SEED)


def together(case: Case, names: Sequence[str]) -> tuple[Case, Effect]:
    """Return the case with these levers pulled, and what they save together; one alone saves what the ranking says."""
    return _together(_key(case), tuple(sorted(names)), session.calibration().version)


@st.cache_resource(max_entries=64, show_spinner=False)
def _answers(case_text: str, data_version: str) -> tuple[tuple[Answered, ...], tuple[Answered, ...]]:
    how = {"trials": AT_ONCE, "seed": session.SEED}
    case, figures = _parsed(case_text), session.calibration()
    return responses.by_hours(case, figures, **how), responses.by_stance(case, figures, **how)


def answers(case: Case) -> tuple[tuple[Answered, ...], tuple[Answered, ...]]:
    """Return what follows from when the client answers, and from how."""
    return _answers(_key(case), session.calibration().version)


# --- published claims and named cases


@st.cache_resource(show_spinner=False)
def claims() -> tuple[Claim, ...]:
    """Return the published claims."""
    figures = session.calibration()
    return backtest.read(figures.folder / "claims.csv", figures)


@st.cache_resource(show_spinner=False)
def retold(code: Code) -> Mapping[str, str]:
    """Return what happened in the published claims, in a language other than that of their file, by id."""
    return retellings.read(session.calibration().folder, code)


@st.cache_resource(max_entries=16, show_spinner=False)
def _known(name: str, trials: int, data_version: str) -> tuple[Known, ...]:
    return cases.compare(name, session.calibration(), trials=trials, seed=session.SEED).known


def known(name: str) -> tuple[Known, ...]:
    """Return what is known of a named case beside what the model says."""
    return _known(name, min(2 * AT_ONCE, full_depth()), session.calibration().version)


@st.cache_resource(max_entries=16, show_spinner=False)
def _variants(name: str, trials: int, data_version: str) -> tuple[Variant, ...]:
    return cases.variants(name, session.calibration(), trials=trials, seed=session.SEED)


def variants(name: str) -> tuple[Variant, ...]:
    """Return the ways a named case could have gone."""
    return _variants(name, min(2 * AT_ONCE, full_depth()), session.calibration().version)


@st.cache_resource(show_spinner=False)
def told(name: str) -> Mapping[str, Any]:
    """Return what explains a named case: why it is here, and how it went."""
    return cases.read(name, session.calibration())[1]


@st.cache_resource(show_spinner=False)
def shipped_backtest() -> tuple[Backtest, str]:
    """Return the stored back-test and the version of the figures it was made with."""
    return stored.read(session.calibration())


@st.cache_resource(show_spinner=False)
def changes() -> tuple[Mapping[str, Any], ...]:
    """Return what each version of the figures changed, the newest first."""
    content = (session.calibration().folder / "changes.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(content)["version"])
