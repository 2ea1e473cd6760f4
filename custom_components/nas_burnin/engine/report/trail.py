"""What a row of the audit trail tells, in English."""

from collections.abc import Iterable, Mapping

from ..history import AuditEntry
from ..unlock.audit import Act

_SAID: Mapping[str, str] = {
    Act.UNLOCKED: "Unlocked for one start.",
    Act.UNLOCK_REFUSED: "An unlock was refused.",
    Act.UNLOCK_ENDED: "The unlock ended without a start.",
    Act.RELOCKED: "Locked again.",
    Act.START_ACCEPTED: "A burn-in was queued.",
    Act.START_REFUSED: "A start was refused.",
    Act.RELEASED: "The test was let go: from here on it may write.",
    Act.CANCEL_REQUESTED: "The burn-in was to be cancelled.",
    Act.PAUSE_REQUESTED: "A pause was asked for.",
    Act.RESUME_REQUESTED: "The end of a pause was asked for.",
    Act.CONTINUE_REQUESTED: "The burn-in was to be gone on with.",
    Act.QUEUE_CONFIRMED: "The queue was confirmed.",
}


def told(entry: AuditEntry) -> str:
    """What happened, and why, or what was seen then."""
    first = _SAID.get(entry.what, f"{entry.what}.")
    reasons = _strings(entry.evidence.get("reasons"))
    seen = _strings(entry.evidence.get("evidence"))
    return " ".join([first, *(reasons or seen)])


def _strings(value: object) -> list[str]:
    if not isinstance(value, Iterable) or isinstance(value, str):
        return []
    return [text for text in value if isinstance(text, str)]
