"""One provider of a book, with all its projects and the policy it holds."""

from __future__ import annotations

import pickle
import zlib
from dataclasses import dataclass

from riskmodel.case import Case


@dataclass(frozen=True, eq=False)
class Insured:
    """A provider of a book; its case is packed, some thousand bytes instead of ten thousand, until it is asked for."""

    id: str  # the book's own, `provider_id`
    packed: bytes

    @classmethod
    def of(cls, id_: str, case: Case) -> Insured:
        """Pack a case: all projects in the order of their `project_id`, and at most one policy."""
        return cls(id_, zlib.compress(pickle.dumps(case), level=1))

    @property
    def case(self) -> Case:
        """The case, unpacked anew each time."""
        case: Case = pickle.loads(zlib.decompress(self.packed))
        return case

    def __eq__(self, other: object) -> bool:
        """Tell whether id and case are the same."""
        return isinstance(other, Insured) and (self.id, self.case) == (other.id, other.case)

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash(self.id)
