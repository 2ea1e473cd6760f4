"""Frames: one header line of JSON, then the bytes of the two streams, raw."""

from typing import Any

from ._base import boot_id, to_json, write_all

GATHERED = 1 << 20
"""Bytes that are sent at once. Each packet wakes the other side, and an answer that
lacks its end is worth nothing: so a frame gains nothing by being there early."""


class Frames:
    """Writes frames to standard output, many at once, and counts them."""

    def __init__(self, descriptor: int = 1) -> None:
        """Write to `descriptor`, unbuffered: all frames are out when `end` returns."""
        self.descriptor = descriptor
        self._count = 0
        self._ready = bytearray()

    def send(
        self, name: str, out: bytes = b"", err: bytes = b"", **fields: Any
    ) -> None:
        """Send one frame; raises BrokenPipeError when nobody listens any more."""
        header = {
            "frame": name,
            "rc": 0,
            "signal": None,
            "timeout": False,
            "missing": False,
            "out": len(out),
            "err": len(err),
            "cut": False,
            "ms": 0,
            **fields,
        }
        self._count += 1
        for part in (to_json(header), b"\n", out, err):
            self._ready += part
        if len(self._ready) >= GATHERED:
            self._flush()

    def send_json(self, name: str, value: object, **fields: Any) -> None:
        """Send a frame whose standard output is one JSON value."""
        self.send(name, to_json(value), **fields)

    def end(self) -> None:
        """Close the answer; without this frame it is worth nothing."""
        self.send_json("end", {"frames": self._count, "boot_id": boot_id()})
        self._flush()

    def _flush(self) -> None:
        write_all(self.descriptor, self._ready)
        self._ready = bytearray()
