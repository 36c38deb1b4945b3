"""What the commands do, between the options they were given and what they print or write."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path

from riskmodel import __version__, backtest, cases, cover, currency, facts, sensitivity
from riskmodel.backtest import Backtest
from riskmodel.calibration import Calibration
from riskmodel.case import Case, CaseError
from riskmodel.cases import Comparison, Variant
from riskmodel.estimate import Estimate
from riskmodel.files import clear
from riskmodel.present import (
    backtest_tables,
    branding,
    case_tables,
    case_variants,
    conventions,
    estimate_json,
    fact_tables,
    findings,
    options,
    printed_tables,
    reopening,
    terminal,
    what_if_tables,
)
from riskmodel.present.branding import Branding
from riskmodel.present.language import Language
from riskmodel.present.options import Layout
from riskmodel.present.output import Progress, one_line, written
from riskmodel.present.reopening import Opened, Printed
from riskmodel.present.story import Story, stories
from riskmodel.publish import publish
from riskmodel.sensitivity import Sensitivity
from riskmodel.simulate import Result, simulate

_WHOLE = 80  # characters of a cell, where cutting would lose what is known


def read(path: str, calibration: Calibration) -> Case:
    """Read a case, from a case file or out of a PDF; check also what only the data can tell: names in policies.

    Raises
    ------
    CaseError
        With every fault, the file's name in each.
    """
    return opened(path, calibration).case


def opened(path: str, calibration: Calibration) -> Opened:
    """Read a case file, or the case out of a PDF with what was printed there; checks and errors as `read`."""
    found = reopening.read(Path(path))
    if faults := tuple(cover.unknown_names(found.case.policies, calibration)):
        raise CaseError(tuple(replace(fault, file=Path(path).name) for fault in faults))
    return found


def simulated(
    case: Case, calibration: Calibration, trials: int, seed: int, language: Language, words: str = ""
) -> Result:
    """Simulate a case, with progress on a terminal; `words` say which of many it is."""
    progress = Progress(words or language.t("Simulating"))
    return simulate(case, calibration, trials=trials, seed=seed, progress=progress)


def spoken(languages: tuple[Language, ...], *, in_english: bool) -> Language:
    """Return the language of what programs read: it must not depend on how the system is set."""
    return Language.named("en") if in_english else languages[0]


class Done:
    """A simulated case, ready to be printed and written."""

    def __init__(
        self,
        result: Result,
        calibration: Calibration,
        languages: tuple[Language, ...],
        *,
        in_english: bool,
        made_on: dt.date,
        levers: bool = False,
        printed: Printed | None = None,
        file: str = "",
    ) -> None:
        self._result, self._calibration, self._languages = result, calibration, languages
        self._made_on, self._pull = made_on, levers
        self._printed, self._file = printed, Path(file).name
        self._spoken = spoken(languages, in_english=in_english)

    @cached_property
    def _estimate(self) -> Estimate:
        return publish(self._result)

    @cached_property
    def levers(self) -> Sensitivity | None:
        """The levers and the tornado, if they were asked for."""
        case, seed = self._result.case, self._result.seed
        of = (case, self._calibration, self._lever_trials, seed, self._languages[0])
        return moved(*of) if self._pull else None

    @property
    def _lever_trials(self) -> int:
        """As many as differences need, or fewer if the estimate has fewer; the same whatever is written."""
        return min(sensitivity.usual_trials(self._result.case), self._result.trials)

    def _stories(self, language: Language) -> tuple[Story, ...]:
        return stories(self._result, self._calibration, language)

    def page(self) -> str:
        """Return the readable result, in each language."""
        pages = []
        for language in self._languages:
            told = self._stories(language)
            pages.append(terminal.estimate(self._estimate, self._calibration, language, told, __version__))
            pages += self._reopened(language)
        return "\n\n".join(pages)

    def _reopened(self, language: Language) -> list[str]:
        """Return how the figures compare with those of the PDF that the case came out of."""
        if self._printed is None:
            return []
        parts = [terminal.wrapped(printed_tables.finding(self._printed, self._estimate, self._file, language))]
        if not printed_tables.same(self._printed, self._estimate):
            parts.append(terminal.table(printed_tables.both(self._printed, self._estimate, language)))
        return parts

    def as_json(self) -> dict[str, object]:
        """Return the result in the shape other programs rely on."""
        of = (self._estimate, self._calibration, self._spoken)
        return estimate_json.as_json(*of, self._stories(self._spoken), self.levers)

    def write_json(self, target: str | None) -> list[Path]:
        """Write the JSON, if it was asked for, and return the file."""
        if target is None:  # the stories are told only where somebody reads them
            return []
        _write_json(self.as_json(), target)
        return [Path(target)]

    def write_pdf(
        self, target: str | None, layouts: tuple[Layout, ...] = ("summary",), branding: Branding | None = None
    ) -> list[Path]:
        """Write the document, one file a layout and language, if it was asked for, and return the files."""
        if target is None:
            return []
        from riskmodel.present import document  # the typesetter is large, and few ask for it

        found = self._ranked() if "summary" in layouts else None

        def made(layout: Layout, language: Language) -> bytes:
            return document.pdf(
                self._estimate,
                self._calibration,
                language,
                layout=layout,
                made_on=self._made_on,
                branding=branding,
                stories=self._stories(language),
                sensitivity=found,
            )

        several = len(layouts) > 1
        files = (
            self._in_each_language(options.one_of(target, layout, several), partial(made, layout))
            for layout in options.possible(layouts, self._result.case)
        )
        return [path for of in files for path in of]

    def write_excel(self, target: str | None) -> list[Path]:
        """Write the workbook, one file a language, if it was asked for, and return the files."""
        if target is None:
            return []
        from riskmodel.present.workbook import workbook

        def made(language: Language) -> bytes:
            of, told = (self._estimate, self._calibration, language), self._stories(language)
            return workbook(*of, made_on=self._made_on, stories=told, levers=self.levers)

        return self._in_each_language(target, made)

    def _in_each_language(self, target: str, made: Callable[[Language], bytes]) -> list[Path]:
        several = len(self._languages) > 1
        files = [options.one_of(target, language.code, several) for language in self._languages]
        for path, language in zip(files, self._languages, strict=True):
            content = made(language)
            with written(path) as file:
                file.write(content)
        return [Path(path) for path in files]

    def write_csv(self, target: str | None) -> list[Path]:
        """Write the tables into a folder, one file a table, if they were asked for, and return the files."""
        if target is None:
            return []
        from riskmodel.present import csv_files, sheets

        folder = Path(target)
        folder.mkdir(exist_ok=True)
        of = (self._estimate, self._calibration, self._spoken, self._made_on)
        files = []
        for name, content in csv_files.files(sheets.sheets(*of, (), self.levers)):
            clear(folder, name)
            with written(str(folder / name)) as file:
                file.write(content)
            files.append(folder / name)
        return files

    def _ranked(self) -> Sensitivity:
        """Pull the levers alone, which is all that a document shows."""
        if self.levers is not None:
            return self.levers
        of = self._estimate
        progress = Progress(self._languages[0].t("Simulating"))
        return sensitivity.sensitivity(
            of.case, self._calibration, trials=self._lever_trials, seed=of.seed, tornado=False, progress=progress
        )

    def write_incidents(self, target: str | None) -> None:
        """Write every incident, if it was asked for."""
        if target is not None:
            from riskmodel.present import incidents_file

            with written(target) as file:
                incidents_file.write(self._result, file, version=__version__)


def sender(path: str | None, language: Language) -> Branding:
    """Read a branding file; say on standard error where its colour cannot be used."""
    if path is None:
        return Branding()
    found = branding.read(Path(path))
    if words := branding.note(found, language):
        print(one_line(words), file=sys.stderr)
    return found


def checked(path: str, found: Opened, calibration: Calibration, language: Language) -> str:
    """Return what a case file leaves open and what is assumed for it."""
    case = found.case
    stated = fact_tables.stated(case, facts.complete(case, calibration).stated, calibration)
    words = language.t("{path} can be used.", path=Path(path).name)
    parts = [words]
    if words := conventions.said(case, currency.used(case, calibration), language):
        parts.append(terminal.wrapped(words))
    if of := found.printed:
        words = language.t(
            "The case out of “{file}”, printed with program {riskmodel}, figures {data}, seed {seed} and {trials} "
            "simulated years.",
            file=Path(path).name,
            riskmodel=of.riskmodel,
            data=of.data,
            seed=of.seed,
            trials=language.number(of.trials),
        )
        parts.append(terminal.wrapped(words))
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


def varied(name: str, calibration: Calibration, trials: int, seed: int) -> tuple[Variant, ...]:
    """Run a named case in the ways it could have gone."""
    return cases.variants(name, calibration, trials=trials, seed=seed)


def case_told(
    comparison: Comparison, variants: tuple[Variant, ...], calibration: Calibration, language: Language
) -> str:
    """Return why a case is here, what is known beside what is predicted, and what the case teaches."""
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
    parts += [terminal.table(case_variants.variant_table(v, calibration, language)) for v in variants]
    parts.append(terminal.wrapped(findings.validation(estimate, calibration, language)))
    return "\n\n".join(parts)


def moved(case: Case, calibration: Calibration, trials: int, seed: int, language: Language) -> Sensitivity:
    """Move each input and pull each lever, with progress on a terminal."""
    progress = Progress(language.t("Simulating"))
    return sensitivity.sensitivity(case, calibration, trials=trials, seed=seed, progress=progress)


def moves_told(found: Sensitivity, case: Case, calibration: Calibration, language: Language) -> str:
    """Return what saves most and what decides most."""
    moved_by = (of(found, case, calibration, language) for of in (what_if_tables.tornado, what_if_tables.choices))
    shown = (what_if_tables.levers(found, calibration, language), *moved_by)
    parts = [terminal.table(of) for of in shown]
    return "\n\n".join([*parts, terminal.wrapped(what_if_tables.validation(found, language))])


def write_moves(found: Sensitivity, target: str | None, language: Language) -> None:
    """Write the JSON of a what-if, if it was asked for."""
    _write_json(estimate_json.moved(found, language), target)


def backtested(path: str, calibration: Calibration, seed: int) -> Backtest:
    """Predict the published claims of a file."""
    return backtest.backtest(backtest.read(Path(path), calibration), calibration, seed=seed)


def backtest_told(found: Backtest, language: Language) -> str:
    """Return scores, positions, coverage by part and worst misses, and what was not scored."""
    tables = backtest_tables
    shown = (tables.scores, tables.positions, tables.by_part, tables.misses)
    parts = [terminal.table(of(found, language)) for of in shown]
    parts.append(terminal.wrapped(tables.left_out(found, language)))
    if (labels := tables.unknown_labels(found, language)).lines:
        parts.append(terminal.table(labels))
    parts.append(terminal.wrapped(tables.validation(found, language)))
    return "\n\n".join(part for part in parts if part)


def write_backtest(found: Backtest, data_version: str, target: str | None, language: Language) -> None:
    """Write the JSON of a back-test, if it was asked for."""
    validation = backtest_tables.validation(found, language)
    _write_json({**backtest.as_json(found, data_version), "validation": validation}, target)


def _write_json(content: object, target: str | None) -> None:
    if target is not None:
        text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
        with written(target) as file:
            file.write(text.encode() + b"\n")
