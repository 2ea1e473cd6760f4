"""Every reason in English: one table from a code to what a person reads.

Each room has a table of its own here, or beside it, sorted by code. Placeholders are
the names of a reason's values.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from string import Formatter

from ..model import Reason
from .health import COUNTERS, HEALTH_SENTENCES, SELF_TEST_SENTENCES
from .resume import RESUME_SENTENCES
from .safety import SAFETY_SENTENCES
from .steering import STEERING_SENTENCES

_JOBS = {
    "cancelled": "The burn-in was cancelled.",
    "expired": (
        "The burn-in was dropped from the queue: nobody confirmed it within a day."
    ),
}

_VERDICT = {
    "bad_blocks": (
        "Bad blocks found: {count} ({read} read, {write} write and {corruption}"
        " comparison errors over all patterns)."
        " In blocks of {block_size} bytes: {blocks}."
    ),
    "bad_blocks_so_far": (
        "Until then bad blocks were found: {count} ({read} read, {write} write and"
        " {corruption} comparison errors)."
        " In blocks of {block_size} bytes: {blocks}."
    ),
    "blocks_not_located": (
        "Some of these numbers may be up to {blocks} blocks too high: badblocks does"
        " not say which of them it counts from the end of what it read."
    ),
    "drive_gone": "The drive disappeared from the host during the test.",
    "end_not_known": "The test ended in a way that is not known ({end}).",
    "error_limit_reached": "The test gave up after {limit} bad blocks.",
    "error_limit_unproven": (
        "The test gave up because of bad blocks, but none is in its records."
    ),
    "exit_not_clean": "badblocks did not end as it should ({pattern}: {status}).",
    "foreign_record": (
        "The records on the host belong to another test ({unit}); nothing is known"
        " of this one."
    ),
    "health_bad": "SMART says that the drive is failing, and did not before the test.",
    "health_not_compared": (
        "SMART says that the drive is well; what it said before the test is not known."
    ),
    "health_not_read": "The drive's health could not be read after the test.",
    "health_not_reported": "The drive does not report its health.",
    "health_of_other_drive": (
        "The health before the test is of the drive “{before}”, the one after it of"
        " “{after}”."
    ),
    "health_recovered": (
        "SMART said before the test that the drive is failing, and does not any more."
    ),
    "health_was_bad": "SMART says that the drive is failing, as it did before the test.",
    "interrupted": (
        "The test was cut off on the host without a word: it was restarted, lost power,"
        " or killed the test."
    ),
    "no_record": "The host has no records of the test any more.",
    "not_completed": "badblocks did not come to its end ({pattern}).",
    "nothing_tested": "Nothing was tested.",
    "other_range": (
        "badblocks did not test the blocks it was told to ({pattern}: {first} to {last})."
    ),
    "output_not_whole": "What badblocks said was not kept whole ({pattern}).",
    "output_odd": "badblocks said what a clean test does not say ({pattern}): {text}",
    "phases_missing": (
        "badblocks did not go through every phase of the pattern ({pattern}: {found})."
    ),
    "run_failed": "badblocks could not do its work.",
    "runs_missing": "The records hold {found} of {planned} patterns.",
    "slow_region": (
        "From {from} to {to} GB the drive is slow in each pass: {speed} MB/s, where"
        " {expected} MB/s lie to both sides. Weak sectors are read again and again."
    ),
    "stopped": "The test was stopped.",
    "tail_untested": (
        "The last {bytes} bytes, which are less than a block, were not tested."
    ),
    "times_missing": "The times of the phases are not in the records ({pattern}).",
}

_SUPERVISOR = {
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

_CONTROL = {
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

_OWNERSHIP = {
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

_READERS = {
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

_ERRORS = {
    "answer_unusable": "The host's answer could not be understood: {detail}",
    "authentication_refused": "The host does not accept the user or the key.",
    "burn_in_error": "Something went wrong: {detail}",
    "command_timed_out": "The host did not answer in time.",
    "drive_has_job": "The drive is queued or being tested already.",
    "drive_refused": "The drive cannot be tested as asked: {detail}",
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


def _joined(tables: Iterable[Mapping[str, str]]) -> Mapping[str, tuple[str, ...]]:
    joined: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for table in tables:
        for code, text in table.items():
            joined[code] += (text,)
    return dict(joined)


SENTENCES = _joined(
    (
        _JOBS,
        _VERDICT,
        _SUPERVISOR,
        _CONTROL,
        _OWNERSHIP,
        _READERS,
        _ERRORS,
        SAFETY_SENTENCES,
        RESUME_SENTENCES,
        HEALTH_SENTENCES,
        SELF_TEST_SENTENCES,
        STEERING_SENTENCES,
    )
)
"""By code: sentences of equal right, for the values that their speakers know."""


def placeholders(text: str) -> frozenset[str]:
    """The names of the values that a sentence wants."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


def sentence(reason: Reason) -> str:
    """What a person reads for a reason; its code and values where there is nothing better."""
    known = SENTENCES.get(reason.code, ())
    said = {
        name: COUNTERS.get(value, value) if name == "counter" else value
        for name, value in reason.values.items()
    }
    fitting = [text for text in known if placeholders(text) <= said.keys()]
    if fitting:
        text = max(fitting, key=lambda text: len(placeholders(text)))
        return text.format_map(said)
    if known:
        return known[0].format_map(defaultdict(lambda: "?", said))
    values = ", ".join(f"{name}: {value}" for name, value in reason.values.items())
    return f"{reason.code} ({values})" if values else reason.code
