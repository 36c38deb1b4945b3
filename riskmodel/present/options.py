"""The options of a command, read from text; what is wrong is said in a sentence."""

from __future__ import annotations

import datetime as dt
import difflib
import os
from pathlib import Path
from typing import Final, Literal, Protocol, get_args

from riskmodel import cases
from riskmodel.calibration import Calibration
from riskmodel.calibration import data_folder as shipped_data
from riskmodel.case import Case
from riskmodel.present.language import CODES, Language
from riskmodel.present.output import STANDARD_OUTPUT

#: The layouts of a PDF.
Layout = Literal["overview", "summary", "comparison"]
LAYOUTS: Final[tuple[Layout, ...]] = get_args(Layout)
#: Seeds are whole numbers that any program can hold.
LARGEST_SEED: Final = 2**64 - 1
#: What a batch can write of each case.
FORMATS: Final = ("pdf", "excel", "json", "csv")
#: A million take some seconds; memory does not grow with them.
MOST_TRIALS: Final = 20_000_000


class Run(Protocol):
    """What it takes to compute the same figures again."""

    @property
    def seed(self) -> int:
        """Start of the random numbers."""

    @property
    def trials(self) -> int:
        """Simulated years with incidents."""


class Refused(ValueError):
    """An option cannot be used; the message is for the reader."""


def of_environment() -> Language:
    """Return the language the system is set to, English where it is none of ours."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        code = os.environ.get(name, "")[:2].lower()
        if code:
            return Language.named(code if code in CODES else "en")
    return Language.named("en")


def languages(text: str | None) -> tuple[Language, ...]:
    """Read `--lang`: de, en, or both with a comma; the system's where nothing is said."""
    if text is None:
        return (of_environment(),)
    codes = listed(text)
    for code in codes:
        if code not in CODES:
            language = of_environment()
            raise Refused(
                language.t("--lang: “{given}” is not a language here. Please write de, en or de,en.", given=code)
            )
    return tuple(Language.named(code) for code in codes)


def listed(text: str) -> tuple[str, ...]:
    """Read words with commas between them, each once."""
    return tuple(dict.fromkeys(part.strip().lower() for part in text.split(",")))


def whole(option: str, text: str, low: int, high: int, language: Language) -> int:
    """Read a whole number between two bounds."""
    try:
        number = int(text.replace("_", ""))
    except ValueError:
        number = low - 1
    if low <= number <= high:
        return number
    bounds = {"low": language.number(low), "high": str(high) if high > 10**15 else language.number(high)}
    raise Refused(
        language.t(
            "{option}: “{given}” is not allowed. Please write a whole number from {low} to {high}.",
            option=option,
            given=text[:40],
            **bounds,
        )
    )


def target(option: str, text: str | None, language: Language) -> None:
    """Check before the work that a file can be written there."""
    if text is None or text == STANDARD_OUTPUT:
        return
    path = Path(text)
    if path.is_dir():
        raise Refused(language.t("{option}: {path} is a folder. Please name a file.", option=option, path=text))
    if not path.parent.is_dir():
        raise Refused(
            language.t(
                "{option}: there is no folder {path}. Please create it or name another file.",
                option=option,
                path=path.parent,
            )
        )
    if not os.access(path.parent, os.W_OK):
        raise Refused(
            language.t(
                "{option}: nothing can be written in {path}. Please name another file.",
                option=option,
                path=path.parent,
            )
        )


def targets(of: dict[str, str | None], languages: tuple[Language, ...], layouts: tuple[Layout, ...] = ()) -> None:
    """Check all files of a command before the work; on standard output there is room for one."""
    language = languages[0]
    for option, text in of.items():
        target(option, text, language)
    taken = [option for option, text in of.items() if text == STANDARD_OUTPUT]
    several = {"--pdf": len(languages) * len(layouts), "--excel": len(languages)}
    if len(taken) > 1 or any(several.get(option, 1) > 1 for option in taken):
        raise Refused(language.t("Only one output can go to standard output. Please name files for the others."))
    named = [Path(text).resolve() for text in of.values() if text not in (None, STANDARD_OUTPUT)]
    if len(set(named)) < len(named):
        raise Refused(language.t("Two outputs would go to the same file. Please name different ones."))


def folder(option: str, text: str | None, language: Language) -> None:
    """Check before the work that a folder is there, or can be made."""
    if text is None:
        return
    path = Path(text)
    if path.exists() and not path.is_dir():
        raise Refused(language.t("{option}: {path} is a file. Please name a folder.", option=option, path=text))
    if not path.exists():
        target(option, text, language)
    elif not os.access(path, os.W_OK):
        target(option, str(path / "file"), language)


def date(text: str | None, language: Language, option: str = "--date") -> dt.date:
    """Read a date; today where nothing is said."""
    try:
        return dt.date.today() if text is None else dt.date.fromisoformat(text)
    except ValueError:
        words = language.t("“{given}” is no date. Please write, say, 2026-11-30.", given=str(text)[:40])
        raise Refused(f"{option}: {words}") from None


def case_files(named: list[str], language: Language) -> list[Path]:
    """Return the case files that are named, those in folders among them, in order."""
    found: list[Path] = []
    for text in named:
        path = Path(text)
        inside = sorted(p for p in path.glob("*.toml") if p.is_file()) if path.is_dir() else [path]
        if not inside:
            raise Refused(language.t("There is no case file (.toml) in the folder {path}.", path=text))
        found += [p for p in inside if p not in found]
    return found


