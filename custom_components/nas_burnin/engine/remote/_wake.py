"""Where the supervisor sleeps, and what wakes it."""

import os
import selectors
import signal

from ._output import Kept

LOOK_EVERY = 0.25
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Wake:
    """Sleeps until a signal comes, badblocks says something, or it is time."""

    def __init__(self) -> None:
        """Hear nothing yet."""
        self._selector = selectors.DefaultSelector()
        self.stop_signal: int | None = None

    def catch_signals(self) -> None:
        """Keep the first signal to stop, and be woken by each, also by a child's end."""
        # A signal must end the sleep of a selector: it writes to this pipe.
        wake, wake_end = os.pipe()
        for end in (wake, wake_end):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(wake_end, warn_on_full_buffer=False)
        self._selector.register(wake, selectors.EVENT_READ, None)
        for number in (*STOP_SIGNALS, signal.SIGCHLD):
            signal.signal(number, self._on_signal)

    def hear(self, pipe: int, kept: Kept) -> None:
        """Have what is said on a pipe kept, as it is said."""
        self._selector.register(pipe, selectors.EVENT_READ, kept)

    def hear_out(self, pipe: int, kept: Kept) -> None:
        """Keep the last words of a pipe whose writers are all dead, and leave it."""
        _drain(pipe, kept)
        if pipe in self._selector.get_map():
            self._selector.unregister(pipe)

    def sleep(self) -> None:
        """Sleep until something is said or it is time to look round; take it in."""
        for key, _ in self._selector.select(LOOK_EVERY):
            if key.data is not None and not _take(key.fd, key.data):
                # At its end; badblocks itself may live on for a while.
                self._selector.unregister(key.fd)
            elif key.data is None:
                os.read(key.fd, 4096)

    def _on_signal(self, number: int, _frame: object) -> None:
        if number in STOP_SIGNALS:
            self.stop_signal = self.stop_signal or number


def _take(pipe: int, kept: Kept) -> bool:
    """Take what a pipe holds; false at its end."""
    try:
        part = os.read(pipe, 1 << 16)
    except BlockingIOError:
        return True
    kept.feed(part)
    return bool(part)


def _drain(pipe: int, kept: Kept) -> None:
    """Take the rest of a pipe whose writers are all dead."""
    try:
        while part := os.read(pipe, 1 << 16):
            kept.feed(part)
    except BlockingIOError:
        return
