"""How sizes, times, speeds and states are written in documents, in English."""

from collections.abc import Iterable
from datetime import UTC, datetime

from ..model import PauseCause, PhaseKind, Reason, StageKind, Verdict
from ..sentences.tables import sentence
from ..text import clean

NOTHING = "–"
"""What stands where nothing is known."""

LONGEST = 1000
"""Characters of one sentence, of whoever's making."""

_UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB")
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400

STAGES = {
    StageKind.SHORT_SMART: "Short self-test",
    StageKind.LONG_SMART: "Long self-test",
    StageKind.CONVEYANCE_SMART: "Conveyance self-test",
    StageKind.SURFACE_VALIDATE: "Surface write and verify",
    StageKind.SURFACE_READ: "Surface read",
    StageKind.FINAL_CHECK: "Final check",
}
PHASES = {PhaseKind.WRITE: "Write", PhaseKind.VERIFY: "Verify"}
VERDICTS = {
    Verdict.PASSED: "Passed",
    Verdict.PASSED_WITH_NOTES: "Passed with notes",
    Verdict.FAILED: "Failed",
}
PAUSES = {
    PauseCause.PERSON: "A person paused the drive",
    PauseCause.HOST: "The whole NAS was paused",
    PauseCause.HEAT: "The drive was too hot",
}


def size_words(size: int) -> str:
    """Bytes as makers count them: `14 TB`, `4.00 TB`, with three digits."""
    value, unit = float(size), 0
    while value >= 999.5 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    digits = 0 if not unit else 2 if value < 9.995 else 1 if value < 99.95 else 0
    return f"{value:.{digits}f} {_UNITS[unit]}"


def speed_words(speed: int | None) -> str:
    """Bytes a second in MB/s."""
    return NOTHING if speed is None else f"{speed / 1e6:.1f} MB/s"


def duration_words(seconds: float | None) -> str:
    """A duration in its two largest units: `2 d 4 h`, `5 h 3 min`, `42 s`."""
    if seconds is None:
        return NOTHING
    if seconds < _MINUTE:
        return f"{seconds:.0f} s"
    minutes = round(seconds / _MINUTE)
    if minutes < _HOUR // _MINUTE:
        return f"{minutes} min"
    if minutes < _DAY // _MINUTE:
        return f"{minutes // 60} h {minutes % 60} min"
    hours = round(minutes / 60)
    return f"{hours // 24} d {hours % 24} h"


def moment_words(moment: datetime | None) -> str:
    """A moment to the minute, in the time zone it has, which is named."""
    if moment is None:
        return NOTHING
    zone = moment.tzname() or "UTC"
    return f"{moment:%Y-%m-%d %H:%M} {clean(zone)}"


def iso(moment: datetime) -> str:
    """A moment as ISO 8601 in UTC, in whole seconds."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def state_words(state: str) -> str:
    """A state, a verdict or a lock as people read it."""
    return state.replace("_", " ").capitalize()


def sentences(reasons: Iterable[Reason]) -> list[str]:
    """Say each reason in words, harmless ones, each once."""
    return list(dict.fromkeys(clean(sentence(reason), LONGEST) for reason in reasons))


def health_words(failing: bool | None, *, is_there: bool) -> str:
    """What is said of a drive's health in one or two words."""
    if not is_there:
        return "Not there"
    if failing is None:
        return "Not reported"
    return "FAILING" if failing else "OK"
