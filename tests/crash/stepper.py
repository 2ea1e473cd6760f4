"""Runs a coroutine up to the n-th point at which it gives up control, and stops it."""

from collections.abc import Callable, Coroutine, Generator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from custom_components.nas_burnin import engine

ROOM = Path(engine.__file__).parent


class Stopped(Exception):
    """The coroutine was left where it was asked to be."""


@dataclass
class Stepper[T]:
    """Awaits `coroutine`, noting points that count; at point `at` it does `act` instead.

    `act` returns what to throw into the coroutine there, or None to leave it for dead:
    then `Stopped` is raised, and nothing of it runs any more.
    """

    coroutine: Coroutine[Any, Any, T]
    at: int | None = None
    act: Callable[[str], BaseException | None] = lambda _: None
    counts: Callable[[str], bool] = lambda _: True
    points: list[str] = field(default_factory=list)

    def __await__(self) -> Generator[Any, Any, T]:
        throw: BaseException | None = None
        answer: Any = None
        while True:
            try:
                if throw:
                    error, throw = throw, None
                    waits = self.coroutine.throw(error)
                else:
                    waits = self.coroutine.send(answer)
            except StopIteration as end:
                result: T = end.value
                return result
            point = place(self.coroutine)
            if self.counts(point):
                self.points.append(point)
            if self.counts(point) and len(self.points) - 1 == self.at:
                throw = self.act(self.points[-1])
                if throw is None:
                    raise Stopped(self.points[-1])
                continue
            try:
                answer = yield waits
            except BaseException as error:  # noqa: BLE001
                # What it waited for failed, which is for the coroutine to handle.
                throw = error


def place(coroutine: Any) -> str:
    """Where a coroutine waits: file and line of the innermost code of the engine."""
    found = ""
    awaited = coroutine
    while awaited is not None:
        frame: FrameType | None = getattr(awaited, "cr_frame", None) or getattr(
            awaited, "ag_frame", None
        )
        if frame is not None and (name := _in_engine(frame.f_code)):
            found = f"{name}:{frame.f_lineno}"
        awaited = getattr(awaited, "cr_await", None)
    return found


def _in_engine(code: CodeType) -> str:
    path = Path(code.co_filename)
    return str(path.relative_to(ROOM)) if path.is_relative_to(ROOM) else ""
