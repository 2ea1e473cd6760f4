"""One burn-in, followed in the terminal by the states that Home Assistant shows."""

import asyncio
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from .client import Client, DriveDevice, Json

_ENDED = frozenset({"passed", "failed", "cancelled", "unknown"})
_MISSING = frozenset({"unavailable", "unknown"})
_WORD = "component.nas_burnin.entity.sensor.{key}.state.{state}"
# Between two plain lines of one phase, in percent of the whole.
_PLAIN_STEP = 5.0


@dataclass(slots=True)
class Board:
    """The newest states of one drive's entities, by the integration's keys."""

    drive: DriveDevice
    words: Mapping[str, str]
    states: dict[str, Json] = field(default_factory=dict)
    percent: float = 0.0

    def take(self, states: list[Json]) -> None:
        """Take over new states; those of other entities are left out."""
        keys = {entity: key for key, entity in self.drive.entities.items()}
        for state in states:
            if key := keys.get(state["entity_id"]):
                self.states[key] = state
        # It is not said any more of what has ended: keep what was said last.
        self.percent = self.number("progress") or self.percent

    def raw(self, key: str) -> str | None:
        """The state as Home Assistant has it; None when nothing is known."""
        state = self.states.get(key)
        # `unknown` is a word of its own for a burn-in that ended so.
        if state is None or (key != "burn_in" and state["state"] in _MISSING):
            return None
        return str(state["state"])

    def word(self, key: str) -> str:
        """The state in the frontend's words; empty when nothing is known."""
        raw = self.raw(key)
        if raw is None:
            return ""
        return self.words.get(_WORD.format(key=key, state=raw), raw)

    def number(self, key: str) -> float | None:
        """The state as a number."""
        raw = self.raw(key)
        return None if raw is None else float(raw)

    def attribute(self, key: str, name: str) -> Any:
        """An attribute of the state; None without."""
        return self.states.get(key, {}).get("attributes", {}).get(name)

    def ended(self, job: str) -> bool:
        """Whether the burn-in of that uid has ended."""
        same = self.attribute("burn_in", "job") == job
        return same and self.raw("burn_in") in _ENDED


async def follow(
    client: Client, drive: DriveDevice, job: str, words: Mapping[str, str], out: Console
) -> Board:
    """Show a burn-in until it ends; the board as it was then."""
    board = Board(drive, words)
    changed = asyncio.Event()

    def take(event: Json) -> None:
        if state := event["data"]["new_state"]:
            board.take([state])
            changed.set()

    await client.listen(take, "subscribe_events", event_type="state_changed")
    board.take(await client.ask("get_states"))
    plain = _Plain(board, out)
    live = Live(console=out, refresh_per_second=8) if out.is_terminal else None
    shown: AbstractContextManager[object] = live or nullcontext()
    with shown:
        while True:
            if live:
                live.update(_picture(board))
            if board.ended(job):
                return board
            if not live:
                plain.tell()
            changed.clear()
            await client.wait(changed)


class _Plain:
    """Lines for a log: one for each phase, and some between."""

    def __init__(self, board: Board, out: Console) -> None:
        self._board = board
        self._out = out
        self._told: list[str] = []
        self._percent = 0.0

    def tell(self) -> None:
        """Print where the burn-in stands, if that is news."""
        doing, percent = _doing(self._board), self._board.percent
        if doing != self._told or percent - self._percent >= _PLAIN_STEP:
            self._told, self._percent = doing, percent
            facts = [*doing, *_measured(self._board), *_left(self._board)]
            self._out.print(f"{percent:5.1f} %  {'  '.join(facts)}")


def _doing(board: Board) -> list[str]:
    """Return what the burn-in does, in the frontend's words."""
    number, count = (board.attribute("phase", key) for key in ("number", "count"))
    phase = board.word("phase") + (f" ({number} of {count})" if number else "")
    states = [board.word(key) for key in ("burn_in", "activity", "stage")]
    return [fact for fact in (*states, phase) if fact]


def _measured(board: Board) -> list[str]:
    forms = {
        "speed": "{:.0f} MB/s",
        "bad_blocks": "{:.0f} bad blocks",
        "temperature": "{:.0f} °C",
    }
    return [
        form.format(value)
        for key, form in forms.items()
        if (value := board.number(key)) is not None
    ]


def _left(board: Board) -> list[str]:
    left = board.number("time_left")
    if left is None:
        return []
    minutes, seconds = divmod(round(left), 60)
    return [f"{minutes}:{seconds:02d} left"]


def _picture(board: Board) -> Group:
    bar = Table.grid(padding=(0, 1))
    bar.add_row(
        ProgressBar(100, board.percent, width=50),
        f"{board.percent:.1f} %",
        *_left(board),
    )
    return Group(
        Text(board.drive.name, style="bold"),
        bar,
        Text("  ".join(_doing(board))),
        Text("  ".join(_measured(board)), style="dim"),
    )