def formats(text: str, language: Language) -> tuple[str, ...]:
    """Read `--formats`: some of FORMATS with commas between them."""
    found = listed(text)
    for name in found:
        if name not in FORMATS:
            words = language.t(
                "--formats: “{given}” is none. Please write some of {known} with commas.",
                given=name[:40],
                known=", ".join(FORMATS),
            )
            raise Refused(words)
    return found


def new_file(option: str, text: str, language: Language, *, force: bool) -> None:
    """Check that a file can be written, and that it is not there yet."""
    target(option, text, language)
    if text != STANDARD_OUTPUT and Path(text).exists() and not force:
        words = language.t(
            "{option}: {path} is there already. Name another file, or add --force.", option=option, path=text
        )
        raise Refused(words)


def book_template(option: str, text: str, language: Language) -> None:
    """Check that the template of a book can be written as what its name says."""
    if text != STANDARD_OUTPUT and not text.lower().endswith((".csv", ".xlsx")):
        words = language.t(
            "{option}: “{given}” names no kind of file that a template can be. Please let it end in .csv or .xlsx.",
            option=option,
            given=text,
        )
        raise Refused(words)


def case_name(text: str, calibration: Calibration, language: Language) -> str:
    """Check the name of a named case."""
    known = cases.names(calibration)
    if text in known:
        return text
    near = difflib.get_close_matches(text, known, n=1)
    words = language.t("There is no case “{given}”. There are: {known}.", given=text[:40], known=", ".join(known))
    raise Refused(words + (" " + language.t("Did you mean “{near}”?", near=near[0]) if near else ""))


def schema(name: str, language: Language) -> Path:
    """Return the file of a JSON Schema."""
    folder, ending = shipped_data() / "schemas", ".schema.json"
    known = sorted(path.name.removesuffix(ending) for path in folder.glob(f"*{ending}"))
    if name not in known:
        words = language.t("There is no schema “{given}”. There are: {known}.", given=name[:40], known=", ".join(known))
        raise Refused(words)
    return folder / f"{name}{ending}"


def trials(text: str | None, calibration: Calibration, language: Language) -> int:
    """Read the number of simulated years; the calibration's own where nothing is said."""
    if text is None:
        return int(calibration.tables["model"]["trials"])
    return whole("--trials", text, calibration.sets, MOST_TRIALS, language)


def layouts(text: str | None, language: Language) -> tuple[Layout, ...]:
    """Read `--layout`: one layout, or several with commas; the summary where nothing is said."""
    known: dict[str, Layout] = {layout: layout for layout in LAYOUTS}
    given = listed(text or "summary")
    if unknown := [part for part in given if part not in known]:
        *first, last = LAYOUTS
        raise Refused(
            language.t(
                "--layout: “{given}” is not a layout. Please write {first} or {last}, or several with commas.",
                given=unknown[0][:40],
                first=", ".join(first),
                last=last,
            )
        )
    return tuple(known[part] for part in given)


def possible(layouts: tuple[Layout, ...], case: Case) -> tuple[Layout, ...]:
    """Return the layouts that a case can have: where there is no policy, none is compared."""
    return tuple(layout for layout in layouts if layout != "comparison" or case.policies)


def policies_to_compare(layouts: tuple[Layout, ...], case: Case, language: Language) -> str:
    """Refuse to compare policies where there is none; among several layouts, say that this one is left out."""
    left = possible(layouts, case)
    if left == layouts:
        return ""
    if left:
        return language.t("The case has no policy to compare: the comparison is left out.")
    raise Refused(
        language.t(
            "--layout comparison: the case has no policy to compare. Please add one, or choose overview or summary."
        )
    )


def only_with_pdf(of: dict[str, str | None], pdf: str | None, language: Language) -> None:
    """Refuse options that say how a PDF looks where none is asked for."""
    for option, text in of.items():
        if text is not None and pdf is None:
            raise Refused(
                language.t("{option} says how a PDF looks. Please add --pdf with a file name.", option=option)
            )


def only_with_pdfs(of: dict[str, str | None], formats: tuple[str, ...], language: Language) -> None:
    """Refuse the same for many cases where no PDF is among what is written of each."""
    for option, text in of.items():
        if text is not None and "pdf" not in formats:
            raise Refused(language.t("{option} says how a PDF looks. Please add pdf to --formats.", option=option))


def run(
    seed: str | None, trials_text: str | None, printed: Run | None, calibration: Calibration, language: Language
) -> tuple[int, int]:
    """Read seed and simulated years; where nothing is said they are those a PDF was printed with, or the usual ones."""
    number = printed.seed if printed else 1
    if seed is not None:
        number = whole("--seed", seed, 0, LARGEST_SEED, language)
    if trials_text is None and printed and printed.trials >= calibration.sets:
        return number, printed.trials
    return number, trials(trials_text, calibration, language)


def data_folder(text: str | None, language: Language) -> Path | None:
    """Check a folder of figures."""
    if text is None:
        return None
    if not (Path(text) / "calibration").is_dir():
        raise Refused(
            language.t(
                "--data: {path} is no data folder: it has no folder “calibration”. Please name a complete one.",
                path=text,
            )
        )
    return Path(text)


def one_of(target: str, mark: str, several: bool) -> str:
    """Return the name of one of several files: case.pdf becomes case.de.pdf in German."""
    if not several or target == STANDARD_OUTPUT:
        return target
    path = Path(target)
    return str(path.with_name(f"{path.stem}.{mark}{path.suffix}"))
