"""What one visitor has entered, and what was computed: the only home of session state and caches.

Inputs live in drafts, not in widgets: a widget that is not on the page forgets its value, a draft does not. The
drafts lie on a desk, which the visitor's own browser keeps and hands back to a new session; here they are never
written down. Caches are keyed by the validated case as text and never hold the simulated years, which are a thousand
times larger than what is published of them.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import streamlit as st
from streamlit import runtime

from riskmodel import casefile, caselink, cases
from riskmodel.calibration import Calibration, load
from riskmodel.case import Case
from riskmodel.estimate import Estimate
from riskmodel.facts import Stated, complete
from riskmodel.present import draft as drafts
from riskmodel.present import fact_tables, story
from riskmodel.present import reading as readings
from riskmodel.present.background import Progress, Work
from riskmodel.present.draft import Draft, Many
from riskmodel.present.figure import Figure
from riskmodel.present.language import CODES, Code, Language
from riskmodel.present.paper import YES
from riskmodel.present.plotly_chart import to_plotly
from riskmodel.present.reading import Reading
from riskmodel.present.reopening import Printed
from riskmodel.present.visitor import Visitor
from riskmodel.publish import publish
from riskmodel.simulate import simulate

T = TypeVar("T")
#: Key of the language switch and its name in the page's address.
LANGUAGE_KEY: Final = "lang"
SEED: Final = 1
VISITOR: Final = "visitor"
_MOST_TIMES: Final = 4  # times the usual years that a PDF may ask for: others wait for the same processors


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
    case, figures = casefile.parse(case_text.encode()), calibration()
    found = fact_tables.stated(case, complete(case, figures).stated, figures)
    return {stated.field: stated for stated in found}


@st.cache_resource(show_spinner=False)
def titles(folder: str = "cases") -> Mapping[str, Mapping[str, str]]:
    """Return the titles of the named cases, or of the presets, by name, each in all languages."""
    figures = calibration()
    found = cases.names(figures, folder)
    return {name: cases.read(name, figures, folder)[1]["about"]["title"] for name in found}


def depth(case: Case) -> tuple[int, int]:
    """Return trials and seed of a case: the usual ones, or those of the PDF it came out of."""
    trials, seed = int(calibration().tables["model"]["trials"]), SEED
    if (found := reopened(case)) and found[0].trials <= _MOST_TIMES * trials:
        trials, seed = found[0].trials, found[0].seed
    return trials, seed


def outcome(case: Case) -> Outcome:
    """Return what is published of a case, computed once for the same input."""
    return _outcome(casefile.write(case), *depth(case), calibration().version)


def first_outcome(case: Case, trials: int) -> Outcome:
    """Return the outcome from fewer years, to be shown until the whole one is there."""
    return _outcome(casefile.write(case), trials, SEED, calibration().version)


def whole_outcome(case: Case, depth: tuple[int, int], progress: Progress) -> Outcome:
    """Return the same as `outcome`, telling how far it is; needs no visitor, so it may run beside the page."""
    return _outcome(casefile.write(case), *depth, calibration().version, progress)


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


def done(name: str, key: str) -> Any:
    """Return what a piece of work for this key found; None where it was not begun or is not done."""
    known_key, begun = st.session_state.get(f"work-{name}", ("", None))
    return begun.found if begun is not None and known_key == key else None


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


def visitor() -> Visitor:
    """Return the visitor, and the language of the moment with it."""
    found = st.session_state.get(VISITOR)
    if not isinstance(found, Visitor):
        found = st.session_state[VISITOR] = Visitor(calibration(), language())
    found.language = language()
    return found


def attend() -> None:
    """Note that the visitor is here; the end of the connection tells the visitor to leave."""
    if runtime.exists():  # not where a child process imports the app as its main program
        _is_here(visitor())


@st.cache_resource(scope="session", on_release=Visitor.leave, show_spinner=False)
def _is_here(_visitor: Visitor) -> Visitor:
    """Run once for each connection."""
    _visitor.come()
    return _visitor


def draft() -> Draft:
    """Return what is entered, in the variant that is shown."""
    return visitor().draft


def reading(of: Draft | None = None) -> Reading:
    """Return a draft as understood; the one that is shown if none is named."""
    return readings.read(visitor().translated(of) if of else draft(), language())


def reopened(case: Case) -> tuple[Printed, str] | None:
    """Return what the PDF was printed with out of which this case came, and its name; None once anything is changed."""
    of = visitor().reopened
    return (of.printed, of.file) if of and of.text == casefile.write(case) else None


def widget(key: str, *, kind: type = str) -> dict[str, Any]:
    """Return the arguments that tie a widget to an answer: what is entered there goes into the draft at once.

    Parameters
    ----------
    key
        Key of the answer in the draft.
    kind
        What the widget holds: str, list (several choices) or bool (a range or not).
    """
    answer = draft().answers.get(key, () if kind is list else "")
    name = round_key(key)
    if name not in st.session_state:
        st.session_state[name] = answer == drafts.RANGE if kind is bool else kind(answer)
    return {"key": name, "on_change": _keep, "args": (key, name)}


def _keep(key: str, name: str) -> None:
    value = st.session_state[name]
    if isinstance(value, bool):
        value = drafts.RANGE if value else ""
    visitor().answer(key, tuple(value) if isinstance(value, list) else value or "")


def dial(name: str, usual: Any, *, instead_of: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the arguments of a widget that tries something out; its setting outlives page and language.

    Parameters
    ----------
    name
        Of the dial; with the case in it where another case is to begin anew.
    usual
        Where the dial stands until it is turned.
    instead_of
        Dials that go back to where they stood when this one is turned on.
    """
    key = f"{name}-{language().code}"  # a browser sends back the label it showed, in the language of before
    _stand(key, visitor().dials.get(name, usual))
    return {"key": key, "on_change": _keep_dial, "args": (name, key, instead_of)}


