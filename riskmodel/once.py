"""Records that keep what follows from them alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import cached_property
from typing import Any, Self, TypeVar, cast

T = TypeVar("T")


class Once:
    """A frozen dataclass of which every chunk of trials asks the same: what was made of it once is not made again."""

    def once(self, make: Callable[[Self], T]) -> T:
        """Return what a function makes of this record; `make` is a function of a module, the same at every call."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast(T, self._made[make])

    @cached_property
    def _made(self) -> dict[Callable[[Any], Any], Any]:
        return {}

    def __getstate__(self) -> dict[str, Any]:
        """Give other processes what the record says; what follows from it each of them works out itself."""
        return {f.name: getattr(self, f.name) for f in fields(cast(Any, self))}
