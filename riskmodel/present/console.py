"""What the commands do, between the options they were given and what they print or write."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from riskmodel import __version__, backtest, casefile, cases, cover, facts, sensitivity
from riskmodel.backtest import Backtest
from riskmodel.calibration import Calibration
from riskmodel.case import Case, CaseError
from riskmodel.cases import Comparison
from riskmodel.estimate import Estimate, publish
from riskmodel.present import backtest_tables, case_tables, fact_tables, findings, options, terminal, what_if_tables
from riskmodel.present.language import Language
from riskmodel.present.output import Progress, written
from riskmodel.present.story import Story, stories
from riskmodel.publication import as_json
from riskmodel.sensitivity import Sensitivity
from riskmodel.simulate import Result, simulate

# Differences on the same uniforms need far fewer trials than the figures themselves.
WHAT_IF_TRIALS = 16_384
_WHOLE = 80  # characters of a cell, where cutting would lose what is known


def read(path: str, calibration: Calibration) -> Case:
    """Read a case file and check what only the data can tell: the heads and incident types that policies name.

    Raises
    ------
    CaseError
        With every fault, the file's name in each.
    """
    case = casefile.read(Path(path))
    if faults := tuple(cover.unknown_names(case.policies, calibration)):
        raise CaseError(tuple(replace(fault, file=Path(path).name) for fault in faults))
    return case


def simulated(case: Case, calibration: Calibration, trials: int, seed: int, language: Language) -> Result:
    """Simulate a case, with progress on a terminal."""
    progress = Progress(language.t("Simulating"))
    return simulate(case, calibration, trials=trials, seed=seed, progress=progress)


class Done:
    """A simulated case, ready to be printed and written."""

    def __init__(
        self, result: Result, calibration: Calibration, languages: tuple[Language, ...], *, in_english: bool
    ) -> None:
        self._result, self._calibration, self._languages = result, calibration, languages
        # What programs read must not depend on how the system is set.
        self._spoken = Language.named("en") if in_english else languages[0]

    @cached_property
    def _estimate(self) -> Estimate:
        return publish(self._result)

    def _stories(self, language: Language) -> tuple[Story, ...]:
        return stories(self._result, self._calibration, language)

    def page(self) -> str:
        """Return the readable result, in each language."""
        pages = [
            terminal.estimate(self._estimate, self._calibration, language, self._stories(language), __version__)
            for language in self._languages
        ]
        return "\n\n".join(pages)

    def as_json(self) -> dict[str, object]:
        """Return the result in the shape other programs rely on."""
        language = self._spoken
        return {
            **as_json(self._estimate, __version__),
            "validation": findings.validation(self._estimate, self._calibration, language),
            "story": [vars(story) for story in self._stories(language)],
        }

    def write_json(self, target: str | None) -> None:
        """Write the JSON, if it was asked for."""
        if target is not None:  # the stories are told only where somebody reads them
            _write_json(self.as_json(), target)

    def write_pdf(self, target: str | None) -> None:
        """Write the summary, one file a language, if it was asked for."""
        if target is None:
            return
        from riskmodel.present.document import summary_pdf  # the typesetter is large, and few ask for it

        for language in self._languages:
            told, today = self._stories(language), dt.date.today()
            content = summary_pdf(self._estimate, self._calibration, language, made_on=today, stories=told)
            with written(options.by_language(target, language.code, len(self._languages) > 1)) as file:
                file.write(content)

    def write_incidents(self, target: str | None) -> None:
        """Write every incident, if it was asked for."""
        if target is not None:
            from riskmodel.present import incidents_file

            with written(target) as file:
                incidents_file.write(self._result, file, version=__version__)


def checked(path: str, case: Case, calibration: Calibration, language: Language) -> str:
    """Return what a case file leaves open and what is assumed for it."""
    stated = fact_tables.stated(case, facts.complete(case, calibration).stated, calibration)
    words = language.t("{path} can be used.", path=Path(path).name)
    parts = [words]
    ranges = fact_tables.ranges(case, stated, calibration, language)
    if ranges.lines:
        parts.append(terminal.table(ranges))
    assumed = fact_tables.assumed(case, stated, calibration, language, paths=True)
    parts.append(terminal.table(assumed))
    return "\n\n".join(parts)


def sources_listed(text: str, calibration: Calibration, language: Language) -> str:
    """Return the figures of the calibration that hold a text."""
    found = fact_tables.sources(calibration, language, text)
    if not found.lines:
        return language.t("No figure has “{text}” in its name, note or source.", text=text)
    return terminal.records(found)


def cases_listed(calibration: Calibration, language: Language) -> str:
    """Return the named cases, each with why it is here."""
    lines = []
    for line in case_tables.listed(calibration, language).lines:
        name, title, why = (cell.text for cell in line.cells)
        lines.append(f"{name}  –  {title}\n{terminal.wrapped(why)}")
    return "\n\n".join(lines)


def compared(name: str, calibration: Calibration, trials: int, seed: int) -> Comparison:
    """Run a named case."""
    return cases.compare(name, calibration, trials=trials, seed=seed)


def case_told(comparison: Comparison, calibration: Calibration, language: Language) -> str:
    """Return why a case is here, and what is known beside what is predicted."""
    about = comparison.about
    parts = [language.of(about["title"])] if "title" in about else [comparison.name]
    if "why" in about:
        parts.append(terminal.wrapped(language.of(about["why"])))
    if "unknown" in about:
        parts.append(terminal.wrapped(language.t("Not known: {what}", what=language.of(about["unknown"]))))
    estimate = publish(comparison.result)
    if comparison.known:  # nobody reads the past as a forecast of his own
        parts.append(terminal.table(case_tables.compared(comparison.known, calibration, language), longest=_WHOLE))
    else:
        both = findings.headline(estimate, calibration, language)
        parts += [terminal.wrapped(part) for part in vars(both).values()]
    parts.append(terminal.wrapped(findings.validation(estimate, calibration, language)))
    return "\n\n".join(parts)


def moved(case: Case, calibration: Calibration, trials: int, seed: int, language: Language) -> Sensitivity:
    """Move each input and pull each lever, with progress on a terminal."""
    progress = Progress(language.t("Simulating"))
    return sensitivity.sensitivity(case, calibration, trials=trials, seed=seed, progress=progress)


def moves_told(found: Sensitivity, case: Case, calibration: Calibration, language: Language) -> str:
    """Return what saves most and what decides most."""
    both = (what_if_tables.levers(found, calibration, language), what_if_tables.tornado(found, case, language))
    return "\n\n".join(terminal.table(of) for of in both)


def write_moves(found: Sensitivity, target: str | None) -> None:
    """Write the JSON of a what-if, if it was asked for."""
    _write_json(sensitivity.as_json(found), target)


def backtested(path: str, calibration: Calibration, seed: int) -> Backtest:
    """Predict the published claims of a file."""
    return backtest.backtest(backtest.read(Path(path), calibration), calibration, seed=seed)


def backtest_told(found: Backtest, language: Language) -> str:
    """Return scores, positions and worst misses."""
    shown = (backtest_tables.scores, backtest_tables.positions, backtest_tables.misses)
    parts = [terminal.table(of(found, language)) for of in shown]
    parts.append(terminal.wrapped(backtest_tables.left_out(found, language)))
    return "\n\n".join(part for part in parts if part)


def write_backtest(found: Backtest, data_version: str, target: str | None) -> None:
    """Write the JSON of a back-test, if it was asked for."""
    _write_json(backtest.as_json(found, data_version), target)


def _write_json(content: object, target: str | None) -> None:
    if target is not None:
        text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
        with written(target) as file:
            file.write(text.encode() + b"\n")
