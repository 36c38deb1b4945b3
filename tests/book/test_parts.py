"""Parts are whole or not there, and a folder goes on with its own run only."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from riskmodel.book.block import BLOCK, Part
from riskmodel.book.insured import Insured
from riskmodel.book.packed import packed
from riskmodel.book.parts import Parts, open_run
from riskmodel.case import CaseError, Fault

RUN = {"years": 1_000, "seed": 7, "book": "ab"}


def begun(folder: Path, done: int = 2) -> Parts:
    parts = open_run(folder, RUN, 3, resume=False)
    for number in range(done):
        parts.add(number, Part(b"providers %d" % number, b"amounts %d" % number))
    return parts


def faults(caught: pytest.ExceptionInfo[CaseError]) -> list[Fault]:
    return list(caught.value.faults)


def test_parts_come_in_the_order_of_their_blocks_whenever_they_were_done(tmp_path: Path) -> None:
    parts = open_run(tmp_path, RUN, 3, resume=False)
    for number in (2, 0, 1):
        parts.add(number, Part(b"%d" % number, b""))
    assert [part.providers for part in parts] == [b"0", b"1", b"2"]
    assert [part.providers for part in parts] == [b"0", b"1", b"2"], "they are read twice"


def test_a_resumed_run_lacks_what_was_not_done(tmp_path: Path) -> None:
    assert begun(tmp_path).missing == [2]
    assert open_run(tmp_path, RUN, 3, resume=True).missing == [2]


def test_a_part_of_one_file_is_none(tmp_path: Path) -> None:
    begun(tmp_path)
    (tmp_path / "parts" / "amounts-00001.parquet").unlink()
    assert open_run(tmp_path, RUN, 3, resume=True).missing == [1, 2]


def test_a_half_written_file_is_no_part_and_is_removed(tmp_path: Path) -> None:
    begun(tmp_path, done=0)
    half = tmp_path / "parts" / ".providers-00000.parquet.x7_a.part"
    half.write_bytes(b"PAR1...")
    assert open_run(tmp_path, RUN, 3, resume=True).missing == [0, 1, 2]
    assert not half.exists()


def test_a_part_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    parts = begun(tmp_path, done=0)
    with pytest.raises(TypeError):
        parts.add(0, Part("not bytes", b""))  # type: ignore[arg-type]
    assert not any((tmp_path / "parts").iterdir())


def test_a_folder_with_a_run_is_not_written_over(tmp_path: Path) -> None:
    begun(tmp_path)
    with pytest.raises(CaseError) as caught:
        open_run(tmp_path, RUN, 3, resume=False)
    assert faults(caught) == [Fault("book_folder_taken", "", "2", "3", str(tmp_path))]


def test_another_run_is_not_gone_on_with_and_every_difference_is_named(tmp_path: Path) -> None:
    begun(tmp_path)
    with pytest.raises(CaseError) as caught:
        open_run(tmp_path, {**RUN, "years": 2_000, "book": "cd"}, 3, resume=True)
    assert faults(caught) == [
        Fault("book_differs", "years", "2000", "1000", str(tmp_path)),
        Fault("book_differs", "book", "cd", "ab", str(tmp_path)),
    ]


def test_a_run_nobody_can_read_is_another_one(tmp_path: Path) -> None:
    begun(tmp_path)
    (tmp_path / "run.json").write_text("[")
    with pytest.raises(CaseError) as caught:
        open_run(tmp_path, RUN, 3, resume=True)
    assert {fault.code for fault in faults(caught)} == {"book_differs"}


def test_an_empty_folder_is_begun_also_when_going_on_is_asked_for(tmp_path: Path) -> None:
    assert open_run(tmp_path / "new" / "deep", RUN, 3, resume=True).missing == [0, 1, 2]


# --- the providers, packed


def digest(insured: Iterable[Insured], folder: Path) -> str:
    with packed(insured, folder) as (_, found):
        return found


def test_providers_come_out_of_their_blocks_as_they_went_in_in_any_order(
    hosts: tuple[Insured, ...], tmp_path: Path
) -> None:
    many = [Insured.of(f"{i:05d}", hosts[i % len(hosts)].case) for i in range(BLOCK + 3)]
    with packed(iter(many), tmp_path) as (blocks, _):
        assert blocks.sizes == [BLOCK, 3]
        later, earlier = blocks[1], blocks[0]
    assert (earlier.first, later.first) == (0, BLOCK)
    assert [*earlier.insured, *later.insured] == many


def test_nothing_stays_of_the_file_the_providers_lie_in(hosts: tuple[Insured, ...], tmp_path: Path) -> None:
    with packed(hosts[:3], tmp_path) as (blocks, _):
        assert blocks[0].insured == hosts[:3]
    assert not any(tmp_path.iterdir()), "a book holds names"


def test_a_packed_provider_takes_two_thousand_bytes_at_most_and_unpacks_to_itself(hosts: tuple[Insured, ...]) -> None:
    case = hosts[0].case
    assert len(Insured.of("one", case).packed) < 2_000
    assert Insured.of("one", case).case == case


def test_the_digest_of_a_book_moves_with_an_id_and_with_a_figure(hosts: tuple[Insured, ...], tmp_path: Path) -> None:
    first, second = hosts[0], hosts[1]
    assert digest([first], tmp_path) == digest([first], tmp_path)
    others = ([Insured.of("other", first.case)], [Insured.of(first.id, second.case)], [first, second])
    assert len({digest(book, tmp_path) for book in ([first], *others)}) == 4


@pytest.mark.parametrize("ids", [("b", "a"), ("a", "a")])
def test_providers_out_of_order_are_refused(hosts: tuple[Insured, ...], ids: tuple[str, str], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="ids ascend"):
        digest((Insured.of(name, hosts[0].case) for name in ids), tmp_path)
