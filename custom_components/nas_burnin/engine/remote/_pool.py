"""Many short children at once, none of which can hold up the others."""

import os
import select
import signal
import sys
from typing import Any, Callable

from ._base import seconds_now, tool_environment, which, write_all
from ._frames import Frames

CAP = 4 << 20


_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGALRM)


class Child:
    """One tool, or one function in a process of its own, and what it said."""

    def __init__(self, name: str, work: list[str] | Callable[[], bytes]) -> None:
        """Name its frame; `work` is an argv, or a function that returns the output."""
        self.name = name
        self.work = work
        self.pid = 0
        self.started = 0.0
        self.limit = 0.0
        self.status: int | None = None
        self.streams = [bytearray(), bytearray()]
        self.pipes: dict[int, int] = {}
        self.cut = False

    def take(self, descriptor: int) -> bool:
        """Read what a pipe holds now; false once it is at its end."""
        try:
            part = os.read(descriptor, 1 << 16)
        except BlockingIOError:
            return True
        stream = self.streams[self.pipes[descriptor]]
        room = CAP - len(stream)
        stream += part[:room]
        self.cut = self.cut or len(part) > room
        return bool(part)


class Pool:
    """Runs children `width` at a time and sends the frame of each as it ends."""

    def __init__(self, frames: Frames, width: int, deadline: float) -> None:
        """Keep the deadline (steady seconds) for all; a child gets half the time."""
        self._frames = frames
        self._width = max(1, width)
        self._deadline = deadline
        self._each = max(0.5, (deadline - seconds_now()) / 2)
        self._environment = tool_environment()
        self._waiting: list[Child] = []
        self._running: dict[int, Child] = {}
        self._owners: dict[int, Child] = {}
        self._poll = select.poll()
        # Asked for nothing, it tells of the one thing that is always told: a hang-up.
        self._poll.register(frames.descriptor, 0)
        self.kept: dict[str, bytes] = {}

    def add(self, name: str, work: list[str] | Callable[[], bytes]) -> None:
        """Queue a child; it starts at once where there is room."""
        self._waiting.append(Child(name, work))
        self._fill()

    def keep(self, name: str) -> None:
        """Keep the output of this child in `kept` instead of sending its frame."""
        self.kept[name] = b""

    def run(self) -> None:
        """Come back when every child has ended or the deadline has passed.

        Raises BrokenPipeError as soon as nobody listens any more.
        """
        while self._running:
            self._step()
        for child in self._waiting:
            self._send(child, timeout=True)
        self._waiting.clear()

    def kill(self) -> None:
        """End the sessions of all children that still run."""
        for child in self._running.values():
            _kill_session(child.pid)

    def _fill(self) -> None:
        while (
            self._waiting
            and len(self._running) < self._width
            and seconds_now() < self._deadline
        ):
            self._start(self._waiting.pop(0))

    def _start(self, child: Child) -> None:
        # Told to end between a child's start and its being known, it would be left.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        try:
            self._begin(child)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _begin(self, child: Child) -> None:
        child.started = seconds_now()
        child.limit = min(self._deadline, child.started + self._each)
        out, out_end = os.pipe()
        err, err_end = os.pipe()
        try:
            if callable(child.work):
                child.pid = _fork(child.work, out_end)
            else:
                tool = which(child.work[0], self._environment)
                if tool is None:
                    os.close(out)
                    os.close(err)
                    self._send(child, missing=True)
                    return
                child.pid = _spawn(
                    tool, child.work, self._environment, out_end, err_end
                )
        finally:
            os.close(out_end)
            os.close(err_end)
        child.pipes = {out: 0, err: 1}
        for pipe in child.pipes:
            os.set_blocking(pipe, False)
            self._owners[pipe] = child
            self._poll.register(pipe, select.POLLIN)
        self._running[child.pid] = child

    def _step(self) -> None:
        # Without an open pipe only the exit is awaited, and that comes at once.
        pause = 100 if self._owners else 5
        for pipe, _ in self._poll.poll(pause):
            if pipe == self._frames.descriptor:
                raise BrokenPipeError
            owner = self._owners[pipe]
            if not owner.take(pipe):
                self._close(owner, pipe)
        now = seconds_now()
        for child in list(self._running.values()):
            if child.status is None:
                pid, status = os.waitpid(child.pid, os.WNOHANG)
                child.status = status if pid else None
            if child.status is not None:
                self._finish(child)
            elif now >= child.limit:
                # It may be stuck in the kernel: nobody waits for its death.
                _kill_session(child.pid)
                self._drop(child)
                self._send(child, timeout=True)
        self._fill()

    def _finish(self, child: Child) -> None:
        # What it left behind in its session could hold the pipes for ever.
        _kill_session(child.pid)
        until = seconds_now() + 0.2
        for pipe in list(child.pipes):
            while pipe in child.pipes and seconds_now() < until:
                if not child.take(pipe):
                    self._close(child, pipe)
        self._drop(child)
        status = child.status or 0
        if os.WIFSIGNALED(status):
            self._send(child, signal=os.WTERMSIG(status))
        else:
            self._send(child, rc=os.WEXITSTATUS(status))

    def _close(self, child: Child, pipe: int) -> None:
        self._poll.unregister(pipe)
        del self._owners[pipe], child.pipes[pipe]
        os.close(pipe)

    def _drop(self, child: Child) -> None:
        for pipe in list(child.pipes):
            self._close(child, pipe)
        del self._running[child.pid]

    def _send(self, child: Child, **fields: Any) -> None:
        out, err = (bytes(stream) for stream in child.streams)
        child.streams = [bytearray(), bytearray()]
        if child.name in self.kept:
            self.kept[child.name] = out
            return
        took = seconds_now() - child.started if child.started else 0.0
        fields = {"rc": None, "cut": child.cut, "ms": round(took * 1000), **fields}
        self._frames.send(child.name, out, err, **fields)


def _spawn(
    tool: str, argv: list[str], environment: dict[str, str], out: int, err: int
) -> int:
    return os.posix_spawn(
        tool,
        argv,
        environment,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, out, 1),
            (os.POSIX_SPAWN_DUP2, err, 2),
        ],
        setsid=True,
        setsigdef=[signal.SIGPIPE, signal.SIGINT],
        setsigmask=[],
    )


def _fork(work: Callable[[], bytes], out: int) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        os.setsid()
        for number in _ENDING:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        write_all(out, work())
        status = 0
    finally:
        # Never back into the parent's code, whatever happened.
        os._exit(status)


def _kill_session(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def end_on_signals(seconds: float) -> None:
    """Leave through SystemExit when told to, or `seconds` from now at the latest.

    The caller's `timeout` can't reach a program that sudo runs as root.
    """

    def leave(number: int, _frame: object) -> None:
        sys.exit(128 + number)

    for number in _ENDING:
        signal.signal(number, leave)
    signal.setitimer(signal.ITIMER_REAL, max(1.0, seconds))
