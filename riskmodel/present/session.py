"""What one visitor has entered, and what was computed: the only home of session state and caches.

Inputs live in a draft, not in widgets: a widget that is not on the page forgets its value, a draft does not. Caches
are keyed by the validated case as text and never hold the simulated years, which are a thousand times larger than
what is published of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

import streamlit as st

from riskmodel import casefile
from riskmodel.calibration import Calibration, load
from riskmodel.case import Case, CaseError
from riskmodel.cover import unknown_names
from riskmodel.estimate import Estimate, publish
from riskmodel.facts import Stated, complete
from riskmodel.present import draft as drafts
from riskmodel.present import reading as readings
from riskmodel.present import story, wording
from riskmodel.present.background import Progress, Work
from riskmodel.present.draft import Draft, Many
from riskmodel.present.figure import Figure
from riskmodel.present.language import CODES, Code, Language
from riskmodel.present.plotly_chart import to_plotly
from riskmodel.present.reading import Reading
from riskmodel.simulate import simulate

T = TypeVar("T")
#: Key of the language switch and its name in the page's address.
LANGUAGE_KEY: Final = "lang"
SAMPLES: Final = ("sample_freelancer", "sample_agency")
SEED: Final = 1
_DRAFT, _OLD, _ROUND = "draft", "old_draft", "round"
_UPLOAD, _REFUSED, _OPENED = "upload", "refused", "opened"


@dataclass(frozen=True)
class Outcome:
    """What the pages show of a computed case."""

    estimate: Estimate
    stories: Mapping[Code, tuple[story.Story, ...]]


# --- computed, shared by all visitors


@st.cache_resource(show_spinner=False)
def calibration() -> Calibration:
    """Return the figures about the world, read once."""
    return load()


@st.cache_resource(max_entries=64, show_spinner=False)
def _outcome(case_text: str, trials: int, seed: int, data_version: str, _progress: Progress | None = None) -> Outcome:
    figures = calibration()
    result = simulate(casefile.parse(case_text.encode()), figures, trials=trials, seed=seed, progress=_progress)
    told = {code: story.stories(result, figures, Language.named(code)) for code in CODES}
    return Outcome(publish(result), told)


@st.cache_resource(max_entries=256, show_spinner=False)
def _stated(case_text: str, data_version: str) -> Mapping[str, Stated]:
    facts = complete(casefile.parse(case_text.encode()), calibration())
    return {stated.field: stated for stated in facts.stated}


def outcome(case: Case) -> Outcome:
    """Return what is published of a case, computed once for the same input."""
    figures = calibration()
    return _outcome(casefile.write(case), int(figures.tables["model"]["trials"]), SEED, figures.version)


def first_outcome(case: Case, trials: int) -> Outcome:
    """Return the outcome from fewer years, to be shown until the whole one is there."""
    return _outcome(casefile.write(case), trials, SEED, calibration().version)


def whole_outcome(case: Case, progress: Progress) -> Outcome:
    """Return the same as `outcome`, telling how far it is."""
    figures = calibration()
    return _outcome(casefile.write(case), int(figures.tables["model"]["trials"]), SEED, figures.version, progress)


def stated(case: Case) -> Mapping[str, Stated]:
    """Return what the model uses for each field, given or assumed, by place in the case file."""
    return _stated(casefile.write(case), calibration().version)


@st.cache_resource(max_entries=128, show_spinner=False)
def _plot(description: str, _figure: Figure) -> Any:
    return to_plotly(_figure)


def plot(figure: Figure) -> Any:
    """Return a figure as plotly draws it; plotly takes a tenth of a second to check each."""
    return _plot(json.dumps(figure.as_json()), figure)


# --- work beside the page, one visitor's own


def work(name: str, key: str, run: Callable[[Progress], T]) -> Work[T]:
    """Return a piece of work that was begun for this key, or begin it; work for another key is stopped.

    Parameters
    ----------
    name
        What kind of work it is; a visitor has one of each kind.
    key
        What it is done for, such as the case as text.
    run
        Does it; see `Work`.
    """
    place = f"work-{name}"
    known_key, begun = st.session_state.get(place, ("", None))
    if begun is None or known_key != key:
        if begun is not None:
            begun.stop()
        begun = Work(run)
        st.session_state[place] = (key, begun)
    found: Work[T] = begun
    return found


def work_again(name: str) -> None:
    """Forget a piece of work that was stopped, so that it begins anew."""
    st.session_state.pop(f"work-{name}", None)


# --- entered, one visitor's own


def language() -> Language:
    """Return the visitor's language; the page's address may choose it, as in ``?lang=en``."""
    if LANGUAGE_KEY not in st.session_state:
        named = st.query_params.get(LANGUAGE_KEY)
        st.session_state[LANGUAGE_KEY] = named if named in CODES else CODES[0]
    return Language.named(st.session_state[LANGUAGE_KEY])


def remember_language() -> None:
    """Put the language into the page's address, so that a reload or a link keeps it."""
    code = language().code
    if code == CODES[0]:
        st.query_params.pop(LANGUAGE_KEY, None)
    elif st.query_params.get(LANGUAGE_KEY) != code:
        st.query_params[LANGUAGE_KEY] = code


