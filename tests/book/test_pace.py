"""How fast a run is and how long it still takes, told from what has been done."""

from __future__ import annotations

import pytest

from riskmodel.book.pace import REMEMBERED, Pace


def test_two_blocks_of_64_in_ten_seconds_are_12_8_providers_a_second() -> None:
    pace = Pace(640)
    for seconds, done in ((100.0, 0), (105.0, 64), (110.0, 128)):
        pace.mark(seconds, done)
    assert pace.per_second == pytest.approx(12.8)
    assert pace.seconds_left == pytest.approx(40.0)


def test_nobody_can_tell_before_the_first_block_is_done() -> None:
    pace = Pace(640)
    assert (pace.per_second, pace.seconds_left) == (None, None)
    pace.mark(3.0, 0)
    assert (pace.per_second, pace.seconds_left) == (None, None)


def test_what_an_earlier_run_did_says_nothing_about_the_pace_of_this_one() -> None:
    pace = Pace(1_000)
    pace.mark(0.0, 900)
    assert pace.per_second is None
    pace.mark(10.0, 950)
    assert pace.per_second == pytest.approx(5.0)
    assert pace.seconds_left == pytest.approx(10.0)


def test_once_all_are_done_no_time_is_left() -> None:
    pace = Pace(64)
    pace.mark(0.0, 64)
    assert pace.seconds_left == 0.0


def test_a_lost_worker_is_soon_seen_in_the_pace() -> None:
    pace = Pace(100_000)
    done = 0
    for second in range(2 * REMEMBERED):
        pace.mark(float(second), done)
        done += 20 if second < REMEMBERED else 10
    assert pace.per_second == pytest.approx(10.0, rel=0.02)
