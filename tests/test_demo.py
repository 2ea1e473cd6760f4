"""The parts of the demo that need no Home Assistant; `scripts/demo --once` tries it all."""

import io
import json
from pathlib import Path
import socket
from typing import Any, override

import pytest
from rich.console import Console

from scripts._demo import home, record, watch
from scripts._demo.client import Client, DriveDevice
from scripts._demo.problem import DemoError

JOB = "job-1"
DRIVE = DriveDevice(
    "device-1",
    "naa-1",
    "SN1",
    "DEMO HD SN1",
    {key: f"sensor.{key}" for key in ("burn_in", "phase", "progress", "bad_blocks")},
)
WORDS = {
    "component.nas_burnin.entity.sensor.burn_in.state.failed": "Failed",
    "component.nas_burnin.entity.sensor.phase.state.write_aa": "Writing 0xAA",
}


def state(key: str, value: str, **attributes: Any) -> dict[str, Any]:
    return {"entity_id": f"sensor.{key}", "state": value, "attributes": attributes}


class Feed(Client):
    """Answers with the first states; each wait brings the next ones."""

    def __init__(self, *batches: list[dict[str, Any]]) -> None:
        self._batches = list(batches)

    @override
    async def ask(self, kind: str, **values: Any) -> Any:
        assert kind == "get_states"
        return self._batches.pop(0)

    @override
    async def listen(self, listener: Any, kind: str, **values: Any) -> None:
        self._listener = listener

    @override
    async def wait(self, event: Any) -> None:
        for one in self._batches.pop(0):
            self._listener({"data": {"new_state": one}})
        assert event.is_set()


@pytest.mark.parametrize("terminal", [False, True])
async def test_burn_in_is_followed_to_its_end(terminal: bool) -> None:
    feed = Feed(
        # The last burn-in of this drive is not the one that was asked for.
        [state("burn_in", "passed", job="job-0"), state("progress", "unknown")],
        [state("burn_in", "running", job=JOB)],
        [
            state("phase", "write_aa", number=1, count=8),
            state("progress", "3.5"),
            state("bad_blocks", "2"),
        ],
        [
            state("burn_in", "failed", job=JOB, reasons=["Bad blocks found: 2."]),
            state("progress", "unknown"),
        ],
    )
    out = Console(file=io.StringIO(), force_terminal=terminal, width=100)
    board = await watch.follow(feed, DRIVE, JOB, WORDS, out)
    assert board.word("burn_in") == "Failed"
    assert board.attribute("burn_in", "reasons") == ["Bad blocks found: 2."]
    assert board.percent == 3.5
    assert isinstance(out.file, io.StringIO)
    told = out.file.getvalue()
    if not terminal:
        assert "  3.5 %  running  Writing 0xAA (1 of 8)  2 bad blocks" in told


def test_surface_tells_written_from_sparse(tmp_path: Path) -> None:
    image = tmp_path / "disk"
    with image.open("wb") as file:
        file.truncate(1 << 20)
    assert "all zeros" in record.surface(image)
    assert "; 0 of its 1048576 bytes have been written" in record.surface(image)
    image.write_bytes(bytes(1 << 20))
    assert "; 1048576 of its 1048576 bytes" in record.surface(image)
    image.write_bytes(b"\xaa" * 3 + bytes(4093))
    assert "3 bytes that are not the last pattern" in record.surface(image)


def test_home_assistant_is_prepared_for_its_first_user_only(tmp_path: Path) -> None:
    component = tmp_path / "nas_burnin"
    component.mkdir()
    folder = tmp_path / "config"
    home.prepare(folder, component, 8200)
    http = json.loads((folder / ".storage" / "http").read_text())
    assert http["data"] == {"server_host": ["127.0.0.1"], "server_port": 8200}
    assert (folder / "custom_components" / "nas_burnin").resolve() == component
    onboarding = folder / ".storage" / "onboarding"
    assert "user" not in json.loads(onboarding.read_text())["data"]["done"]
    onboarding.write_text("{}")
    home.prepare(folder, component, 8201)
    assert onboarding.read_text() == "{}"


def test_port_that_is_taken_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(DemoError, match=f"--port {port}"):
            home.free_port(port)
    assert home.free_port(port) == port
    assert home.free_port(None)
