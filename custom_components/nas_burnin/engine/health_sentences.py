"""What a drive's own report means, in words."""

from collections.abc import Mapping

COUNTERS: Mapping[str, str] = {
    "reallocated": "reallocated sectors",
    "reallocations": "reallocation events",
    "pending": "pending sectors",
    "uncorrectable": "uncorrectable sectors",
    "reported": "uncorrected errors",
    "timeouts": "command timeouts",
    "crc": "CRC errors of the link (look at the cable)",
    "spin_retries": "spin-up retries",
    "end_to_end": "end-to-end errors",
    "read_uncorrected": "uncorrected read errors",
    "write_uncorrected": "uncorrected write errors",
    "verify_uncorrected": "uncorrected verify errors",
    "media_errors": "media errors",
}
"""What people call the counters that a reason names."""

HEALTH_SENTENCES = {
    "attribute_below": "SMART attributes are at or under their threshold: {names}.",
    "counter_lost": "The drive does not report its {counter} any more.",
    "counter_not_zero": "The drive has {counter}: {after} at the end of the test.",
    "counter_rose": "In the test the {counter} rose from {before} to {after}.",
    "counter_was_there": (
        "The drive counts {counter}: {after}. The test did not raise them."
    ),
    "critical_warning": "The drive gives a critical warning ({bits}).",
    "hot_at_the_end": (
        "The drive was at {temperature} °C at the end of the test, over its maker's limit."
    ),
    "spare_low": (
        "The drive has {spare} % of its spare flash left; {threshold} % is its limit."
    ),
    "worn": "The drive's flash is worn to {wear} % of what its maker allows.",
}
