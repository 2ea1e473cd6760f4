"""Split the one framed answer of the host into frames (docs/remote-protocol.md)."""

from collections.abc import Mapping
from dataclasses import dataclass

from .shape import (
    Misshapen,
    Unreadable,
    as_count,
    as_flag,
    as_number,
    as_text,
    fail_closed,
    load_object,
    optional,
)

MAX_HEADER = 4096
"""Bytes of one header line."""

MAX_FRAMES = 65536
"""Frames of one answer: a thousand drives with partitions need about ten thousand."""

MAX_NOISE = 65536
"""Bytes that a login shell may say before the first frame."""

_OPENING = b'{"frame"'


@dataclass(frozen=True, slots=True)
class Frame:
    """What one tool said, raw.

    `rc` is its exit status, None where it was ended by `signal`, `timed_out` or is
    `missing` on the host. `cut` is true where the output went past its bound.
    """

    name: str
    rc: int | None = 0
    signal: int | None = None
    timed_out: bool = False
    missing: bool = False
    cut: bool = False
    out: bytes = b""
    err: bytes = b""
    ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """All frames of one answer by name; the frame `end` is not among them.

    `complete` is false where anything is missing, doubled, or not as it must be:
    then what is here is real, but nothing may be concluded from what is not.
    `boot_id` is the host's, from the frame `end`.
    """

    frames: Mapping[str, Frame]
    complete: bool
    boot_id: str = ""


def split_frames(data: bytes) -> Answer:
    """Split an answer; stops at the first thing that is not as it must be.

    A noisy login shell may say something before the first frame: that is skipped.
    Nothing else is: what was lost can't be told from what was forged.
    """
    frames: dict[str, Frame] = {}
    position = _first_header(data)
    while len(frames) <= MAX_FRAMES:
        step = _read_frame(data, position)
        if step is None:
            break
        frame, position = step
        if frame.name == "end":
            boot_id = _read_end(frame, len(frames))
            if isinstance(boot_id, Unreadable) or position != len(data):
                break
            return Answer(frames, complete=True, boot_id=boot_id)
        if frame.name in frames:
            break
        frames[frame.name] = frame
    return Answer(frames, complete=False)


def _first_header(data: bytes) -> int:
    if data.startswith(_OPENING):
        return 0
    return data.find(b"\n" + _OPENING, 0, MAX_NOISE) + 1


def _read_frame(data: bytes, start: int) -> tuple[Frame, int] | None:
    newline = data.find(b"\n", start, start + MAX_HEADER)
    step = _read_framed(data, start, newline) if newline >= 0 else None
    return None if isinstance(step, Unreadable) else step


@fail_closed
def _read_framed(data: bytes, start: int, newline: int) -> tuple[Frame, int]:
    fields = load_object(data[start:newline])
    out_end = newline + 1 + as_count(fields.get("out"), "out")
    end = out_end + as_count(fields.get("err"), "err")
    if end > len(data):
        raise Misshapen("the frame is cut")
    frame = Frame(
        name=as_text(fields.get("frame"), "frame"),
        rc=optional(_as_whole, fields.get("rc"), "rc"),
        signal=optional(_as_whole, fields.get("signal"), "signal"),
        timed_out=as_flag(fields.get("timeout"), "timeout"),
        missing=as_flag(fields.get("missing"), "missing"),
        cut=as_flag(fields.get("cut"), "cut"),
        out=data[newline + 1 : out_end],
        err=data[out_end:end],
        ms=as_number(fields.get("ms"), "ms"),
    )
    return frame, end


def _as_whole(value: object, what: str) -> int:
    """Read an exit status or signal number."""
    number = as_number(value, what)
    if not number.is_integer():
        raise Misshapen(f"{what} is no whole number")
    return int(number)


@fail_closed
def _read_end(frame: Frame, count: int) -> str:
    fields = load_object(frame.out)
    if as_count(fields.get("frames"), "frames") != count:
        raise Misshapen("frames are missing")
    return as_text(fields.get("boot_id"), "boot_id")
