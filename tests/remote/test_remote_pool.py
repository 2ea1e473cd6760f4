"""The children of the probe, when it is told to end at the worst of moments."""

import os
import signal
import threading
import time
from types import FrameType

import pytest

from custom_components.nas_burnin.engine.remote import _pool
from custom_components.nas_burnin.engine.remote._frames import Frames
from custom_components.nas_burnin.engine.remote._pool import Pool
from tests.remote.sandbox import is_gone, wait_for


class _Told(Exception):
    """What the program's handler of signals would raise."""


def test_a_child_that_was_just_begun_is_ended_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spawn, begun = _pool._spawn, []

    def told_at_once(*told: object) -> int:
        begun.append(spawn(*told))  # type: ignore[arg-type]
        signal.pthread_kill(threading.get_ident(), signal.SIGHUP)
        return begun[0]

    def leave(number: int, frame: FrameType | None) -> None:
        raise _Told

    monkeypatch.setattr(_pool, "_spawn", told_at_once)
    before = signal.signal(signal.SIGHUP, leave)
    pool = Pool(Frames(os.open(os.devnull, os.O_WRONLY)), 1, time.monotonic() + 60)
    try:
        with pytest.raises(_Told):
            pool.add("sleep", ["sleep", "600"])
        pool.kill()
    finally:
        signal.signal(signal.SIGHUP, before)
    os.waitpid(begun[0], 0)
    wait_for(lambda: is_gone(begun[0]))
