"""One visitor: what is on the desk, the steps that can be taken back, and what is to be said about the last one.

Knows no screen: `session` keeps one of these for each visitor and ties it to the widgets.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from threading import Timer
from typing import Any, Final

from riskmodel import casefile, caselink, cases
from riskmodel.calibration import Calibration
from riskmodel.case import Case, CaseError, Fault
from riskmodel.cover import unknown_names
from riskmodel.present import book_runs, logo, names, reopening, wording
from riskmodel.present import desk as desks
from riskmodel.present import draft as drafts
from riskmodel.present.book_runs import Run, Upload
from riskmodel.present.desk import Desk
from riskmodel.present.draft import Answer, Draft, Many
from riskmodel.present.language import N_, Language
from riskmodel.present.paper import Paper
from riskmodel.present.reopening import Printed

#: Made-up cases; the first one stands there at a first visit.
SAMPLES: Final = ("sample_freelancer", "sample_agency")
_MOST_STEPS: Final = 50
_LONGEST_NAME: Final = 100
#: Seconds after a cut connection from which nobody can come back to a book: Streamlit keeps a session for two minutes.
GONE_AFTER: Final = 180.0


@dataclass(frozen=True)
class Notice:
    """Something to be said about the last step: a message with its values, or why something was refused."""

    message: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    def sentences(self, language: Language) -> tuple[str, ...]:
        """Return what is said, in the reader's language; values given in all languages are picked from."""
        if self.faults:
            return tuple(wording.fault(fault, language) for fault in self.faults)
        picked = {k: language.of(v) if isinstance(v, Mapping) else v for k, v in self.values.items()}
        return (language.t(self.message, **picked),) if self.message else ()


@dataclass(frozen=True)
class Reopened:
    """A case that came out of a PDF."""

    text: str  # of the case, to tell whether anything was changed since
    printed: Printed
    file: str


