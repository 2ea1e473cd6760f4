"""Calling a short tool and coming back in time, whatever it does."""

from collections.abc import Sequence
import os
import selectors
import signal
import subprocess

from ._base import seconds_now, tool_environment

OUTPUT_CAP = 1 << 16


def call(
    argv: Sequence[str], seconds: float, pass_fds: Sequence[int] = ()
) -> tuple[int | None, bytes, bytes]:
    """Run a tool for at most `seconds`; answer its exit status and two streams.

    The status is None when it did not end in time, negative when a signal ended it.
    Each stream is cut at 64 KiB. Raises FileNotFoundError for an unknown tool.
    """
    until = seconds_now() + seconds
    child = subprocess.Popen(
        argv,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=tool_environment(),
        pass_fds=pass_fds,
        start_new_session=True,
    )
    assert child.stdout is not None
    assert child.stderr is not None
    streams = {child.stdout.fileno(): bytearray(), child.stderr.fileno(): bytearray()}
    out, err = streams.values()
    try:
        _read(streams, until)
        status: int | None = child.wait(max(0.05, until - seconds_now()))
    except subprocess.TimeoutExpired:
        # It may be stuck in the kernel: its death is not awaited.
        os.killpg(child.pid, signal.SIGKILL)
        status = None
    finally:
        child.stdout.close()
        child.stderr.close()
    return status, bytes(out), bytes(err)


def _read(streams: dict[int, bytearray], until: float) -> None:
    with selectors.DefaultSelector() as selector:
        for descriptor in streams:
            selector.register(descriptor, selectors.EVENT_READ)
        while selector.get_map() and seconds_now() < until:
            for key, _ in selector.select(max(0.0, until - seconds_now())):
                part = os.read(key.fd, 1 << 16)
                kept = streams[key.fd]
                kept += part[: OUTPUT_CAP - len(kept)]
                if not part:
                    selector.unregister(key.fd)
