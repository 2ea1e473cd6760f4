"""What the host says, or does not, in English: each table is sorted by code."""

SUPERVISOR_SENTENCES = {
    "ambiguous": "More than one drive has this identity: {nodes}.",
    "bad_request": "The host did not accept the request ({field}).",
    "busy": "{node} is in use: something else on the host holds it.",
    "content_changed": (
        "{node} does not hold any more what the broken-off test had left on it (at byte"
        " {offset}). Somebody may have put it to use."
    ),
    "drive_gone": "The drive disappeared from the host during the test ({node}).",
    "has_signature": "{node} is not blank: it carries {found}.",
    "identity_changed": "{node} is not the drive that was asked for any more.",
    "internal_error": "The test failed on the host: {error}",
    "no_go": "The test was not released in time, so it did not begin.",
    "no_space": (
        "The host has no room for the test's records: {free} bytes free, {needed} needed."
    ),
    "no_such_drive": "The host has no such drive.",
    "not_blank": "{node} is not blank: it holds data.",
    "not_whole_disk": "{node} is not a whole disk.",
    "open_failed": "{node} could not be opened: {error}",
    "sample_failed": "The content of {node} could not be sampled: {error}",
    "signature_unreadable": (
        "The signatures on the drive could not be read (status {status}): {text}"
    ),
    "stop_file": "The test was stopped.",
    "stop_signal": "The host stopped the test ({signal}).",
    "tool_exit": "badblocks ended with status {exit}: {text}",
    "tool_missing": "{tool} is not on the host.",
    "tool_signal": "badblocks was ended by signal {signal}.",
}

CONTROL_SENTENCES = {
    "alive": "The test still runs on the host and cannot be ended now.",
    "bad_request": "The host did not accept the request ({detail}).",
    "exists": "The host has a test of this drive already.",
    "failed": "The host could not do it: {detail}",
    "no_such_test": "The host has no such test.",
    "not_held": "The test does not hold the drive, so it was not released.",
    "not_ours": "The test's folder on the host was replaced by something else.",
    "not_ready": "The test on the host was not ready in time.",
    "not_running": "The test does not run.",
    "other_nonce": "The test on the host was started by somebody else, or at another time.",
    "refused": "The host refused to begin the test.",
    "start_failed": "The host could not start the test: {detail}",
}

OWNERSHIP_SENTENCES = {
    "other_owner": "Another controller took the host meanwhile ({detail}).",
    "owner_foreign": (
        "Another controller, “{name}”, starts tests on this NAS since {since}. Tests"
        " that run there are left alone. If this one takes over, that one stops"
        " starting tests there."
    ),
    "owner_newer": (
        "A later copy of this Home Assistant took this NAS at {since}: this one was"
        " restored from a backup, or is a clone. What its queue wants to erase may"
        " have been tested since, and be in use."
    ),
    "owner_unread": "The host did not say which controller it belongs to.",
    "owner_unreadable": (
        "The record of the controller that this NAS belongs to cannot be read."
    ),
    "queue_after_gap": (
        "Home Assistant did not look after this NAS from {since} to {until}. What the"
        " queue wants to erase may have been put to use meanwhile."
    ),
    "queue_clock_set_back": (
        "The clock of Home Assistant was set back from {since} to {until}, so nobody"
        " can say how long it did not look after this NAS. What the queue wants to"
        " erase may have been put to use meanwhile."
    ),
    "queue_history_restored": (
        "The history was restored from the snapshot of {at}: what was done since is not"
        " in it. What the queue wants to erase may have been cancelled, or tested and"
        " put to use."
    ),
    "under_test": "Another controller, “{controller}”, tests this drive ({unit}).",
}

READER_SENTENCES = {
    "detector_absent": "The host's answer lacks a part ({frame}).",
    "detector_cut": "The answer was too long and was cut.",
    "detector_failed": "The tool failed with status {status}: {detail}",
    "detector_killed": "The tool was ended by signal {signal}.",
    "detector_missing": "The tool is not on the host.",
    "detector_timed_out": "The tool did not answer in time.",
    "detector_unreadable": "The answer could not be understood: {detail}",
    "machine_id_missing": "The host has no machine id.",
    "python_too_old": "The host has Python {found}; {needed} or newer is needed.",
}

ERROR_SENTENCES = {
    "answer_unusable": "The host's answer could not be understood: {detail}",
    "authentication_refused": "The host does not accept the user or the key.",
    "burn_in_error": "Something went wrong: {detail}",
    "command_timed_out": "The host did not answer in time.",
    "drive_has_job": "The drive is queued or being tested already.",
    "drive_refused": "The drive cannot be tested as asked: {detail}",
    "engine_stopped": "The burn-in engine of {host} has stopped. Reload the entry.",
    "history_error": "The history could not be read or written: {detail}",
    "history_too_new": (
        "The history was written by a newer version ({found}; this one knows {known})."
    ),
    "host_key_changed": "The host shows another key than the one that was accepted.",
    "host_unreachable": "The host cannot be reached: {detail}",
    "job_ended": "The job has ended and cannot be changed any more.",
    "key_unusable": "The private key cannot be read: {detail}",
    "shell_unusable": "The login shell on the host does not run commands: {detail}",
    "sudo_refused": "sudo on the host does not allow it: {detail}",
}
