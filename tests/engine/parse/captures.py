"""Output of real tools, recorded: what the parsers' tests read."""

from dataclasses import dataclass
import json
from pathlib import Path

CAPTURES = Path(__file__).parents[2] / "fixtures" / "captures"


@dataclass(frozen=True, slots=True)
class Capture:
    """What one tool said, and its exit status."""

    rc: int
    out: bytes
    err: bytes


def capture(name: str) -> Capture:
    """Answer one recorded call of a tool that asks about drives."""
    stem = CAPTURES / "info" / name
    return Capture(
        rc=int(stem.with_name(f"{name}.rc").read_text()),
        out=_bytes(stem.with_name(f"{name}.out")),
        err=_bytes(stem.with_name(f"{name}.err")),
    )


def badblocks(name: str) -> Capture:
    """Answer one recorded run of badblocks."""
    stem = CAPTURES / "badblocks" / name
    told = json.loads(stem.with_name(f"{name}.json").read_text())
    return Capture(
        rc=told["rc"],
        out=_bytes(stem.with_name(f"{name}.out")),
        err=_bytes(stem.with_name(f"{name}.err")),
    )


def streams() -> dict[str, bytes]:
    """Answer what every recorded run wrote to its stderr, or to both merged."""
    paths = sorted((CAPTURES / "badblocks").iterdir())
    return {
        path.name: path.read_bytes()
        for path in paths
        if path.suffix in (".err", ".merged")
    }


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""