def _stand(key: str, value: Any) -> None:
    """Let a widget stand at a value; one that stands there is left alone.

    A value that is set goes back to the browser, over what was pressed there in the meantime.
    """
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def _keep_dial(name: str, key: str, instead_of: tuple[str, ...]) -> None:
    dials, turned = visitor().dials, st.session_state[key]
    dials[name] = turned
    for other in instead_of if turned else ():
        dials.pop(other, None)


def round_key(key: str) -> str:
    """Return the key of a widget that is made anew with another draft, and in another session."""
    return f"{visitor().token}.{visitor().round}/{key}"


def dials_key(case: Case) -> str:
    """Return what the dials of a case are known by: what is turned stays turned when only a name changes."""
    return str(zlib.crc32(casefile.write(caselink.nameless(case)).encode()))


def list_key(name: str, labels: Iterable[str]) -> str:
    """Return the key of a list that is made anew when its labels change.

    A browser sends back the label it showed; under another label Streamlit would hand on that text as the choice.
    """
    return round_key(f"{name}-{zlib.crc32(chr(0).join(labels).encode()):x}")


def group(name: str) -> dict[str, Any]:
    """Return the arguments of a group that stays open or closed though its title changes."""
    key = f"group-{name}"
    st.session_state[key] = st.session_state.get(f"{key}-open", False)  # always: with a new title it is a new group
    return {"key": key, "on_change": _open_group, "args": (key,)}


def _open_group(key: str) -> None:
    st.session_state[f"{key}-open"] = st.session_state[key]


# --- what widgets and buttons do


def open_sample(name: str) -> None:
    """Replace what is entered by a named case; an empty name opens an empty form."""
    visitor().open_case(name)


def add(many: Many, like: int | None = None) -> None:
    """Add a project or policy, or copy one, and show it."""
    visitor().add(many, like)


def remove(many: Many, number: int) -> None:
    """Remove a project or policy."""
    visitor().remove(many, number)


def choose(name: str) -> None:
    """Follow the list that chooses the project."""
    if (chosen := st.session_state[name]) in draft().projects:
        draft().selected = chosen


def choose_case(name: str) -> None:
    """Follow the list that chooses a known case."""
    if (chosen := st.session_state[name]) in titles():
        visitor().open_case(chosen)


def choose_variant(name: str) -> None:
    """Follow the list that chooses the variant."""
    if (chosen := st.session_state[name]) in range(len(visitor().desk.drafts)):
        visitor().show_variant(chosen)


def rename_variant(place: int) -> None:
    """Follow the widget that names a variant."""
    visitor().rename_variant(place, st.session_state[round_key(f"variant-{place}")])


def put_on_paper(field: str, name: str) -> None:
    """Follow the widget of that name, which says what stands on the PDFs."""
    value = st.session_state[name]
    visitor().paper.put(field, YES if value is True else value or "")


def message(component: str, event: str) -> Mapping[str, Any]:
    """Return what a component says with an event; nothing where it has not said it."""
    found = st.session_state.get(component, {}).get(event)
    return found if isinstance(found, Mapping) else {}
