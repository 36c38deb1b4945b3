"""Many cases to many files: faulty ones are told at once, what is done already is left alone.

A case is done when all its files are there and the record in the folder has its key: a digest of the case, the
version, the data and the options. Files and record appear whole or not at all, so whoever is killed in the middle
starts again and ends with the same bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from riskmodel import __version__
from riskmodel.calibration import Calibration
from riskmodel.case import Case, CaseError
from riskmodel.files import clear
from riskmodel.present import console, options, output, wording
from riskmodel.present.branding import Branding
from riskmodel.present.language import Language
from riskmodel.present.options import Layout

RECORD: Final = ".riskmodel-batch.json"
DONE, FAILED, WRONG_INPUT = 0, 1, 2
_ENDINGS: Final = {"pdf": ".pdf", "excel": ".xlsx", "json": ".json", "csv": "-tables"}


@dataclass(frozen=True)
class Order:
    """What is wanted of each case."""

    formats: tuple[str, ...]
    languages: tuple[Language, ...]
    in_english: bool  # what programs read, where no language was asked for
    trials: int
    seed: int
    levers: bool
    made_on: dt.date
    layouts: tuple[Layout, ...]
    branding: Branding | None  # whose paper the PDFs are; nobody's if None
    dated: bool  # whether the date was asked for; if not, a file of yesterday is as good as one of today

    @property
    def language(self) -> Language:
        """The language to speak."""
        return self.languages[0]


@dataclass(frozen=True)
class _Job:
    """A case to be done, and the digest of what decides its files."""

    path: Path
    case: Case
    key: str

    @property
    def stem(self) -> str:
        return self.path.stem


def run(paths: Sequence[Path], out: str, order: Order, calibration: Calibration) -> int:
    """Do all cases and return the exit status: 0 done, 2 some could not be read, 1 some could not be done."""
    folder, t = Path(out), order.language.t
    folder.mkdir(exist_ok=True)
    record = _Record(folder)
    jobs, faulty = _jobs(paths, order, calibration)
    ended = WRONG_INPUT if faulty else DONE
    for number, job in enumerate(jobs, 1):
        if record.has(job):
            _say(t("{case}: is done already.", case=job.path.name))
            continue
        words = t("{n} of {all}: {case}", n=number, all=len(jobs), case=output.one_line(job.stem)[:40])
        try:
            record.add(job, _do(job, folder, order, calibration, words))
        except Exception as error:  # whatever is wrong with one case, the others are done
            reason = t("This did not work: {reason}.", reason=str(error) or type(error).__name__)
            print(output.one_line(f"{job.path.name}: {reason}"), file=sys.stderr, flush=True)
            ended = FAILED
            continue
        _say(t("{case}: done.", case=job.path.name))
    return ended


def _jobs(paths: Sequence[Path], order: Order, calibration: Calibration) -> tuple[list[_Job], bool]:
    """Read all cases before the first is simulated; tell at once which cannot be used, and why."""
    jobs: dict[str, _Job] = {}
    faulty, data, t = False, calibration.digest, order.language.t
    for path in paths:
        try:
            case = console.read(str(path), calibration)
            if "pdf" in order.formats:
                _comparable(path, case, order)
            stem = path.stem.casefold()  # some file systems do not tell capitals apart
            if stem in jobs:
                words = t("{path}: its results would overwrite those of {other}. Please rename one of them.",
                          path=path, other=jobs[stem].path)  # fmt: skip
                raise options.Refused(words)
            jobs[stem] = _Job(path, case, _key(case, data, order))
        except (CaseError, options.Refused) as error:
            faulty = True
            for sentence in wording.problem(error, order.language):
                print(output.one_line(sentence), file=sys.stderr, flush=True)
    return list(jobs.values()), faulty


def _comparable(path: Path, case: Case, order: Order) -> None:
    """Refuse, or leave out, comparing the policies of a case that has none, by its name: there are many."""
    try:
        if words := options.policies_to_compare(order.layouts, case, order.language):
            print(output.one_line(f"{path.name}: {words}"), file=sys.stderr, flush=True)
    except options.Refused as error:
        raise options.Refused(f"{path.name}: {error}") from None


def _do(job: _Job, folder: Path, order: Order, calibration: Calibration, words: str) -> list[Path]:
    """Simulate a case once, write all that is wanted of it and return the files."""
    targets = {form: folder / f"{job.stem}{_ENDINGS[form]}" for form in order.formats}
    clear(folder, job.stem)
    result = console.simulated(job.case, calibration, order.trials, order.seed, order.language, words)
    done = console.Done(
        result,
        calibration,
        order.languages,
        in_english=order.in_english,
        made_on=order.made_on,
        levers=order.levers,
    )
    pdf = partial(done.write_pdf, layouts=order.layouts, branding=_sender(job, order.branding))
    writers: dict[str, Callable[[str], list[Path]]] = {
        "json": done.write_json,
        "pdf": pdf,
        "excel": done.write_excel,
        "csv": done.write_csv,
    }
    made = (writers[form](str(target)) for form, target in targets.items())
    return [path for files in made for path in files]


def _sender(job: _Job, of: Branding | None) -> Branding | None:
    """Return whose paper it is; many documents are told apart by the file name where no reference is given."""
    if of is None or of.reference:
        return of
    return of.model_copy(update={"reference": output.one_line(job.stem)})


class _Record:
    """What is done already, kept beside the files: by case the digest and the files."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._path = folder, folder / RECORD
        self._done: dict[str, dict[str, Any]]
        clear(folder, RECORD)
        try:
            known = json.loads(self._path.read_text(encoding="utf-8"))
            self._done = {
                stem: {"key": str(of["key"]), "files": list(map(str, of["files"]))} for stem, of in known.items()
            }
        except (OSError, ValueError, AttributeError, KeyError, TypeError):
            self._done = {}  # nothing is done, or nobody can tell

    def has(self, job: _Job) -> bool:
        """Tell whether a case is done as it is wanted now, and its files are still there."""
        done = self._done.get(job.stem, {})
        return done.get("key") == job.key and all((self._folder / name).is_file() for name in done["files"])

    def add(self, job: _Job, files: Sequence[Path]) -> None:
        """Note that a case is done, and take away the tables that an earlier version of it had and this one has not."""
        names = [file.relative_to(self._folder).as_posix() for file in files]
        for old in set(self._done.get(job.stem, {}).get("files", ())) - set(names):
            if (path := self._folder / old).parent in {file.parent for file in files} - {self._folder}:
                path.unlink(missing_ok=True)
        self._done[job.stem] = {"key": job.key, "files": names}
        with output.written(str(self._path)) as file:
            file.write(json.dumps(self._done, indent=1, sort_keys=True).encode() + b"\n")


def _key(case: Case, data: str, order: Order) -> str:
    """Return the digest of all that decides what the files of a case hold."""
    said = (
        __version__,
        data,
        case.model_dump_json(by_alias=True),
        order.formats,
        tuple(language.code for language in order.languages),
        order.in_english,
        order.trials,
        order.seed,
        order.levers,
        order.layouts,
        "" if order.branding is None else order.branding.model_dump_json(),
        order.made_on.isoformat() if order.dated else "",
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _say(words: str) -> None:
    print(output.one_line(words), flush=True)
