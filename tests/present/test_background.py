"""Work beside the page."""

from __future__ import annotations

from threading import Event

from riskmodel.present.background import Progress, Work


def test_work_tells_how_far_it_is_and_what_it_found() -> None:
    told, go = Event(), Event()

    def run(progress: Progress) -> str:
        progress(0.25)
        told.set()
        go.wait(10)
        return "found"

    work = Work(run)
    assert told.wait(10)
    assert (work.share, work.state, work.found) == (0.25, "running", None)
    go.set()
    assert work.wait(10)
    assert (work.state, work.found) == ("done", "found")


def test_stopped_work_ends_at_its_next_report_and_finds_nothing() -> None:
    go, reached = Event(), Event()

    def run(progress: Progress) -> str:
        go.wait(10)
        progress(0.5)
        reached.set()
        return "found"

    work = Work(run)
    work.stop()
    go.set()
    assert work.wait(10)
    assert (work.state, work.found, reached.is_set()) == ("stopped", None, False)


def test_work_that_ends_before_it_reports_again_stays_stopped() -> None:
    go = Event()

    def run(progress: Progress) -> bool:
        return go.wait(10)

    work = Work(run)
    work.stop()
    go.set()
    assert work.wait(10)
    assert (work.state, work.found) == ("stopped", None)


def test_stopping_what_is_done_changes_nothing() -> None:
    work = Work(lambda progress: 7)
    assert work.wait(10)
    work.stop()
    assert (work.state, work.found) == ("done", 7)
