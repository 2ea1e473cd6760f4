"""Reading what was kept as text: what can't be read is as good as lost."""

from datetime import datetime
import json


def json_of(text: str | None) -> object:
    """What was kept as JSON; None where there is nothing that can be read."""
    try:
        return json.loads(text or "null")
    except ValueError:
        return None


def moment_of(text: str | None) -> datetime | None:
    """A moment kept in ISO 8601 with its zone; None where there is none."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None
