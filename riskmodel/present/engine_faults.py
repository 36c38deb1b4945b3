"""What keeps a book from being computed, in words: its folder, the cluster, a provider."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from riskmodel.case import Fault
from riskmodel.present.language import N_, Language

_DIGESTS: Final = {
    "book": N_("The run in this folder was begun with other providers."),
    "data": N_("The run in this folder was begun with other figures in the data folder."),
}


def _book_differs(fault: Fault, language: Language) -> str:
    if fault.field in _DIGESTS:
        words = language.t(_DIGESTS[fault.field])
    else:
        words = language.t(
            "The run in this folder was begun with “{allowed}”, not with “{given}”.",
            allowed=fault.allowed,
            given=fault.given,
        )
    return words + " " + language.t("Please go on as it was begun, or choose another folder.")


def _scheduler_unreachable(fault: Fault, language: Language) -> str:
    return language.t(
        "No scheduler answers at “{given}”. Please check that it runs and its address, for example {example}.",
        given=fault.given,
        example="tcp://192.168.0.5:8786",
    )


def _folder_in_use(fault: Fault, language: Language) -> str:
    since = datetime.fromisoformat(fault.allowed) if fault.allowed else None
    who = language.t("Another run is computing in this folder.")
    if since:
        who = language.t(
            "Another run is computing in this folder: process {process}, since {day}, {time}.",
            process=fault.given,
            day=language.date(since.date()),
            time=f"{since:%H:%M}",
        )
    return who + " " + language.t("Please wait for its end, or choose another folder.")


#: Sentences with ``{given}`` and ``{allowed}`` of the fault.
TEXTS: Final[Mapping[str, str]] = {
    "book_folder_taken": N_(
        "This folder holds a run of which {given} of {allowed} blocks are done. Please go on with it (--resume), or "
        "choose another folder."
    ),
    "scheduler_lost": N_(
        "The connection to the scheduler broke. What was done is kept: please start the scheduler again if it ended, "
        "and go on with --resume."
    ),
    "book_workers_lost": N_(
        "The workers that computed the providers {given} ended again and again, most likely for want of memory. What "
        "was done is kept: please give them more memory or take fewer of them, and go on with --resume."
    ),
    "worker_versions": N_(
        "A worker has other versions of the programs: {given}; needed are {allowed}, or results would differ. Please "
        "install the same on all machines, and go on with --resume."
    ),
    "worker_without_program": N_(
        "Scheduler or a worker lacks the program: {given}. Needed are {allowed}. Please install them there, and start "
        "scheduler and workers where Python finds them; then go on with --resume."
    ),
    "provider_failed": N_(
        "Provider “{given}” cannot be computed ({allowed}). What was done is kept: please take it out of the book and "
        "choose another folder, or report this error."
    ),
}
#: Sentences that depend on more.
WORDS: Final[Mapping[str, Callable[[Fault, Language], str]]] = {
    "book_differs": _book_differs,
    "book_folder_in_use": _folder_in_use,
    "scheduler_unreachable": _scheduler_unreachable,
}
