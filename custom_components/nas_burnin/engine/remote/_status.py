"""What a supervisor knows of its test, and how it gets that onto storage."""
# Without pathlib: it takes longer to load than all the rest.

import hashlib
import os
import sys
from typing import Any

from ._base import (
    boot_id,
    read_file,
    seconds_now,
    stamp,
    start_ticks,
    sync,
    to_json,
    write_atomic,
)

STATUS_EVERY = 1.0
OUTPUT_EVERY = 5.0
CHECKPOINT_EVERY = 60.0
MAX_PAUSES = 500


class Status:
    """The object of `status.json` and `checkpoint.json`, and the kept output.

    A disk that is full or gone never ends a test: what can't be written stays in
    memory, is tried again with the next change, and `records_lost` says so.
    """

    def __init__(self, state: str, run: str, digest: str) -> None:
        """Begin in `holding`, with nothing known but this process itself."""
        self._state = state
        self._run = run
        self._unwritten: set[str] = set()
        self._unsynced: set[str] = set()
        self._changes: dict[str, int] = {}
        self._next: dict[str, float] = {}
        self._paused_before = 0.0
        self.value: dict[str, Any] = {
            "v": 1,
            "unit": os.path.basename(state),
            "job": "",
            "controller": "",
            "nonce": "",
            "boot_id": boot_id(),
            "invocation": os.environ.get("INVOCATION_ID", ""),
            "supervisor_sha256": digest,
            "pid": os.getpid(),
            "start_ticks": start_ticks(os.getpid()),
            "child": None,
            "state": "holding",
            "end": None,
            "reason": None,
            "nodes": [],
            "sample": None,
            "signatures": None,
            "started": stamp(),
            "ended": None,
            "updated": stamp(),
            "run": -1,
            "offset": None,
            "paused_seconds": 0.0,
            "pauses": [],
            "runs": [],
            "records_lost": False,
        }

    def enter(self, state: str) -> None:
        """Change the state, and say so at once."""
        self.value["state"] = state
        self.publish()

    def explain(self, code: str, **values: str) -> None:
        """Say why the test ends; the first reason stays."""
        if self.value["reason"] is None:
            self.value["reason"] = {"code": code, "values": values}

    def conclude(self, state: str, end: str | None) -> None:
        """Write the last word: first to durable storage, then where it is looked for."""
        self.resumed()
        self.value.update(state=state, end=end, ended=stamp(), child=None)
        self.checkpoint()
        self.publish()

    def paused(self) -> None:
        """Begin a pause."""
        pauses = self.value["pauses"]
        pauses.append({"from": stamp(), "to": None})
        del pauses[:-MAX_PAUSES]

    def resumed(self) -> None:
        """End the pause there is, if any."""
        pauses = self.value["pauses"]
        if pauses and pauses[-1]["to"] is None:
            now = stamp()
            pauses[-1]["to"] = now
            self._paused_before += now["boot"] - pauses[-1]["from"]["boot"]

    def halt(self, wanted: bool) -> None:
        """Note that badblocks halts, or goes on; nothing where that is known."""
        if wanted == (self.value["state"] == "paused"):
            return
        if wanted:
            self.paused()
        else:
            self.resumed()
        self.enter("paused" if wanted else "testing")
        self.checkpoint()

    def publish(self) -> None:
        """Write `status.json` now."""
        now = stamp()
        pauses = self.value["pauses"]
        open_since = (
            pauses[-1]["from"]["boot"]
            if pauses and pauses[-1]["to"] is None
            else now["boot"]
        )
        self.value["updated"] = now
        self.value["paused_seconds"] = self._paused_before + now["boot"] - open_since
        self._next["status"] = seconds_now() + STATUS_EVERY
        self._write(self._run + "/status.json", to_json(self.value))

    def checkpoint(self) -> None:
        """Write `checkpoint.json` so that it survives a power cut, after the output.

        A place that is told counts only as far as badblocks' own words reach.
        """
        self._sync_output()
        self.value["updated"] = stamp()
        path = self._state + "/checkpoint.json"
        self._write(path, to_json(self.value), durable=True)
        pause = OUTPUT_EVERY if path in self._unwritten else CHECKPOINT_EVERY
        self._next["checkpoint"] = seconds_now() + pause

    def publish_when_due(self) -> None:
        """Write both files where it is time for them."""
        if self.is_due("status"):
            self.publish()
        if self.is_due("checkpoint"):
            self.checkpoint()

    def is_due(self, what: str) -> bool:
        """True when `status`, `checkpoint` or a file was not written for its time."""
        return seconds_now() >= self._next.get(what, 0.0)

    def keep(self, name: str, content: bytes, changes: int, *, final: bool) -> None:
        """Write a run's kept output: when a line is new, or each 5 s, or at the end."""
        path = self._state + "/" + name
        fresh = self._changes.get(name) != changes
        if path in self._unwritten or fresh or final or self.is_due(name):
            self._changes[name] = changes
            self._next[name] = seconds_now() + OUTPUT_EVERY
            self._write(path, content, durable=final)
            if not final:
                self._unsynced.add(path)

    def _sync_output(self) -> None:
        for path in self._unsynced - self._unwritten:
            try:
                sync(path)
            except OSError:
                self._unwritten.add(path)
        self._unsynced.clear()

    def _write(self, path: str, content: bytes, *, durable: bool = False) -> None:
        try:
            write_atomic(path, content, durable=durable)
        except OSError:
            self._unwritten.add(path)
        else:
            self._unwritten.discard(path)
        self.value["records_lost"] = bool(self._unwritten)


def own_digest() -> str:
    """The SHA-256 of this very program; "" where its file can't be read."""
    try:
        return hashlib.sha256(read_file(sys.argv[0])).hexdigest()
    except OSError:
        return ""
