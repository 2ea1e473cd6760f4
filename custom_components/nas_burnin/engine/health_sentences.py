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
    "counter_already_there": "The drive counts {counter} already: {count}.",
    "counter_lost": "The drive does not report its {counter} any more.",
    "counter_not_zero": "The drive has {counter}: {after} at the end of the test.",
    "counter_rose": "In the test the {counter} rose from {before} to {after}.",
    "counter_was_there": (
        "The drive counts {counter}: {after}. The test did not raise them."
    ),
    "critical_warning": "The drive gives a critical warning ({bits}).",
    "health_fails_already": "SMART says that the drive is failing.",
    "hot_at_the_end": (
        "The drive was at {temperature} °C at the end of the test, over its maker's limit."
    ),
    "hours_reset": (
        "The drive gives its age as {hours} hours, but Seagate's own log as {farm}: the"
        " count was reset, and the drive is not as new as it says."
    ),
    "link_slow": (
        "The drive is linked at {speed} Gbit/s and could be at {most}: look at cable,"
        " backplane and port."
    ),
    "odd_sector_size": (
        "The drive has sectors of {bytes} bytes, as in storage arrays. Linux cannot use"
        " it before it is formatted anew."
    ),
    "self_test_failed_already": "The drive's last self-test failed.",
    "shingled": (
        "{model} writes shingled (SMR): writing all of it over can take several times"
        " as long, and it is no good member of a pool."
    ),
    "size_not_agreed": "SMART says {smart} bytes, the host {kernel}.",
    "size_not_as_labelled": (
        "By its name the drive should have about {label} bytes; it has {size}."
    ),
    "smart_disabled": "SMART is switched off in the drive.",
    "spare_low": (
        "The drive has {spare} % of its spare flash left; {threshold} % is its limit."
    ),
    "write_cache_off": (
        "The drive's write cache is off. Writing can take many times as long."
    ),
    "worn": "The drive's flash is worn to {wear} % of what its maker allows.",
}
