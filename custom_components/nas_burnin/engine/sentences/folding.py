"""Reasons inside a value of another one: kept as codes, and said in any language."""

from collections.abc import Iterable
import json

from ..model import Reason


def folded(reasons: Iterable[Reason]) -> str:
    """Return reasons, each once, as a value of another."""
    kept = [[reason.code, dict(reason.values)] for reason in reasons]
    each_once = [one for place, one in enumerate(kept) if one not in kept[:place]]
    return json.dumps(each_once, ensure_ascii=False)


def unfolded(value: str) -> tuple[Reason, ...]:
    """Return the reasons in a value; none where it is anything else."""
    if not value.startswith("[["):
        return ()
    try:
        return tuple(Reason(code, values) for code, values in json.loads(value))
    except ValueError, TypeError:
        return ()
