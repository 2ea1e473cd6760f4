"""How sizes, times, speeds and states are written in documents.

A record says them in English; what is made for a reader says them in a language.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from ..model import PauseCause, PhaseKind, Reason, StageKind, Verdict
from ..sentences.speaker import LONGEST, RECORD, Speaker
from ..sentences.tables import ENGLISH, LANGUAGES, language_of, written
from ..text import clean

__all__ = ["LONGEST"]

NOTHING = "–"
"""What stands where nothing is known."""

_UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB")
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


@dataclass(frozen=True, slots=True)
class Wording:
    """Writes for readers of one language, by its tag; English where it knows no better."""

    language: str = ENGLISH

    @property
    def speaker(self) -> Speaker:
        """Who says reasons in this language."""
        return Speaker(self.language)

    def text(self, code: str, **values: object) -> str:
        """A text of the daily report."""
        return LANGUAGES[language_of(self.language)].texts[code].format_map(values)

    def word(self, vocabulary: str, state: str | None) -> str:
        """A state of a vocabulary; one that is not in it stands for itself."""
        if state is None:
            return NOTHING
        words = LANGUAGES[language_of(self.language)].words[vocabulary]
        return words.get(state) or state_words(state)

    def size(self, size: int) -> str:
        """Bytes as makers count them: `14 TB`, `4.00 TB`, with three digits."""
        value, unit = float(size), 0
        while value >= 999.5 and unit < len(_UNITS) - 1:
            value, unit = value / 1000, unit + 1
        digits = 0 if not unit else 2 if value < 9.995 else 1 if value < 99.95 else 0
        mark = LANGUAGES[language_of(self.language)].decimal
        name = _UNITS[unit] if unit else self.word("unit", "bytes")
        return f"{value:.{digits}f}".replace(".", mark) + f" {name}"

    def duration(self, seconds: float | None) -> str:
        """A duration in its two largest units: `2 d 4 h`, `5 h 3 min`, `42 s`."""
        if seconds is None:
            return NOTHING
        if seconds < _MINUTE:
            return self._counted((f"{seconds:.0f}", "seconds"))
        minutes = round(seconds / _MINUTE)
        if minutes < _HOUR // _MINUTE:
            return self._counted((minutes, "minutes"))
        if minutes < _DAY // _MINUTE:
            return self._counted((minutes // 60, "hours"), (minutes % 60, "minutes"))
        hours = round(minutes / 60)
        return self._counted((hours // 24, "days"), (hours % 24, "hours"))

    def _counted(self, *parts: tuple[object, str]) -> str:
        return " ".join(f"{count} {self.word('unit', unit)}" for count, unit in parts)

    def moment(self, moment: datetime | None) -> str:
        """A moment to the minute, in the time zone it has, which is named."""
        if moment is None:
            return NOTHING
        zone = moment.tzname() or "UTC"
        return f"{written(moment, self.language)} {clean(zone)}"

    def health(
        self, failing: bool | None, *, is_there: bool, is_suspect: bool = False
    ) -> str:
        """What is said of a drive's health in one or two words."""
        state = {None: "not_reported", True: "failing", False: "ok"}[failing]
        state = "suspect" if is_suspect else state
        return self.word("health", state if is_there else "not_there")


_RECORD = Wording()

size_words = _RECORD.size
duration_words = _RECORD.duration
moment_words = _RECORD.moment
health_words = _RECORD.health

STAGES = {kind: _RECORD.word("stage", kind) for kind in StageKind}
PHASES = {PhaseKind.WRITE: "Write", PhaseKind.VERIFY: "Verify"}
VERDICTS = {verdict: _RECORD.word("job", verdict) for verdict in Verdict}
PAUSES = {
    PauseCause.PERSON: "A person paused the drive",
    PauseCause.HOST: "The whole NAS was paused",
    PauseCause.HEAT: "The drive was too hot",
}


def speed_words(speed: int | None) -> str:
    """Bytes a second in MB/s."""
    return NOTHING if speed is None else f"{speed / 1e6:.1f} MB/s"


def iso(moment: datetime) -> str:
    """A moment as ISO 8601 in UTC, in whole seconds."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def state_words(state: str) -> str:
    """A state, a verdict or a lock as people read it."""
    return state.replace("_", " ").capitalize()


def sentences(reasons: Iterable[Reason]) -> list[str]:
    """Say each reason for the record, harmless, each once."""
    return RECORD.each_once(reasons)
