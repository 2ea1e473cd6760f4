"""Why a test waits, stands still or was given up, in English."""

STEERING_SENTENCES = {
    "auto_started": (
        "The drive is new to this host, blank, and there to stay, so its burn-in was"
        " started by itself, as the options say."
    ),
    "helper_off": "No surface test starts while {helper} is off.",
    "helper_unknown": (
        "No surface test starts, because nobody can tell whether {helper} is on."
    ),
    "host_paused": "Nothing starts while the host is paused.",
    "job_absent": "The drive is neither queued nor tested.",
    "not_pausable": "What runs now can't be paused ({stage}); it soon ends.",
    "not_paused": "The burn-in is not paused.",
    "outside_window": "No surface test starts before {opens}.",
    "paused_by_heat": (
        "The test is paused until the drive has cooled: it had {temperature} °C."
    ),
    "paused_by_person": "The burn-in was paused by a person.",
    "paused_with_host": "The burn-in is paused with its host.",
    "silent": (
        "No byte has moved for {minutes} minutes: the drive is trying again, or hangs."
    ),
    "stalled": (
        "The test was ended because no byte had moved for {minutes} minutes: the drive"
        " hangs, or tries again without end."
    ),
    "too_hot": (
        "The test was ended because the drive had {temperature} °C; from {limit} °C on"
        " it is not tested."
    ),
    "too_warm": (
        "The drive has {temperature} °C; no test starts on it from {limit} °C on."
    ),
}
