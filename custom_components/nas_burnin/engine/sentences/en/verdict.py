"""What became of a job and of its tests, in English: sorted by code."""

JOB_SENTENCES = {
    "cancelled": "The burn-in was cancelled.",
    "expired": (
        "The burn-in was dropped from the queue: nobody confirmed it within a day."
    ),
}

VERDICT_SENTENCES = {
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
    "slower_than_siblings": (
        "{passes} the drive was slower than others of its model: {speed} MB/s on average,"
        " where theirs is {expected} MB/s. Look at its cable, its port and its write"
        " cache; the drive itself may read a lot again and again."
    ),
    "stopped": "The test was stopped.",
    "tail_untested": (
        "The last {bytes} bytes, which are less than a block, were not tested."
    ),
    "times_missing": "The times of the phases are not in the records ({pattern}).",
}
