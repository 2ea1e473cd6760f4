"""One badblocks process: its birth, its place on the drive, and its certain death."""
# Without pathlib: it takes longer to load than all the rest.

import ctypes
import fcntl
import os
import signal
import stat
import subprocess
from typing import Callable

from ._base import PROC, decode, process_stat, read_file, start_ticks, tool_environment

PR_SET_PDEATHSIG = 1
F_SETPIPE_SZ = 1031
PIPE_SIZE = 1 << 20


def _die_with(parent: int) -> Callable[[], None]:
    """Make a child that the kernel kills when its parent is gone, even by SIGKILL.

    A stopped (paused) child dies of it, too; without it one would hold the drive
    for ever.
    """
    prctl = getattr(ctypes.CDLL(None), "prctl", None)

    def prepare() -> None:
        if prctl is not None:
            prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


class Badblocks:
    """A running badblocks in a session of its own."""

    def __init__(self, argv: list[str], descriptor: int) -> None:
        """Start it on the held drive; raises OSError when it can't be run."""
        self._held = descriptor
        self._process = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=tool_environment(),
            pass_fds=[descriptor],
            start_new_session=True,
            # Safe: the supervisor has no threads.
            preexec_fn=_die_with(os.getpid()),  # noqa: PLW1509
        )
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self.out = self._process.stdout.fileno()
        self.err = self._process.stderr.fileno()
        self.pid = self._process.pid
        self.start_ticks = start_ticks(self.pid)
        self._place = ""
        for pipe in (self.out, self.err):
            os.set_blocking(pipe, False)
            _widen(pipe)

    def has_exited(self) -> bool:
        """True once the process itself is dead; it is not reaped by this."""
        options = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self.pid, options) is not None

    def signal(self, number: int) -> None:
        """Send a signal to the whole group, while its number is certainly ours."""
        if self._process.returncode is None:
            os.killpg(self.pid, number)

    def end(self) -> None:
        """Kill whatever is left of the group."""
        self.signal(signal.SIGKILL)

    def reap(self) -> tuple[int | None, int | None]:
        """Wait for the death; its exit status or the signal that ended it."""
        code = self._process.wait()
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()
        return (code, None) if code >= 0 else (None, -code)

    def offset(self) -> int | None:
        """Where badblocks stands on the drive, in bytes; None where it can't be seen."""
        if self._place:
            position = _position(self._place)
            if position is not None:
                return position
        for pid in (self.pid, *self._others()):
            for number in self._own_descriptors(pid):
                self._place = f"{PROC}/{pid}/fdinfo/{number}"
                return _position(self._place)
        return None

    def _others(self) -> list[int]:
        # A wrapper's children are in the session that we made for it.
        pids = [int(name) for name in os.listdir(PROC) if name.isdecimal()]
        session = str(self.pid)
        return [
            pid
            for pid in pids
            if pid != self.pid and (process_stat(pid) or [""] * 4)[3] == session
        ]

    def _own_descriptors(self, pid: int) -> list[str]:
        folder = f"{PROC}/{pid}/fd"
        held = os.fstat(self._held)
        try:
            numbers = os.listdir(folder)
        except OSError:
            return []
        # The one inherited from us never moves.
        return [
            number
            for number in numbers
            if number != str(self._held) and _is_same(f"{folder}/{number}", held)
        ]


def _is_same(path: str, held: os.stat_result) -> bool:
    try:
        found = os.stat(path)
    except OSError:
        return False
    if stat.S_ISBLK(found.st_mode):
        return found.st_rdev == held.st_rdev
    return (found.st_dev, found.st_ino) == (held.st_dev, held.st_ino)


def _position(path: str) -> int | None:
    try:
        text = decode(read_file(path, 4096))
    except OSError:
        return None
    word = text.partition("pos:")[2].split()[:1]
    return int(word[0]) if word and word[0].isdecimal() else None


def _widen(pipe: int) -> None:
    # While our own disk is slow badblocks must not wait for us, and a full pipe stops it.
    try:
        fcntl.fcntl(pipe, F_SETPIPE_SZ, PIPE_SIZE)
    except OSError:
        return
