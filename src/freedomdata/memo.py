"""What a call of a public function reads is kept until it returns: its answer is of one moment."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

__all__ = ["forget", "once", "one_call"]

R = TypeVar("R")

_READ: ContextVar[dict[Hashable, Any] | None] = ContextVar("read", default=None)


@contextmanager
def one_call() -> Iterator[None]:
    """Let all that is called inside read the same: what is read :func:`once` is kept until then."""
    if _READ.get() is not None:
        yield
        return
    token = _READ.set({})
    try:
        yield
    finally:
        _READ.reset(token)


def once(key: Hashable, read: Callable[[], R]) -> R:
    """Return what `read` gives, read once in a public call, whatever that calls in turn."""
    kept = _READ.get()
    if kept is None:
        return read()
    if key not in kept:
        kept[key] = read()
    found: R = kept[key]
    return found


def forget(key: Hashable) -> None:
    """Let something be read anew in this call."""
    (_READ.get() or {}).pop(key, None)
