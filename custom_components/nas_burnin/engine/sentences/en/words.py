"""Values of reasons that are words themselves, and how English writes numbers."""

from collections.abc import Mapping
from typing import Final

MOMENT: Final = "%Y-%m-%d %H:%M"
DECIMAL: Final = "."

STAGES: Mapping[str, str] = {
    "short_smart": "Short self-test",
    "long_smart": "Long self-test",
    "conveyance_smart": "Conveyance self-test",
    "surface_validate": "Surface write and verify",
    "surface_read": "Surface read",
    "final_check": "Final check",
}

_SELF_TESTS = ("short", "long", "conveyance", "selective", "other")
_TESTS = ("holding", "held", "refused", "testing", "paused", "ended")
_WARNINGS = (
    "the spare flash is used up",
    "it is too hot or too cold",
    "it is not reliable any more",
    "it can only be read",
    "the backup of its memory failed",
    "its persistent memory can only be read",
)
_DETAILS = (
    "a log is unreadable: it is cut, or too long",
    "a surface test needs a pattern",
    "a surface test needs an error limit",
    "it is empty",
    "only its log is there",
    "records of a test of this drive are still on the host",
    "the command ended without an exit status",
    "the connection was closed",
    "the connection was refused",
    "the file is a database of something else",
    "the first poll has no complete answer",
    "the history is closed",
    "the host shows no host key",
    "the host's answer broke off",
    "the log can't be emptied while others read",
    "the name can't be resolved",
    "the test does not end yet; it is told again",
    "there is no way to the host",
    "there was no answer in time",
    "/etc/machine-id is missing or empty",
)


def _as_it_is(*words: str) -> Mapping[str, str]:
    return {word: word for word in words}


VALUES: Mapping[str, Mapping[str, str]] = {
    "bits": _as_it_is(*_WARNINGS),
    "detail": _as_it_is(*_DETAILS),
    "kind": _as_it_is(*_SELF_TESTS),
    "other": _as_it_is(*_SELF_TESTS),
    "passes": {"write": "In writing", "verify": "In reading", "both": "In all passes"},
    "stage": STAGES,
    "state": _as_it_is(*_TESTS),
}
"""By the name of the value; what is not among them is foreign, and stays as it is."""
