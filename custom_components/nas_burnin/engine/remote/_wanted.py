"""What is wanted of a test by now, and whether its drive is still there."""
# Without pathlib: it takes longer to load than all the rest.

import os
import signal

from ._base import read_text, seconds_now
from ._hold import Node
from ._status import Status
from ._wake import Wake

LEAVING_SECONDS = 5.0


class Wanted:
    """The files `go`, `stop` and `pause`, the signals, and the nodes that are held."""

    def __init__(self, run: str, nodes: list[Node], wake: Wake, status: Status) -> None:
        """Look into the volatile folder `run`; `status` is told why it ends."""
        self._run = run
        self._wake = wake
        self._status = status
        self.nodes = nodes
        self.ending: str | None = None

    def is_go(self, nonce: str) -> bool:
        """True once the start with this nonce may begin."""
        return read_text(self._run + "/go") == nonce

    def is_pause(self) -> bool:
        """True while a pause is wanted."""
        return os.path.exists(self._run + "/pause")

    def is_stop(self) -> bool:
        """True once somebody wants the end; the status then says who."""
        if self._wake.stop_signal is not None:
            name = signal.Signals(self._wake.stop_signal).name
            self._status.explain("stop_signal", signal=name)
            return True
        if os.path.exists(self._run + "/stop"):
            self._status.explain("stop_file")
            return True
        return False

    def must_end(self) -> bool:
        """True once the test has to end; `ending` says how. There's no way back."""
        if self.ending is None:
            left = [node.name for node in self.nodes if node.left()]
            if left:
                self._note_gone(left)
            elif self.is_stop():
                self.ending = "stopped"
        return self.ending is not None

    def is_leaving(self) -> bool:
        """Look for a while whether the drive failed only because it was pulled.

        Its errors come at once, its departure seconds later.
        """
        until = seconds_now() + LEAVING_SECONDS
        while True:
            dead = [node.name for node in self.nodes if node.left() or node.is_dead()]
            if dead:
                self._note_gone(dead)
                return True
            if seconds_now() >= until:
                return False
            self.wait()

    def wait(self) -> None:
        """Sleep for a moment, and let the records be as new as they must be."""
        self._wake.sleep()
        self._status.publish_when_due()

    def _note_gone(self, names: list[str]) -> None:
        self.ending = "drive_gone"
        self._status.explain("drive_gone", node=" ".join(names))