class Visitor:
    """What one visitor has entered, and what happened to it.

    Attributes
    ----------
    token
        Tells this session from the one before, whose widgets a browser may still hold.
    round
        Counts how often all widgets had to be made anew from the draft.
    """

    def __init__(self, calibration: Calibration, language: Language) -> None:
        self.calibration, self.language = calibration, language
        self.token, self.round = secrets.token_hex(4), 0
        self.heard = False  # whether the browser has said what it keeps
        self.keep: bool | None = None  # None: leave what the browser keeps alone; False: let it be wiped
        self.steps: list[Desk] = []
        self.notice = Notice()
        self._told: tuple[Notice, str] | None = None  # and on which page
        self.reopened: Reopened | None = None
        self.paper = Paper()  # what their PDFs are printed on
        self.dials: dict[str, Any] = {}  # what was turned or switched to try it, by name of the dial
        self.desk = Desk([self._case(SAMPLES[0])])
        self.uploads: tuple[Upload, ...] = ()  # a book that is to be computed, then what was mended of it
        self.run: Run | None = None
        self._leaving: Timer | None = None

    def come(self) -> None:
        """Note that the visitor is here, for the first time or again after a cut connection."""
        if self._leaving:
            self._leaving.cancel()
        self._leaving = None

    def leave(self) -> None:
        """Note that the connection is cut: a book of theirs that nobody can see any more is ended and removed."""
        self.come()
        if self.run:
            self._leaving = Timer(GONE_AFTER, self.remove_run)
            self._leaving.daemon = True
            self._leaving.start()

    @property
    def shows_sample(self) -> bool:
        """Whether what is shown is a sample of which nothing was changed."""
        return self.desk.draft.sample and not self.desk.draft.touched

    @property
    def draft(self) -> Draft:
        """The draft that is shown, its numbers in the visitor's language."""
        return self.translated(self.desk.draft)

    def translated(self, draft: Draft) -> Draft:
        """Return a draft with the numbers that the visitor did not type in the visitor's language."""
        if draft.language != self.language.code:
            drafts.translate(draft, Language.named(draft.language), self.language)
            if draft.sample:
                drafts.rename(draft, self._made_up_names(), self.language)
            self.round += 1
        return draft

    def _case(self, name: str, folder: str = "cases") -> Draft:
        case = drafts.of_case(cases.read(name, self.calibration, folder)[0], self.language)
        case.sample = name in SAMPLES
        if case.sample:
            drafts.rename(case, self._made_up_names(), self.language)
        return case

    def _made_up_names(self) -> list[dict[str, str]]:
        return [one for sample in SAMPLES for one in cases.read(sample, self.calibration)[1]["about"]["names"]]

    # --- steps, each of which can be taken back

    def before_change(self) -> None:
        """Remember what is entered before it changes; from now on the visitor's browser keeps it."""
        self.steps.append(self.desk.copy())
        del self.steps[:-_MOST_STEPS]
        self.keep, self.notice = True, Notice()

    def answer(self, key: str, answer: Answer) -> None:
        """Keep what the visitor answered."""
        self.before_change()
        self.draft.put(key, answer)

    def _replace(self, new: Draft) -> None:
        self.before_change()
        self.desk.replace(new)
        self.round += 1

    def undo(self) -> None:
        """Take back the last step; without one nothing happens."""
        if self.steps:
            shown = self.desk.shown
            self.desk, self.notice = self.steps.pop(), Notice()
            if self.desk.shown != shown:
                self.notice = Notice(N_("The last step was in “{name}”; it is taken back, and that variant is shown."),
                                     {"name": self.name_of(self.desk.shown)})  # fmt: skip
            self.round += 1

    def told_on(self, page: str) -> Notice:
        """Return the notice where it is first told; on another page it would speak of something out of sight."""
        told, where = self._told or (self.notice, page)
        if told is self.notice and where != page:
            self.notice = Notice()
        self._told = (self.notice, page)
        return self.notice

    def open_case(self, name: str) -> None:
        """Replace what is entered by a named case; an empty name opens an empty form."""
        touched = self.draft.touched
        self._replace(self._case(name) if name else Draft(language=self.language.code))
        if touched:
            self.notice = Notice(N_("What you had entered was replaced. “Undo” brings it back."))
        elif name and name not in SAMPLES:  # a sample says so itself
            title = cases.read(name, self.calibration)[1]["about"]["title"]
            self.notice = Notice(N_("“{file}” is open."), {"file": title})

    def open_preset(self, name: str) -> None:
        """Let a preset answer for the project that is shown."""
        case, explained = cases.read(name, self.calibration, "presets")
        self.before_change()
        drafts.suggest(self.draft, self.draft.selected, case, self.language)
        self.round += 1
        self.notice = Notice(N_("{title}: {why} The ranges are our judgement; change what you know better."),
                             {"title": explained["about"]["title"], "why": explained["about"]["why"]})  # fmt: skip

    def take_over(self, case: Case) -> None:
        """Put a case that was tried out in the place of what is entered; marks and the shown project stay."""
        shown = self.draft
        new = drafts.of_case(case, self.language)
        new.suggested = {new.key(shown.path(key)) for key in shown.suggested}
        new.selected = new.projects[shown.projects.index(shown.selected)]
        new.touched = True
        self._replace(new)
        self.notice = Notice(N_("Your case now holds what you tried out. “Undo” takes it back."))

    def add(self, many: Many, like: int | None = None) -> None:
        """Add a project or policy, or copy one, and show it."""
        if self.draft.full(many):
            return
        self.before_change()
        new = self.draft.add(many, like)
        self.draft.touched = True
        if many == "project":
            self.draft.selected = new

    def remove(self, many: Many, number: int) -> None:
        """Remove a project or policy; the last project stays."""
        shown = self.draft
        if number not in shown.of(many) or (many == "project" and len(shown.projects) == 1):
            return
        self.before_change()
        shown.remove(many, number)
        shown.touched = True
        if shown.selected not in shown.projects:
            shown.selected = shown.projects[-1]
        self.round += 1

    # --- variants

    def copy_variant(self, name: str) -> None:
        """Copy what is entered to a variant of that name, and show it."""
        if not self.desk.full:
            self.before_change()
            new = self.draft.copy()
            new.name, new.touched = name, True
            self.desk.add(new)
            self.round += 1

    def show_variant(self, place: int) -> None:
        """Show another variant."""
        self.desk.shown = place
        self.round += 1

    def rename_variant(self, place: int, name: str) -> None:
        """Give a variant another name."""
        self.before_change()
        self.desk.drafts[place].name = name

    def remove_variant(self, place: int) -> None:
        """Remove a variant; the last one stays."""
        if len(self.desk.drafts) > 1:
            self.before_change()
            self.desk.remove(place)
            self.round += 1

    def name_of(self, place: int) -> str:
        """Return what a variant is called, unlike any other."""
        drafts = enumerate(self.desk.drafts, 1)
        return names.distinct(d.name.strip() or self.language.t("Variant {n}", n=n) for n, d in drafts)[place]

    # --- what the browser keeps and hands over

    def kept(self) -> str | None:
        """Return what the browser is to keep; None to leave it alone, nothing to wipe it."""
        return None if self.keep is None else desks.write(self.desk) if self.keep else ""

    def take_back(self, text: str, paper: str = "") -> None:
        """Take back what the browser kept; a link that was opened meanwhile stands beside it, where there is room."""
        if self.heard:
            return
        self.heard = True
        self.paper.take_back(paper)
        figures = self.calibration
        known = {*figures.tables["damage"], *(name.removeprefix("incidents.") for name in figures.tables)}
        try:
            found = desks.read(text, known) if text else None
        except ValueError:
            self.notice = Notice(N_("What this browser had kept of an earlier visit could not be read."))
            return
        if found is None:
            return
        linked = self.desk.draft if self.keep else None
        self.desk, self.keep = found, True
        if linked:
            self.steps = [found.copy()]
            (found.replace if found.full else found.add)(linked)
        self.round += 1

    def not_kept(self) -> None:
        """Note that the browser has no room, or keeps nothing at all."""
        self.notice = Notice(N_("This browser does not keep what you enter. Please save the case as a file."))

    def wipe(self) -> None:
        """Forget everything that was entered, here and in the visitor's browser; an empty form is left."""
        self.steps, self.keep, self.dials, self.paper = [], False, {}, Paper(wiped=True)
        self.desk = Desk([Draft(language=self.language.code)])
        self.remove_run()
        self.uploads = ()
        self.round += 1
        self.notice = Notice(N_("Everything you had entered is wiped, in this browser too."))

    def open_link(self, text: str) -> None:
        """Open the case of a link."""
        try:
            new = self._checked(caselink.read(text))
        except CaseError as error:
            self.notice = Notice(faults=error.faults)
            return
        self._replace(new)
        new.name = self.language.t("From a link")
        self.notice = Notice(N_("The case of the link is open. It holds no names."))

    def open_file(self, name: str, content: bytes, size: int | None = None) -> None:
        """Open a case file, or the case inside a PDF, in place of what is entered.

        `size` is given where the content was too large to be handed over.
        """
        name = name[:_LONGEST_NAME]
        if name.lower().endswith(book_runs.ENDINGS) and content:
            self.open_book(name, content)
            return
        try:
            if (size or len(content)) > reopening.MOST_BYTES:
                raise CaseError((Fault("file_too_large", "", str(size or len(content)), str(reopening.MOST_BYTES)),))
            opened = reopening.parse(content, name)
            new = self._checked(opened.case)
        except CaseError as error:
            self.notice = Notice(faults=tuple(replace(fault, file=name) for fault in error.faults))
            return
        self._replace(new)
        if opened.printed:
            self.reopened = Reopened(casefile.write(opened.case), opened.printed, name)
        self.notice = Notice(N_("“{file}” is open."), {"file": name})

    # --- a broker's book

    def open_book(self, name: str, content: bytes) -> None:
        """Take a book that is to be computed."""
        self.uploads = (Upload(name, content),)
        self.notice = Notice(N_("“{file}” is ready to be computed on the page “Book”."), {"file": name})

    @property
    def mendable(self) -> Run | None:
        """The computed book of which the file that was taken may be a mended part."""
        run = self.run
        if not run or self.uploads == run.uploads or run.state != "done":
            return None
        return run if run.shown(self.calibration).published.faults else None

    def compute_book(self, years: int) -> None:
        """Compute the book that was taken; what was computed of another one is removed."""
        if self.uploads:
            self.remove_run()
            self.notice = Notice()
            self.run = book_runs.begin(self.uploads, years, self.language.code)

    def compute_mended(self, years: int) -> None:
        """Compute the book of before anew, together with what was mended of it."""
        if run := self.mendable:
            self.uploads = (*run.uploads, *self.uploads)
            self.compute_book(years)

    def remove_run(self) -> None:
        """Remove the run and all its files from the server."""
        if self.run:
            self.run.remove()
        self.run = None

    def open_provider(self, provider: str) -> None:
        """Open a provider of the computed book as the case."""
        case = self.run.case(provider, self.calibration) if self.run else None
        if case:
            self._replace(drafts.of_case(case, self.language))
            self.notice = Notice(
                N_("“{name}” of your book is open as your case. “Undo” brings back what was there before."),
                {"name": case.provider.name or provider},
            )

    def open_paper(self, name: str, content: bytes, size: int) -> None:
        """Take a logo or a branding file for the PDFs; `size` is that of a file too large to be handed over."""
        name = name[:_LONGEST_NAME]
        # Blanks as many as the least that is too much: what refuses them says so.
        content = content or b" " * min(size, logo.MOST_BYTES + 1)
        try:
            missing = self.paper.open(name, content)
        except CaseError as error:
            self.notice = Notice(faults=tuple(replace(fault, file=name) for fault in error.faults))
            return
        self.round += 1
        self.notice = Notice(N_("“{file}” stands on your PDFs from now on."), {"file": name})
        if missing:
            self.notice = Notice(
                N_("“{file}” is read. Its logo “{logo}” is a file of its own: please open that as well."),
                {"file": name, "logo": missing},
            )

    def _checked(self, case: Case) -> Draft:
        if faults := tuple(unknown_names(case.policies, self.calibration)):
            raise CaseError(faults)
        return drafts.of_case(case, self.language)