def draft() -> Draft:
    """Return what is entered; a new visitor finds the sample freelancer."""
    chosen = language()
    if _DRAFT not in st.session_state:
        st.session_state[_DRAFT] = _sample(SAMPLES[0], chosen)
    entered: Draft = st.session_state[_DRAFT]
    if entered.language != chosen.code:
        drafts.translate(entered, Language.named(entered.language), chosen)
        _renew_widgets()
    return entered


def reading() -> Reading:
    """Return what is entered, as understood."""
    return readings.read(draft(), language())


def widget(key: str, *, kind: type = str) -> dict[str, Any]:
    """Return the arguments that tie a widget to an answer: what is entered there goes into the draft at once.

    Parameters
    ----------
    key
        Key of the answer in the draft.
    kind
        What the widget holds: str, list (several choices) or bool (a range or not).
    """
    name = f"{st.session_state.setdefault(_ROUND, 0)}/{key}"
    if name not in st.session_state:
        answer = draft().answers.get(key, () if kind is list else "")
        st.session_state[name] = answer == drafts.RANGE if kind is bool else kind(answer)
    return {"key": name, "on_change": _keep, "args": (key, name)}


def _keep(key: str, name: str) -> None:
    value = st.session_state[name]
    if isinstance(value, bool):
        value = drafts.RANGE if value else ""
    draft().put(key, tuple(value) if isinstance(value, list) else value or "")


def group(name: str) -> dict[str, Any]:
    """Return the arguments of a group that stays open or closed though its title changes."""
    key = f"group-{name}"
    st.session_state[key] = st.session_state.get(f"{key}-open", False)
    return {"key": key, "on_change": _open_group, "args": (key,)}


def _open_group(key: str) -> None:
    st.session_state[f"{key}-open"] = st.session_state[key]


def _renew_widgets() -> None:
    """Let all widgets be made anew from the draft."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _sample(name: str, chosen: Language) -> Draft:
    return drafts.of_case(casefile.read(calibration().folder / "cases" / f"{name}.toml"), chosen)


# --- what buttons do


def _replace(new: Draft) -> None:
    old = draft()
    st.session_state[_OLD] = old if old.touched else None
    st.session_state[_DRAFT] = new
    _renew_widgets()


def open_sample(name: str) -> None:
    """Replace what is entered by a sample; an empty name opens an empty form."""
    _replace(_sample(name, language()) if name else Draft(language=language().code))


def can_undo() -> bool:
    """Tell whether something entered was replaced and can be brought back."""
    return st.session_state.get(_OLD) is not None


def undo() -> None:
    """Bring back what was entered before the last replacement."""
    st.session_state[_DRAFT], st.session_state[_OLD] = st.session_state[_OLD], None
    _renew_widgets()


def add(many: Many, like: int | None = None) -> None:
    """Add a project or policy, or copy one, and show it."""
    new = draft().add(many, like)
    draft().touched = True
    if many == "project":
        select(new)


def remove(many: Many, number: int) -> None:
    """Remove a project or policy; it can be brought back."""
    new = draft().copy()
    draft().touched = True
    new.remove(many, number)
    new.selected = new.selected if new.selected in new.projects else new.projects[-1]
    _replace(new)


def select(number: int) -> None:
    """Show another project."""
    draft().selected = number
    st.session_state.pop(selector_key(), None)


def selector_key() -> str:
    """Return the key of the widget that chooses the project."""
    return f"{st.session_state.setdefault(_ROUND, 0)}/selected"


def choose() -> None:
    """Follow the widget that chooses the project."""
    draft().selected = st.session_state[selector_key()]


# --- case files


def uploader_key() -> str:
    """Return the key of the file uploader; a new one after each file, so that it is empty again."""
    return f"upload/{st.session_state.setdefault(_UPLOAD, 0)}"


def open_upload() -> None:
    """Read the file that was just handed over; what is wrong with it is kept for `refused`."""
    file = st.session_state.get(uploader_key())
    if file is None:
        return
    st.session_state[_UPLOAD] += 1
    try:
        case = casefile.parse(file.getvalue(), file.name)
        if faults := tuple(unknown_names(case.policies, calibration())):
            raise CaseError(tuple(replace(fault, file=file.name) for fault in faults))
    except CaseError as error:
        st.session_state[_REFUSED], st.session_state[_OPENED] = error.faults, ""
        return
    st.session_state[_REFUSED], st.session_state[_OPENED] = (), file.name
    _replace(drafts.of_case(case, language()))


def opened() -> str:
    """Return the name of the case file that was opened last; empty if another was refused since."""
    return str(st.session_state.get(_OPENED, ""))


def refused() -> tuple[str, ...]:
    """Return why the last file could not be opened, one sentence a fault."""
    return tuple(wording.fault(fault, language()) for fault in st.session_state.get(_REFUSED, ()))
