"""What a row of the audit trail tells.

What was done is said in the reader's language; reasons and evidence stand as they were
recorded, and a record is English for ever.
"""

from collections.abc import Iterable

from ..history import AuditEntry
from .words import Wording


def told(entry: AuditEntry, wording: Wording) -> str:
    """What happened, and why, or what was seen then."""
    first = wording.word("act", entry.what)
    reasons = _strings(entry.evidence.get("reasons"))
    seen = _strings(entry.evidence.get("evidence"))
    return " ".join([first, *(reasons or seen)])


def _strings(value: object) -> list[str]:
    if not isinstance(value, Iterable) or isinstance(value, str):
        return []
    return [text for text in value if isinstance(text, str)]
