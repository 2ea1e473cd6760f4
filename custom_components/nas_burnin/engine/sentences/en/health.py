"""What a drive's own report means, in words."""

from collections.abc import Mapping

COUNTERS: Mapping[str, str] = {
    "reallocated": "reallocated sectors",
    "reallocations": "reallocation events",
    "pending": "pending sectors",
    "uncorrectable": "uncorrectable sectors",
    "reported": "uncorrected errors",
    "timeouts": "command timeouts (look at cable and power supply)",
    "crc": "CRC errors of the link (look at the cable)",
    "spin_retries": "spin-up retries (a weak power supply, or a worn motor)",
    "end_to_end": "end-to-end errors (in the drive's own electronics)",
    "read_uncorrected": "uncorrected read errors",
    "write_uncorrected": "uncorrected write errors",
    "verify_uncorrected": "uncorrected verify errors",
    "media_errors": "media errors",
    "unsafe_shutdowns": "losses of power without notice",
}
"""What people call the counters that a reason names."""

HEALTH_SENTENCES = {
    "attribute_below": "SMART attributes are at or under their threshold: {names}.",
    "counter_already_there": "The drive counts {counter} already: {count}.",
    "counter_lost": "The drive does not report any more: {counter}.",
    "counter_not_compared": (
        "The drive counts {counter}: {after}. How many there were before the test is not"
        " known."
    ),
    "counter_not_zero": "The drive has {counter}: {after} at the end of the test.",
    "counter_rose": "In the test the {counter} rose from {before} to {after}.",
    "counter_rose_and_fell": (
        "In the test the {counter} rose from {before} to {most}, and fell to {after}"
        " again (first seen after: {stage})."
    ),
    "counter_was_there": (
        "The drive counts {counter}: {after}. The test did not raise them."
    ),
    "critical_warning": "The drive gives a critical warning ({bits}).",
    "flash_written_often": (
        "All of this flash would be written {times} times, which wears it and proves"
        " little more than once. The profile “flash” writes it once, with random data."
    ),
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
    "health_not_told_any_more": (
        "At the end of the test the drive reported none of the counters by which it could"
        " fail, and did before: whether they rose is not known."
    ),
    "health_not_read_yet": "The drive's health could not be read yet.",
    "self_test_aborted": (
        "Somebody else, or the drive, aborted the self-test; it says neither good nor bad."
        " A USB adapter or a setting that saves power may have done it."
    ),
    "self_test_failed": "The drive's {kind} self-test failed.",
    "self_test_failed_at": (
        "The drive's {kind} self-test failed; the first bad address is {lba}."
    ),
    "self_test_failed_already": "The drive's last self-test failed.",
    "self_test_interrupted": (
        "A reset or a loss of power interrupted the self-test; it says neither good nor"
        " bad."
    ),
    "self_test_no_entry": (
        "The self-test is over, but the drive's log has no entry of it."
    ),
    "self_test_not_begun": "The drive took the self-test, but did not begin it.",
    "self_test_not_told": (
        "Neither the drive nor this smartctl tells whether a self-test runs, so its"
        " result cannot be known."
    ),
    "self_test_other": "The drive does another self-test; it is waited for.",
    "self_test_replaced": (
        "Another self-test ({other}) was begun in place of ours; it says neither good"
        " nor bad."
    ),
    "self_test_stuck": (
        "The self-test stood at {percent} % for {hours} hours and was aborted."
    ),
    "self_test_unfinished": (
        "The drive could not finish the self-test, and does not say why."
    ),
    "self_test_unread": "The drive can't be asked any more how its self-test stands.",
    "self_test_unsupported": "The drive does not know this self-test; it was left out.",
    "shingled": (
        "{model} writes shingled (SMR): writing all of it over can take several times"
        " as long, and it is no good member of a pool."
    ),
    "size_not_agreed": "SMART says {smart} bytes, the host {kernel}.",
    "size_not_as_labelled": (
        "By its name the drive should have about {label} TB; it has {size} TB."
    ),
    "smart_disabled": "SMART is switched off in the drive.",
    "spare_fell": (
        "In the test the drive's spare flash fell from {before} to {after} %: it took"
        " blocks out of use."
    ),
    "spare_low": (
        "The drive has {spare} % of its spare flash left; {threshold} % is its limit."
    ),
    "spare_near": (
        "The drive has {spare} % of its spare flash left, close to its limit of"
        " {threshold} %."
    ),
    "usb_slow": (
        "The drive is connected over USB with {speed} Mbit/s, as USB 2 has it: all of it"
        " takes several times as long. Use a port and a cable of USB 3."
    ),
    "wear_rose": (
        "In the test the wear of the drive's flash rose from {before} to {after} %."
    ),
    "write_cache_off": (
        "The drive's write cache is off. Writing can take many times as long."
    ),
    "worn": "The drive's flash is worn to {wear} % of what its maker allows.",
}

COURSE_SENTENCES = {
    "counter_rose": (
        "In the test the {counter} rose from {before} to {after} (first seen after:"
        " {stage})."
    ),
}
"""Of counters of which it is known how they stood after each stage."""

FAILING_SENTENCES = {
    "health_bad": (
        "SMART says that the drive is failing ({said}), and did not before the test."
    ),
    "health_fails_already": "SMART says that the drive is failing ({said}).",
    "health_was_bad": (
        "SMART says that the drive is failing ({said}), as it did before the test."
    ),
}
"""Of drives that say in words what is failing."""

PLACE_SENTENCES = {
    "self_test_failed_already": (
        "The drive's last {kind} self-test failed; the first bad address is {lba}."
    ),
}
"""Of drives that say where it is."""

SELF_TEST_SENTENCES = {
    "already_running": (
        "The drive does another self-test, which is not aborted: {detail}"
    ),
    "ambiguous": "More than one drive has this identity: {detail}",
    "not_taken": "The drive did not take the self-test: {detail}",
    "tool_hung": "{detail} did not come back; the drive may hang.",
    "tool_missing": "{detail} is not on the host.",
}
